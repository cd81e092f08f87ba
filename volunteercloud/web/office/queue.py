import base64
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.office import actions as office_actions
from volunteercloud.domain.office import queries as office_queries
from volunteercloud.domain.reviews.models import Kind
from volunteercloud.domain.reviews.queries import MOST_COUNTED
from volunteercloud.web import answers, cursors

from . import cases
from .desk import officers_only, region_name
from .forms import BatchForm, QueueForm

ALL, SHOWN = "all", "shown"


@require_safe
@officers_only()
def queue(request, desk):
    """The list; on a wide window with the case beside it that is due first."""
    facts = _list(request, desk)
    first = cases.shown_beside(desk, facts["rows"][0][0].id) if facts["rows"] else None
    if first:
        facts |= {"opened": first, "form": cases.form_of(first.case.kind), **first.about}
    return render(request, "office/queue.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only()
def case(request, desk, case_id):
    opened = cases.opened(desk, case_id)
    if opened.page:
        return redirect(opened.page)
    form = cases.form_of(opened.case.kind, request.POST or None)
    decided = form.is_valid() and answers.run(
        form,
        lambda: office_actions.decide_case(actor=desk.officer, case_id=case_id, at=desk.at, **form.cleaned_data),
    )
    if decided:
        messages.success(request, _became(decided))
        return redirect(_next(request, desk, decided))
    look = None
    if opened.is_waiting and not request.POST:
        look = office_actions.look_at(actor=desk.officer, case_id=case_id, at=desk.at)
    return _case_page(request, desk, cases.opened(desk, case_id) if form.errors else opened, form, look=look)


@require_POST
@officers_only()
def photo(request, desk, case_id):
    """The case with the photo of the document in the page itself: no address leads to it, and every look is audited."""
    seen = identity_actions.read_photo(actor=desk.officer, case_id=case_id, at=desk.at)
    picture = f"data:{seen.type};base64,{base64.b64encode(seen.content).decode()}"
    return _case_page(request, desk, cases.opened(desk, case_id), cases.form_of(Kind.IDENTITY), picture=picture)


def asked(request) -> tuple[QueueForm, office_queries.Wanted]:
    """Which part of the queue an address asks for. What cannot be read asks for everything."""
    form = QueueForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    wanted = office_queries.Wanted(
        region_code=said.get("region", ""),
        kind=said.get("kind", ""),
        only_mine=said.get("mine", False),
        only_overdue=said.get("overdue", False),
    )
    return form, wanted


def address(wanted: office_queries.Wanted) -> str:
    """The part of the queue as an address says it."""
    said = {
        "kind": wanted.kind,
        "region": wanted.region_code,
        "mine": "1" if wanted.only_mine else "",
        "overdue": "1" if wanted.only_overdue else "",
    }
    return urlencode({name: value for name, value in said.items() if value})


def _next(request, desk, decided) -> str:
    """The case that follows in the same part of the queue; from its end the first one, and the queue where none is left."""
    _form, wanted = asked(request)
    query = address(wanted)
    for after in ((decided.due_at, decided.id), None):
        following = office_queries.queue(desk.officer, wanted, desk.at, after=after, limit=1)
        if found := next((one for one in following if one.id != decided.id), None):
            return _with(reverse("office:case", args=[found.id]), query)
    return _with(reverse("office:queue"), query)


def _became(decided) -> str:
    if decided.is_waiting:
        return _("Kept: %(title)s. A second officer has to say the same.") % {"title": decided.title}
    return _("Decided: %(title)s") % {"title": decided.title}


def _with(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _case_page(request, desk, opened, form, *, look=None, **more):
    facts = {**_list(request, desk), "opened": opened, "look": look, **opened.about, **more}
    response = answers.form_page(request, "office/case.html", form, **facts)
    response.headers["Cache-Control"] = "no-store"
    return response


def _list(request, desk):
    """What waits for the officer, the kinds with their numbers, the nearest deadline first."""
    filters, wanted = asked(request)
    after = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    found = office_queries.overview(desk.officer, wanted, desk.at, after=after)
    page, counts = found.cases[: office_queries.PAGE], found.counts
    chosen = request.GET.get("chosen", "")
    return {
        "desk": desk,
        "filters": filters,
        "kind": wanted.kind,
        "kinds": [
            (name, title, _shown(counts.by_kind.get(name, 0)), address(replace(wanted, kind=name)))
            for name, title in cases.KINDS.items()
            if name in found.kinds
        ],
        "of_any_kind": address(replace(wanted, kind="")),
        "mine": (wanted.only_mine, address(replace(wanted, only_mine=not wanted.only_mine))),
        "overdue": (wanted.only_overdue, address(replace(wanted, only_overdue=not wanted.only_overdue))),
        "region": region_name(wanted.region_code) if wanted.region_code else "",
        "everywhere": address(replace(wanted, region_code="")),
        "total": counts.total,
        "total_shown": _shown(counts.total),
        "number_overdue": _shown(counts.overdue),
        "rows": [(row, cases.KINDS[row.kind], row.kind in office_actions.DECIDE) for row in page],
        "query": address(wanted),
        "chosen": chosen if chosen in (ALL, SHOWN) else "",
        "batch_form": BatchForm(),
        "most": office_actions.MOST_CASES,
        "cursor": cursors.written(page[-1].due_at, page[-1].id) if len(found.cases) > len(page) else "",
    }


def _shown(number: int) -> str:
    return f"{MOST_COUNTED - 1}+" if number >= MOST_COUNTED else str(number)
