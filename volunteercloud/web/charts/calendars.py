"""A year of days as a picture in two halves: a column a week, a row a weekday, each day in one of five shades.

Days of one shade are one path, so that a picture weighs a few kilobytes.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

STEP, SIDE, TOP = 13, 11, 19
WEEKS_A_HALF = 27
LABEL_WIDTH = 2  # columns that the name of a month needs


@dataclass(frozen=True, slots=True)
class Label:
    x: int
    day: date


@dataclass(frozen=True, slots=True)
class Half:
    """One picture: the width of its box, month names above it, and a path for each shade."""

    width: int
    first: date
    last: date
    labels: list[Label]
    shades: list[tuple[int, str]]

    @property
    def height(self) -> int:
        return TOP + 7 * STEP - (STEP - SIDE) + 2


def halves(shade_of: Callable[[date], int | None], first: date, last: date) -> list[Half]:
    """The days from ``first``, a Monday, to ``last``; one without a shade has not come yet, and its place stays empty."""
    middle = first + timedelta(weeks=WEEKS_A_HALF)
    found = [_half(shade_of, first, min(last, middle - timedelta(days=1)))]
    return [*found, _half(shade_of, middle, last)] if last >= middle else found


def monday_before(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _half(shade_of: Callable[[date], int | None], first: date, last: date) -> Half:
    paths: dict[int, list[str]] = defaultdict(list)
    labels: list[Label] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        week, weekday = divmod(number, 7)
        x = week * STEP
        shade = shade_of(day)
        if shade is not None:
            paths[shade].append(f"M{x} {TOP + weekday * STEP}h{SIDE}v{SIDE}h-{SIDE}z")
        if day.day == 1:
            labels.append(Label(x, day))
    weeks = max((last - first).days // 7 + 1, WEEKS_A_HALF)  # so that both halves have one scale
    if not labels or labels[0].x > LABEL_WIDTH * STEP:
        labels.insert(0, Label(0, first))
    shown = [label for label in labels if label.x <= (weeks - LABEL_WIDTH) * STEP]
    shades = [(kind, "".join(paths[kind])) for kind in sorted(paths)]
    return Half(weeks * STEP - (STEP - SIDE), first, last, shown, shades)
