"""First versions of records. One way for one and for thousands: what is asked of each is asked in the order given, what is
read and written for them takes one statement a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.core.transactions import retried
from volunteercloud.core.writing import Writing
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.records import queries, rules, sealing
from volunteercloud.domain.records.drafts import RecordDraft
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead, ServiceRecord, Standing
from volunteercloud.domain.regions import queries as region_queries

from .standing import point, repeat

MOST = 10_000
# What a draft carries for the rules and for the organization's side; the record itself does not repeat it.
UNSAID = {"explanation", "circumstances", "volunteer_name", "volunteer_number"}
SAID = [name for name in RecordDraft.__slots__ if name not in UNSAID]

HEADS = Writing(RecordHead, "ON CONFLICT DO NOTHING")
VERSIONS = Writing(ServiceRecord)
REPEATED = Writing(OrganizationRecord)

Source = tuple[UUID, str, UUID]


def record_service(*, actor: Actor, draft: RecordDraft, at: datetime) -> RecordHead:
    """Write a service record, first version. Called by the area whose evidence it rests on, which has asked its own rules.

    Refused when it overlaps a valid record of the person (`record.overlap`), when nothing of it counts
    (`record.too_short`), when the day passes the region's cap without an explanation (`record.daily_cap`). The same
    source gives the same record: a repeated call returns the one there is.
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
    batch = _Batch(people, _standing(drafts), queries.neighbours_of(drafts))
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
        self,
        people: dict[UUID, Volunteer],
        standing: dict[Source, RecordHead],
        neighbours: dict[UUID, list[queries.Neighbour]],
    ) -> None:
        self._people, self._standing, self._neighbours = people, standing, neighbours
        self.written: list[New] = []

    def judge(self, draft: RecordDraft, at: datetime) -> RecordHead | Refused:
        source = _source(draft)
        if source in self._standing:
            return self._standing[source]
        day = timezone.localdate(draft.starts_at)
        rule_set = region_queries.rules_for(draft.service_region_code, day)
        worked = rules.worked_minutes(draft.starts_at, draft.ends_at, draft.break_minutes)
        minutes = rules.credited_minutes(worked, rule_set.rounding_minutes)
        neighbours = self._neighbours.setdefault(draft.volunteer_id, [])
        refusal = (
            _too_short(worked, minutes, rule_set.rounding_minutes)
            or _overlaps(draft, neighbours)
            or _over_daily_cap(draft, day, minutes, rule_set.daily_cap_minutes, neighbours)
        )
        if refusal:
            return refusal
        new = _new(draft, self._people[draft.volunteer_id], day=day, worked=worked, minutes=minutes, at=at)
        self.written.append(new)
        self._standing[source] = new.head
        neighbours.append(
            queries.Neighbour(day, draft.starts_at, draft.ends_at, minutes, draft.latitude, draft.longitude)
        )
        return new.head


def _standing(drafts: Sequence[RecordDraft]) -> dict[Source, RecordHead]:
    """The records that there are of these people from these sources."""
    people = {draft.volunteer_id for draft in drafts}
    sources = {draft.source_id for draft in drafts}
    found = RecordHead.objects.filter(volunteer_id__in=people, source_id__in=sources)
    return {(head.volunteer_id, head.source_kind, head.source_id): head for head in found}


def _source(draft: RecordDraft) -> Source:
    return draft.volunteer_id, draft.source_kind, draft.source_id


def _write(written: Sequence[New], actor: Actor, at: datetime) -> dict[UUID, Refused]:
    """Write everything; what the database refuses comes back by its record: somebody wrote who did not hold the person."""
    stand = HEADS.write_all([new.head for new in written], "record_id")
    kept = [new for new in written if new.head.record_id in stand]
    VERSIONS.write_all([new.version for new in kept], "id")
    sealing.seal([new.version for new in kept], at)
    REPEATED.write_all([new.row for new in kept], "record_id")
    audit.record_many(actor, "records.service_recorded", at=at, told=[_told(new.version) for new in kept])
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


def overlap() -> Refused:
    return Refused(
        "record.overlap",
        _("This time overlaps another service record of the same person, perhaps in another organization."),
        next_step=_(
            "Nobody is in two places: change the start or the end, or ask for a correction of the other record."
        ),
    )


def _too_short(worked: int, minutes: int, rounding_minutes: int) -> Refused | None:
    if minutes:
        return None
    return Refused(
        "record.too_short",
        _("The time present is shorter than the smallest step that counts."),
        next_step=_("If the times are wrong, correct them first; otherwise mark the person as not served."),
        facts={"worked_minutes": worked, "rounding_minutes": rounding_minutes},
    )


def _overlaps(draft: RecordDraft, neighbours: Sequence[queries.Neighbour]) -> Refused | None:
    if any(one.starts_at < draft.ends_at and draft.starts_at < one.ends_at for one in neighbours):
        return overlap()
    return None


def _over_daily_cap(
    draft: RecordDraft, day: date, minutes: int, cap: int, neighbours: Sequence[queries.Neighbour]
) -> Refused | None:
    already = sum(one.minutes for one in neighbours if one.day == day)
    if already + minutes <= cap or len(draft.explanation.strip()) >= 4:
        return None
    return Refused(
        "record.daily_cap",
        _("With this service the day has more hours than are usual for one person."),
        next_step=_("If it is true, explain in a sentence why; the explanation stays with the record."),
        field="explanation",
        facts={"already_minutes": already, "minutes": minutes, "cap_minutes": cap},
    )


def _new(draft: RecordDraft, person: Volunteer, *, day: date, worked: int, minutes: int, at: datetime) -> New:
    said = {name: getattr(draft, name) for name in SAID}
    if draft.explanation:
        said["trail"] = [*draft.trail, {"at": at.isoformat(), "what": "explained", "text": draft.explanation[:300]}]
    version = ServiceRecord(
        **said,
        day=day,
        id=ids.uuid7(),
        record_id=ids.uuid7(),
        version=1,
        standing=Standing.VALID,
        home_region_code=person.region_id or "",
        worked_minutes=worked,
        minutes=minutes,
        written_at=at,
    )
    head = RecordHead(
        volunteer_id=draft.volunteer_id,
        record_id=version.record_id,
        source_kind=draft.source_kind,
        source_id=draft.source_id,
        organization_id=draft.organization_id,
        first_written_at=at,
    )
    row = OrganizationRecord(
        organization_id=draft.organization_id,
        record_id=version.record_id,
        volunteer_id=draft.volunteer_id,
        volunteer_name=draft.volunteer_name,
        volunteer_number=draft.volunteer_number,
        shift_id=draft.source_id,
        first_written_at=at,
    )
    return New(point(head, version), version, repeat(row, version))
