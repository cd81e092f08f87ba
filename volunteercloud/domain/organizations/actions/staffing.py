"""Who works for an organization: people are added, given another role, hand over, and leave. There is always an owner."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import informing, queries, rules, seats
from volunteercloud.domain.organizations.models import Organization, Role, Staff
from volunteercloud.domain.organizations.queries import Duty

from . import opening

SHORTEST_REASON = 4


@transaction.atomic
def add_staff(
    *,
    actor: Actor,
    organization_id: UUID,
    number: str,
    role: Role,
    project_ids: Collection[UUID] = (),
    at: datetime,
) -> Staff:
    """Give the volunteer with this number a role in the organization, for these projects or for the whole.

    Owners appoint everybody, coordinators leaders, recorders and readers. Refused for somebody who works there already,
    for somebody without a real name: whoever confirms hours must be a person who can be named; and once the
    organization has ended.
    """
    organization = queries.locked(organization_id)

    if not rules.can_appoint(queries.duty(actor.id, organization_id), role, project_ids):
        raise NotAllowed

    rules.check_not_ended(organization)
    rules.check_scope(role, project_ids)
    person = _named(number)
    if queries.role(person.id, organization_id):
        raise Refused(
            "staff.already",
            _("This person works for the organization already."),
            next_step=_("Change the role in the list instead."),
            field="number",
        )

    staff = seats.take(organization, person.id, person.name, role, at, project_ids)

    _tell(actor, "organizations.staff_added", organization, staff, at, _facts(staff))
    informing.inform(actor, person.id, "staff_added", organization, at, by=actor.label)
    return staff


@transaction.atomic
def change_role(
    *,
    actor: Actor,
    organization_id: UUID,
    person_id: UUID,
    role: Role,
    project_ids: Collection[UUID] = (),
    at: datetime,
) -> Staff:
    """Give a member of staff another role, or other projects. Refused if no owner would be left."""
    organization = queries.locked(organization_id)
    staff = _working(organization_id, person_id)

    own = queries.duty(actor.id, organization_id)
    if not (rules.can_appoint(own, role, project_ids) and rules.can_appoint(own, Role(staff.role), staff.project_ids)):
        raise NotAllowed

    rules.check_scope(role, project_ids)
    if (role, set(project_ids)) == (staff.role, set(staff.project_ids)):
        return staff
    if role not in rules.OWNERS:
        _check_owner_remains(staff)

    was = _facts(staff)
    seats.change(staff, role, project_ids)

    changed: dict[str, object] = {name: [was[name], now] for name, now in _facts(staff).items()}
    _tell(actor, "organizations.role_changed", organization, staff, at, changed)
    return staff


@transaction.atomic
def end_staff(*, actor: Actor, organization_id: UUID, person_id: UUID, at: datetime) -> Staff:
    """End somebody's work for the organization; everybody may leave by themselves. Refused if no owner would be left.

    Doors end it through `activities`, which frees the shifts the person was to lead in the same transaction.
    """
    organization = queries.locked(organization_id)
    staff = _working(organization_id, person_id)

    _allow_ending(actor, staff)

    _check_owner_remains(staff)

    seats.end(staff, at)

    _tell(actor, "organizations.staff_ended", organization, staff, at, {"role": staff.role})
    return staff


@transaction.atomic
def hand_over(*, actor: Actor, organization_id: UUID, person_id: UUID, to_person_id: UUID, at: datetime) -> Staff:
    """End somebody's work and let another member of staff take over what they did; returns who takes over.

    Whoever takes over holds a duty that includes it already, or is given it: then it must be the actor's to appoint, so
    that nobody leaves behind more than they could have given. Refused where the two duties would have to be mixed
    (`staff.mixed`), since nobody has two roles, to the person who leaves (`staff.own_successor`), and to somebody who
    doesn't work here (`staff.not_working`).
    """
    organization = queries.locked(organization_id)
    leaving = _working(organization_id, person_id)

    _allow_ending(actor, leaving)

    if person_id == to_person_id:
        raise Refused(
            "staff.own_successor",
            _("The person who leaves can't take over from themselves."),
            next_step=_("Choose somebody who stays."),
            field="to_person_id",
        )
    successor = _successor(organization_id, to_person_id)
    before, after = _duty(successor), rules.taken_over(_duty(leaving), _duty(successor))
    if after != before:
        if not rules.can_appoint(queries.duty(actor.id, organization_id), after.role, after.project_ids):
            raise NotAllowed
        seats.change(successor, after.role, after.project_ids)

    seats.end(leaving, at)

    facts: dict[str, object] = {"to": successor.name, "to_id": str(to_person_id), "role": leaving.role}
    _tell(actor, "organizations.staff_handed_over", organization, leaving, at, facts)
    informing.inform(actor, to_person_id, "staff_handed_over", organization, at, name=leaving.name)
    return successor


@transaction.atomic
def appoint_owner(*, actor: Actor, organization_id: UUID, number: str, reason: str, at: datetime) -> Staff:
    """An officer makes somebody owner of an organization whose owners have died or can't be found, with a reason that
    the organization reads. Those who own it stay owners until the new one ends that.

    Refused without a reason (`staff.reason`), for a person without a real name, and for the officer's own person.
    """
    organization = queries.locked(organization_id)

    if not rules.is_officer_of(actor, organization):
        raise NotAllowed

    rules.check_not_ended(organization)
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Refused(
            "staff.reason",
            _("The organization will ask why, and no reason is given."),
            next_step=_("Say in a sentence what became of its owners."),
            field="reason",
        )
    person = _named(number)
    if identity_rules.may_act_for(actor, person.id):
        raise Refused(
            "staff.own_office",
            _("Nobody supervises an organization of their own."),
            next_step=_("Choose somebody of the organization."),
            field="number",
        )

    told = queries.manager_ids(organization_id)
    staff = Staff.objects.filter(organization_id=organization_id, person_id=person.id, ended_at__isnull=True).first()
    if staff:
        seats.change(staff, Role.OWNER)
    else:
        staff = seats.take(organization, person.id, person.name, Role.OWNER, at)
    opening.open_up(organization, at)

    _tell(actor, "organizations.owner_appointed", organization, staff, at, {"reason": reason})
    for person_id in dict.fromkeys([*told, person.id]):
        informing.inform(actor, person_id, "owner_appointed", organization, at, name=staff.name, reason=reason)
    return staff


def _named(number: str) -> Volunteer:
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
    return person


def _allow_ending(actor: Actor, staff: Staff) -> None:
    own = queries.duty(actor.id, staff.organization_id)
    if actor.id != staff.person_id and not rules.can_appoint(own, Role(staff.role), staff.project_ids):
        raise NotAllowed


def _working(organization_id: UUID, person_id: UUID) -> Staff:
    staff = Staff.objects.filter(organization_id=organization_id, person_id=person_id, ended_at__isnull=True).first()
    if staff is None:
        raise NotFound
    return staff


def _successor(organization_id: UUID, person_id: UUID) -> Staff:
    try:
        return _working(organization_id, person_id)
    except NotFound:
        raise Refused(
            "staff.not_working",
            _("This person doesn't work for the organization, so they can't take over."),
            next_step=_("Choose somebody of the staff."),
            field="to_person_id",
        ) from None


def _duty(staff: Staff) -> Duty:
    return Duty(Role(staff.role), frozenset(staff.project_ids))


def _facts(staff: Staff) -> dict[str, object]:
    return {"role": str(staff.role), "projects": sorted(map(str, staff.project_ids))}


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
