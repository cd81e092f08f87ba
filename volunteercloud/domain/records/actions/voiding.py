"""What an officer decides about a record, written as a version: other times, a record that counts nowhere, or the record again.

Whether there is an objection, and who decides about it, is known by `objections`, which calls these; a record is never
voided by hand, and never here where another node recorded it (`record.carried`). The rules of a correction hold for
officers, too: no overlap, no better grade than the evidence.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.records import rules
from volunteercloud.domain.records.models import RecordHead, ServiceRecord, Standing

from .versions import (
    Times,
    current_version,
    first_version,
    locked_head,
    next_version,
    retimed,
    stand,
    stated,
    tell_of_version,
)


@retried
def correct_by_decision(
    *,
    actor: Actor,
    volunteer_id: UUID,
    record_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    break_minutes: int,
    reason: str,
    decision_id: UUID,
    at: datetime,
) -> RecordHead:
    """Write a version with the times an officer decided on; a record that was revoked counts again with them.

    Refused for times that cannot be (as `correct_record`), and on overlap (`record.overlap`).
    """
    head = locked_head(volunteer_id, record_id)
    before, first = current_version(head), first_version(head)

    _allow(actor, before)

    rules.check_recorded_here(head)
    reason = stated(reason)
    after = retimed(
        before,
        first,
        actor,
        Times(starts_at, ends_at, break_minutes),
        reason,
        at,
        standing=Standing.VALID,
        trail=_decided(before, actor, decision_id, at),
    )
    stand(head, after)

    tell_of_version("records.record_corrected", actor, before, after, at)
    return head


@retried
def void_record(
    *, actor: Actor, volunteer_id: UUID, record_id: UUID, reason: str, decision_id: UUID, at: datetime
) -> RecordHead:
    """Write a version that counts nowhere, by an officer's decision. It stays visible with its reason.

    Refused for a record that counts nowhere already (`record.revoked`).
    """
    head = locked_head(volunteer_id, record_id)
    before = current_version(head)

    _allow(actor, before)

    rules.check_recorded_here(head)
    reason = stated(reason)
    if head.standing == Standing.REVOKED:
        raise Refused("record.revoked", _("This record has been revoked already."))

    trail = _decided(before, actor, decision_id, at)
    after = next_version(before, actor, reason, at, standing=Standing.REVOKED, trail=trail)
    stand(head, after)

    tell_of_version("records.record_voided", actor, before, after, at)
    return head


@retried
def restore_record(
    *, actor: Actor, volunteer_id: UUID, record_id: UUID, version: int, reason: str, decision_id: UUID, at: datetime
) -> RecordHead:
    """Write a version that says again what an earlier one said, by an officer's decision.

    Refused where the time has been taken by another record meanwhile (`record.overlap`).
    """
    head = locked_head(volunteer_id, record_id)
    before, earlier = current_version(head), _version(head, version)

    _allow(actor, before)

    rules.check_recorded_here(head)
    reason = stated(reason)

    again = _said(earlier) | {"trail": _decided(before, actor, decision_id, at)}
    after = next_version(before, actor, reason, at, **again)
    stand(head, after)

    tell_of_version("records.record_restored", actor, before, after, at)
    return head


def _allow(actor: Actor, record: ServiceRecord) -> None:
    """Officers of the region of service, in no matter of their own, of their child or of an organization they work for."""
    if not identity_rules.is_officer_for(actor, record.service_region_code, Right.RECORDS):
        raise NotAllowed("record.not_officer")
    if identity_rules.may_act_for(actor, record.volunteer_id):
        raise NotAllowed("record.own")
    if organization_rules.is_own(actor, record.organization_id):
        raise NotAllowed("record.own_organization")


def _version(head: RecordHead, number: int) -> ServiceRecord:
    found = ServiceRecord.objects.filter(
        volunteer_id=head.volunteer_id, record_id=head.record_id, version=number
    ).first()
    if found is None:
        raise NotFound
    return found


def _said(version: ServiceRecord) -> dict[str, Any]:
    names = [field.attname for field in ServiceRecord._meta.concrete_fields]
    return {name: getattr(version, name) for name in names if name != "reason"}


def _decided(before: ServiceRecord, actor: Actor, decision_id: UUID, at: datetime) -> list[dict[str, Any]]:
    step = {"at": at.isoformat(), "what": "decided", "who": actor.label, "objection": str(decision_id)}
    return [*before.trail, step]
