"""Who works for an organization: people are added, given another role, and leave. There is always an owner."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import informing, queries, rules, seats
from volunteercloud.domain.organizations.models import Organization, Role, Staff


@transaction.atomic
def add_staff(*, actor: Actor, organization_id: UUID, number: str, role: Role, at: datetime) -> Staff:
    """Give the volunteer with this number a role in the organization.

    Owners appoint everybody, coordinators leaders and recorders. Refused for somebody who works there already, and
    for somebody without a real name: whoever confirms hours must be a person who can be named.
    """
    organization = queries.locked(organization_id)

    if not rules.can_appoint(queries.role(actor.id, organization_id), role):
        raise NotAllowed

    try:
        person = identity_queries.volunteer_by_number(number)
    except NotFound:
        raise Refused(
            "staff.number_unknown",
            _("No volunteer has this number."),
            next_step=_("Ask the person to read it from the pass: 12 letters and digits, beginning with V."),
            field="number",
        ) from None
    if person.real_name_level < identity_rules.REAL_NAME:
        raise Refused(
            "staff.not_real_name",
            _("This person has no verified real name yet, and staff answer for what they confirm."),
            next_step=_("Ask the person to verify an identity document, then add them again."),
            field="number",
        )
    if queries.role(person.id, organization_id):
        raise Refused(
            "staff.already",
            _("This person works for the organization already."),
            next_step=_("Change the role in the list instead."),
            field="number",
        )

    staff = seats.take(organization, person.id, person.name, role, at)

    _tell(actor, "organizations.staff_added", organization, staff, at, {"role": role})
    informing.inform(actor, person.id, "staff_added", organization, at, by=actor.label)
    return staff


@transaction.atomic
def change_role(*, actor: Actor, organization_id: UUID, person_id: UUID, role: Role, at: datetime) -> Staff:
    """Give a member of staff another role. Refused if no owner would be left."""
    organization = queries.locked(organization_id)
    staff = _working(organization_id, person_id)

    own = queries.role(actor.id, organization_id)
    if not (rules.can_appoint(own, role) and rules.can_appoint(own, Role(staff.role))):
        raise NotAllowed

    if role == staff.role:
        return staff
    if role not in rules.OWNERS:
        _check_owner_remains(staff)

    was = staff.role
    seats.change(staff, role)

    _tell(actor, "organizations.role_changed", organization, staff, at, {"role": [was, role]})
    return staff


@transaction.atomic
def end_staff(*, actor: Actor, organization_id: UUID, person_id: UUID, at: datetime) -> Staff:
    """End somebody's work for the organization; everybody may leave by themselves. Refused if no owner would be left."""
    organization = queries.locked(organization_id)
    staff = _working(organization_id, person_id)

    leaves = actor.id == person_id
    if not leaves and not rules.can_appoint(queries.role(actor.id, organization_id), Role(staff.role)):
        raise NotAllowed

    _check_owner_remains(staff)

    seats.end(staff, at)

    _tell(actor, "organizations.staff_ended", organization, staff, at, {"role": staff.role})
    return staff


def _working(organization_id: UUID, person_id: UUID) -> Staff:
    staff = Staff.objects.filter(organization_id=organization_id, person_id=person_id, ended_at__isnull=True).first()
    if staff is None:
        raise NotFound
    return staff


def _check_owner_remains(leaving: Staff) -> None:
    """The organization's row is locked, so two owners can't leave at once, each counting on the other."""
    owners = Staff.objects.filter(organization_id=leaving.organization_id, role=Role.OWNER, ended_at__isnull=True)
    if leaving.role == Role.OWNER and not owners.exclude(person_id=leaving.person_id).exists():
        raise Refused(
            "staff.last_owner",
            _("This person is the only owner, and an organization always has one."),
            next_step=_("Make somebody else owner first."),
        )


def _tell(
    actor: Actor, name: str, organization: Organization, staff: Staff, at: datetime, facts: dict[str, object]
) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=organization.id,
        subject=("staff", staff.person_id, staff.name),
        region_code=organization.region_id,
        facts={**facts, "organization": organization.name},
    )
