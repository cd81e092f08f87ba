"""A volunteer's own records, their totals, and the figures of the day. Every read of a person starts with the person."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.core.reading import among
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.joining import owners_of, rows_of
from volunteercloud.domain.organizations import rules as organization_rules

from .carrying import Carried
from .models import (
    COUNTED,
    CREDIT_GRADES,
    LISTED,
    RECORDED_HERE,
    Kind,
    RecordHead,
    ServiceRecord,
    Standing,
    Whereabouts,
)

PAGE = 20
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Totals:
    """Minutes of service by evidence grade: credit (A to C) and honour (D, E) are never added up. ``by_kind`` are minutes of
    other kinds, such as training, which make neither; ``records`` counts all."""

    by_grade: dict[str, int]
    records: int
    by_kind: dict[str, int] = field(default_factory=dict)

    @property
    def credit_minutes(self) -> int:
        return sum(minutes for grade, minutes in self.by_grade.items() if grade in CREDIT_GRADES)

    @property
    def honour_minutes(self) -> int:
        return sum(minutes for grade, minutes in self.by_grade.items() if grade not in CREDIT_GRADES)


@dataclass(frozen=True, slots=True)
class DayServed:
    """What one day of service holds, in minutes."""

    credit: int
    honour: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: empty fields ask for nothing. ``before`` is the cursor: day and record of the last one seen."""

    from_on: date | None = None
    to_on: date | None = None
    grade: str = ""
    organization_id: UUID | None = None
    corrected: bool = False
    before: tuple[date, UUID] | None = None


def _allow(viewer: Actor, volunteer_id: UUID) -> None:
    if not identity_rules.may_see_service(viewer, volunteer_id):
        raise NotFound


def _heads(volunteer_id: UUID, wanted: Wanted) -> QuerySet[RecordHead]:
    """Those of a person, also under another number; not what is only held for a transfer."""
    found = RecordHead.objects.filter(LISTED, volunteer_id__in=rows_of(volunteer_id))
    if wanted.from_on:
        found = found.filter(day__gte=wanted.from_on)
    if wanted.to_on:
        found = found.filter(day__lte=wanted.to_on)
    if wanted.grade:
        found = found.filter(grade=wanted.grade)
    if wanted.organization_id:
        found = found.filter(organization_id=wanted.organization_id)
    if wanted.corrected:
        found = found.filter(version__gt=1)
    return found


def records_of(viewer: Actor, volunteer_id: UUID, wanted: Wanted, limit: int = PAGE) -> list[RecordHead]:
    """The newest records that match with the version that stands, at most a page and one more; those that moved, too."""
    _allow(viewer, volunteer_id)
    found = _heads(volunteer_id, wanted)
    if wanted.before:
        day, record_id = wanted.before
        found = found.filter(day__lte=day).exclude(day=day, record_id__gte=record_id)
    return list(found.select_related("record").order_by("-day", "-record_id")[: limit + 1])


def totals_of(viewer: Actor, volunteer_id: UUID, wanted: Wanted | None = None) -> Totals:
    _allow(viewer, volunteer_id)
    rows = _by_kind_and_grade(_heads(volunteer_id, wanted or Wanted()).filter(COUNTED))
    return _totals((row["kind"], row["grade"], row["in_all"], row["records"]) for row in rows)


def served_with(viewer: Actor, organization_id: UUID, volunteer_id: UUID) -> Totals:
    """What a person served with one organization, for those who lead there: it recorded it itself, wherever it counts now."""
    if not organization_rules.can_lead(viewer, organization_id):
        raise NotAllowed("organization.not_leader")
    rows = _by_kind_and_grade(_recorded_by(_heads(volunteer_id, Wanted(organization_id=organization_id))))
    return _totals((row["kind"], row["grade"], row["in_all"], row["records"]) for row in rows)


def totals_and_since(viewer: Actor, volunteer_id: UUID, since: date) -> tuple[Totals, Totals]:
    """All that counts here, and what of it lies on ``since`` or after, in one statement."""
    _allow(viewer, volunteer_id)
    recent = Q(day__gte=since)
    rows = list(
        _by_kind_and_grade(_heads(volunteer_id, Wanted()).filter(COUNTED)).annotate(
            minutes_since=Sum("minutes", filter=recent, default=0), records_since=Count("record_id", filter=recent)
        )
    )
    return (
        _totals((row["kind"], row["grade"], row["in_all"], row["records"]) for row in rows),
        _totals((row["kind"], row["grade"], row["minutes_since"], row["records_since"]) for row in rows),
    )


def _recorded_by(heads: QuerySet[RecordHead]) -> QuerySet[RecordHead]:
    """What stands of the records that an organization of this node wrote; for the person they may count elsewhere."""
    return heads.filter(RECORDED_HERE, standing=Standing.VALID)


def _by_kind_and_grade(heads: QuerySet[RecordHead]) -> QuerySet[RecordHead, Any]:
    return heads.values("kind", "grade").annotate(in_all=Sum("minutes"), records=Count("record_id"))


def _totals(rows: Iterable[tuple[str, str, int, int]]) -> Totals:
    """From kind, grade, minutes and number of records each."""
    by_grade: dict[str, int] = {}
    by_kind: dict[str, int] = {}
    records = 0
    for kind, grade, minutes, count in rows:
        records += count
        if count and kind == Kind.SERVICE:
            by_grade[grade] = minutes
        elif count:
            by_kind[kind] = by_kind.get(kind, 0) + minutes
    return Totals(by_grade, records, by_kind)


def days_of(viewer: Actor, volunteer_id: UUID, from_on: date, to_on: date) -> dict[date, DayServed]:
    """Each day with service, for the heat map of a year."""
    _allow(viewer, volunteer_id)
    credit = Q(grade__in=CREDIT_GRADES)
    rows = (
        _heads(volunteer_id, Wanted(from_on=from_on, to_on=to_on))
        .filter(COUNTED, kind=Kind.SERVICE)
        .values("day")
        .annotate(credit=Sum("minutes", filter=credit, default=0), honour=Sum("minutes", filter=~credit, default=0))
        .order_by("day")
    )
    return {row["day"]: DayServed(row["credit"], row["honour"]) for row in rows}


def versions_of(viewer: Actor, volunteer_id: UUID, record_id: UUID) -> list[ServiceRecord]:
    """Every version of one record, the first one first. `NotFound` if there is none."""
    _allow(viewer, volunteer_id)
    versions = every_version(volunteer_id, record_id)
    if not versions:
        raise NotFound
    return versions


def recorded_by(viewer: Actor, organization_id: UUID, volunteer_id: UUID, record_id: UUID) -> list[ServiceRecord]:
    """Every version of one record, for the staff of the organization that wrote it and may correct it."""
    if not organization_rules.can_record(viewer, organization_id):
        raise NotFound
    versions = ServiceRecord.objects.filter(
        volunteer_id=volunteer_id, record_id=record_id, organization_id=organization_id
    )
    found = list(versions.order_by("version"))
    if not found:
        raise NotFound
    return found


def recorders_of(viewer: Actor, volunteer_id: UUID) -> list[tuple[UUID, str, str]]:
    """The organizations of this node that hold valid records of a person: id, name, English name as last written."""
    _allow(viewer, volunteer_id)
    rows = (
        _recorded_by(_heads(volunteer_id, Wanted()))
        .order_by("organization_id", "-day")
        .distinct("organization_id")
        .values_list("organization_id", "record__organization_name", "record__organization_name_en")
    )
    return sorted(rows, key=lambda row: row[1])


def stand_of(volunteer_id: UUID, record_ids: list[UUID]) -> dict[UUID, RecordHead]:
    """What stands now of some records of a person, for whoever verifies a certificate: also of one that moved, which stands
    as it did."""
    heads = RecordHead.objects.filter(volunteer_id__in=rows_of(volunteer_id), record_id__in=record_ids)
    return {head.record_id: head for head in heads}


def head_of(volunteer_id: UUID, record_id: UUID) -> RecordHead | None:
    """What stands of one record, also under another number of theirs. The caller has asked who may see it."""
    heads = RecordHead.objects.filter(LISTED, volunteer_id__in=rows_of(volunteer_id), record_id=record_id)
    return heads.first()


def versions_by_id(volunteer_id: UUID, version_ids: list[UUID]) -> list[ServiceRecord]:
    """Certain versions of a person's records, oldest day first. The caller has asked who may see them."""
    return list(
        ServiceRecord.objects.filter(volunteer_id__in=rows_of(volunteer_id), id__in=version_ids).order_by(
            "day", "starts_at", "id"
        )
    )


def every_version(volunteer_id: UUID, record_id: UUID) -> list[ServiceRecord]:
    """All versions of one record, the first one first; none of an unknown record. The caller has asked who may see it."""
    versions = ServiceRecord.objects.filter(volunteer_id__in=rows_of(volunteer_id), record_id=record_id)
    return list(versions.order_by("version"))


def overlapping(volunteer_id: UUID, other_id: UUID) -> list[tuple[RecordHead, RecordHead]]:
    """Valid records of two people that cannot both be true of one, wherever they count, a page of them; the caller has asked
    who may see them. Either's records do not overlap each other, so each is compared with the next of the other alone.
    Two statements."""
    own, theirs = (
        iter(
            RecordHead.objects.filter(volunteer_id=person_id, standing=Standing.VALID)
            .select_related("record")
            .order_by("during")
            .iterator()
        )
        for person_id in (volunteer_id, other_id)
    )
    pairs: list[tuple[RecordHead, RecordHead]] = []
    mine, other = next(own, None), next(theirs, None)
    while mine is not None and other is not None and len(pairs) < PAGE:
        if mine.during.lower < other.during.upper and other.during.lower < mine.during.upper:
            pairs.append((mine, other))
        if mine.during.upper <= other.during.upper:
            mine = next(own, None)
        else:
            other = next(theirs, None)
    return pairs


def valid_between(volunteer_id: UUID, from_on: date, to_on: date, organization_id: UUID | None) -> list[RecordHead]:
    """What a certificate of a period is made from, oldest first: service alone. The caller has asked who may see it.

    An organization certifies what it recorded, wherever that counts now: the duty stays with it. An extract of everything
    lists what counts here."""
    found = _heads(volunteer_id, Wanted(from_on=from_on, to_on=to_on, organization_id=organization_id))
    counted = _recorded_by(found) if organization_id else found.filter(COUNTED)
    return list(counted.filter(kind=Kind.SERVICE).select_related("record").order_by("day", "record_id"))


@fanning.allowed()
def just_recorded(limit: int) -> list[RecordHead]:
    """The newest records of organizations of this node, for the home page, which shows no names. Asks every shard: callers
    cache it."""
    return list(
        _recorded_by(RecordHead.objects.filter(kind=Kind.SERVICE))
        .select_related("record")
        .order_by("-first_written_at", "-record_id")[:limit]
    )


@fanning.allowed()
def recorded_since(moment: datetime) -> Totals:
    """What organizations of this node have written since ``moment``. Asks every shard: callers cache it."""
    rows = _by_kind_and_grade(_recorded_by(RecordHead.objects.filter(first_written_at__gte=moment)))
    return _totals((row["kind"], row["grade"], row["in_all"], row["records"]) for row in rows)


def year_back(day: date) -> date:
    """The first day of the 53 weeks, beginning on a Monday, that end with ``day``'s week."""
    return day - timedelta(days=day.weekday(), weeks=52)


def to_carry(volunteer_ids: Collection[UUID]) -> list[Carried]:
    """Every record of these people that counts here, with all versions, by owner, day and record; also what stands under
    another number of theirs, and what was revoked: its history goes along. Three statements for any number of people."""
    owners = owners_of(volunteer_ids)
    return _carried(owners, RecordHead.objects.filter(volunteer_id__in=among(owners), whereabouts=Whereabouts.HERE))


def carried_of(records: Mapping[UUID, Collection[UUID]]) -> list[Carried]:
    """These records of these people, wherever they count now, with all versions: what follows a record that moved."""
    owners = owners_of(records)
    wanted = {record_id for each in records.values() for record_id in each}
    heads = RecordHead.objects.filter(volunteer_id__in=among(owners), record_id__in=among(wanted))
    found = _carried(owners, heads.exclude(whereabouts=Whereabouts.ARRIVING))
    return [one for one in found if one.head.record_id in records[one.person_id]]


def _carried(owners: Mapping[UUID, UUID], heads: QuerySet[RecordHead]) -> list[Carried]:
    found = list(heads.order_by("volunteer_id", "day", "record_id"))
    versions: dict[UUID, list[ServiceRecord]] = {head.record_id: [] for head in found}
    written = ServiceRecord.objects.filter(
        volunteer_id__in=among({head.volunteer_id for head in found}), record_id__in=among(versions)
    )
    for version in written.order_by("record_id", "version").iterator(chunk_size=CHUNK):
        versions[version.record_id].append(version)
    return [Carried(owners[head.volunteer_id], head, versions[head.record_id]) for head in found]


def following(limit: int, after: UUID | None = None) -> list[RecordHead]:
    """Records that moved, about which something was written since that the other node was not given; of the people after
    ``after``. Asks every shard: for the worker alone."""
    found = RecordHead.objects.filter(whereabouts=Whereabouts.MOVED, version__gt=F("moved_version"))
    if after is not None:
        found = found.filter(volunteer_id__gt=after)
    return list(found.order_by("volunteer_id", "record_id")[:limit])
