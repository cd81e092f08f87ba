"""Which cells of a table are withheld so that no small one can be got back by subtraction (decision 0049). Pure.

A table has one to three dimensions: region, time, value of a slice. Sums over a dimension are published where they stand in
``margins``. Withheld is a box: some coordinates of each dimension, all their combinations. A cell of a box can't be
determined: take two coordinates of each dimension, add one to the corners with an even number of the second ones and take
one from the others; no published sum changes.

Of a cell only its size counts, a class of people. So a box is the same for as long as no cell came, went or changed its size.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

FEWEST = 10  # people in a group of which anything is said
# The fewest people of each size but the smallest, of which nothing is said: each the double of the one before.
SIZES = tuple(FEWEST << doubled for doubled in range(31))
SMALL = 0

Cell = tuple[str, str, str]
Coordinates = tuple[str, str]  # of a cell without the one of a dimension
OTHERS = (itemgetter(1, 2), itemgetter(0, 2), itemgetter(0, 1))


def size(people: int) -> int:
    return bisect_right(SIZES, people)


@dataclass(frozen=True, slots=True)
class Line:
    """The cells that add up to one published sum: those that agree in all coordinates but one."""

    dimension: int
    cells: tuple[Cell, ...]
    has_hidden: bool


@dataclass(slots=True)
class Box:
    """Coordinates by dimension; a cell is in it if all of its coordinates are."""

    coordinates: tuple[set[str], set[str], set[str]] = field(default_factory=lambda: (set(), set(), set()))

    def __contains__(self, cell: Cell) -> bool:
        regions, times, values = self.coordinates
        return cell[0] in regions and cell[1] in times and cell[2] in values

    def add(self, cells: Iterable[Cell]) -> None:
        for cell in cells:
            for each, chosen in zip(cell, self.coordinates, strict=True):
                chosen.add(each)

    def along(self, line: Line) -> Collection[str]:
        """The coordinates of a line in its own dimension at which its cells are in the box."""
        first = line.cells[0]
        for dimension, chosen in enumerate(self.coordinates):
            if dimension != line.dimension and first[dimension] not in chosen:
                return ()
        return self.coordinates[line.dimension]


@dataclass(frozen=True, slots=True)
class Table:
    """``sizes`` of every cell that has any people, ``margins`` of each dimension: the published sums over it, by the other
    coordinates. ``hidden`` are cells that are withheld already, with a box of their own elsewhere."""

    sizes: Mapping[Cell, int]
    margins: Sequence[Collection[Coordinates]]
    hidden: frozenset[Cell] = field(default_factory=frozenset)


def box(table: Table) -> Box:
    """The box around all small cells, grown until every sum that it leaves open is of two cells, one of which is not small.

    It grows by the smallest cell that helps, so the result depends on the sizes alone.
    """
    grown = Box()
    grown.add(cell for cell, size in table.sizes.items() if size == SMALL and cell not in table.hidden)
    if not table.hidden and not grown.coordinates[0]:
        return grown
    lines = _lines(table)
    while wanted := [more for line in lines if (more := _wanted(line, table, grown))]:
        for cells in wanted:
            grown.add(cells)
    return grown


def _lines(table: Table) -> list[Line]:
    found = []
    for dimension, margin in enumerate(table.margins):
        if not margin:
            continue
        cells: dict[Coordinates, list[Cell]] = defaultdict(list)
        for cell in table.sizes:
            cells[OTHERS[dimension](cell)].append(cell)
        for rest, each in cells.items():
            if rest in margin:
                found.append(Line(dimension, tuple(each), not table.hidden.isdisjoint(each)))
    return found


def _wanted(line: Line, table: Table, grown: Box) -> list[Cell]:
    """What has to be added to the box because of a line: nothing where the line gives nothing away."""
    chosen = grown.along(line)
    if not chosen and not line.has_hidden:
        return []
    inside = [cell for cell in line.cells if cell[line.dimension] in chosen]
    outside = [cell for cell in line.cells if cell[line.dimension] not in chosen]
    withheld = inside + [cell for cell in outside if cell in table.hidden] if line.has_hidden else inside
    if not withheld or not outside:
        return []
    is_open = len(inside) == 1 and inside[0] not in table.hidden
    if not is_open and any(table.sizes[cell] != SMALL for cell in withheld):
        return []
    return [*withheld, _next(outside, table)]


def _next(outside: list[Cell], table: Table) -> Cell:
    """What is withheld already costs nothing; else the smallest."""
    return min(outside, key=lambda cell: (cell not in table.hidden, table.sizes[cell], cell))
