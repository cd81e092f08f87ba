"""The end of an organization in its own tables. Who may end it, and what must be settled before, `succession` says."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.core.reading import among
from volunteercloud.domain.organizations import claims, informing, nodes, queries, rules, seats, showing
from volunteercloud.domain.organizations.models import Joining, JoiningState, Organization, Staff, State

from .telling import tell


@transaction.atomic
def end_organization(
    *, actor: Actor, organization_id: UUID, successor_id: UUID, state: State, reason: str, at: datetime
) -> Organization:
    """Write down that an organization ended, as dissolved or struck off, and who took over.

    Its code is free again, its people's work ends with a message, and what stood below it stands below the successor;
    a successor that stood below it takes its place. Refused where it ended already or was never approved, and where the
    successor is not at work. No door leads here: `succession` decides who may and what must be settled before.
    """
    first, second = sorted((organization_id, successor_id))
    held = {first: queries.locked(first), second: queries.locked(second)}
    organization, successor = held[organization_id], held[successor_id]

    if organization.state not in (State.ACTIVE, State.SUSPENDED):
        rules.check_active(organization)
    if successor.state != State.ACTIVE or successor.id == organization.id:
        raise Refused(
            "succession.successor_unfit",
            _("Only another organization that is approved and at work can take over."),
            next_step=_("Choose another successor; the organization above always may."),
            field="successor_id",
        )

    organization.state, organization.reason, organization.ended_at = state, reason, at
    organization.successor_id, organization.successor_name = successor.id, successor.name
    organization.trusted = False
    organization.save(update_fields=["state", "reason", "ended_at", "successor_id", "successor_name", "trusted"])
    nodes.keep(organization)
    showing.show(organization, at)
    claims.release(organization, organization.uscc)
    _hand_over_children(organization, successor)
    _settle_joinings(organization, reason, at)

    tell(
        actor,
        "organizations.organization_ended",
        organization,
        at,
        {"decision": str(state), "successor": str(successor.id), "named": successor.name, "reason": reason},
    )
    for staff in Staff.objects.filter(organization_id=organization.id, ended_at__isnull=True).order_by("person_id"):
        seats.end(staff, at)
        informing.inform(
            actor, staff.person_id, "organization_ended", organization, at, successor=successor.name, reason=reason
        )
    return organization


def _hand_over_children(organization: Organization, successor: Organization) -> None:
    if nodes.stands_below(successor.id, organization.id):
        nodes.move(successor.id, organization.parent_id)
        successor.parent_id, successor.parent_name = organization.parent_id, organization.parent_name
        successor.save(update_fields=["parent_id", "parent_name"])
    moved = nodes.move_children(organization.id, successor.id)
    Organization.objects.filter(id__in=among(moved)).update(parent_id=successor.id, parent_name=successor.name)


def _settle_joinings(organization: Organization, reason: str, at: datetime) -> None:
    waiting = Joining.objects.filter(state=JoiningState.WAITING)
    waiting.filter(organization_id=organization.id).update(state=JoiningState.WITHDRAWN, answered_at=at)
    waiting.filter(parent_id=organization.id).update(state=JoiningState.REFUSED, reason=reason[:1000], answered_at=at)
