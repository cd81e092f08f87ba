"""First versions of records. One way for one and for thousands: what is asked of each is asked in the order given, what is
read and written for them takes one statement a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from uuid import UUID

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.core.reading import among
from volunteercloud.core.transactions import retried
from volunteercloud.core.writing import Writing, row_of
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.hooks import noting as hooks
from volunteercloud.domain.hooks.kinds import Kind
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import residences
from volunteercloud.domain.records import rulebook, sealing
from volunteercloud.domain.records.drafts import RecordDraft
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead, ServiceRecord, Standing, Whereabouts
from volunteercloud.domain.records.rulebook import Facts, Judgement, Neighbour
from volunteercloud.domain.records.rulebook.gathering import Gathered, gather

from .standing import point, repeat

MOST = 10_000
# What a draft carries for the rules and for the organization's side; the record itself does not repeat it.
UNSAID = {"explanation", "circumstances", "volunteer_name", "volunteer_number"}
SAID = [name for name in RecordDraft.__slots__ if name not in UNSAID]
_said = attrgetter(*SAID)

HEADS = Writing(RecordHead, "ON CONFLICT DO NOTHING")
REPEATED = Writing(OrganizationRecord)

Source = tuple[UUID, str, UUID]


@retried
def record_service(*, actor: Actor, draft: RecordDraft, at: datetime) -> RecordHead:
    """Write a service record, first version. Called by the area whose evidence it rests on, which has asked its own rules.

    Refused where a rule of the book refuses (`record.overlap`, `record.too_short` …), or asks for an explanation and gets
    none (`record.daily_cap` …). The same source gives the same record: a repeated call returns the one there is.
    """
    (outcome,) = record_many(actor=actor, drafts=[draft], at=at)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


@retried
def record_many(*, actor: Actor, drafts: Sequence[RecordDraft], at: datetime) -> list[RecordHead | Refused]:
    """Write many records, each for itself: in the order given, the record of a draft or the reason why there is none.

    As if `record_service` were called for one after the other. The people are held in the order of their ids first, so
    that nobody else writes their records meanwhile. At most 10,000 at once.
    """
    if len(drafts) > MOST:
        raise ValueError(f"at most {MOST} records at once")
    people = identity_queries.held({draft.volunteer_id for draft in drafts})
    gathered = gather(people, drafts)
    days = {(people[draft.volunteer_id], gathered.days[draft.starts_at]) for draft in drafts}
    batch = _Batch(gathered, _standing(drafts), residences.homes(days))
    outcomes = [batch.judge(draft, at) for draft in drafts]
    lost = _write(batch.written, actor, at)
    return [lost.get(one.record_id, one) if isinstance(one, RecordHead) else one for one in outcomes]


@dataclass(frozen=True, slots=True)
class New:
    """A record to be written, whole."""

    head: RecordHead
    version: ServiceRecord
    row: OrganizationRecord


class _Batch:
    """What is known of the people of many drafts, and what the drafts before this one add to it."""

    def __init__(
        self, gathered: Gathered, standing: dict[Source, RecordHead], homes: dict[tuple[UUID, date], str]
    ) -> None:
        self._gathered, self._standing, self._homes = gathered, standing, homes
        self.written: list[New] = []

    def judge(self, draft: RecordDraft, at: datetime) -> RecordHead | Refused:
        source = _source(draft)
        if source in self._standing:
            return self._standing[source]
        facts = self._gathered.facts_of(draft, at)
        judgement = rulebook.judge(facts)
        if judgement.refusal:
            return judgement.refusal
        new = _new(draft, facts, judgement, self._homes[draft.volunteer_id, facts.day])
        self.written.append(new)
        self._standing[source] = new.head
        self._gathered.add(draft.volunteer_id, _as_neighbour(new.version))
        return new.head


def _as_neighbour(version: ServiceRecord) -> Neighbour:
    return Neighbour(
        version.record_id,
        version.day,
        version.starts_at,
        version.ends_at,
        version.minutes,
        version.latitude,
        version.longitude,
    )


def _standing(drafts: Sequence[RecordDraft]) -> dict[Source, RecordHead]:
    """The records that there are of these people from these sources."""
    people = {draft.volunteer_id for draft in drafts}
    sources = {draft.source_id for draft in drafts}
    found = RecordHead.objects.filter(volunteer_id__in=among(people), source_id__in=among(sources))
    return {(head.volunteer_id, head.source_kind, head.source_id): head for head in found}


def _source(draft: RecordDraft) -> Source:
    return draft.volunteer_id, draft.source_kind, draft.source_id


def _write(written: Sequence[New], actor: Actor, at: datetime) -> dict[UUID, Refused]:
    """Write everything; what the database refuses comes back by its record: somebody wrote who did not hold the person."""
    stand = HEADS.write_all([new.head for new in written], "record_id")
    kept = [new for new in written if new.head.record_id in stand]
    sealing.write([new.version for new in kept], at)
    REPEATED.write_all([new.row for new in kept], "record_id")
    audit.record_many(actor, "records.service_recorded", at=at, told=[_told(new.version) for new in kept])
    happened: dict[UUID, list[hooks.Event]] = {}
    for new in kept:
        happened.setdefault(new.version.organization_id, []).append(event_of(Kind.RECORD_MADE, new.version))
    for organization_id, events in happened.items():
        hooks.note(organization_id, events, at)
    return {new.head.record_id: overlap() for new in written if new.head.record_id not in stand}


def _told(version: ServiceRecord) -> audit.Told:
    return audit.Told(
        owner_id=version.volunteer_id,
        subject=("record", version.record_id, version.title),
        region_code=version.service_region_code,
        facts={
            "day": str(version.day),
            "minutes": version.minutes,
            "grade": version.grade,
            "organization": version.organization_name,
        },
    )


def event_of(kind: Kind, version: ServiceRecord) -> hooks.Event:
    named = {"record_id": version.record_id, "volunteer_id": version.volunteer_id}
    return hooks.Event(kind, named, version.standing)


def overlap() -> Refused:
    """What the rule says, where the database had to say it."""
    return rulebook.refusal("time.overlap")


def _new(draft: RecordDraft, facts: Facts, judgement: Judgement, home_region_code: str) -> New:
    trail = draft.trail
    if draft.explanation:
        trail = [*trail, {"at": facts.at.isoformat(), "what": "explained", "text": draft.explanation[:300]}]
    version = row_of(
        ServiceRecord,
        **dict(zip(SAID, _said(draft), strict=True)) | {"trail": trail},
        day=facts.day,
        id=ids.uuid7(),
        record_id=ids.uuid7(),
        version=1,
        standing=Standing.VALID.value,
        reason="",
        home_region_code=home_region_code,
        worked_minutes=facts.worked_minutes,
        minutes=facts.minutes,
        findings=judgement.as_stored(),
        written_at=facts.at,
        details_sealed=None,
    )
    head = row_of(
        RecordHead,
        volunteer_id=draft.volunteer_id,
        record_id=version.record_id,
        source_kind=draft.source_kind,
        source_id=draft.source_id,
        organization_id=draft.organization_id,
        first_written_at=facts.at,
        whereabouts=Whereabouts.HERE.value,
        origin="",
        moved_to="",
        moved_version=None,
    )
    row = row_of(
        OrganizationRecord,
        organization_id=draft.organization_id,
        record_id=version.record_id,
        volunteer_id=draft.volunteer_id,
        volunteer_name=draft.volunteer_name,
        volunteer_number=draft.volunteer_number,
        shift_id=draft.source_id,
        first_written_at=facts.at,
    )
    return New(point(head, version), version, repeat(row, version))
