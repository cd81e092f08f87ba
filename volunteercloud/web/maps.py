"""Points on a plain map: no streets and no pictures from elsewhere, only where things lie to each other, how far and which way.

The ground is squares of a round length with north at the top, so that a distance can be counted. Points too near each
other to be told apart are one mark with the numbers of all. The list beside a map says the same in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, radians

METRES_A_DEGREE = 111_320
WIDTH, HEIGHT = 360, 400
MARGIN = 34  # so that no mark is cut at the edge
RAISED = 14  # marks stand on their points, so the middle lies lower
LEAST_METRES = 2_000  # a map of one point shows what lies around it
LENGTHS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)
SQUARES_ACROSS = 7
GAP = 1.5
NEAR_X, NEAR_Y = 46, 40  # what is nearer is one mark: a thumb's width
NUMBERS_SHOWN = 3
DIGIT, AROUND = 9, 18


@dataclass(frozen=True, slots=True)
class Point:
    """``number`` is that of the list beside the map, ``label`` what it is, ``address`` where a press on it leads.

    Kinds change the look, never alone: "" as usual, "off" for what cannot be taken up, "look" for what is urgent.
    """

    latitude: float
    longitude: float
    number: int
    label: str
    kind: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Here:
    """Where the reader is, and how far around is meant."""

    latitude: float
    longitude: float
    within_metres: int | None = None


@dataclass(slots=True)
class Mark:
    """One or several points of the map, at its own units from the upper left corner."""

    x: float
    y: float
    points: list[Point] = field(default_factory=list)

    @property
    def text(self) -> str:
        shown = " ".join(str(point.number) for point in self.points[:NUMBERS_SHOWN])
        more = len(self.points) - NUMBERS_SHOWN
        return f"{shown} +{more}" if more > 0 else shown

    @property
    def shape(self) -> str:
        """A drop for one point, a flag wide enough for its numbers for several; both stand on the point."""
        if len(self.points) == 1:
            return "M0 0C-5-8-14-13-14-23a14 14 0 0 1 28 0C14-13 5-8 0 0z"
        half = (len(self.text) * DIGIT + AROUND) // 2
        edge = f"a2 2 0 0 1-2-2v-24a2 2 0 0 1 2-2h{2 * half - 4}a2 2 0 0 1 2 2v24a2 2 0 0 1-2 2"
        return f"M0 0l-6-9h-{half - 8}{edge}h-{half - 8}z"

    @property
    def label(self) -> str:
        return "; ".join(f"{point.number}: {point.label}" for point in self.points)

    @property
    def kind(self) -> str:
        """What is urgent shows through; grey is only where everything is."""
        kinds = {point.kind for point in self.points}
        return "look" if "look" in kinds else "off" if kinds == {"off"} else ""

    @property
    def address(self) -> str:
        return self.points[0].address


@dataclass(frozen=True, slots=True)
class Spot:
    """The reader on the map, with the radius of the ring around, 0 for none."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Map:
    """A map as its template draws it. ``ground`` is one path of all squares, each ``square_metres`` wide."""

    width: int
    height: int
    ground: str
    square: float
    square_metres: int
    marks: Sequence[Mark]
    here: Spot | None

    @property
    def has_links(self) -> bool:
        return any(mark.address for mark in self.marks)

    @property
    def square_km(self) -> str:
        return f"{self.square_metres / 1000:g}"

    @property
    def bar(self) -> str:
        """The bar of the scale, one square long, in the lower left corner."""
        return f"M14 {self.height - 20}v6h{self.square:.1f}v-6"


class _Frame:
    """A local projection: degrees as metres at the middle of what is shown, north upwards."""

    def __init__(self, places: Sequence[Point | Here], reach: int, width: int, height: int) -> None:
        latitudes, longitudes = [place.latitude for place in places], [place.longitude for place in places]
        self.latitude = (min(latitudes) + max(latitudes)) / 2
        self.longitude = (min(longitudes) + max(longitudes)) / 2
        self.narrowing = max(0.01, cos(radians(self.latitude)))
        self.width, self.height = width, height
        across = (max(longitudes) - min(longitudes)) * METRES_A_DEGREE * self.narrowing
        upwards = (max(latitudes) - min(latitudes)) * METRES_A_DEGREE
        self.scale = min(
            (width - 2 * MARGIN) / max(across, 2 * reach, LEAST_METRES),
            (height - 2 * MARGIN - RAISED) / max(upwards, 2 * reach, LEAST_METRES),
        )

    def at(self, place: Point | Here) -> tuple[float, float]:
        east = (place.longitude - self.longitude) * METRES_A_DEGREE * self.narrowing
        north = (place.latitude - self.latitude) * METRES_A_DEGREE
        return round(self.width / 2 + east * self.scale, 1), round(self.height / 2 + RAISED - north * self.scale, 1)


def drawn(points: Iterable[Point], *, here: Here | None = None, width: int = WIDTH, height: int = HEIGHT) -> Map | None:
    """The map of these points; None where there is nothing to show."""
    points = list(points)
    places: list[Point | Here] = [*points, *([here] if here else [])]
    if not places:
        return None
    frame = _Frame(places, (here and here.within_metres) or 0, width, height)
    metres = next((length for length in LENGTHS if length * SQUARES_ACROSS * frame.scale >= width), LENGTHS[-1])
    return Map(
        width=width,
        height=height,
        ground=_squares(metres * frame.scale, width, height),
        square=metres * frame.scale,
        square_metres=metres,
        marks=_marks(points, frame),
        here=here and Spot(*frame.at(here), round((here.within_metres or 0) * frame.scale, 1)),
    )


def _squares(side: float, width: int, height: int) -> str:
    """One path of all squares, with lanes of the ground between them."""
    inner = f"{max(side - 2 * GAP, 0.5):.1f}"
    corners = (
        (left * side + GAP, top * side + GAP)
        for top in range(int(height / side) + 1)
        for left in range(int(width / side) + 1)
    )
    return "".join(f"M{x:.1f} {y:.1f}h{inner}v{inner}h-{inner}z" for x, y in corners)


def _marks(points: Iterable[Point], frame: _Frame) -> list[Mark]:
    marks: list[Mark] = []
    for point in points:
        x, y = frame.at(point)
        near = (mark for mark in marks if abs(mark.x - x) < NEAR_X and abs(mark.y - y) < NEAR_Y)
        mark = next(near, None)
        if mark is None:
            marks.append(mark := Mark(x, y))
        mark.points.append(point)
    return sorted(marks, key=lambda mark: (mark.y, mark.x))  # the southern one stands before the northern one
