"""From what stands in a table to what is withheld of it, table by table from above. Pure; what other tables withhold is asked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from . import boxes
from .boxes import FEWEST, Box, Cell, Coordinates, Table
from .models import Slice

# Its values are no parts of the total: time of another kind is not in it. Goals are as good as parts: most service is for one,
# and which goals a project has is public.
NO_PARTS = frozenset({Slice.KIND})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A table: the people in every cell that has any, and the boxes that are withheld. Coordinates are region, time, value."""

    people: Mapping[Cell, int]
    boxes: list[Box] = field(default_factory=list)

    def holds(self, cell: Cell) -> bool:
        return any(cell in each for each in self.boxes)


@dataclass(frozen=True, slots=True)
class Around:
    """What other tables say. ``is_above`` and ``is_total_above``: whether a time and value, or a time, of the region above is
    withheld; ``is_total``: whether the total of a region and time is, and ``total`` how many people it has; ``years`` is the
    table of the same for all time and its years, where this one is of months."""

    is_above: Callable[[str, str], bool]
    is_total_above: Callable[[str], bool]
    is_total: Callable[[str, str], bool]
    total: Callable[[str, str], int]
    years: Pattern | None = None


def settled(
    people: Mapping[Cell, int], own: Mapping[Coordinates, int], by: Slice, year: int, around: Around
) -> Pattern:
    """The table with its boxes. ``own`` are the people of the region above by time and value; ``year`` is that of months."""
    found = Pattern(people)
    if around.years is not None:
        _add_boxes(found, _Part(people, own, by, around, around.years, f"{year:04}"))
        return found
    ever = {cell: number for cell, number in people.items() if not cell[1]}
    _add_boxes(found, _Part(ever, own, by, around, found, None))
    years = {cell: number for cell, number in people.items() if cell[1]}
    _add_boxes(found, _Part(years, own, by, around, found, ""))
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """The cells of one length of time. ``within`` names the time that they are parts of, if any: a time of ``longer``."""

    people: Mapping[Cell, int]
    own: Mapping[Coordinates, int]
    by: Slice
    around: Around
    longer: Pattern
    within: str | None

    @property
    def has_totals(self) -> bool:
        return self.by not in NO_PARTS and self.by != Slice.TOTAL

    def families(self) -> Iterator[Mapping[Cell, int]]:
        """The parts of a total are one table; values that are no parts are tables of their own."""
        if self.by not in NO_PARTS:
            yield self.people
            return
        for value in sorted({cell[2] for cell in self.people}):
            yield {cell: number for cell, number in self.people.items() if cell[2] == value}


def _add_boxes(found: Pattern, part: _Part) -> None:
    found.boxes.extend(_box(people, part) for people in part.families())


def _box(people: Mapping[Cell, int], part: _Part) -> Box:
    """``above``, ``longer`` and ``totals`` are what other tables withhold, by the coordinates that these have in common."""
    around = part.around
    above = {each for each in {cell[1:] for cell in people} if around.is_above(*each)}
    longer = {each for each in {(cell[0], cell[2]) for cell in people} if _is_longer_hidden(*each, part)}
    totals = {each for each in {cell[:2] for cell in people} if part.has_totals and around.is_total(*each)}
    hidden = frozenset(
        cell for cell in people if cell[1:] in above or (cell[0], cell[2]) in longer or cell[:2] in totals
    )
    if len(hidden) == len(people) or (not hidden and min(people.values()) >= FEWEST):
        return Box()
    margins: list[Mapping[Coordinates, int]] = [
        {each: number for each, number in part.own.items() if number >= FEWEST and each not in above},
        _longer(people, longer, part),
        _totals(people, totals, part),
    ]
    return boxes.box(Table(people, margins, hidden))


def _is_longer_hidden(region_code: str, value: str, part: _Part) -> bool:
    """Within a year also what is withheld for all time."""
    if part.within is None:
        return False
    return any(part.longer.holds((region_code, time, value)) for time in {"", part.within})


def _longer(people: Mapping[Cell, int], hidden: set[Coordinates], part: _Part) -> dict[Coordinates, int]:
    """What the same comes to in the longer time, where that is published."""
    found: dict[Coordinates, int] = {}
    if part.within is None:
        return found
    for region_code, value in {(cell[0], cell[2]) for cell in people} - hidden:
        number = part.longer.people.get((region_code, part.within, value), 0)
        is_hidden = part.around.is_above(part.within, value) or (
            part.has_totals and part.around.is_total(region_code, part.within)
        )
        if number >= FEWEST and not is_hidden:
            found[region_code, value] = number
    return found


def _totals(people: Mapping[Cell, int], hidden: set[Coordinates], part: _Part) -> dict[Coordinates, int]:
    """What all values of the slice come to together, where that is published."""
    if not part.has_totals:
        return {}
    found: dict[Coordinates, int] = {}
    for region_code, time in {cell[:2] for cell in people} - hidden:
        number = part.around.total(region_code, time)
        if number >= FEWEST and not part.around.is_total_above(time):
            found[region_code, time] = number
    return found
