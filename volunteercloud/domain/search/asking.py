"""What may be asked of the index. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Sort(StrEnum):
    BEST = "best"
    DATE = "date"
    DISTANCE = "distance"  # needs a place to be near to; as DATE without one
    URGENCY = "urgency"


class Part(StrEnum):
    """Parts of a day, by the clock of the site: until noon, until 17:00, and from then on."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class Fits:
    """What a person brings, for "open to me": what asks for more than this is left out. None asks for nothing."""

    age: int | None = None
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What to find; empty fields ask for nothing. Of several values in one field any will do, but for ``skills``,
    ``languages`` and what is true or false.

    ``near`` is a point (latitude, longitude), ``within_km`` asks for what is no farther from it. ``sdg`` takes goals ("3")
    and targets ("3.8"). ``weekdays`` are those of ISO 8601, 1 for Monday. ``remote`` false asks for what is done on the
    spot. ``age`` is that of whoever would serve. ``after`` is the cursor of the page before, as `Page.after` gave it.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    region_code: str = ""
    near: tuple[float, float] | None = None
    within_km: float | None = None
    categories: tuple[str, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    sdg: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    from_on: date | None = None
    to_on: date | None = None
    weekdays: tuple[int, ...] = ()
    parts_of_day: tuple[str, ...] = ()
    remote: bool | None = None
    age: int | None = None
    insured: bool = False
    accessible: bool = False
    urgencies: tuple[int, ...] = ()
    owner_id: UUID | None = None
    fits: Fits | None = None
    sort: str = Sort.BEST
    after: str = ""
