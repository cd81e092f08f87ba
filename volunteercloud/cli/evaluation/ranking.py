"""How good an order is, when it is known what should stand on top: recall, discounted gain and coverage of the first ten."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

TOP = 10
RIGHT, RELATED = 2, 1


@dataclass(frozen=True, slots=True)
class Judged:
    """One list that was asked for: what came, best first, and how good each thing would have been (0 where it is not named).
    At least one thing is right, or there would be nothing to judge."""

    found: Sequence[Hashable]
    gains: Mapping[Hashable, int]

    @property
    def recall(self) -> float:
        """Of the right ones that could stand among the first ten, the share that does."""
        right = {thing for thing, gain in self.gains.items() if gain == RIGHT}
        return len(right & set(self.found[:TOP])) / min(TOP, len(right))

    @property
    def ndcg(self) -> float:
        """Normalized discounted cumulative gain (Järvelin and Kekäläinen 2002) with gains 2^g - 1."""
        best = sorted(self.gains.values(), reverse=True)
        ideal = _discounted(best)
        return _discounted(self.gains.get(thing, 0) for thing in self.found) / ideal

    @property
    def is_answered(self) -> bool:
        return any(self.gains.get(thing, 0) == RIGHT for thing in self.found[:TOP])


@dataclass(frozen=True, slots=True)
class Score:
    """``coverage``: of searches the share that found anything right, of recommendations the share of things that were shown
    to anybody."""

    name: str
    asked: int
    recall: float
    ndcg: float
    coverage: float


def score(name: str, judged: Sequence[Judged], coverage: float | None = None) -> Score:
    answered = fmean(one.is_answered for one in judged) if judged else 0.0
    return Score(
        name,
        len(judged),
        round(fmean(one.recall for one in judged), 3) if judged else 0.0,
        round(fmean(one.ndcg for one in judged), 3) if judged else 0.0,
        round(answered if coverage is None else coverage, 3),
    )


def shown(judged: Iterable[Judged]) -> set[Hashable]:
    return {thing for one in judged for thing in one.found[:TOP]}


def _discounted(gains: Iterable[int]) -> float:
    return sum((2**gain - 1) / log2(place + 2) for place, gain in zip(range(TOP), gains, strict=False))
