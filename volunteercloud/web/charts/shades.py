"""Five shades of one hue with round limits between them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from . import axes

SHADES = 5
# Where more than this part would be of the palest shade, limits are not equally far apart.
MOST_PALE = 0.6


def limits(values: Iterable[float]) -> list[float]:
    """The four limits, rising: a value at a limit has the deeper shade. None where there is no value above nought."""
    known = sorted(value for value in values if value > 0)
    if not known:
        return []
    step = axes.rounded_up(known[-1] / SHADES)
    even = [step * number for number in range(1, SHADES)]
    if bisect_right(known, even[0]) <= MOST_PALE * len(known):
        return even
    # Skewed: each limit is at least twice the one below.
    top = axes.rounded_up(known[-1] / 2)
    return [top / divisor for divisor in (10, 5, 2, 1)]


def shade(value: float, between: Sequence[float]) -> int:
    """0, the palest, to 4."""
    return bisect_right(between, value)
