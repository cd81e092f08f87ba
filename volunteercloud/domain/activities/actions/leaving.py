"""Somebody stops working for an organization: the shifts they were to lead go to whoever takes over, or to every leader."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.models import ShiftLeader
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Staff

MOST_SHIFTS = 2_000


@transaction.atomic
def leave(
    *, actor: Actor, organization_id: UUID, person_id: UUID, to_person_id: UUID | None = None, at: datetime
) -> Staff:
    """End somebody's work for an organization, with or without a person who takes over; returns whose work ended, or who
    took over.

    Shifts to come that they alone are named for would have no leader but coordinators: they are led by who takes over,
    as far as that person leads shifts of the project, and by every leader where nobody is named any more. Refused as
    `organizations` refuses it.
    """
    if to_person_id is None:
        staff = organization_actions.end_staff(actor=actor, organization_id=organization_id, person_id=person_id, at=at)
    else:
        staff = organization_actions.hand_over(
            actor=actor, organization_id=organization_id, person_id=person_id, to_person_id=to_person_id, at=at
        )
    theirs = ShiftLeader.objects.filter(organization_id=organization_id, person_id=person_id, until__isnull=True)
    led = list(theirs.filter(shift__ends_at__gt=at).select_related("shift").order_by("shift_id")[:MOST_SHIFTS])
    if not led:
        return staff

    theirs.filter(shift_id__in=[row.shift_id for row in led]).update(until=Greatest("since", Value(at)))
    passed_on = _begin(actor, staff, led, at) if to_person_id else 0

    audit.record(
        actor,
        "activities.leads_passed_on",
        at=at,
        owner_id=organization_id,
        subject=("staff", person_id, led[0].name),
        region_code=staff.organization.region_id,
        facts={"shifts": len(led), "passed_on": passed_on, "to": staff.name if to_person_id else ""},
    )
    return staff


def _begin(actor: Actor, successor: Staff, led: list[ShiftLeader], at: datetime) -> int:
    """Name who takes over for the shifts they may lead; how many. Whoever led one before leads it again."""
    duty = organization_queries.duty(successor.person_id, successor.organization_id)
    if duty is None or duty.role not in organization_rules.LEADERS:
        return 0
    taken = [
        ShiftLeader(
            organization_id=successor.organization_id,
            shift_id=row.shift_id,
            person_id=successor.person_id,
            name=successor.name,
            since=at,
            named_by=actor.id,
            named_by_name=actor.label,
        )
        for row in led
        if duty.covers(row.shift.project_id)
    ]
    ShiftLeader.objects.bulk_create(
        taken,
        update_conflicts=True,
        unique_fields=["organization_id", "shift_id", "person_id"],
        update_fields=["until", "named_by", "named_by_name"],
    )
    return len(taken)
