"""Regions as a map, each in one of five shades. A wide country is drawn by Albers, whose areas are true; a city as it lies,
narrowed by its latitude. Paths are drawn once and kept for a minute; shades and names change with every figure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin, sqrt

from volunteercloud.core.memory import Remembered
from volunteercloud.domain.statistics import maps, outlines

WIDTH = 474
MARGIN = 4
MOST_HEIGHT = 520
WIDE = 20  # degrees from which the earth is no longer flat
PARALLELS = (25.0, 47.0)  # where China is drawn at its own scale
LETTER, LINE = 14, 20  # units that a Han character of a label is wide, and two lines are apart

Projection = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Area:
    """A region as drawn: its path, where its label stands, and how wide and high the label may be."""

    code: str
    path: str
    x: float
    y: float
    room: float
    height: float

    def has_room(self, letters: float, lines: int = 2) -> bool:
        return self.room >= letters * LETTER and self.height >= lines * LINE

    @property
    def y_below(self) -> float:
        return self.y + LINE


@dataclass(frozen=True, slots=True)
class Drawn:
    """``besides`` is what the map has besides regions."""

    width: int
    height: int
    areas: tuple[Area, ...]
    besides: str


def drawn(region_code: str) -> Drawn | None:
    """The map of a region; nothing where it has none."""
    return _remembered(region_code) or None


def _fetch(region_code: str) -> Drawn | tuple[()]:
    found = maps.outlines_of(region_code)
    return picture(found) if any(outline.code for outline in found) else ()


_remembered = Remembered(_fetch)


def picture(found: Sequence[maps.Outline]) -> Drawn:
    """The outlines in the units of a picture, north upwards."""
    points = [point for outline in found for ring in outline.rings for point in ring]
    project = _projection(points)
    placed = [project(*point) for point in points]
    left, right = min(x for x, _ in placed), max(x for x, _ in placed)
    top, bottom = max(y for _, y in placed), min(y for _, y in placed)
    scale = min((WIDTH - 2 * MARGIN) / max(right - left, 1e-9), (MOST_HEIGHT - 2 * MARGIN) / max(top - bottom, 1e-9))
    aside = (WIDTH - (right - left) * scale) / 2

    def onto(point: tuple[float, float]) -> tuple[float, float]:
        x, y = project(*point)
        return round(aside + (x - left) * scale, 1), round(MARGIN + (top - y) * scale, 1)

    areas: list[Area] = []
    besides = ""
    for outline in found:
        rings = [[onto(point) for point in ring] for ring in outline.rings]
        path = "".join(f"M{'L'.join(f'{x:g} {y:g}' for x, y in ring)}Z" for ring in rings)
        if outline.code:
            areas.append(Area(outline.code, path, *_room(max(rings, key=outlines.area))))
        else:
            besides = path
    return Drawn(WIDTH, round(2 * MARGIN + (top - bottom) * scale), tuple(areas), besides)


def _projection(points: Iterable[tuple[float, float]]) -> Projection:
    across, upwards = zip(*points, strict=True)
    east, north = (min(across) + max(across)) / 2, (min(upwards) + max(upwards)) / 2
    if max(across) - min(across) < WIDE:
        narrowing = cos(radians(north))
        return lambda longitude, latitude: (longitude * narrowing, latitude)
    first, second = (sin(radians(parallel)) for parallel in PARALLELS)
    cone = (first + second) / 2
    constant = 1 - first * first + 2 * cone * first
    reach = sqrt(constant - 2 * cone * sin(radians(north))) / cone

    def albers(longitude: float, latitude: float) -> tuple[float, float]:
        away = sqrt(max(0.0, constant - 2 * cone * sin(radians(latitude)))) / cone
        angle = cone * radians(longitude - east)
        return away * sin(angle), reach - away * cos(angle)

    return albers


def _room(ring: outlines.Ring) -> tuple[float, float, float, float]:
    """Where the label of a ring stands, and its width and height: the widest of nine lines across it, near its middle."""
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    height = bottom - top
    best = (0.0, 0.0, top + height / 2)
    for step in range(1, 10):
        y = top + height * step / 10
        crossings = sorted(_crossings(ring, y))
        nearness = 1 - abs(step - 5) / 12
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if (right - left) * nearness > best[0]:
                best = ((right - left) * nearness, (left + right) / 2, y)
    return round(best[1], 1), round(best[2] - LINE / 4, 1), round(best[0], 1), round(height, 1)


def _crossings(ring: outlines.Ring, y: float) -> Iterable[float]:
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > y) != (by > y):
            yield ax + (y - ay) * (bx - ax) / (by - ay)
