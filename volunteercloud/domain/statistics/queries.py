"""Reading the figures: stored cells, a few rows a question, whatever lies below them.

A viewer who is not an officer of the region with the right to its figures sees what `disclosure` lets through.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.organizations import rules as organization_rules

from . import disclosure, patterns, periods, reading
from .models import Basis, OrganizationCell, Progress, Restatement, ServiceCell, Slice, Span
from .patterns import Key, Patterns, Spot
from .periods import Period
from .reading import Asked, Found
from .sums import NOTHING, WITHHELD, Sums, of_cell

# Classes of a calendar by how many people served on a day: fewer than ten and none are one class.
DAY_LIMITS = (10, 30, 100, 300)
MOST_PERIODS = 400
MOST_CELLS = 1_000  # of an organization: some eighty years


@dataclass(frozen=True, slots=True)
class AsOf:
    """Everything written before ``at`` is counted; ``lag_seconds`` is how far that is behind the clock."""

    at: datetime
    lag_seconds: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What the viewer sees of everything that was asked at once, and what was counted by then, if anything ever was."""

    sums: dict[Asked, dict[Spot, Sums]]
    counted_until: datetime | None

    def as_of(self, now: datetime) -> AsOf | None:
        return _as_of(self.counted_until, now) if self.counted_until else None


@dataclass(frozen=True, slots=True)
class Restated:
    """What corrections, voids and transfers of one day did to a month that was over. The public is told records to tens: None
    where they are fewer than ten or of a month that is withheld; and no minutes, which may be one person's."""

    month: date
    on: date
    records: int | None
    credit_minutes: int | None
    honour_minutes: int | None

    @property
    def is_exact(self) -> bool:
        return self.credit_minutes is not None

    @property
    def fewer(self) -> int:
        """How many records less there are, where they became fewer."""
        return max(-(self.records or 0), 0)


def as_of(now: datetime) -> AsOf | None:
    """How fresh the figures are; nothing where nothing was ever counted."""
    until = Progress.objects.filter(id=1).values_list("as_of", flat=True).first()
    return _as_of(until, now) if until else None


def _as_of(until: datetime, now: datetime) -> AsOf:
    return AsOf(until, max(0.0, (now - until).total_seconds()))


def total(viewer: Actor | None, region_code: str, period: Period, basis: Basis = Basis.PLACE) -> Sums:
    """What a region, or everywhere with an empty code, comes to in a period."""
    return cells(viewer, [region_code], [period], Slice.TOTAL, basis).get(Spot(region_code, period), NOTHING)


def with_previous(
    viewer: Actor | None, region_code: str, period: Period, basis: Basis = Basis.PLACE
) -> tuple[Sums, Sums | None]:
    """A period and the one before it, which all time has none of."""
    before = periods.previous(period)
    found = cells(viewer, [region_code], [period, before] if before else [period], Slice.TOTAL, basis)
    earlier = found.get(Spot(region_code, before), NOTHING) if before else None
    return found.get(Spot(region_code, period), NOTHING), earlier


def parts(
    viewer: Actor | None, region_code: str, period: Period, by: Slice, basis: Basis = Basis.PLACE
) -> dict[str, Sums]:
    """The same by the values of a slice."""
    found = cells(viewer, [region_code], [period], by, basis)
    return {spot.value: sums for spot, sums in sorted(found.items(), key=lambda each: each[0].value)}


def series(
    viewer: Actor | None,
    region_code: str,
    span: Span,
    since: date,
    until: date,
    by: Slice = Slice.TOTAL,
    value: str = "",
    basis: Basis = Basis.PLACE,
) -> dict[date, Sums]:
    """The same one after the other: all days, months or years from ``since`` to before ``until`` in which there was any."""
    wanted = periods.between(span, since, until, MOST_PERIODS)
    found = cells(viewer, [region_code], wanted, by, basis, only=value)
    return {spot.period.start: found[spot] for spot in sorted(found, key=lambda spot: spot.period.start)}


def by_region(
    viewer: Actor | None,
    region_codes: Sequence[str],
    period: Period,
    basis: Basis = Basis.PLACE,
    by: Slice = Slice.TOTAL,
    value: str = "",
) -> dict[str, Sums]:
    """The totals of several regions, or their parts of one value, for a map or a table: those right below one, as a rule."""
    found = cells(viewer, region_codes, [period], by, basis, only=value)
    return {spot.region_code: found[spot] for spot in sorted(found, key=lambda spot: spot.region_code)}


def cells(
    viewer: Actor | None,
    region_codes: Collection[str],
    wanted: Sequence[Period],
    by: Slice,
    basis: Basis = Basis.PLACE,
    *,
    only: str | None = None,
) -> dict[Spot, Sums]:
    """Every cell of some regions and periods, by all values of a slice or by one."""
    asked = Asked(tuple(dict.fromkeys(region_codes)), tuple(wanted), by, basis, only)
    return read(viewer, [asked]).sums[asked]


def read(viewer: Actor | None, asked: Sequence[Asked]) -> Seen:
    """Several questions at once, all of one state of the cells, in one statement. For the public the tables that decide what it
    sees are of that state as well: where one of those that this process knew changed since, it takes another statement."""
    exact = disclosure.exact_among(viewer, {code for each in asked for code in each.region_codes})
    hidden = {each: tuple(code for code in each.region_codes if code not in exact) for each in asked}
    keys = frozenset[Key]().union(
        *(patterns.needed(each.basis, codes, each.wanted, each.by) for each, codes in hidden.items())
    )
    known, found = _read(list(hidden), keys)
    cells = zip(hidden.items(), found.sums, strict=True)
    return Seen({each: _seen(known, each, codes, sums) for (each, codes), sums in cells}, found.as_of)


def _read(asked: Sequence[Asked], keys: frozenset[Key]) -> tuple[Patterns, Found]:
    """Until every table that is needed is of the state of the figures. A round is counted each second, and a statement takes
    some hundredths: the second has what the first one found to have changed."""
    known = patterns.latest()
    while True:
        missing = known.missing(keys)
        found = reading.read(asked, missing, known.versions(keys))
        after = known.after(found.state, keys, missing)
        if after is not known:
            patterns.keep(after)
            known = after
        if not known.missing(keys):
            return known, found


def _seen(known: Patterns, asked: Asked, hidden: Sequence[str], found: dict[Spot, Sums]) -> dict[Spot, Sums]:
    if not hidden:
        return found
    shown = {spot: sums for spot, sums in found.items() if spot.region_code not in hidden}
    public = {spot: sums for spot, sums in found.items() if spot.region_code in hidden}
    return shown | disclosure.let_through(known, asked, public, hidden)


def calendar(viewer: Actor | None, region_code: str, year: int) -> dict[date, int]:
    """The days of a year with service, by how many people served: 1 from ten people on, 2 from thirty, 3 from a hundred, 4 from
    three hundred. Of days with fewer nothing is told, to officers either: they have `series` for the numbers."""
    del viewer
    found = ServiceCell.objects.filter(
        basis=Basis.PLACE, region_code=region_code, span=Span.DAY, slice=Slice.TOTAL, value="", start__year=year
    )
    rows = found.filter(people__gte=DAY_LIMITS[0]).order_by("start").values_list("start", "people")
    return {day: sum(people >= limit for limit in DAY_LIMITS) for day, people in rows}


def of_organization(
    organization_id: UUID, span: Span, since: date, until: date, viewer: Actor | None = None
) -> dict[date, Sums]:
    """What an organization comes to, month by month, year by year or for all time. Exact for those who work in it."""
    found: dict[Span, dict[date, Sums]] = {each: {} for each in Span}
    for cell in OrganizationCell.objects.filter(organization_id=organization_id).order_by("span", "start")[:MOST_CELLS]:
        found[Span(cell.span)][cell.start] = of_cell(cell)
    wanted = {start: sums for start, sums in found[span].items() if since <= start < until}
    if viewer is not None and (viewer.is_system or organization_rules.can_look_on(viewer, organization_id)):
        return wanted
    withheld = _withheld_of_organization(found)
    return {start: WITHHELD if (span, start) in withheld else disclosure.public(sums) for start, sums in wanted.items()}


def _withheld_of_organization(found: dict[Span, dict[date, Sums]]) -> set[tuple[Span, date]]:
    """Years first, as parts of all time, then the months of each."""
    ever = found[Span.EVER].get(periods.EVER, NOTHING).people
    years = {start: sums.people for start, sums in found[Span.YEAR].items()}
    is_ever_told = ever >= disclosure.FEWEST
    hidden_years = disclosure.withheld_times(years) if is_ever_told else set(years)
    withheld = {(Span.YEAR, start) for start in hidden_years}
    for year in years:
        months = {start: sums.people for start, sums in found[Span.MONTH].items() if start.year == year.year}
        hidden = set(months) if year in hidden_years else disclosure.withheld_times(months)
        withheld |= {(Span.MONTH, start) for start in hidden}
    return withheld


def restated(
    viewer: Actor | None, region_code: str, since: date, until: date, seen: Mapping[Spot, Sums] | None = None
) -> list[Restated]:
    """How months from ``since`` to before ``until`` changed after they were over, the latest change first. ``seen`` is what the
    viewer sees of the totals of these months, where that was read."""
    rows = Restatement.objects.filter(region_code=region_code, month__gte=since, month__lt=until)
    found = list(rows.order_by("-on", "-month")[:MOST_PERIODS])
    if disclosure.sees_exact(viewer, region_code):
        return [Restated(row.month, row.on, row.records, row.credit_minutes, row.honour_minutes) for row in found]
    if seen is None:
        months = [periods.month(start) for start in dict.fromkeys(row.month for row in found)]
        seen = cells(viewer, [region_code], months, Slice.TOTAL) if months else {}
    told = {spot.period.start for spot, sums in seen.items() if not sums.is_withheld}
    return [
        Restated(row.month, row.on, _about(row.records) if row.month in told else None, None, None) for row in found
    ]


def _about(records: int) -> int | None:
    """To tens, more or fewer; nothing of fewer than ten."""
    number = disclosure.rounded(abs(records))
    return None if not number else number if records > 0 else -number
