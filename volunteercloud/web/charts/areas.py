"""Hours month by month: credit hours as a solid area, honour hours hatched on top of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from . import axes

WIDTH, HEIGHT = 400, 200
LONE = 6  # how wide a value without neighbours is drawn


@dataclass(frozen=True, slots=True)
class Moment:
    """``credit`` and ``honour`` in whatever unit; None where they are withheld."""

    day: date
    credit: float | None
    honour: float | None


@dataclass(frozen=True, slots=True)
class Area:
    """``ticks`` are the values of the grid lines from the top; paths are in the units of the picture."""

    axis: axes.Axis
    lines: list[float]
    credit: str
    honour: str
    edge: str
    marks: list[axes.Mark]
    width: int = WIDTH
    height: int = HEIGHT


def area(moments: Sequence[Moment]) -> Area:
    """The picture of the moments in their order, at even distances."""
    credit = [moment.credit or 0 for moment in moments]
    both = [(moment.credit or 0) + (moment.honour or 0) for moment in moments]
    scale = axes.axis(both)
    parts: list[tuple[str, str, str]] = []
    for run in axes.runs([moment.credit is not None for moment in moments]):
        places = _across(run, len(moments))
        rows = [run[0], run[0]] if len(run) == 1 else list(run)
        low = [(x, scale.down(credit[row], HEIGHT)) for x, row in zip(places, rows, strict=True)]
        high = [(x, scale.down(both[row], HEIGHT)) for x, row in zip(places, rows, strict=True)]
        ground = f"M{places[0]:g} {HEIGHT}L{_line(low)}L{places[-1]:g} {HEIGHT}Z"
        parts.append((ground, f"M{_line(high)}L{_line(low[::-1])}Z", f"M{_line(high)}"))
    solid, hatched, edge = ("".join(kind) for kind in zip(*parts, strict=True)) if parts else ("", "", "")
    return Area(scale, scale.lines(HEIGHT), solid, hatched, edge, axes.marks([moment.day for moment in moments]))


def _across(run: range, number: int) -> list[float]:
    """Where the values of a run stand. One alone has two places, so that it can be seen."""
    if number == 1:
        return [0, WIDTH]
    places = [round(WIDTH * row / (number - 1), 2) for row in run]
    if len(places) > 1:
        return places
    return [max(0, places[0] - LONE / 2), min(WIDTH, places[0] + LONE / 2)]


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "L".join(f"{x:g} {y:g}" for x, y in points)
