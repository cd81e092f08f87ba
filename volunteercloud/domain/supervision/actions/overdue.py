"""What happens to a correction whose day has passed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.supervision.models import Sanction, SanctionState

from .effects import take_effect
from .telling import leave_entry, tell_managers, tell_officer


@transaction.atomic
def mark_overdue(*, actor: Actor, organization_id: UUID, sanction_id: UUID, at: datetime) -> bool:
    """Say that a correction was not made in time: nothing new is published until an officer says that it was. For the
    system only; whether there was anything to mark."""
    organization = organization_queries.locked(organization_id)

    if not actor.is_system:
        raise NotAllowed("sanction.not_system")

    marked = Sanction.objects.filter(
        organization_id=organization_id,
        id=sanction_id,
        state=SanctionState.STANDING,
        deadline__lt=timezone.localdate(at),
    ).update(state=SanctionState.OVERDUE)
    if not marked:
        return False
    take_effect(organization, at)

    sanction = Sanction.objects.get(organization_id=organization_id, id=sanction_id)
    leave_entry(actor, "supervision.correction_overdue", organization, at, sanction=str(sanction_id))
    tell_managers(
        actor,
        "sanction_overdue",
        organization,
        at,
        link=f"/org/{organization.id}/sanctions/",
        deadline_on=sanction.deadline.isoformat() if sanction.deadline else "",
    )
    tell_officer(actor, sanction.officer_id, "sanction_overdue_officer", organization, at)
    return True
