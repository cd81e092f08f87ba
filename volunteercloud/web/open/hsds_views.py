"""The interface of HSDS 3.0: its resources by its names, in its numbered pages."""

from collections.abc import Callable
from math import ceil

from django.urls import reverse
from django.utils import timezone

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.needs import open_data
from volunteercloud.domain.needs.models import Need
from volunteercloud.domain.search import published
from volunteercloud.domain.search.models import Kind

from . import hsds, linked, serving

PER_PAGE, MOST_PER_PAGE = 50, 100
DEEPEST = 1_000_000  # entries; whoever needs more follows the feed
# What HSDS knows to ask for and this does not: refused, since an answer without it would look like one with it.
UNKNOWN = ("search", "taxonomy_term_id", "organization_id", "modified_after", "postcode", "proximity", "parent_id")


@serving.open_data
def root(request):
    said = {
        "version": hsds.VERSION,
        "profile": linked.full(reverse("open:overview")),
        "openapi_url": hsds.OPENAPI,
    }
    return serving.json_answer(request, said, serving.AN_HOUR)


@serving.open_data
def services(request):
    return _page(request, _count_services, lambda offset, limit: [hsds.listed(one) for one in _whole(offset, limit)])


@serving.open_data
def service(request, thing_id):
    found = _one(thing_id)
    organizations = _organizations([found])
    return serving.json_answer(request, hsds.with_organization(found, organizations), serving.A_WHILE)


@serving.open_data
def service_at_locations(request):
    return _page(
        request, _count_services, lambda offset, limit: [hsds.at_location(one) for one in _whole(offset, limit)]
    )


@serving.open_data
def service_at_location(request, thing_id):
    return serving.json_answer(request, hsds.at_location(_one(thing_id)), serving.A_WHILE)


@serving.open_data
def organizations(request):
    def rows(offset, limit):
        return [hsds.listed(one) for one in _described(open_data.organizations(offset, limit))]

    return _page(request, open_data.count_organizations, rows)


@serving.open_data
def organization(request, thing_id):
    found = open_data.organization(thing_id)
    if found is None:
        raise NotFound
    (said,) = _described([found])
    return serving.json_answer(request, said, serving.A_WHILE)


@serving.open_data
def taxonomies(request):
    return _listed(request, hsds.taxonomies())


@serving.open_data
def taxonomy(request, thing_id):
    return _picked(request, hsds.taxonomies(), thing_id)


@serving.open_data
def taxonomy_terms(request):
    wanted = request.GET.get("taxonomy_id")
    known = [term for term in hsds.terms(timezone.localdate()) if wanted in (None, term["taxonomy_id"])]
    return _listed(request, known)


@serving.open_data
def taxonomy_term(request, thing_id):
    return _picked(request, hsds.terms(timezone.localdate()), thing_id)


def _count_services() -> int:
    return open_data.count_stations() + published.count(Kind.NEED)


def _whole(offset: int, limit: int) -> list[linked.Said]:
    """Stations first, then needs, the longest unchanged first."""
    stations = open_data.stations(offset, limit)
    needs: list[Need] = []
    if len(stations) < limit:
        before = max(0, offset - open_data.count_stations())
        documents = published.at(Kind.NEED, before, limit - len(stations))
        known = open_data.needs([document.id for document in documents])
        needs = [known[document.id] for document in documents if document.id in known]
    linked.recall_regions(found.region_id or "" for found in (*stations, *needs))
    return [*map(hsds.station, stations), *map(hsds.need, needs)]


def _one(thing_id) -> linked.Said:
    if found := open_data.station(thing_id):
        return hsds.station(found)
    if need := open_data.needs([thing_id]).get(thing_id):
        return hsds.need(need)
    raise NotFound


def _organizations(services_) -> dict[str, linked.Said]:
    ids = {one["organization_id"] for one in services_ if "organization_id" in one}
    rows = [found for each in sorted(ids) if (found := open_data.organization(each))]
    return {str(one["id"]): one for one in _described(rows)}


def _described(rows) -> list[linked.Said]:
    documents = published.named([organization_id for organization_id, _name in rows])
    return [hsds.organization(each, name, documents.get(each)) for each, name in rows]


def _listed(request, rows: list[linked.Said]):
    return _page(request, lambda: len(rows), lambda offset, limit: rows[offset : offset + limit])


def _picked(request, rows: list[linked.Said], thing_id):
    for row in rows:
        if row["id"] == str(thing_id):
            return serving.json_answer(request, row, serving.A_WHILE)
    raise NotFound


def _page(request, count: Callable[[], int], rows: Callable[[int, int], list[linked.Said]]):
    """A numbered page with the head that HSDS wants."""
    for name in UNKNOWN:
        if name in request.GET:
            raise Refused(
                "open.filter",
                "Lists can't be narrowed in this way here.",
                next_step="Take the list as it is, or search at /api/v1/search.",
                facts={"parameter": name},
            )
    number, size = _number(request, "page", 1, DEEPEST), _number(request, "per_page", PER_PAGE, MOST_PER_PAGE)
    if number * size > DEEPEST:
        raise Refused(
            "open.too_deep",
            "Pages are not counted this far.",
            next_step="Follow the feed of changes at /open/changes, which holds everything.",
        )
    total = count()
    contents = rows((number - 1) * size, size)
    pages = ceil(total / size)
    said = {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }
    return serving.json_answer(request, said, serving.A_WHILE)


def _number(request, name: str, default: int, most: int) -> int:
    text = request.GET.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and 1 <= int(text) <= most):
        raise Refused(
            "open.page",
            "This is no page that can be asked for.",
            next_step="Pages count from 1; a page holds 100 entries at most.",
            facts={"parameter": name},
        )
    return int(text)
