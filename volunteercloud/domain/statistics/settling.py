"""From what stands in a table to what is withheld of it, table by table from above. Pure; what other tables withhold is asked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from . import boxes
from .boxes import SMALL, Box, Cell, Coordinates, Table
from .models import Slice

# Its values are no parts of the total: time of another kind is not in it. Goals are as good as parts: most service is for one,
# and which goals a project has is public.
NO_PARTS = frozenset({Slice.KIND})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A table: the size of every cell that has any people, and the boxes that are withheld. Coordinates are region, time,
    value."""

    sizes: Mapping[Cell, int]
    boxes: list[Box] = field(default_factory=list)

    def holds(self, cell: Cell) -> bool:
        return any(cell in each for each in self.boxes)

    def is_large(self, cell: Cell) -> bool:
        return self.sizes.get(cell, SMALL) != SMALL

    def says_the_same(self, other: "Pattern") -> bool:
        """To other tables, which ask nothing else of it."""
        if self.boxes != other.boxes or self.sizes.keys() != other.sizes.keys():
            return False
        return all((size == SMALL) == (other.sizes[cell] == SMALL) for cell, size in self.sizes.items())


@dataclass(frozen=True, slots=True)
class Around:
    """What other tables say. ``is_above`` and ``is_total_above``: whether a time and value, or a time, of the region above is
    withheld; ``is_total``: whether the total of a region and time is, and ``is_total_large`` whether it is no small one;
    ``years`` is the table of the same for all time and its years, where this one is of months."""

    is_above: Callable[[str, str], bool]
    is_total_above: Callable[[str], bool]
    is_total: Callable[[str, str], bool]
    is_total_large: Callable[[str, str], bool]
    years: Pattern | None = None


def settled(sizes: Mapping[Cell, int], own: Mapping[Coordinates, int], by: Slice, year: int, around: Around) -> Pattern:
    """The table with its boxes. ``own`` are the sizes of the region above by time and value; ``year`` is that of months."""
    found = Pattern(sizes)
    if around.years is not None:
        _add_boxes(found, _Part(sizes, own, by, around, around.years, f"{year:04}"))
        return found
    ever = {cell: size for cell, size in sizes.items() if not cell[1]}
    _add_boxes(found, _Part(ever, own, by, around, found, None))
    years = {cell: size for cell, size in sizes.items() if cell[1]}
    _add_boxes(found, _Part(years, own, by, around, found, ""))
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """The cells of one length of time. ``within`` names the time that they are parts of, if any: a time of ``longer``."""

    sizes: Mapping[Cell, int]
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
            yield self.sizes
            return
        for value in sorted({cell[2] for cell in self.sizes}):
            yield {cell: size for cell, size in self.sizes.items() if cell[2] == value}


def _add_boxes(found: Pattern, part: _Part) -> None:
    found.boxes.extend(_box(sizes, part) for sizes in part.families())


def _box(sizes: Mapping[Cell, int], part: _Part) -> Box:
    """``above``, ``longer`` and ``totals`` are what other tables withhold, by the coordinates that these have in common."""
    around = part.around
    above = {each for each in {cell[1:] for cell in sizes} if around.is_above(*each)}
    longer = {each for each in {(cell[0], cell[2]) for cell in sizes} if _is_longer_hidden(*each, part)}
    totals = {each for each in {cell[:2] for cell in sizes} if part.has_totals and around.is_total(*each)}
    hidden = frozenset(
        cell for cell in sizes if cell[1:] in above or (cell[0], cell[2]) in longer or cell[:2] in totals
    )
    if len(hidden) == len(sizes) or (not hidden and SMALL not in sizes.values()):
        return Box()
    margins = [
        {each for each, size in part.own.items() if size != SMALL and each not in above},
        _longer(sizes, longer, part),
        _totals(sizes, totals, part),
    ]
    return boxes.box(Table(sizes, margins, hidden))


def _is_longer_hidden(region_code: str, value: str, part: _Part) -> bool:
    """Within a year also what is withheld for all time."""
    if part.within is None:
        return False
    return any(part.longer.holds((region_code, time, value)) for time in {"", part.within})


def _longer(sizes: Mapping[Cell, int], hidden: set[Coordinates], part: _Part) -> set[Coordinates]:
    """Of which what it comes to in the longer time is published."""
    if part.within is None:
        return set()
    return {
        (code, value)
        for code, value in {(cell[0], cell[2]) for cell in sizes} - hidden
        if part.longer.is_large((code, part.within, value))
        and not part.around.is_above(part.within, value)
        and not (part.has_totals and part.around.is_total(code, part.within))
    }


def _totals(sizes: Mapping[Cell, int], hidden: set[Coordinates], part: _Part) -> set[Coordinates]:
    """Of which what all values of the slice come to together is published."""
    if not part.has_totals:
        return set()
    around = part.around
    return {
        (code, time)
        for code, time in {cell[:2] for cell in sizes} - hidden
        if around.is_total_large(code, time) and not around.is_total_above(time)
    }
