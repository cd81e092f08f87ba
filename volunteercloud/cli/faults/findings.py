"""What a drill came to: figures beside their limits, what was broken, and the story of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from volunteercloud.cli.faults.history import Attempt


@dataclass(frozen=True, slots=True)
class Figure:
    """``most`` is what it may be at most, where there is such a limit."""

    name: str
    value: float
    unit: str
    most: float | None = None

    @property
    def is_within(self) -> bool:
        return self.most is None or self.value <= self.most

    def line(self) -> str:
        limit = "" if self.most is None else f"   (at most {self.most:g}{'' if self.is_within else ', not so'})"
        return f"  {self.name:<58} {self.value:>10,.6g} {self.unit}{limit}"


@dataclass(slots=True)
class Report:
    """``broken`` says what should never be. Times are told beside their limits, and fail nothing: machines are busy."""

    fault: str
    seed: int
    figures: list[Figure] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    story: list[str] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        return {
            "fault": self.fault,
            "seed": self.seed,
            "figures": {one.name: {"value": one.value, "unit": one.unit, "most": one.most} for one in self.figures},
            "broken": self.broken,
        }

    def lines(self) -> list[str]:
        head = f"{'✗' if self.broken else '✓'} {self.fault}, seed {self.seed}"
        return [head, *(one.line() for one in self.figures), *(f"  ✗ {line}" for line in self.broken)]


def of_answers(attempts: Sequence[Attempt]) -> list[Figure]:
    """What was asked and what was known of it."""
    statuses = [one.status for one in attempts]
    return [
        Figure("requests", len(attempts), ""),
        Figure("acknowledged", sum(one.is_acknowledged for one in attempts), ""),
        Figure("refused", sum(400 <= status < 500 for status in statuses), ""),
        Figure("answered 503, asked again", statuses.count(503), ""),
        Figure("without an answer, asked again", statuses.count(0), ""),
        Figure("other errors of the server", sum(status > 499 and status != 503 for status in statuses), "", 0),
    ]


def share(values: Sequence[float], part: float) -> float:
    """The value that this part of them does not exceed."""
    ordered = sorted(values)
    return round(ordered[min(int(len(ordered) * part), len(ordered) - 1)], 3) if ordered else 0.0
