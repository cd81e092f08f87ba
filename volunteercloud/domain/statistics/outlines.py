"""Rings of longitude and latitude: whether one can be drawn, and with fewer points. Pure; knows no region."""

from collections.abc import Sequence
from math import hypot, isfinite

Point = tuple[float, float]
Ring = list[Point]

DIGITS = 4  # about ten metres


def fault(ring: Sequence[Sequence[float]]) -> str:
    """Why a ring can't be drawn: "numbers", "open" or "empty"; nothing where it can."""
    if not isinstance(ring, list | tuple) or not all(_is_point(point) for point in ring):
        return "numbers"
    if not ring or tuple(ring[0][:2]) != tuple(ring[-1][:2]):
        return "open"
    return "" if len({tuple(point[:2]) for point in ring}) >= 3 and area([(p[0], p[1]) for p in ring]) else "empty"


def _is_point(point: object) -> bool:
    """Longitude and latitude; a height after them is left out."""
    if not isinstance(point, list | tuple) or len(point) < 2:
        return False
    if not all(isinstance(number, int | float) and isfinite(number) for number in point[:2]):
        return False
    return abs(point[0]) <= 180 and abs(point[1]) <= 90


def area(ring: Ring) -> float:
    """In square degrees."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def width(ring: Ring) -> float:
    """The longer side of the box around it."""
    across, upwards = [point[0] for point in ring], [point[1] for point in ring]
    return max(max(across) - min(across), max(upwards) - min(upwards))


def simplified(ring: Ring, tolerance: float) -> Ring:
    """Without the points that lie within the tolerance of the line (Douglas and Peucker), and rounded."""
    rounded = [(round(x, DIGITS), round(y, DIGITS)) for x, y in ring]
    if len(rounded) < 5:
        return rounded
    far = max(range(len(rounded)), key=lambda at: _apart(rounded[at], rounded[0]))
    kept = {0, far, len(rounded) - 1}
    spans = [(0, far), (far, len(rounded) - 1)]
    while spans:
        start, end = spans.pop()
        at, distance = _farthest(rounded, start, end)
        if distance > tolerance:
            kept.add(at)
            spans += [(start, at), (at, end)]
    return [rounded[at] for at in sorted(kept)]


def _farthest(ring: Ring, start: int, end: int) -> tuple[int, float]:
    """The point between two of a ring that is farthest from the line between them."""
    found, distance = start, 0.0
    for at in range(start + 1, end):
        away = _from_line(ring[at], ring[start], ring[end])
        if away > distance:
            found, distance = at, away
    return found, distance


def _apart(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _from_line(point: Point, start: Point, end: Point) -> float:
    length = _apart(start, end)
    if not length:
        return _apart(point, start)
    across = (end[0] - start[0]) * (start[1] - point[1]) - (start[0] - point[0]) * (end[1] - start[1])
    return abs(across) / length
