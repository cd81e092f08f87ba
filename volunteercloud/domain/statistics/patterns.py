"""What is withheld from the public, table by table: the children of a region for all time and by year, and a year by month.

Tables are settled from above. In a table stand the small cells and what a table above withholds; `boxes` says what else has
to be withheld so that none of it can be had by subtraction. All of it depends on the cells alone, so it is remembered for as
long as nothing was counted.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F, Q

from volunteercloud.core.memory import Remembered
from volunteercloud.domain.records.models import Kind
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import Region

from . import boxes, periods
from .boxes import FEWEST, Box, Cell, Table
from .models import Basis, Place, Progress, ServiceCell, Slice, Span
from .periods import Period

# Its values are no parts of the total: time of another kind is not in it. Goals are as good as parts: most service is for one,
# and which goals a project has is public.
NO_PARTS = frozenset({Slice.KIND})
AT_HOME = frozenset({Slice.TOTAL, Slice.SEX, Slice.AGE})
MOST_PATTERNS = 400  # of a process; one page needs some dozen
REST = "-"  # what is recorded in a region, but in none of those below it; and service for no goal

Version = datetime | None
Key = tuple[Version, Basis, str | None, Slice, int]  # the last is a year, or 0 for all time and every year


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell as somebody asks for it."""

    region_code: str
    period: Period
    value: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A table: the people in every cell that has any, and the boxes that are withheld. Coordinates are region, time, value."""

    people: dict[Cell, int]
    boxes: list[Box] = field(default_factory=list)

    def holds(self, cell: Cell) -> bool:
        return any(cell in each for each in self.boxes)


def version() -> Version:
    """Of which state of the cells a pattern is; read once a second."""
    return _version(1)


def forget() -> None:
    """Before something is published for ever: nothing of what was read a moment ago is used."""
    for each in (_version, _moved, _patterns):
        each.forget()


def withholds(spot: Spot, basis: Basis, by: Slice, at: Version) -> bool:
    """Whether a cell is in a box, or a part of what is. Of days nothing is told."""
    if spot.period.span == Span.DAY:
        return True
    if by == Slice.KIND and spot.value == Kind.SERVICE:
        return withholds(Spot(spot.region_code, spot.period), basis, Slice.TOTAL, at)
    return any(
        _holds(at, each, above, by_step, spot, region_code)
        for above, region_code in _steps(spot.region_code)
        for by_step in _slices(by)
        for each in _bases(basis, region_code, by_step)
    )


def values(region_code: str, period: Period, basis: Basis, by: Slice, at: Version) -> set[str]:
    """The values of a slice that are withheld somewhere on the way down to a region: whether it has them or not."""
    found: set[str] = set()
    for above, _ in _steps(region_code):
        for year in {0, period.start.year if period.span == Span.MONTH else 0}:
            for each in _patterns((at, basis, above, by, year)).boxes:
                found |= each.coordinates[2] - {REST}
    return found


def _steps(region_code: str) -> Iterator[tuple[str | None, str]]:
    """From everywhere down to a region, each with the one above it: where it counts today."""
    yield None, ""
    above = ""
    for below in _moved(0).get(region_code) or _way(region_code):
        yield above, below
        above = below


def _way(region_code: str) -> Iterator[str]:
    """Down to a region as its code says it."""
    below = ""
    while below != region_code:
        below = region_queries.code_below(below, region_code)
        yield below


def _slices(by: Slice) -> tuple[Slice, ...]:
    """What is withheld of a total is withheld of its parts."""
    return (by,) if by in (Slice.TOTAL, Slice.KIND) else (Slice.TOTAL, by)


def _bases(basis: Basis, region_code: str, by: Slice) -> tuple[Basis, ...]:
    """Everywhere is the same by place and by home, so what is withheld of one is withheld of both."""
    return (Basis.PLACE, Basis.HOME) if not region_code and by in AT_HOME else (basis,)


def _holds(at: Version, basis: Basis, above: str | None, by: Slice, spot: Spot, region_code: str) -> bool:
    """Whether the table below ``above`` withholds the cell of one of its regions, or one that this is a part of."""
    value = "" if by == Slice.TOTAL else spot.value
    years = _patterns((at, basis, above, by, 0))
    if years.holds((region_code, "", value)):
        return True
    if spot.period.span == Span.EVER:
        return False
    if years.holds((region_code, _year(spot.period), value)):
        return True
    if spot.period.span == Span.YEAR:
        return False
    months = _patterns((at, basis, above, by, spot.period.start.year))
    return months.holds((region_code, _named(spot.period), value))


def _fetch_version(row: int) -> Version:
    return Progress.objects.filter(id=row).values_list("as_of", flat=True).first()


def _fetch(key: Key) -> Pattern:
    at, basis, above, by, year = key
    slices = (by, Slice.TOTAL) if by == Slice.SDG else (by,)
    cells = ServiceCell.objects.filter(basis=basis, region_code__in=_regions(above), slice__in=slices)
    if by == Slice.KIND:
        cells = cells.exclude(value=Kind.SERVICE)  # is the total
    if year:
        cells = cells.filter(span=Span.MONTH, start__gte=date(year, 1, 1), start__lte=date(year, 12, 1))
    else:
        cells = cells.filter(span__in=(Span.EVER, Span.YEAR))
    people: dict[Cell, int] = {}
    records: dict[Cell, int] = {}
    for cell in cells.order_by("pk"):
        named = (cell.region_code, _named(Period(Span(cell.span), cell.start)), cell.value)
        people[named], records[named] = cell.people, cell.records
    if by == Slice.SDG:
        _add_aimless(people, records)
    own = {cell[1:]: people.pop(cell) for cell in list(people) if above is not None and cell[0] == above}
    if above is not None:
        _add_rest(people, records, own, above)
    return _Settling(at, basis, above, by, people, own).pattern(year)


def _regions(above: str | None) -> list[str]:
    """Those of one table, whether they still stand or not."""
    if above is None:
        return [""]
    moved = _moved(0)
    listed = Region.objects.filter(parent_id=above or None).order_by("code").values_list("code", flat=True)
    came = [code for code, way in moved.items() if way[-1] == code and way[-2:-1] == (above,)]
    return [above, *(code for code in listed if code not in moved), *came]


def _fetch_moved(_key: int) -> dict[str, tuple[str, ...]]:
    """Regions that count under another one than their code says, as a street of a county that was merged: the way down to
    each. Few."""
    other = Q()
    for level in ("province", "city", "district"):
        other |= ~Q(code__startswith=F(level))
    rows = Place.objects.filter(other).order_by("code").values_list("code", "province", "city", "district", "street")
    return {code: tuple(filter(None, way)) for code, *way in rows}


def _add_aimless(people: dict[Cell, int], records: dict[Cell, int]) -> None:
    """Service for no goal instead of the totals: what they come to less the goals, of as many people as are in none at least."""
    totals = [cell for cell in people if not cell[2]]
    below: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for cell in people.keys() - set(totals):
        below[cell[:2]][0] += people[cell]
        below[cell[:2]][1] += records[cell]
    for total in totals:
        all_people, all_records = people.pop(total), records.pop(total)
        in_goals, for_goals = below[total[:2]]
        if all_records > for_goals:
            aimless = (*total[:2], REST)
            people[aimless], records[aimless] = max(all_people - in_goals, 1), all_records - for_goals


def _add_rest(people: dict[Cell, int], records: dict[Cell, int], own: dict[Cell, int], above: str) -> None:
    """What stands in a region and in none below it can be had by subtraction, so it is a row of the table too. How many people
    it is of is not known, as one may be in several rows: at least those that are in no other."""
    below: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for cell, number in people.items():
        below[cell[1:]][0] += number
        below[cell[1:]][1] += records[cell]
    for named, number in own.items():
        if records[above, *named] > below[named][1]:
            people[REST, *named] = max(number - below[named][0], 1)


@dataclass(slots=True)
class _Settling:
    """The way from what stands in a table to what is withheld of it."""

    at: Version
    basis: Basis
    above: str | None
    by: Slice
    people: dict[Cell, int]
    own: dict[Cell, int]
    totals: dict[int, Pattern] = field(default_factory=dict)

    def pattern(self, year: int) -> Pattern:
        found = Pattern(self.people)
        if year:
            coarser = _patterns((self.at, self.basis, self.above, self.by, 0))
            self._settle(found, coarser, dict(self.people), f"{year:04}")
            return found
        ever = {cell: number for cell, number in self.people.items() if not cell[1]}
        years = {cell: number for cell, number in self.people.items() if cell[1]}
        self._settle(found, found, ever, None)
        self._settle(found, found, years, "")
        return found

    def _settle(self, found: Pattern, coarser: Pattern, cells: dict[Cell, int], within: str | None) -> None:
        """Add the boxes of the cells of one length of time; ``within`` names the time that they are parts of, if any."""
        for people in self._families(cells):
            hidden = frozenset(cell for cell in people if self._is_hidden(cell, coarser, within))
            margins: list[Mapping[Cell, int]] = [
                self._above(people),
                self._longer(people, coarser, within),
                self._totals(people),
            ]
            found.boxes.append(boxes.box(Table(people, margins, hidden)))

    def _families(self, cells: dict[Cell, int]) -> list[dict[Cell, int]]:
        """The parts of a total are one table; values that are no parts are tables of their own."""
        if self.by not in NO_PARTS:
            return [cells]
        values = sorted({cell[2] for cell in cells})
        return [{cell: number for cell, number in cells.items() if cell[2] == value} for value in values]

    def _is_hidden(self, cell: Cell, coarser: Pattern, within: str | None) -> bool:
        """Withheld by another table: of the region above, of a longer time, of the total."""
        region_code, time, value = cell
        if self.above is not None and self._withheld_above(time, value):
            return True
        if within is not None and self._is_longer_hidden(region_code, value, coarser, within):
            return True
        return self.by not in (Slice.TOTAL, Slice.KIND) and self._is_total_hidden(region_code, time)

    def _withheld_above(self, time: str, value: str) -> bool:
        return withholds(Spot(self.above or "", _period(time), value), self.basis, self.by, self.at)

    def _is_longer_hidden(self, region_code: str, value: str, coarser: Pattern, within: str) -> bool:
        """``within`` a year also what is withheld for all time; the pattern of the total says so of its parts."""
        times = {"", within}
        return any(coarser.holds((region_code, time, value)) for time in times)

    def _is_total_hidden(self, region_code: str, time: str) -> bool:
        times = dict.fromkeys(("", time[:4], time))
        return any(self._total(time).holds((region_code, time, "")) for time in times)

    def _total(self, time: str) -> Pattern:
        """The table of totals for the same regions and time."""
        year = int(time[:4]) if len(time) > 4 else 0
        return _patterns((self.at, self.basis, self.above, Slice.TOTAL, year))

    def _above(self, people: dict[Cell, int]) -> dict[Cell, int]:
        """What the region above comes to, where that is published."""
        if self.above is None:
            return {}
        wanted = {cell[1:] for cell in people}
        return {
            (time, value): number
            for (time, value), number in self.own.items()
            if (time, value) in wanted and number >= FEWEST and not self._withheld_above(time, value)
        }

    def _longer(self, people: dict[Cell, int], coarser: Pattern, within: str | None) -> dict[Cell, int]:
        """What the same comes to in the longer time, where that is published."""
        if within is None:
            return {}
        found: dict[Cell, int] = {}
        for region_code, value in {(cell[0], cell[2]) for cell in people}:
            longer = (region_code, within, value)
            number = coarser.people.get(longer, 0)
            is_hidden = coarser.holds(longer) or self._is_hidden(longer, coarser, "" if within else None)
            if number >= FEWEST and not is_hidden:
                found[region_code, value] = number
        return found

    def _totals(self, people: dict[Cell, int]) -> dict[Cell, int]:
        """What all values of the slice come to together, where that is published."""
        if self.by in NO_PARTS or self.by == Slice.TOTAL:
            return {}
        found: dict[Cell, int] = {}
        for region_code, time in {cell[:2] for cell in people}:
            number = self._total(time).people.get((region_code, time, ""), 0)
            is_hidden = self._is_total_hidden(region_code, time)
            if self.above is not None:
                is_hidden = is_hidden or withholds(Spot(self.above, _period(time)), self.basis, Slice.TOTAL, self.at)
            if number >= FEWEST and not is_hidden:
                found[region_code, time] = number
        return found


def _year(period: Period) -> str:
    return f"{period.start.year:04}"


def _named(period: Period) -> str:
    """A time as a coordinate: nothing for all time, then 2026, then 2026-11."""
    match period.span:
        case Span.EVER:
            return ""
        case Span.YEAR:
            return _year(period)
        case _:
            return f"{_year(period)}-{period.start.month:02}"


def _period(time: str) -> Period:
    if not time:
        return periods.ever()
    start = date(int(time[:4]), int(time[5:] or 1), 1)
    return periods.month(start) if len(time) > 4 else periods.year(start)


_patterns = Remembered(_fetch, most=MOST_PATTERNS)
_version = Remembered(_fetch_version, seconds=1)
_moved = Remembered(_fetch_moved)
