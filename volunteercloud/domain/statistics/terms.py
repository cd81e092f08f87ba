"""What a measure is, and what a value of one is."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

from .periods import Period


class Unit(StrEnum):
    SHARE = "share"  # a fraction: 0.13 is 13 percent; `top` and `bottom` say of what
    MINUTES = "minutes"
    PEOPLE = "people"
    FEN = "fen"
    MIX = "mix"  # minutes by the values of a slice, in `parts`


class Better(StrEnum):
    """Whether more of it is good. Most measures are neither: they say how it is."""

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


class Need(StrEnum):
    """What a measure is made of: each is one reading, for as many regions and periods as are asked for."""

    PLACE = "place"  # service where it was given
    HOME = "home"  # service of those who live there
    KIND = "kind"
    CATEGORY = "category"
    SDG = "sdg"
    REGISTER = "register"
    POPULATION = "population"
    SHIFTS = "shifts"
    COHORTS = "cohorts"
    NEEDS = "needs"
    WAGES = "wages"


@dataclass(frozen=True, slots=True)
class Measure:
    """``target`` is a value that a law or plan names. Texts are lazy translations. ``version`` goes up when the formula changes:
    values of two versions are not compared."""

    code: str
    title: Promise
    unit: Unit
    definition: Promise
    formula: Promise
    source: Promise
    needs: frozenset[Need]
    better: Better = Better.NEITHER
    target: float | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Value:
    """Of a measure, a region and a period. ``number`` is a fraction, minutes, people or fen as the unit says, None where
    ``missing`` says why, and of a mix. ``top`` and ``bottom`` are what was divided by what; ``parts`` what it is made of (None:
    withheld); ``facts`` what else was read: population with day and source, wages with region and year."""

    code: str
    region_code: str
    period: Period
    number: float | None = None
    top: int | None = None
    bottom: int | None = None
    parts: dict[str, int | None] = field(default_factory=dict)
    missing: Missing | None = None
    facts: dict[str, object] = field(default_factory=dict)
