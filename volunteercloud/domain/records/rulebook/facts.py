"""Everything the rules ask about, gathered before the first of them is read."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from volunteercloud.domain.records.drafts import Circumstances
from volunteercloud.domain.regions.models import RuleSet

SHORTEST_EXPLANATION = 4


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A valid record of the same person, as far as rules about one record ask for the others."""

    record_id: UUID
    day: date
    starts_at: datetime
    ends_at: datetime
    minutes: int
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Qualified:
    """A qualification that the person states, and since when somebody has seen the original."""

    name: str
    valid_from: date
    valid_to: date | None
    seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The volunteer on that day. ``consent_below_age`` is what the region they live in asks; ``consents`` are the days on
    which a guardian's consent began and, where it was withdrawn, ended."""

    real_name_level: int
    real_name_at: datetime | None
    birth_on: date | None
    guardian_id: UUID | None
    consent_below_age: int
    consents: tuple[tuple[date, date | None], ...] = ()
    qualifications: tuple[Qualified, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's role in the organization, from when to when."""

    role: str
    since: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One version of one record about to be written ``at`` a moment. ``version`` is above 1 for a correction."""

    volunteer_id: UUID
    version: int = 1
    day: date
    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    worked_minutes: int
    minutes: int
    grade: str
    latitude: float | None
    longitude: float | None
    at: datetime
    rule_set: RuleSet
    person: Person
    recorder_id: UUID | None
    confirmer_id: UUID | None
    recorder: Standing | None
    confirmer: Standing | None
    explanation: str
    circumstances: Circumstances
    neighbours: list[Neighbour] = field(default_factory=list)

    @property
    def is_explained(self) -> bool:
        return len(self.explanation.strip()) >= SHORTEST_EXPLANATION

    @property
    def is_correction(self) -> bool:
        return self.version > 1
