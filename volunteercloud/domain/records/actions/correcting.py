"""Corrections and revocations: a new version with a reason; what stood before stays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.records import changes, rules, sealing
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead, ServiceRecord, Standing
from volunteercloud.domain.regions import queries as region_queries

from .recording import overlap
from .standing import point, repeat


@retried
def correct_record(
    *,
    actor: Actor,
    volunteer_id: UUID,
    record_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    break_minutes: int,
    reason: str,
    at: datetime,
) -> RecordHead:
    """Write a new version with other times. Both versions stay; the grade cannot rise by a correction, and it falls to E
    where the new times are longer than the evidence.

    Refused without a reason (`record.reason`), for times in the wrong order, in the future, over 24 hours or over a month
    away (`record.order`, `record.future`, `record.long`, `record.far`), for a revoked record (`record.revoked`), on overlap
    (`record.overlap`), and for an organization that may not act (`organization.suspended` …).
    """
    head = locked_head(volunteer_id, record_id)

    _allow_correction(actor, head)

    reason = stated(reason)
    rules.check_times(starts_at, ends_at, at)
    if head.standing == Standing.REVOKED:
        raise Refused("record.revoked", _("This record has been revoked and cannot be corrected."))
    before, first = current_version(head), first_version(head)
    rules.check_not_moved_far(first, starts_at)
    day = timezone.localdate(starts_at)
    rule_set = region_queries.rules_for(before.service_region_code, day)
    worked = rules.worked_minutes(starts_at, ends_at, break_minutes)
    minutes = rules.credited_minutes(worked, rule_set.rounding_minutes)
    if not minutes:
        raise Refused(
            "record.too_short",
            _("The time present is shorter than the smallest step that counts."),
            next_step=_("To take the record back entirely, revoke it."),
        )

    after = next_version(
        before,
        actor,
        reason,
        at,
        day=day,
        starts_at=starts_at,
        ends_at=ends_at,
        break_minutes=break_minutes,
        worked_minutes=worked,
        minutes=minutes,
        grade=rules.grade_corrected(first, starts_at, ends_at, break_minutes),
        trail=[*before.trail, {"at": at.isoformat(), "what": "corrected", "who": actor.label}],
    )
    stand(head, after)

    tell_of_version("records.record_corrected", actor, before, after, at)
    return head


@retried
def revoke_record(*, actor: Actor, volunteer_id: UUID, record_id: UUID, reason: str, at: datetime) -> RecordHead:
    """Write a last version that says the service did not happen as recorded. It counts nowhere and stays visible."""
    head = locked_head(volunteer_id, record_id)

    _allow_correction(actor, head)

    reason = stated(reason)
    if head.standing == Standing.REVOKED:
        raise Refused("record.revoked", _("This record has been revoked already."))
    before = current_version(head)

    after = next_version(before, actor, reason, at, standing=Standing.REVOKED)
    stand(head, after)

    tell_of_version("records.record_revoked", actor, before, after, at)
    return head


def locked_head(volunteer_id: UUID, record_id: UUID) -> RecordHead:
    """The head, after the person: as whoever writes records of theirs does."""
    identity_queries.held({volunteer_id})
    head = RecordHead.objects.select_for_update().filter(volunteer_id=volunteer_id, record_id=record_id).first()
    if head is None:
        raise NotFound
    return head


def _allow_correction(actor: Actor, head: RecordHead) -> None:
    """Staff of the organization that wrote the record, while it may act; nobody in a matter of their own or their child."""
    if not rules.can_correct(actor, head.organization_id):
        raise NotAllowed("record.not_recorder")
    if identity_rules.may_act_for(actor, head.volunteer_id):
        raise NotAllowed("record.own")
    organization_rules.check_active(organization_queries.organization(actor, head.organization_id))


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
    }
    return ServiceRecord(**said)


def stand(head: RecordHead, version: ServiceRecord) -> None:
    """Write the version and let head and organization say what it says. The database refuses an overlap here."""
    version.save(force_insert=True)
    sealing.seal([version], version.written_at)
    try:
        point(head, version).save(force_update=True)
    except IntegrityError as error:
        if broken_by(error).startswith("record_no_overlap"):
            raise overlap() from error
        raise
    row = OrganizationRecord.objects.get(organization_id=version.organization_id, record_id=version.record_id)
    repeat(row, version).save(force_update=True)


def tell_of_version(name: str, actor: Actor, before: ServiceRecord, after: ServiceRecord, at: datetime) -> None:
    """The entry, and the message to the person, whose text is named like the entry."""
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
    changes.tell(actor, name.removeprefix("records."), before, after, at)
