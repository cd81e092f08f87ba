"""Measures 指标: what is made of the figures, each with its definition, formula, source and version.

A value is made of what the viewer sees and of nothing else, so that no measure tells more than the figures it rests on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

from volunteercloud.core.actor import Actor

from .periods import Period


class Unit(StrEnum):
    SHARE = "share"  # a fraction: 0.13 is 13 percent; `top` and `bottom` say of what
    MINUTES = "minutes"
    PEOPLE = "people"
    NUMBER = "number"
    FEN = "fen"
    MIX = "mix"  # minutes, records or people by the values of a slice, in `parts`


class Better(StrEnum):
    UP = "up"
    DOWN = "down"
    NEITHER = ""


class Missing(StrEnum):
    """Why there is no value."""

    POPULATION = "population"  # nobody said how many people live there
    REGISTER = "register"  # nobody is registered
    WAGE = "wage"  # nobody said what an hour is worth
    NOTHING = "nothing"  # nothing to divide by: no shift, no need, no hour
    WITHHELD = "withheld"  # fewer than ten people, or what would tell about fewer than ten
    PERIOD = "period"  # not kept for such a time or place


@dataclass(frozen=True, slots=True)
class Measure:
    """``target`` is a value that a law or plan names. Texts are lazy translations, ``formula`` too."""

    code: str
    title: str | Promise
    unit: Unit
    definition: str | Promise
    formula: str | Promise
    source: str | Promise
    version: int = 1
    better: Better = Better.NEITHER
    target: float | None = None
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Value:
    """Of a measure, a region and a period. ``number`` is a fraction, minutes, people or fen as the unit says, None where
    ``missing`` says why. ``top`` and ``bottom`` are what was divided by what; ``parts`` what a mix is made of (None: withheld);
    ``facts`` what else was read: population with day and source, wage with region and year."""

    code: str
    region_code: str
    period: Period
    number: float | None = None
    top: int | None = None
    bottom: int | None = None
    parts: dict[str, int | None] = field(default_factory=dict)
    missing: Missing | None = None
    facts: dict[str, object] = field(default_factory=dict)


def listed() -> list[Measure]:
    """All measures, in the order in which a page shows them."""
    raise NotImplementedError


def measure(code: str) -> Measure:
    """One by its code. Raises `NotFound`."""
    raise NotImplementedError


def values(viewer: Actor | None, region_code: str, period: Period, codes: Sequence[str]) -> dict[str, Value]:
    """The values of several measures for one region and period. At most a dozen statements, however many measures."""
    raise NotImplementedError


def compare(viewer: Actor | None, region_codes: Sequence[str], period: Period, code: str) -> dict[str, Value]:
    """One measure of several regions, for a map, a table or a ranking; as many statements as for one."""
    raise NotImplementedError


def history(viewer: Actor | None, region_code: str, periods: Sequence[Period], code: str) -> dict[Period, Value]:
    """One measure of one region, period by period; as many statements as for one."""
    raise NotImplementedError
