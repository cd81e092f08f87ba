"""What every step that writes a further version of a record takes: the record held, a reason, the rules, the version."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import refused_by
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.hooks import noting as hooks
from volunteercloud.domain.hooks.kinds import Kind
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.records import changes, rulebook, rules, sealing
from volunteercloud.domain.records.drafts import RecordDraft
from volunteercloud.domain.records.models import LISTED, OrganizationRecord, RecordHead, ServiceRecord, Standing
from volunteercloud.domain.records.rulebook.gathering import gather
from volunteercloud.domain.records.rulebook.telling import circumstances_told

from .recording import SAID, event_of, overlap
from .standing import point, repeat


@dataclass(frozen=True, slots=True)
class Times:
    """When it was instead."""

    starts_at: datetime
    ends_at: datetime
    break_minutes: int


def locked_head(volunteer_id: UUID, record_id: UUID) -> RecordHead:
    """The head, after the person: as whoever writes records of theirs does. Not found while it is only held for a transfer."""
    identity_queries.hold({volunteer_id})
    heads = RecordHead.objects.select_for_update().filter(LISTED, volunteer_id=volunteer_id, record_id=record_id)
    head = heads.first()
    if head is None:
        raise NotFound
    return head


def stated(reason: str) -> str:
    reason = reason.strip()
    if len(reason) < 4:
        raise Refused(
            "record.reason",
            _("A correction needs a reason."),
            next_step=_("Say in a sentence what was wrong; the volunteer will read it."),
            field="reason",
        )
    return reason[:1000]


def current_version(head: RecordHead) -> ServiceRecord:
    return ServiceRecord.objects.get(volunteer_id=head.volunteer_id, day=head.day, id=head.version_id)


def first_version(head: RecordHead) -> ServiceRecord:
    return ServiceRecord.objects.get(volunteer_id=head.volunteer_id, record_id=head.record_id, version=1)


def retimed(
    before: ServiceRecord, first: ServiceRecord, actor: Actor, times: Times, reason: str, at: datetime, **said: Any
) -> ServiceRecord:
    """The next version with other times, judged by the rules again: about the evidence of the first version, and with the
    reason as the answer to whatever they ask.

    Refused for times that cannot be (`record.order`, `record.future`, `record.long`, `record.far`, `record.too_short`) and
    where a rule refuses (`record.overlap` …).
    """
    rules.check_times(times.starts_at, times.ends_at, at)
    rules.check_not_moved_far(first, times.starts_at)
    draft = _draft_again(before, first, times, reason)
    people = identity_queries.held({draft.volunteer_id})
    facts = gather(people, [draft], without=before.record_id).facts_of(draft, at, before.version + 1)
    if not facts.minutes:
        raise Refused(
            "record.too_short",
            _("The time present is shorter than the smallest step that counts."),
            next_step=_("If nothing of it took place, revoke the record."),
        )
    judgement = rulebook.judge(facts)
    if judgement.refusal:
        raise judgement.refusal
    return next_version(
        before,
        actor,
        reason,
        at,
        day=facts.day,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        break_minutes=times.break_minutes,
        worked_minutes=facts.worked_minutes,
        minutes=facts.minutes,
        grade=draft.grade,
        findings=judgement.as_stored(),
        **said,
    )


def _draft_again(before: ServiceRecord, first: ServiceRecord, times: Times, reason: str) -> RecordDraft:
    said = {name: getattr(before, name) for name in SAID}
    said |= {
        "starts_at": times.starts_at,
        "ends_at": times.ends_at,
        "break_minutes": times.break_minutes,
        "grade": rules.grade_corrected(first, times.starts_at, times.ends_at, times.break_minutes),
        "recorder_id": first.recorder_id,
        "confirmer_id": first.confirmer_id,
    }
    return RecordDraft(
        **said,
        volunteer_name="",
        volunteer_number="",
        explanation=reason,
        circumstances=circumstances_told(first.findings),
    )


def next_version(before: ServiceRecord, actor: Actor, reason: str, at: datetime, **changes: Any) -> ServiceRecord:
    said = {name.attname: getattr(before, name.attname) for name in ServiceRecord._meta.concrete_fields}
    said.pop("pk", None)
    said |= changes
    said |= {
        "id": ids.uuid7(),
        "version": before.version + 1,
        "reason": reason,
        "recorder_id": actor.id,
        "recorder_name": actor.label,
        "written_at": at,
        "details_sealed": None,
    }
    return ServiceRecord(**said)


def stand(head: RecordHead, version: ServiceRecord) -> None:
    """Write the version and let head and organization say what it says. The database refuses an overlap here."""
    sealing.write([version], version.written_at)
    with refused_by("record_no_overlap", overlap):
        point(head, version).save(force_update=True)
    row = OrganizationRecord.objects.get(organization_id=version.organization_id, record_id=version.record_id)
    repeat(row, version).save(force_update=True)


def tell_of_version(name: str, actor: Actor, before: ServiceRecord, after: ServiceRecord, at: datetime) -> None:
    """The entry, the event, and the message to the person, whose text is named like the entry."""
    audit.record(
        actor,
        name,
        at=at,
        owner_id=after.volunteer_id,
        subject=("record", after.record_id, after.title),
        region_code=after.service_region_code,
        facts={
            "before": {"version": before.version, "minutes": before.minutes, "grade": before.grade},
            "after": {
                "version": after.version,
                "minutes": after.minutes,
                "grade": after.grade,
                "standing": after.standing,
            },
            "reason": after.reason,
        },
    )
    kind = Kind.RECORD_AMENDED if after.standing == Standing.VALID else Kind.RECORD_VOIDED
    hooks.note(after.organization_id, [event_of(kind, after)], at)
    changes.tell(actor, name.removeprefix("records."), before, after, at)
