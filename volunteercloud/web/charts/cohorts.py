"""Who stays: of those who first served in a year, how many served in each year after. A table with tints."""

from collections.abc import Mapping
from dataclasses import dataclass

from . import shades

LIMITS = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True, slots=True)
class Square:
    """One year of a cohort; ``share`` of its first year, None where one of the two is withheld or not known."""

    year: int
    share: float | None
    shade: int


@dataclass(frozen=True, slots=True)
class Cohort:
    first_year: int
    people: int | None
    squares: list[Square]


def triangle(people: Mapping[tuple[int, int], int | None], last: int) -> list[Cohort]:
    """Rows by first year, squares by year after it up to ``last``. ``people`` by first year and year; None is withheld."""
    firsts = sorted({first for first, _ in people})
    return [_cohort(people, first, last) for first in firsts]


def _cohort(people: Mapping[tuple[int, int], int | None], first: int, last: int) -> Cohort:
    began = people.get((first, first))
    squares = []
    for year in range(first + 1, last + 1):
        count = people.get((first, year), 0)
        share = count / began if began and count is not None else None
        squares.append(Square(year, share, shades.shade(share or 0, LIMITS)))
    return Cohort(first, began, squares)
