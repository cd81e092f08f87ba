"""What is withheld from the public, table by table: the children of a region for all time and by year, and a year by month.

Tables are settled from above. In a table stand the small cells and what a table above withholds; `boxes` says what else has
to be withheld so that none of it can be had by subtraction. All of it depends on one state of the cells, the one that the
figures beside it are of, and is remembered for as long as nothing was counted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from volunteercloud.core.memory import Remembered
from volunteercloud.domain.records.models import Kind
from volunteercloud.domain.regions import queries as region_queries

from . import places, settling
from .boxes import Cell, Coordinates
from .models import Basis, Slice, Span
from .periods import Period
from .settling import Around, Pattern

AT_HOME = frozenset({Slice.TOTAL, Slice.SEX, Slice.AGE})
MOST_TABLES = 400  # of a process; one page needs some dozen
MOST_ANSWERS = 100_000
REST = "-"  # what is recorded in a region, but in none of those below it; and service for no goal


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell as somebody asks for it."""

    region_code: str
    period: Period
    value: str = ""


class Key(NamedTuple):
    """A table: the regions below one, everywhere alone where that is None; all time and its years, or the months of a year."""

    basis: Basis
    above: str | None
    by: Slice
    year: int = 0


# What a cell says of itself: the time and the value as coordinates, how many people and records.
Told = tuple[str, str, int, int]
Parts = tuple[Basis, Slice, int]  # the last is the year of months, or 0
Cells = Mapping[Parts, Mapping[str, Iterable[Told]]]


def needed(basis: Basis, region_codes: Iterable[str], wanted: Iterable[Period], by: Slice) -> set[Key]:
    """The tables that decide about some cells: of the way down to each region, those of the total too; none for days."""
    years = {_year_of_months(period) for period in wanted if period.span != Span.DAY}
    steps = {step for code in region_codes for step in _steps(code)} if years else set()
    return {
        Key(each, above, part, year)
        for above, code in steps
        for part in (Slice.TOTAL, by)
        for each in _bases(basis, code, part)
        for year in years | {0}
    }


class Patterns:
    """The tables that were read of one state of the cells; ``version`` says which state that is."""

    def __init__(self) -> None:
        self.version: int | None = None
        self._known: set[Key] = set()
        self._cells: dict[Parts, dict[str, list[Told]]] = defaultdict(dict)
        self._below: dict[str | None, set[str]] = defaultdict(set)
        self._settled: dict[Key, Pattern] = {}
        self._answers: dict[tuple[Basis, Slice, Cell], bool] = {}

    @property
    def is_full(self) -> bool:
        return len(self._known) > MOST_TABLES

    def missing(self, wanted: Collection[Key]) -> frozenset[Key]:
        return frozenset(wanted) - self._known

    def take(self, keys: Collection[Key], cells: Cells) -> None:
        """Tables as they were read, all together that decide about something."""
        for part, regions in cells.items():
            for region_code, told in regions.items():
                above, today = _last_step(region_code)
                if today == region_code:  # else it counts elsewhere, and nothing stands here
                    self._cells[part][region_code] = list(told)
                    self._below[above].add(region_code)
        self._known |= set(keys)

    def withholds(self, spot: Spot, basis: Basis, by: Slice) -> bool:
        """Whether a cell is in a box, or a part of what is. Of days nothing is told."""
        value = "" if by == Slice.TOTAL else spot.value
        return spot.period.span == Span.DAY or self._holds(basis, by, (spot.region_code, named(spot.period), value))

    def values(self, region_code: str, period: Period, basis: Basis, by: Slice) -> set[str]:
        """The values of a slice that are withheld somewhere on the way down to a region: whether it has them or not."""
        if period.span == Span.DAY:
            return {""}
        found: set[str] = set()
        for above, _code in _steps(region_code):
            for year in {0, _year_of_months(period)}:
                for each in self._pattern(Key(basis, above, by, year)).boxes:
                    found |= each.coordinates[2] - {REST}
        return found

    def _holds(self, basis: Basis, by: Slice, cell: Cell) -> bool:
        if by == Slice.KIND and cell[2] == Kind.SERVICE:
            by, cell = Slice.TOTAL, (cell[0], cell[1], "")
        asked = basis, by, cell
        found = self._answers.get(asked)
        if found is None:
            if len(self._answers) >= MOST_ANSWERS:
                self._answers.clear()
            found = self._answers[asked] = self._decide(basis, by, *cell)
        return found

    def _decide(self, basis: Basis, by: Slice, region_code: str, time: str, value: str) -> bool:
        above, today = _last_step(region_code)
        if above is not None and self._holds(basis, by, (above, time, value)):
            return True
        # What is withheld of a total is withheld of its parts.
        if by not in (Slice.TOTAL, Slice.KIND) and self._holds(basis, Slice.TOTAL, (region_code, time, "")):
            return True
        return any(self._is_inside(each, above, by, (today, time, value)) for each in _bases(basis, today, by))

    def _is_inside(self, basis: Basis, above: str | None, by: Slice, cell: Cell) -> bool:
        """Whether the table below ``above`` withholds the cell of one of its regions, or one of a longer time."""
        region_code, time, value = cell
        years = self._pattern(Key(basis, above, by))
        if years.holds((region_code, "", value)):
            return True
        if time and years.holds((region_code, time[:4], value)):
            return True
        return len(time) > 4 and self._pattern(Key(basis, above, by, int(time[:4]))).holds(cell)

    def _pattern(self, key: Key) -> Pattern:
        if key not in self._settled:
            self._settled[key] = self._settle(key)
        return self._settled[key]

    def _settle(self, key: Key) -> Pattern:
        basis, above, by, year = key
        people, own = self._table(key)
        around = Around(
            is_above=lambda time, value: above is not None and self._holds(basis, by, (above, time, value)),
            is_total_above=lambda time: above is not None and self._holds(basis, Slice.TOTAL, (above, time, "")),
            is_total=lambda code, time: self._is_inside(basis, above, Slice.TOTAL, (code, time, "")),
            total=partial(self._total, basis, above),
            years=self._pattern(key._replace(year=0)) if year else None,
        )
        return settling.settled(people, own, by, year, around)

    def _total(self, basis: Basis, above: str | None, region_code: str, time: str) -> int:
        year = int(time[:4]) if len(time) > 4 else 0
        return self._pattern(Key(basis, above, Slice.TOTAL, year)).people.get((region_code, time, ""), 0)

    def _table(self, key: Key) -> tuple[dict[Cell, int], dict[Coordinates, int]]:
        """The people in each cell of a table, and in those of the region above it."""
        people: dict[Cell, int] = {}
        records: dict[Cell, int] = {}
        regions = self._below[key.above] | ({key.above} if key.above is not None else set())
        for by in (Slice.TOTAL, Slice.SDG) if key.by == Slice.SDG else (key.by,):
            cells = self._cells[key.basis, by, key.year]
            for code in sorted(regions & cells.keys()):
                for time, value, number, of_records in cells[code]:
                    people[code, time, value], records[code, time, value] = number, of_records
        if key.by == Slice.KIND:
            people = {cell: number for cell, number in people.items() if cell[2] != Kind.SERVICE}  # is the total
        if key.by == Slice.SDG:
            _add_aimless(people, records)
        own: dict[Coordinates, int] = {}
        if key.above is not None:
            own = {cell[1:]: people.pop(cell) for cell in list(people) if cell[0] == key.above}
            _add_rest(people, records, own, key.above)
        return people, own


def _steps(region_code: str) -> Iterator[tuple[str | None, str]]:
    """From everywhere down to a region, each with the one above it: where it counts today."""
    yield None, ""
    above = ""
    for below in places.way(region_code):
        yield above, below
        above = below


def _last_step(region_code: str) -> tuple[str | None, str]:
    """Above a region, and the one that counts what it stands for."""
    if not region_code:
        return None, ""
    if way := places.moved().get(region_code):
        return ("", *way)[-2], way[-1]
    return region_queries.code_above(region_code), region_code


def _bases(basis: Basis, region_code: str, by: Slice) -> tuple[Basis, ...]:
    """Everywhere is the same by place and by home, so what is withheld of one is withheld of both."""
    return (Basis.PLACE, Basis.HOME) if not region_code and by in AT_HOME else (basis,)


def _year_of_months(period: Period) -> int:
    return period.start.year if period.span == Span.MONTH else 0


def _add_aimless(people: dict[Cell, int], records: dict[Cell, int]) -> None:
    """Service for no goal instead of the totals: what they come to less the goals, of as many people as are in none at least."""
    totals = [cell for cell in people if not cell[2]]
    below: dict[Coordinates, list[int]] = defaultdict(lambda: [0, 0])
    for cell in people.keys() - set(totals):
        below[cell[:2]][0] += people[cell]
        below[cell[:2]][1] += records[cell]
    for total in totals:
        code, time, _value = total
        all_people, all_records = people.pop(total), records.pop(total)
        in_goals, for_goals = below[code, time]
        if all_records > for_goals:
            aimless = code, time, REST
            people[aimless], records[aimless] = max(all_people - in_goals, 1), all_records - for_goals


def _add_rest(people: dict[Cell, int], records: dict[Cell, int], own: Mapping[Coordinates, int], above: str) -> None:
    """What stands in a region and in none below it can be had by subtraction, so it is a row of the table too. How many people
    it is of is not known, as one may be in several rows: at least those that are in no other."""
    below: dict[Coordinates, list[int]] = defaultdict(lambda: [0, 0])
    for cell, number in people.items():
        below[cell[1:]][0] += number
        below[cell[1:]][1] += records[cell]
    for (time, value), number in own.items():
        in_rows, of_rows = below[time, value]
        if records[above, time, value] > of_rows:
            people[REST, time, value] = max(number - in_rows, 1)


def named(period: Period) -> str:
    """A time as a coordinate: nothing for all time, then 2026, then 2026-11."""
    return coordinate(period.span, period.start)


def coordinate(span: Span, start: date) -> str:
    match span:
        case Span.EVER:
            return ""
        case Span.YEAR:
            return f"{start.year:04}"
        case _:
            return f"{start.year:04}-{start.month:02}"


def latest() -> Patterns:
    """What this process knows of the state that it read last, as long as that is not too much."""
    known = _latest(0)
    return Patterns() if known.is_full else known


def keep(known: Patterns) -> None:
    _latest.keep(0, known)


_latest: Remembered[int, Patterns] = Remembered(lambda _key: Patterns())
