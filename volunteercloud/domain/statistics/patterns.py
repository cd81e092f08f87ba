"""What is withheld from the public, table by table: the children of a region for all time and by year, and a year by month.

Tables are settled from above. In a table stand the small cells and what a table above withholds; `boxes` says what else has
to be withheld so that none of it can be had by subtraction. All of it depends on the sizes of the cells in the state that the
figures beside it are of, and is remembered for as long as no size changed (`digests`), however much is counted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import product
from operator import is_
from typing import NamedTuple

from volunteercloud.core.memory import Remembered
from volunteercloud.domain.records.models import Kind
from volunteercloud.domain.regions import queries as region_queries

from . import places, settling
from .boxes import Cell, Coordinates, size
from .models import Basis, Slice, Span
from .periods import Period
from .settling import Around, Pattern

AT_HOME = frozenset({Slice.TOTAL, Slice.SEX, Slice.AGE})
MOST_TABLES = 400  # of a process, those read last; one page needs some dozen
SECONDS = 3_600.0
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
Held = frozenset[str] | None  # values of a region and time that are withheld; None is all of them


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


class Group(NamedTuple):
    """Tables of the same regions that are known as of one state, or of none."""

    basis: Basis
    above: str | None
    version: int | None


class Digest(NamedTuple):
    """What a time of a table comes to (`digests`): as long as that of every time is the same, so is the pattern."""

    sizes: int = 0
    rest: int = 0
    people_of_rest: int = 0


NOTHING = Digest()


def digest(sizes: int, rest: int, people: int, above: str | None) -> Digest:
    """How many people there are beside those of the regions below matters only where something is recorded for them."""
    return Digest(sizes) if above is None or not rest else Digest(sizes, rest, people)


@dataclass(frozen=True, slots=True)
class Table:
    """The size of each cell, and of those of the region above; and of some times what they come to."""

    sizes: Mapping[Cell, int]
    own: Mapping[Coordinates, int]
    digests: Mapping[str, Digest] = field(default_factory=dict)


EMPTY = Table({}, {})


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a table, and of what: ``around`` are the patterns of the tables that it asks."""

    table: Table
    around: tuple[Pattern, ...]
    pattern: Pattern


@dataclass(slots=True)
class State:
    """What was read of one state of the cells: of some tables their cells, of others what some times of them come to.
    ``version`` says which state it is, the number of rounds of counting, and ``whole`` the last one that may have changed every
    cell; None where nothing was ever counted. ``touched`` are the times that were told, each with its year if it is a month."""

    version: int | None = None
    whole: int | None = None
    cells: dict[Parts, dict[str, list[Told]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    touched: dict[Group, set[tuple[int, str]]] = field(default_factory=lambda: defaultdict(set))
    digests: dict[tuple[Key, str], Digest] = field(default_factory=dict)

    def knows(self, version: int | None) -> bool:
        """Whether what changed since an earlier state is said time by time."""
        return version is not None and self.version is not None and (self.whole or 0) <= version <= self.version

    def told(self, key: Key, version: int | None) -> dict[str, Digest]:
        """What the times of a table come to that were touched since a state; of one that was read now, some others."""
        times = self.touched.get(Group(key.basis, key.above, version), ())
        return {time: self.digests.get((key, time), NOTHING) for year, time in times if year == key.year}


class Patterns:
    """The tables that were read. They stay as they are: what is read later makes another one of these (`after`), so whoever
    has read figures decides about them by tables of the same state, whatever others read meanwhile."""

    def __init__(self) -> None:
        self._tables: dict[Key, Table] = {}
        self._versions: dict[Key, int | None] = {}
        # What times of a table that has to be read come to in a state, and what came of those that were read before.
        self._told: dict[tuple[Key, int | None], dict[str, Digest]] = {}
        self._before: dict[Key, Settled] = {}
        self._settled: dict[Key, Settled] = {}
        self._withheld: dict[tuple[Basis, Slice, str, str], Held] = {}
        self._values: dict[tuple[Basis, Slice, str | None, int], frozenset[str]] = {}

    def missing(self, wanted: Collection[Key]) -> frozenset[Key]:
        return frozenset(wanted) - self._tables.keys()

    def versions(self, wanted: Collection[Key]) -> dict[Key, int | None]:
        """The last state of the cells in which each of the known tables was what it is here."""
        return {key: self._versions[key] for key in wanted if key in self._tables}

    def after(self, state: State, wanted: Collection[Key], read: Collection[Key]) -> "Patterns":
        """With the tables that were ``read``, and without those of the others wanted of which a time came to something else
        meanwhile, or to what nobody knows: before it is told by its digest a table may be read twice."""
        told = {key for key in wanted if key not in read}
        gone = {key for key in told if not self._is_as_before(key, state)}
        if not read and not gone:
            self._versions |= dict.fromkeys(told, state.version)
            return self
        below = _by_above(state.cells)
        taken = {
            key: _table(key, state.cells, below, self._told.get((key, state.version), {}) | state.told(key, None))
            for key in read
        }
        asked_last = [key for key in self._tables if key not in wanted] + [key for key in wanted if key not in gone]
        changed = Patterns()
        for key in asked_last[-max(MOST_TABLES, len(wanted)) :]:
            is_new = key in taken
            changed._tables[key] = taken[key] if is_new else self._tables[key]
            changed._versions[key] = state.version if is_new or key in told else self._versions[key]
        changed._told = {(key, state.version): state.told(key, self._versions[key]) for key in gone}
        settled = self._before | self._settled
        changed._before = {key: settled[key] for key in (*changed._tables, *gone) if key in settled}
        if not gone and not any(key in settled for key in read):
            # Nothing that was decided depends on a table that was not there.
            changed._settled = {key: found for key, found in self._settled.items() if key in changed._tables}
            changed._withheld, changed._values = self._withheld, self._values
        return changed

    def _is_as_before(self, key: Key, state: State) -> bool:
        before = self._versions[key]
        if before == state.version:
            return True
        known = self._tables[key].digests
        return state.knows(before) and all(known.get(time) == now for time, now in state.told(key, before).items())

    def withheld(self, region_code: str, period: Period, basis: Basis, by: Slice) -> Held:
        """The values of a region and time that are in a box, or parts of what is; None where all are. Of days nothing is told."""
        return None if period.span == Span.DAY else self._held(basis, by, region_code, named(period))

    def values(self, region_code: str, period: Period, basis: Basis, by: Slice) -> frozenset[str]:
        """The values of a slice that are withheld somewhere on the way down to a region: whether it has them or not."""
        if period.span == Span.DAY:
            return frozenset({""})
        last = _last_step(region_code)[0], _year_of_months(period)
        asked = basis, by, *last
        found = self._values.get(asked)
        if found is None:
            tables = product(_steps(region_code), {0, _year_of_months(period)})
            boxes = [each for (above, _), year in tables for each in self._pattern(Key(basis, above, by, year)).boxes]
            found = frozenset[str]().union(*(each.coordinates[2] for each in boxes)) - {REST}
            self._values[asked] = found
        return found

    def _held(self, basis: Basis, by: Slice, region_code: str, time: str) -> Held:
        asked = basis, by, region_code, time
        try:
            return self._withheld[asked]
        except KeyError:
            pass
        if len(self._withheld) >= MOST_ANSWERS:
            self._withheld.clear()
        found = self._withheld[asked] = self._decide(basis, by, region_code, time)
        return found

    def _decide(self, basis: Basis, by: Slice, region_code: str, time: str) -> Held:
        above, today = _last_step(region_code)
        # What is withheld of a total is withheld of its parts.
        if by not in (Slice.TOTAL, Slice.KIND) and is_held(self._held(basis, Slice.TOTAL, region_code, time), ""):
            return None
        found = frozenset[str]() if above is None else self._held(basis, by, above, time)
        if found is None:
            return None
        found = found.union(*(self._inside(each, above, by, today, time) for each in _bases(basis, today, by)))
        if by == Slice.KIND:
            service = {Kind.SERVICE.value} if is_held(self._held(basis, Slice.TOTAL, region_code, time), "") else set()
            found = found - {Kind.SERVICE.value} | service
        return found

    def _inside(self, basis: Basis, above: str | None, by: Slice, region_code: str, time: str) -> set[str]:
        """The values that the table below ``above`` withholds of one of its regions and a time, or of a longer one."""
        found: set[str] = set()
        tables = [(0, {"", time[:4]})] + ([(_year(time), {time})] if len(time) > 4 else [])
        for year, times in tables:
            for each in self._pattern(Key(basis, above, by, year)).boxes:
                if region_code in each.coordinates[0] and not times.isdisjoint(each.coordinates[1]):
                    found |= each.coordinates[2]
        return found

    def _pattern(self, key: Key) -> Pattern:
        found = self._settled.get(key)
        if found is None:
            found = self._settled[key] = self._settle(key)
        return found.pattern

    def _settle(self, key: Key) -> Settled:
        """As before, where neither the table nor anything that it asks changed; or else anew."""
        table = self._tables.get(key, EMPTY)
        around = tuple(self._pattern(each) for each in _around(key))
        before = self._before.get(key)
        if before and before.table is table and all(map(is_, before.around, around)):
            return before
        pattern = self._settled_anew(key, table)
        if before and pattern.says_the_same(before.pattern):
            pattern = before.pattern
        return Settled(table, around, pattern)

    def _settled_anew(self, key: Key, table: Table) -> Pattern:
        basis, above, by, year = key
        totals = partial(Key, basis, above, Slice.TOTAL)

        def is_held_above(part: Slice, time: str, value: str) -> bool:
            return above is not None and is_held(self._held(basis, part, above, time), value)

        around = Around(
            is_above=partial(is_held_above, by),
            is_total_above=lambda time: is_held_above(Slice.TOTAL, time, ""),
            is_total=lambda code, time: "" in self._inside(basis, above, Slice.TOTAL, code, time),
            is_total_large=lambda code, time: self._pattern(totals(_year(time))).is_large((code, time, "")),
            years=self._pattern(key._replace(year=0)) if year else None,
        )
        return settling.settled(table.sizes, table.own, by, year, around)


def is_held(held: Held, value: str) -> bool:
    return held is None or value in held


def _around(key: Key) -> Iterator[Key]:
    """The tables that one asks: those of the way down to it, the totals beside it, the years of its months."""
    basis, above, by, year = key
    for higher, code in _steps(above) if above is not None else ():
        for part in (Slice.TOTAL, by):
            for each in _bases(basis, code, part):
                yield from (Key(each, higher, part, time) for time in (0, year))
    if by != Slice.TOTAL:
        yield from (Key(basis, above, Slice.TOTAL, time) for time in (0, year))
    if year:
        yield key._replace(year=0)


def _by_above(cells: Cells) -> dict[str | None, set[str]]:
    """The regions below each, of those that have cells. One that counts elsewhere today has none of its own."""
    below: dict[str | None, set[str]] = defaultdict(set)
    for code in {code for regions in cells.values() for code in regions}:
        above, today = _last_step(code)
        if today == code:
            below[above].add(code)
    return below


def _table(key: Key, cells: Cells, below: Mapping[str | None, Collection[str]], digests: Mapping[str, Digest]) -> Table:
    people: dict[Cell, int] = {}
    records: dict[Cell, int] = {}
    regions = {*below.get(key.above, ()), *({key.above} if key.above is not None else ())}
    for by in (Slice.TOTAL, Slice.SDG) if key.by == Slice.SDG else (key.by,):
        of_part = cells.get((key.basis, by, key.year), {})
        for code in sorted(regions & of_part.keys()):
            for time, value, number, of_records in of_part[code]:
                people[code, time, value], records[code, time, value] = number, of_records
    if key.by == Slice.KIND:
        people = {cell: number for cell, number in people.items() if cell[2] != Kind.SERVICE}  # is the total
    if key.by == Slice.SDG:
        _add_aimless(people, records)
    own: dict[Coordinates, int] = {}
    if key.above is not None:
        own = {cell[1:]: people.pop(cell) for cell in list(people) if cell[0] == key.above}
        _add_rest(people, records, own, key.above)
    return Table(
        {cell: size(number) for cell, number in people.items()},
        {each: size(number) for each, number in own.items()},
        digests,
    )


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


def _year(time: str) -> int:
    """The same of a coordinate."""
    return int(time[:4]) if len(time) > 4 else 0


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
    """What this process knows by what it read last."""
    return _latest(0)


def keep(known: Patterns) -> None:
    _latest.keep(0, known)


_latest: Remembered[int, Patterns] = Remembered(lambda _key: Patterns(), SECONDS)
