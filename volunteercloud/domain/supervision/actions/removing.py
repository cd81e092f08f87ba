"""Striking an organization off: the last step of the ladder."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.organizations.models import Organization, State
from volunteercloud.domain.succession import actions as succession_actions
from volunteercloud.domain.supervision.models import Sanction


def check_successor(organization: Organization, successor_id: UUID | None) -> UUID:
    """Who certifies afterwards: an organization at work, not the one that ends. Refused otherwise."""
    found = Organization.objects.filter(pk=successor_id).first() if successor_id else None
    if found is None or found.state != State.ACTIVE or found.id == organization.id:
        raise Refused(
            "sanction.successor",
            _("Whoever served there needs an organization that goes on certifying, and none that is at work is named."),
            next_step=_("Name the organization above it, or another one that takes this over."),
            field="successor_id",
        )
    return found.id


def remove(actor: Actor, organization: Organization, sanction: Sanction, at: datetime) -> None:
    """End the organization in favour of its successor, which tells its staff why."""
    succession_actions.end_organization(
        actor=actor,
        organization_id=organization.id,
        successor_id=check_successor(organization, sanction.successor_id),
        reason=sanction.reason,
        removed=True,
        at=at,
    )
