"""A map with the figures of its regions: shades by hours for each hundred residents, labels where there is room."""

from collections.abc import Mapping
from dataclasses import dataclass

from volunteercloud.web.charts import maps, shades

WITHHELD = "withheld"
DARK = 3  # from this shade on a label is light


@dataclass(frozen=True, slots=True)
class Area:
    """``look`` is its shade as a class, ``said`` what is told on pressing and by screen readers."""

    address: str
    look: str
    path: str
    said: str
    label: str
    figure: str
    is_dark: bool
    x: float
    y: float
    y_below: float


@dataclass(frozen=True, slots=True)
class Picture:
    """``limits`` are those between the five shades."""

    width: int
    height: int
    areas: list[Area]
    besides: str
    limits: list[float]


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a map says of a region. ``value`` decides the shade; None has none."""

    name: str
    value: float | None
    figure: str
    said: str
    address: str


def picture(region_code: str, labels: Mapping[str, Labelled]) -> Picture | None:
    """The map of a region with what is said of those on it; nothing where there is none."""
    drawn = maps.drawn(region_code)
    if drawn is None:
        return None
    limits = shades.limits(label.value for label in labels.values() if label.value is not None)
    areas = [_area(area, labels[area.code], limits) for area in drawn.areas if area.code in labels]
    return Picture(drawn.width, drawn.height, areas, drawn.besides, limits) if areas else None


def _area(area: maps.Area, label: Labelled, limits: list[float]) -> Area:
    shade = shades.shade(label.value, limits) if label.value is not None else 0
    look = f"q{shade}" if label.value is not None else WITHHELD
    width = _width(label.name)
    has_room, has_two = area.has_room(width, 1), area.has_room(max(width, _width(label.figure)))
    return Area(
        address=label.address,
        look=look,
        path=area.path,
        said=label.said,
        label=label.name if has_room else "",
        figure=label.figure if has_two else "",
        is_dark=shade >= DARK,
        x=area.x,
        y=area.y if has_two else area.y + maps.LINE / 2,
        y_below=area.y_below,
    )


def _width(text: str) -> float:
    """In Han characters; a Latin letter is half as wide."""
    return sum(1 if ord(sign) > 0x2E80 else 0.55 for sign in text)
