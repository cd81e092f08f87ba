"""Who leads a shift: named by a coordinator, handed over from one leader to the next."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import queries
from volunteercloud.domain.activities.models import Shift, ShiftLeader
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Staff

from .taking import locked_shift
from .telling import leave_entry


@transaction.atomic
def name_leader(*, actor: Actor, organization_id: UUID, shift_id: UUID, person_id: UUID, at: datetime) -> ShiftLeader:
    """A coordinator names who leads a shift; from then on only those named lead it, and coordinators.

    Whoever is named already stays so. Refused for a person who leads nothing here (`shift.not_a_leader`).
    """
    shift = locked_shift(organization_id, shift_id)

    if not organization_rules.can_manage(actor, organization_id, shift.project_id):
        raise NotAllowed("organization.not_manager")

    leader = _begin(actor, shift, person_id, at)

    leave_entry(actor, "activities.leader_named", shift, at, person=str(person_id), name=leader.name)
    return leader


@transaction.atomic
def relieve_leader(
    *, actor: Actor, organization_id: UUID, shift_id: UUID, person_id: UUID, at: datetime
) -> ShiftLeader:
    """A coordinator takes the lead of a shift from somebody. With nobody left every leader of the organization leads it."""
    shift = locked_shift(organization_id, shift_id)

    if not organization_rules.can_manage(actor, organization_id, shift.project_id):
        raise NotAllowed("organization.not_manager")

    leader = _end(shift, person_id, at)
    if leader is None:
        raise NotFound

    leave_entry(actor, "activities.leader_relieved", shift, at, person=str(person_id), name=leader.name)
    return leader


@transaction.atomic
def hand_over(*, actor: Actor, organization_id: UUID, shift_id: UUID, to_person_id: UUID, at: datetime) -> ShiftLeader:
    """Whoever leads a shift passes it on to another leader of the organization, and no longer leads it themselves.

    Refused to oneself (`shift.own_hand_over`) and to a person who leads nothing here (`shift.not_a_leader`).
    """
    shift = locked_shift(organization_id, shift_id)

    if not queries.leads(actor, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")

    if to_person_id == actor.id:
        raise Refused(
            "shift.own_hand_over",
            _("You lead this shift already."),
            next_step=_("Choose the person who takes over."),
            field="to_person_id",
        )

    leader = _begin(actor, shift, to_person_id, at)
    _end(shift, actor.person_id, at)

    leave_entry(actor, "activities.shift_handed_over", shift, at, person=str(to_person_id), name=leader.name)
    return leader


def _begin(actor: Actor, shift: Shift, person_id: UUID, at: datetime) -> ShiftLeader:
    staff = Staff.objects.filter(
        organization_queries.reaching(shift.project_id),
        organization_id=shift.organization_id,
        person_id=person_id,
        ended_at__isnull=True,
        role__in=organization_rules.LEADERS,
    ).first()
    if staff is None:
        raise Refused(
            "shift.not_a_leader",
            _("This person does not lead shifts of your organization."),
            next_step=_("A coordinator can make them a leader under “People”."),
            field="to_person_id",
        )
    leader, is_new = ShiftLeader.objects.get_or_create(
        organization_id=shift.organization_id,
        shift_id=shift.id,
        person_id=person_id,
        defaults={"name": staff.name, "since": at, "named_by": actor.id, "named_by_name": actor.label},
    )
    if not is_new and leader.until is not None:
        # Since when they first led is kept: what they scanned then came from a leader.
        leader.until, leader.named_by, leader.named_by_name = None, actor.id, actor.label
        leader.save(update_fields=["until", "named_by", "named_by_name"])
    return leader


def _end(shift: Shift, person_id: UUID, at: datetime) -> ShiftLeader | None:
    leader = ShiftLeader.objects.filter(
        organization_id=shift.organization_id, shift_id=shift.id, person_id=person_id, until__isnull=True
    ).first()
    if leader:
        leader.until = max(at, leader.since)
        leader.save(update_fields=["until"])
    return leader
