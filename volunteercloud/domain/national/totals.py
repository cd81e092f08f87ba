"""Reading what was gathered of the whole country: sums by month, province and node. All of it is public.

A small group is never shown by itself, and what is hidden is never the difference of what is shown.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Sum
from django.db.models.functions import Left

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.records.models import CREDIT_GRADES, Kind

from . import counting, queries
from .models import Contributor, Figure, Gathered

LATE = timedelta(hours=49)  # a day without a version, and the time until the next round
FEWEST = 10  # people in a group that is shown by itself
PROVINCE = 2
MOST_MONTHS = 600
MOST_VERSIONS = 50


@dataclass(slots=True)
class Sums:
    """What a region, a node or the country comes to. Minutes of credit and of honour stand apart. ``served`` are people who
    served in the month, or in the busiest one where several are summed: people of two months may be the same."""

    records: int = 0
    credit_minutes: int = 0
    honour_minutes: int = 0
    given_minutes: int = 0
    registered: int = 0
    served: int = 0
    organizations: int = 0
    projects: int = 0
    needs_posted: int = 0
    needs_met: int = 0

    @property
    def credit_hours(self) -> int:
        """Whole hours, never rounded up."""
        return self.credit_minutes // 60

    @property
    def honour_hours(self) -> int:
        return self.honour_minutes // 60

    def add(self, other: "Sums") -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Part:
    """One row of a table: a region by its code, or several small ones together (no code)."""

    code: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Source:
    """How a node stands: whether its figures came, when they were made, and by which document and proof."""

    name: str
    title: str
    title_en: str
    regions: list[str]
    contributor: Contributor | None
    newest: Gathered | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Nation:
    """The country in a month (``period``), or in all of them. ``periods`` may be chosen; the newest is first."""

    period: str
    periods: list[str]
    whole: Sums
    parts: list[Part] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


def nation(at: datetime, period: str = "") -> Nation:
    """What all nodes come to, by province: of one month, or of all. Public.

    Provinces in which fewer than ten people served stand together, with the next smallest if even that is fewer: the sum of a
    column is always the whole. Raises `NotFound` for a month that no node counted.
    """
    periods = list(Figure.objects.order_by("-period").values_list("period", flat=True).distinct()[:MOST_MONTHS])
    if period and period not in periods:
        raise NotFound
    by_region = _sums(period)
    whole = Sums()
    for sums in by_region.values():
        whole.add(sums)
    return Nation(period, periods, whole, _parts(by_region), sources(at))


def sources(at: datetime) -> list[Source]:
    """Every node that is counted or should be, by name, with the newest version of its figures."""
    contributed = {each.node_name: each for each in queries.contributors()}
    trusted = {node.name: node for node in nodes_queries.trusted() if not node.is_national}
    newest = {
        each.node_name: each
        for each in Gathered.objects.defer("text", "proof")
        .order_by("node_name", "-period", "-version")
        .distinct("node_name")
    }
    own_name, (own_title, own_title_en) = nodes_queries.own_name(), nodes_queries.shown_titles()
    found = []
    for name in sorted(set(trusted) | set(newest)):
        node, contributor = trusted.get(name), contributed.get(name)
        figures_at = contributor.figures_at if contributor else None
        found.append(
            Source(
                name=name,
                title=node.title if node else own_title if name == own_name else name,
                title_en=node.title_en if node else own_title_en if name == own_name else "",
                regions=node.regions if node else [],
                contributor=contributor,
                newest=newest.get(name),
                is_late=figures_at is None or at - figures_at > LATE,
            )
        )
    return found


def gathered_of(node_name: str) -> list[Gathered]:
    """The newest version of each month of a node, the newest month first. Raises `NotFound` where nothing was gathered."""
    rows = Gathered.objects.filter(node_name=node_name).defer("text").order_by("-period", "-version").distinct("period")
    found = list(rows[:MOST_MONTHS])
    if not found:
        raise NotFound
    return found


def node_sums(node_name: str, period: str) -> tuple[Sums, list[Part]]:
    """What one node comes to in a month, by district; small ones together, as in `nation`."""
    by_region = _sums(period, node_name=node_name, digits=counting.DISTRICT)
    whole = Sums()
    for sums in by_region.values():
        whole.add(sums)
    return whole, _parts(by_region)


def version(node_name: str, period: str, number: int | None = None) -> Gathered:
    """A version of a node's figures, the newest without a number. Raises `NotFound`."""
    found = Gathered.objects.filter(node_name=node_name, period=period)
    if number is not None:
        found = found.filter(version=number)
    row = found.order_by("-version").first()
    if row is None:
        raise NotFound
    return row


def versions(node_name: str, period: str) -> list[Gathered]:
    """All versions of a month, the newest first."""
    found = Gathered.objects.filter(node_name=node_name, period=period).defer("text", "proof")
    return list(found.order_by("-version")[:MOST_VERSIONS])


def _sums(period: str, *, node_name: str = "", digits: int = PROVINCE) -> dict[str, Sums]:
    """By the first digits of regions. Of what there is at a moment the newest month of each node counts, of people who served
    the busiest month."""
    figures = Figure.objects.filter(period=period) if period else Figure.objects.all()
    if node_name:
        figures = figures.filter(node_name=node_name)
    rows = (
        figures.annotate(part=Left("region_code", digits))
        .values_list("node_name", "period", "part", "kind", "grade", "measure")
        .annotate(total=Sum("value"))
        .order_by("period")
    )
    found: dict[str, Sums] = defaultdict(Sums)
    newest: dict[tuple[str, str, str], int] = {}
    served: dict[tuple[str, str], int] = defaultdict(int)
    for node, month, part, kind, grade, measure, total in rows:
        if measure in counting.STOCK_MEASURES:
            newest[node, part, measure] = total
        elif measure == "people.served":
            served[part, month] += total
        else:
            _count(found[part], kind, grade, measure, total)
    for (_node, part, measure), total in newest.items():
        _stock(found[part], measure, total)
    for (part, _month), total in served.items():
        found[part].served = max(found[part].served, total)
    return found


def _count(sums: Sums, kind: str, grade: str, measure: str, total: int) -> None:
    is_credit = grade in CREDIT_GRADES
    match measure:
        case "counted.minutes" if kind == Kind.SERVICE and is_credit:
            sums.credit_minutes += total
        case "counted.minutes" if kind == Kind.SERVICE:
            sums.honour_minutes += total
        case "counted.records" if kind == Kind.SERVICE:
            sums.records += total
        case "given.minutes" if kind == Kind.SERVICE:
            sums.given_minutes += total
        case "needs.posted":
            sums.needs_posted += total
        case "needs.met":
            sums.needs_met += total


def _stock(sums: Sums, measure: str, total: int) -> None:
    match measure:
        case "people.registered":
            sums.registered += total
        case "organizations.at_work":
            sums.organizations += total
        case "projects.open":
            sums.projects += total


def _parts(by_region: dict[str, Sums]) -> list[Part]:
    shown = {code: sums for code, sums in by_region.items() if code and sums.served >= FEWEST}
    hidden = [sums for code, sums in by_region.items() if code not in shown]
    together = Sums()
    for sums in hidden:
        together.add(sums)
    while 0 < together.served < FEWEST and shown:
        smallest = min(shown, key=lambda code: (shown[code].served, code))
        together.add(shown.pop(smallest))
    rows = [Part(code, shown[code]) for code in sorted(shown)]
    return [*rows, Part("", together)] if hidden else rows
