"""Corrections and revocations: a new version with a reason; what stood before stays."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import queries as organization_queries
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
    away (`record.order`, `record.future`, `record.long`, `record.far`), for a revoked record (`record.revoked`), for what an
    officer decided (`record.decided`), for what another node recorded (`record.carried`), on overlap (`record.overlap`) and
    other rules of the book, and for an organization that may not act (`organization.suspended` …).
    """
    head = locked_head(volunteer_id, record_id)

    _allow_correction(actor, head)

    reason = stated(reason)
    rules.check_recorded_here(head)
    if head.standing == Standing.REVOKED:
        raise Refused("record.revoked", _("This record has been revoked and cannot be corrected."))
    before, first = current_version(head), first_version(head)
    _check_not_decided(before)
    trail = [*before.trail, {"at": at.isoformat(), "what": "corrected", "who": actor.label}]
    after = retimed(before, first, actor, Times(starts_at, ends_at, break_minutes), reason, at, trail=trail)

    stand(head, after)

    tell_of_version("records.record_corrected", actor, before, after, at)
    return head


@retried
def revoke_record(*, actor: Actor, volunteer_id: UUID, record_id: UUID, reason: str, at: datetime) -> RecordHead:
    """Write a last version that says the service did not happen as recorded. It counts nowhere and stays visible.

    Refused without a reason, for a revoked record, for what an officer decided (`record.decided`), for what another node
    recorded (`record.carried`), and for an organization that may not act.
    """
    head = locked_head(volunteer_id, record_id)

    _allow_correction(actor, head)

    reason = stated(reason)
    rules.check_recorded_here(head)
    if head.standing == Standing.REVOKED:
        raise Refused("record.revoked", _("This record has been revoked already."))
    before = current_version(head)
    _check_not_decided(before)

    after = next_version(before, actor, reason, at, standing=Standing.REVOKED)
    stand(head, after)

    tell_of_version("records.record_revoked", actor, before, after, at)
    return head


def _allow_correction(actor: Actor, head: RecordHead) -> None:
    """Staff of the organization that wrote the record, while it may act; nobody in a matter of their own or their child."""
    if not rules.can_correct(actor, head.organization_id):
        raise NotAllowed("record.not_recorder")
    if identity_rules.may_act_for(actor, head.volunteer_id):
        raise NotAllowed("record.own")
    organization_rules.check_active(organization_queries.organization(actor, head.organization_id))


def _check_not_decided(record: ServiceRecord) -> None:
    """The organization is a party to what an officer decided about: it may appeal or object, not write over it."""
    if rules.is_by_decision(record):
        raise Refused(
            "record.decided",
            _("An officer decided what this record says, and the organization cannot write over that."),
            next_step=_(
                "Appeal against the decision while there is time, or object to the record for your organization."
            ),
        )
