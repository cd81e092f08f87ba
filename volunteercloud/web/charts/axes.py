"""Axes: they start at nought, end at a round number, and have three to five grid lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

ROUND = (1, 2, 2.5, 5, 10)
MOST_STEPS = 4  # five grid lines with the one at nought
LABELS = 5


@dataclass(frozen=True, slots=True)
class Axis:
    """``top`` is the value at the upper edge, ``ticks`` those of the grid lines from there down to nought."""

    top: float
    ticks: tuple[float, ...]

    def down(self, value: float, height: float) -> float:
        """How far below the upper edge a value stands."""
        return round(height * (1 - value / self.top), 2)

    def lines(self, height: float) -> list[float]:
        return [self.down(tick, height) for tick in self.ticks[:-1]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A label below a picture. ``x`` in per cent of its width; ``anchor`` keeps the outer ones within it; where the picture
    goes year by year, the label is the year."""

    x: float
    day: date
    anchor: str
    is_year: bool = False


def axis(values: Iterable[float]) -> Axis:
    """The axis for values of nought and above. Where all are nought it goes to one."""
    most = max(values, default=0)
    if most <= 0:
        return Axis(1, (1, 0))
    step = rounded_up(most / MOST_STEPS)
    steps = max(2, ceil(most / step - 1e-6))
    return Axis(step * steps, tuple(step * number for number in range(steps, -1, -1)))


def rounded_up(value: float) -> float:
    """The next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    magnitude: float = 10.0 ** floor(log10(value))
    return next(size * magnitude for size in ROUND if size * magnitude >= value * 0.999999)


def marks(days: Sequence[date]) -> list[Mark]:
    """The days that are named below a line of them: first, last, and a few at even distances."""
    if len(days) < 2:
        return [Mark(50, day, "middle") for day in days]
    last = len(days) - 1
    named = min(LABELS, len(days)) - 1
    places = sorted({round(number * last / named) for number in range(named + 1)})
    anchors = {0: "start", last: "end"}
    by_year = all((day.month, day.day) == (1, 1) for day in days)
    return [Mark(round(100 * place / last, 2), days[place], anchors.get(place, "middle"), by_year) for place in places]


def runs(present: Sequence[bool]) -> list[range]:
    """Where values stand one after the other: a value that is withheld is a gap, never a nought."""
    found: list[range] = []
    start = None
    for number, is_there in enumerate([*present, False]):
        if is_there and start is None:
            start = number
        elif not is_there and start is not None:
            found.append(range(start, number))
            start = None
    return found
