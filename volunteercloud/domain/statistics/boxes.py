"""Which cells of a table are withheld so that no small one can be got back by subtraction (decision 0049). Pure.

A table has one to three dimensions: region, time, value of a slice. Sums over a dimension are published where they stand in
``margins``. Withheld is a box: some coordinates of each dimension, all their combinations. A cell of a box can't be
determined: take two coordinates of each dimension, add one to the corners with an even number of the second ones and take
one from the others; no published sum changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FEWEST = 10  # people in a group of which anything is said

Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The cells that add up to one published sum: those that agree in all coordinates but one."""

    dimension: int
    rest: Cell
    people: int
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Box:
    """Coordinates by dimension; a cell is in it if all of its coordinates are."""

    coordinates: list[set[str]]

    def __contains__(self, cell: Cell) -> bool:
        return all(each in chosen for each, chosen in zip(cell, self.coordinates, strict=True))

    def add(self, cells: Iterable[Cell]) -> None:
        for cell in cells:
            for each, chosen in zip(cell, self.coordinates, strict=True):
                chosen.add(each)


@dataclass(frozen=True, slots=True)
class Table:
    """``people`` of every cell that has any, ``margins`` of each dimension: people of the published sum over it, by the other
    coordinates. ``hidden`` are cells that are withheld already, with a box of their own elsewhere."""

    people: Mapping[Cell, int]
    margins: list[Mapping[Cell, int]]
    hidden: frozenset[Cell] = field(default_factory=frozenset)


def box(table: Table) -> Box:
    """The box around all small cells, grown until every sum that it leaves open is of ten people or more and of two cells.

    It grows by the smallest cell that helps, so the result depends on the figures alone.
    """
    grown = Box([set() for _ in table.margins])
    grown.add(cell for cell, people in table.people.items() if people < FEWEST and cell not in table.hidden)
    lines = _lines(table)
    while wanted := [more for line in lines if (more := _wanted(line, table, grown))]:
        for cells in wanted:
            grown.add(cells)
    return grown


def _lines(table: Table) -> list[Line]:
    found = []
    for dimension, margin in enumerate(table.margins):
        cells: dict[Cell, list[Cell]] = defaultdict(list)
        for cell in table.people:
            cells[cell[:dimension] + cell[dimension + 1 :]].append(cell)
        found += [Line(dimension, rest, margin[rest], tuple(each)) for rest, each in cells.items() if rest in margin]
    return found


def _wanted(line: Line, table: Table, grown: Box) -> list[Cell]:
    """What has to be added to the box because of a line: nothing where the line gives nothing away."""
    inside = [cell for cell in line.cells if cell in grown]
    outside = [cell for cell in line.cells if cell not in grown]
    withheld = inside + [cell for cell in outside if cell in table.hidden]
    if not withheld or not outside:
        return []
    is_open = len(inside) == 1 and inside[0] not in table.hidden
    if not is_open and _at_least(line, withheld, table) >= FEWEST:
        return []
    return [*withheld, _next(outside, table)]


def _at_least(line: Line, withheld: list[Cell], table: Table) -> int:
    """How many people stand behind the withheld cells of a line at the least: some may be in several of its cells."""
    shown = sum(table.people[cell] for cell in line.cells) - sum(table.people[cell] for cell in withheld)
    return max(line.people - shown, *(table.people[cell] for cell in withheld))


def _next(outside: list[Cell], table: Table) -> Cell:
    """What is withheld already costs nothing; else the smallest."""
    return min(outside, key=lambda cell: (cell not in table.hidden, table.people[cell], cell))
