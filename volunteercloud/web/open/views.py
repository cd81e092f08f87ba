"""What there is, for people; and the lists and the feed for programs."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.search import feeds, published
from volunteercloud.domain.search import queries as search_queries
from volunteercloud.domain.search.models import Kind, State

from . import linked, serving, vds

# What others publish is theirs: we lead to it, and pass it on nowhere.
OURS = (Kind.SHIFT, Kind.PROJECT, Kind.NEED, Kind.ORGANIZATION)
PAGE = 500
LARGEST_PLACE = 2**63 - 1


@require_safe
def overview(request):
    facts = {"licence": settings.DATA_LICENCE, "kinds": OURS, "site": settings.SITE_URL}
    return render(request, "open/overview.html", facts)


@require_safe
def thing(request, thing_id):
    """From the name of a thing to its page."""
    found = search_queries.document(thing_id)
    if found is None or found.state != State.OPEN:
        raise NotFound
    response = redirect(feeds.path_of(found))
    response.status_code = 303
    return response


@serving.open_data
def changes(request):
    """What was published, changed and taken back, in the order in which it was (Realtime Paged Data Exchange 1.0)."""
    kind, after = request.GET.get("kind", ""), _place(request, "afterChangeNumber")
    rows = search_queries.changes(after, PAGE, _kinds(kind))
    linked.recall_regions(row.document.region_code for row in rows if row.document)
    end = rows[-1].sequence if rows else after
    said = {
        "items": [_item(row) for row in rows],
        "next": _address(request, "open:changes", afterChangeNumber=end or None, kind=kind or None),
        "license": settings.DATA_LICENCE,
    }
    return serving.json_answer(request, said, serving.AN_HOUR if len(rows) == PAGE else serving.SOON)


def _item(row: search_queries.Changed) -> dict[str, object]:
    """One change. What is over is deleted like what was taken back: nobody can take it up any more."""
    item: dict[str, object] = {
        "state": "deleted",
        "kind": row.change.kind,
        "id": str(row.change.document_id),
        "modified": row.sequence,
    }
    if row.document is not None and row.document.state == State.OPEN:
        return item | {"state": "updated", "data": {"@context": linked.CONTEXT} | linked.of_document(row.document)}
    return item


@serving.open_data
def organisations(request):
    return _graph(request, "open:organisations", [Kind.ORGANIZATION], vds.organisations)


@serving.open_data
def opportunities(request):
    is_typed = request.GET.get("types") == "1"
    return _graph(
        request,
        "open:opportunities",
        [Kind.SHIFT, Kind.NEED],
        lambda documents: vds.opportunities(documents, is_typed=is_typed),
    )


def _graph(request, name, kinds, said_of) -> HttpResponse:
    """A page of the standard's JSON-LD: what is open, the longest unchanged first, and where the next page is."""
    after = _place(request, "after")
    rows = published.page(kinds, after, PAGE)
    linked.recall_regions(row.document.region_code for row in rows)
    here = _address(request, name, after=after or None, types=request.GET.get("types"))
    about: dict[str, object] = {"id": here, "license": settings.DATA_LICENCE}
    is_whole = len(rows) == PAGE
    if is_whole:
        about["next"] = _address(request, name, after=rows[-1].sequence, types=request.GET.get("types"))
    graph = [about, *said_of([row.document for row in rows])]
    seconds = serving.AN_HOUR if is_whole else serving.A_WHILE
    response = serving.json_answer(request, {"@context": vds.CONTEXT, "@graph": graph}, seconds, serving.LINKED)
    if is_whole:
        response.headers["Link"] = f'<{about["next"]}>; rel="next"'
    return response


def _kinds(kind: str) -> tuple[str, ...]:
    if not kind:
        return tuple(OURS)
    if kind not in OURS:
        raise Refused(
            "open.kind",
            "There is no feed of this kind.",
            next_step="Ask for one of shift, project, need, organization, or leave the kind out for all of them.",
        )
    return (kind,)


def _place(request, name: str) -> int:
    """A place in the feed. Zero is its beginning."""
    text = request.GET.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_PLACE)) and int(text) <= LARGEST_PLACE):
        raise Refused(
            "open.place",
            "This is no place in the feed.",
            next_step="Follow the address of the next page as it was given, or begin without one.",
        )
    return int(text)


def _address(request, name: str, **asked: object) -> str:
    """The whole address of a page of this data, always written in the same way, so that caches know it again."""
    return linked.full(reverse(name, query={key: value for key, value in asked.items() if value is not None}))
