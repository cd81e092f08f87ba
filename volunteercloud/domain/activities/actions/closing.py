"""Shifts called off: one by its coordinator, all that are to come where their organization is struck off."""

from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities.models import STANDING, Shift, ShiftState, SignUp, SignUpState
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.projects import actions as project_actions

from . import listing
from .exchanging import withdraw_covers
from .offering import change, notify


@retried
def close_organization(*, actor: Actor, organization_id: UUID, reason: str, at: datetime) -> int:
    """Call off every shift of an organization that has not begun, tell everybody on them why, and close what is public;
    answers how many shifts. No door leads here: `succession` decides who may, when an organization ends."""
    organization = organization_queries.locked(organization_id)

    to_come = Shift.objects.filter(organization_id=organization_id, state=ShiftState.OPEN, starts_at__gt=at)
    shifts = list(to_come.select_related("activity", "post").select_for_update(of=("self",)).order_by("id"))
    for shift in shifts:
        call_off(actor, shift, reason, at)
    projects = project_actions.close_all(actor=actor, organization_id=organization_id, at=at)

    if shifts or projects:
        audit.record(
            actor,
            "activities.organization_closed",
            at=at,
            owner_id=organization_id,
            subject=("organization", organization_id, organization.name),
            region_code=organization.region_id,
            facts={"shifts": len(shifts), "projects": len(projects), "reason": reason[:300]},
        )
    return len(shifts)


def call_off(actor: Actor, shift: Shift, reason: str, at: datetime) -> None:
    """Nobody comes any more, and everybody who was to come is told why. The shift is locked by whoever calls."""
    shift.state, shift.taken = ShiftState.CANCELLED, 0
    shift.save(update_fields=["state", "taken"])
    listing.withdraw([shift.id], at)
    standing = SignUp.objects.filter(organization_id=shift.organization_id, shift_id=shift.id, state__in=STANDING)
    for sign_up in standing.order_by("volunteer_id"):
        sign_up.reason = reason.strip()[:300]
        change(sign_up, SignUpState.DECLINED, at)
        withdraw_covers(shift, sign_up.volunteer_id)
        notify(actor, "shift_cancelled", shift, sign_up, at, reason=sign_up.reason)
