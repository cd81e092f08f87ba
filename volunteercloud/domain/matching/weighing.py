"""The versions of the weights: which one holds, and what an operator may set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .models import Purpose, Weights
from .wishes import WISHES

HEAVIEST = 100


@dataclass(frozen=True, slots=True)
class Scale:
    """Weights by wish, and the number of their version; 0 for one that is only tried."""

    version: int
    of: Mapping[str, int]


def first(purpose: Purpose) -> dict[str, int]:
    """The weights of the first version."""
    return {wish.code: wish.weight for wish in WISHES[purpose]}


def current(purpose: Purpose, now: datetime) -> Scale:
    """The version that holds at a moment; a wish that it does not know counts nothing."""
    versions = Weights.objects.filter(purpose=purpose, since__lte=now).order_by("-version")
    found = versions.values_list("version", "weights").first()
    return Scale(*found) if found else Scale(0, first(purpose))
