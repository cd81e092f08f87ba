"""What a made-up city consists of, before it is written: people, organizations, shifts, records and how they came to be."""

import math
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

DAY, HOUR, MINUTE, SECOND = (timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes", "seconds"))


@dataclass(frozen=True, slots=True)
class Size:
    """How large a city is. ``bought`` and ``overlaps`` are shares of the honest records."""

    organizations: int
    people: int
    records: int
    days: int
    bought: float = 0.01
    overlaps: float = 0.005


@dataclass(slots=True)
class Person:
    id: UUID
    name: str
    home: str
    registered_at: datetime
    days: set[int] = field(default_factory=set)  # on which they serve: one shift a day, so nothing overlaps by itself


@dataclass(slots=True)
class Organization:
    id: UUID
    kind: str
    region: str
    point: tuple[float, float]
    device: UUID
    leaders: list[Person]
    members: list[Person]
    shifts: list["Shift"] = field(default_factory=list)


@dataclass(slots=True)
class Shift:
    id: UUID
    organization: Organization
    day: int
    starts_at: datetime
    ends_at: datetime

    @property
    def lasts(self) -> timedelta:
        return self.ends_at - self.starts_at


@dataclass(slots=True)
class Scan:
    direction: str
    method: str
    at: datetime
    taken_by: UUID
    point: tuple[float, float] | None = None


@dataclass(slots=True)
class Picture:
    digest: bytes
    bits: int


@dataclass(slots=True)
class Entry:
    """One record. ``sold_as`` is empty for an honest one, else which trick it was sold by."""

    record_id: UUID
    person: Person
    shift: Shift
    grade: str
    on_roster_at: datetime
    written_at: datetime
    entered_by: Person
    was_added: bool = False
    scans: list[Scan] = field(default_factory=list)
    picture: Picture | None = None
    flags: list[str] = field(default_factory=list)
    sold_as: str = ""


@dataclass(slots=True)
class World:
    size: Size
    chance: random.Random
    begins: datetime
    people: list[Person] = field(default_factory=list)
    organizations: list[Organization] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def ends(self) -> datetime:
        return self.begins + self.size.days * DAY

    def new_id(self) -> UUID:
        """Version 4 by our own dice: the same seed makes the same city."""
        return UUID(int=self.chance.getrandbits(128), version=4)

    def happens(self, probability: float) -> bool:
        return self.chance.random() < probability

    def about(self, median: timedelta, spread: float) -> timedelta:
        """A delay: log-normal, half of them under ``median``."""
        return median * math.exp(self.chance.gauss(0, spread))

    def picture(self) -> Picture:
        return Picture(self.chance.randbytes(32), self.chance.getrandbits(64))

    def retaken(self, picture: Picture, share: float) -> Picture:
        """Another file that shows nearly the same: each of the 64 marks is changed by chance."""
        flips = sum(1 << mark for mark in range(64) if self.happens(share))
        return Picture(self.chance.randbytes(32), picture.bits ^ flips)
