"""Looking at the paper of somebody on the roster: a qualification that a post asks for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.models import Qualification

from .presence import allow_leader, on_roster


@transaction.atomic
def mark_original_seen(
    *, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, qualification_id: UUID, at: datetime
) -> Qualification:
    """A leader notes that they saw the original of what a person on the roster states. Never their own (`attendance.own`).

    The first who saw it stands: a second time changes nothing.
    """
    allow_leader(actor, organization_id, shift_id, volunteer_id)
    sign_up = on_roster(organization_id, shift_id, volunteer_id)

    qualification = identity_actions.see_original(
        actor=actor, volunteer_id=volunteer_id, qualification_id=qualification_id, at=at
    )

    audit.record(
        actor,
        "attendance.original_seen",
        at=at,
        owner_id=volunteer_id,
        subject=("qualification", qualification.id, qualification.name),
        region_code=sign_up.shift.activity.region_id,
        facts={"organization": str(organization_id), "shift": str(shift_id)},
    )
    return qualification
