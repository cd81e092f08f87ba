"""Reading numbers of people and of places: the register, cohorts, shifts. Nothing but a number hangs on them, so the public
sees them rounded to tens, and less than ten not at all (`disclosure`)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from volunteercloud.core.actor import Actor

from .periods import Period


@dataclass(frozen=True, slots=True)
class Register:
    """People who live in a region and are registered under their real name, at the end of a month. None: fewer than ten."""

    people: int | None = 0
    by_sex: dict[str, int | None] = field(default_factory=dict)
    by_age: dict[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shifts:
    """Shifts that are over: places, people who held one, who came, who stayed away without a word, and for how many of those
    who came there is a record. None: fewer than ten."""

    shifts: int | None = 0
    places: int | None = 0
    taken: int | None = 0
    came: int | None = 0
    missed: int | None = 0
    recorded: int | None = 0


def register(viewer: Actor | None, region_code: str, month: date) -> Register:
    """The register of a region at the end of a month, by sex and by age (as of that year, from years of birth)."""
    raise NotImplementedError


def registers(
    viewer: Actor | None, region_codes: Sequence[str], months: Sequence[date]
) -> dict[tuple[str, date], int | None]:
    """How many people were registered at the end of each month, of several regions, in one statement."""
    raise NotImplementedError


def shifts(
    viewer: Actor | None, region_codes: Sequence[str], periods: Sequence[Period], by: str = "total"
) -> dict[tuple[str, Period, str], Shifts]:
    """What shifts came to, by region, period (months and years) and value of ``by``: total, category or orgkind."""
    raise NotImplementedError


def cohorts(viewer: Actor | None, region_code: str) -> dict[int, dict[int, int | None]]:
    """People by the year of their first service, and of those how many served in each year since: {2024: {2024: 900, 2025: 410}}."""
    raise NotImplementedError
