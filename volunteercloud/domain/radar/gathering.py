"""What the rules look at: everything one organization wrote within a window, with how it came to be.

Each table is asked once, by the organization's id; people by their own ids. Whatever the number of records, the number of
statements stays the same.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from volunteercloud.domain.activities.models import Shift, SignUp
from volunteercloud.domain.attendance.models import Attendance, Method, Scan
from volunteercloud.domain.claims.models import Proof
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.records.models import CREDIT_GRADES, OrganizationRecord, Standing

# Somebody or something on the spot took the time; what was stated, claimed or entered later is nobody's eyes.
SEEN_BY = (Method.CODE, Method.PASS, Method.TICK, Method.KIOSK)
MOST_PICTURES = 20_000


@dataclass(frozen=True, slots=True)
class Person:
    registered_at: datetime
    home: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One valid record. ``on_roster_at`` is when the person came onto the roster, None where there is no roster."""

    record_id: UUID
    volunteer_id: UUID
    shift_id: UUID
    starts_at: datetime
    ends_at: datetime
    written_at: datetime
    minutes: int
    grade: str
    flags: tuple[str, ...]
    entered_by: UUID | None
    entered_by_name: str
    on_roster_at: datetime | None
    was_seen: bool
    person: Person | None

    @property
    def is_afterwards(self) -> bool:
        """Whether it rests on what somebody said later (grades D and E)."""
        return self.grade not in CREDIT_GRADES

    @property
    def act(self) -> tuple[UUID, datetime]:
        """What one person did at once: a whole list entered for a shift is one act."""
        return self.shift_id, self.written_at


@dataclass(frozen=True, slots=True)
class Held:
    """A shift: when it began, where, and who was on its roster before it did."""

    starts_at: datetime
    region_code: str
    early: int
    seen: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A check-in or check-out as a device took it."""

    shift_id: UUID
    volunteer_id: UUID
    direction: str
    method: str
    at: datetime
    taken_by: UUID | None
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A proof that came with a claim. ``record_id`` is the record the claim became, None where there is none."""

    record_id: UUID | None
    volunteer_id: UUID
    shift_id: UUID
    given_at: datetime
    digest: bytes
    bits: int | None


@dataclass(frozen=True, slots=True)
class Before:
    """A record written before the window, as far as habits are read from it."""

    volunteer_id: UUID
    shift_id: UUID
    written_at: datetime
    grade: str


@dataclass(frozen=True, slots=True)
class Window:
    """All of it. Entries are in the order in which they were written, pictures in that in which they were given."""

    entries: list[Entry]
    shifts: dict[UUID, Held]
    readings: list[Reading]
    pictures: list[Picture]
    past: list[Before]
    people: dict[UUID, Person]

    def lists(self, least: int) -> dict[tuple[UUID, datetime], list[Entry]]:
        """Acts by which at least so many people of one shift were entered afterwards at once: a class, handed in."""
        acts: dict[tuple[UUID, datetime], list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if entry.is_afterwards:
                acts[entry.act].append(entry)
        return {act: entries for act, entries in acts.items() if len(entries) >= least}


def window(organization: Organization, since: datetime, at: datetime, *, past_entries: int) -> Window:
    """What ``organization`` wrote in [since, at), and what its habits were before. Eight statements."""
    records = list(_records(organization.id).filter(first_written_at__gte=since, first_written_at__lt=at))
    records.sort(key=lambda record: (record.first_written_at, record.record_id))
    past = [
        Before(*row)
        for row in _records(organization.id)
        .filter(first_written_at__lt=since)
        .order_by("-first_written_at", "-record_id")
        .values_list("volunteer_id", "shift_id", "first_written_at", "grade")[:past_entries]
    ]
    shift_ids = {record.shift_id for record in records}
    roster = _roster(organization.id, shift_ids)
    seen = _seen(organization.id, shift_ids)
    people = _people({row.volunteer_id for row in records} | {row.volunteer_id for row in past})
    return Window(
        entries=[_entry(record, roster, seen, people) for record in records],
        shifts=_shifts(organization, shift_ids, roster, seen),
        readings=_readings(organization.id, shift_ids),
        pictures=_pictures(organization.id, at),
        past=past,
        people=people,
    )


def _records(organization_id: UUID) -> QuerySet[OrganizationRecord]:
    return OrganizationRecord.objects.filter(organization_id=organization_id, standing=Standing.VALID)


def _roster(organization_id: UUID, shift_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    rows = SignUp.objects.filter(organization_id=organization_id, shift_id__in=shift_ids)
    return {
        (shift_id, volunteer_id): signed_up_at
        for shift_id, volunteer_id, signed_up_at in rows.values_list("shift_id", "volunteer_id", "signed_up_at")
    }


def _seen(organization_id: UUID, shift_ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    rows = Attendance.objects.filter(organization_id=organization_id, shift_id__in=shift_ids, in_method__in=SEEN_BY)
    return set(rows.values_list("shift_id", "volunteer_id"))


def _people(volunteer_ids: Collection[UUID]) -> dict[UUID, Person]:
    rows = Volunteer.objects.filter(id__in=volunteer_ids).values_list("id", "registered_at", "region_id")
    return {person_id: Person(registered_at, home or "") for person_id, registered_at, home in rows}


def _entry(
    record: OrganizationRecord,
    roster: dict[tuple[UUID, UUID], datetime],
    seen: set[tuple[UUID, UUID]],
    people: dict[UUID, Person],
) -> Entry:
    place = record.shift_id, record.volunteer_id
    return Entry(
        record_id=record.record_id,
        volunteer_id=record.volunteer_id,
        shift_id=record.shift_id,
        starts_at=record.starts_at,
        ends_at=record.ends_at,
        written_at=record.first_written_at,
        minutes=record.minutes,
        grade=record.grade,
        flags=tuple(record.flags),
        entered_by=record.confirmer_id,
        entered_by_name=record.confirmer_name,
        on_roster_at=roster.get(place),
        was_seen=place in seen,
        person=people.get(record.volunteer_id),
    )


def _shifts(
    organization: Organization,
    shift_ids: Collection[UUID],
    roster: dict[tuple[UUID, UUID], datetime],
    seen: set[tuple[UUID, UUID]],
) -> dict[UUID, Held]:
    rows = Shift.objects.filter(organization_id=organization.id, id__in=shift_ids)
    found = {
        shift_id: (starts_at, region_code)
        for shift_id, starts_at, region_code in rows.values_list("id", "starts_at", "activity__region_id")
    }
    early: dict[UUID, int] = defaultdict(int)
    there: dict[UUID, int] = defaultdict(int)
    for (shift_id, _volunteer_id), signed_up_at in roster.items():
        early[shift_id] += shift_id in found and signed_up_at < found[shift_id][0]
    for shift_id, _volunteer_id in seen:
        there[shift_id] += 1
    return {
        shift_id: Held(starts_at, region_code, early[shift_id], there[shift_id])
        for shift_id, (starts_at, region_code) in found.items()
    }


def _readings(organization_id: UUID, shift_ids: Collection[UUID]) -> list[Reading]:
    rows = Scan.objects.filter(
        organization_id=organization_id, shift_id__in=shift_ids, method__in=(Method.CODE, Method.PASS)
    ).order_by("at", "request_id")
    names = ("shift_id", "volunteer_id", "direction", "method", "at", "device_id", "actor_id", "latitude", "longitude")
    return [
        Reading(shift_id, volunteer_id, direction, method, at, device_id or actor_id, _point(latitude, longitude))
        for shift_id, volunteer_id, direction, method, at, device_id, actor_id, latitude, longitude in rows.values_list(
            *names
        )
    ]


def _point(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    return None if latitude is None or longitude is None else (round(latitude, 6), round(longitude, 6))


def _pictures(organization_id: UUID, at: datetime) -> list[Picture]:
    """The newest proofs, the oldest of them first. An older picture than these is not recognised again."""
    rows = (
        Proof.objects.filter(organization_id=organization_id, given_at__lt=at)
        .order_by("-given_at", "-claim_id", "-position")
        .values_list("claim__record_id", "volunteer_id", "shift_id", "given_at", "digest", "picture_hash")[
            :MOST_PICTURES
        ]
    )
    return [
        Picture(record_id, volunteer_id, shift_id, given_at, bytes(digest), bits)
        for record_id, volunteer_id, shift_id, given_at, digest, bits in reversed(rows)
    ]
