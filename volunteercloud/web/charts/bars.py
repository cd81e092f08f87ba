"""Bars: parts of a whole beside each other, and lengths compared with the longest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GAP = 0.35  # per cent of the width between two parts


@dataclass(frozen=True, slots=True)
class Part:
    """``x`` and ``width`` in per cent of the bar, ``share`` of the whole from 0 to 1."""

    name: str
    value: float
    share: float
    x: float
    width: float


def whole(values: Mapping[str, float]) -> list[Part]:
    """The parts of one bar in their order; none where there is nothing."""
    total = sum(values.values())
    found: list[Part] = []
    at = 0.0
    for name, value in values.items():
        share = value / total if total else 0
        width = max(0.0, 100 * share - GAP) if share else 0.0
        found.append(Part(name, value, share, round(at, 2), round(width, 2)))
        at += 100 * share
    return found if total else []


def lengths(values: Sequence[float | None]) -> list[float]:
    """Each in per cent of the longest; what is withheld has no length."""
    longest = max((value for value in values if value), default=0)
    return [round(100 * value / longest, 2) if value and longest else 0 for value in values]
