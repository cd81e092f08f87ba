"""Lines beside each other on one axis, told apart by dash as well as by colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from . import axes

WIDTH, HEIGHT = 400, 200
KINDS = 5  # looks that a line may have


@dataclass(frozen=True, slots=True)
class Line:
    """``kind`` is its look, from 1; ``dots`` are values without neighbours."""

    name: str
    kind: int
    path: str
    dots: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Lines:
    axis: axes.Axis
    grid: list[float]
    lines: list[Line]
    marks: list[axes.Mark]
    width: int = WIDTH
    height: int = HEIGHT


def lines(days: Sequence[date], series: Mapping[str, Sequence[float | None]]) -> Lines:
    """A line for each series, whose values belong to the days; None leaves a gap."""
    scale = axes.axis(value for values in series.values() for value in values if value is not None)
    across = WIDTH / max(1, len(days) - 1)
    drawn: list[Line] = []
    for number, (name, values) in enumerate(series.items()):
        points = [(round(at * across, 2), scale.down(value or 0, HEIGHT)) for at, value in enumerate(values)]
        runs = axes.runs([value is not None for value in values])
        path = "".join("M" + "L".join(f"{points[at][0]:g} {points[at][1]:g}" for at in run) for run in runs)
        dots = [points[run[0]] for run in runs if len(run) == 1]
        drawn.append(Line(name, number % KINDS + 1, path, dots))
    return Lines(scale, scale.lines(HEIGHT), drawn, axes.marks(days))
