"""Who may act for an organization, and what an organization must be and have said before it may act itself."""

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.reviews.models import Case, Kind

from . import queries
from .models import Organization, Role, State
from .particulars import TEAM

OWNERS = frozenset({Role.OWNER})
MANAGERS = OWNERS | {Role.COORDINATOR}
LEADERS = MANAGERS | {Role.LEADER}
RECORDERS = LEADERS | {Role.RECORDER}

EDITABLE = frozenset({State.DRAFT, State.RETURNED})


def can_own(actor: Actor, organization_id: UUID) -> bool:
    """Appoint and dismiss owners and coordinators, set the seal."""
    return queries.role(actor.id, organization_id) in OWNERS


def can_manage(actor: Actor, organization_id: UUID) -> bool:
    """Decide about projects, sign-ups and people."""
    return queries.role(actor.id, organization_id) in MANAGERS


def can_lead(actor: Actor, organization_id: UUID) -> bool:
    """Lead a shift on the spot: scan, tick, confirm."""
    return queries.role(actor.id, organization_id) in LEADERS


def can_record(actor: Actor, organization_id: UUID) -> bool:
    """Enter who came and when."""
    return queries.role(actor.id, organization_id) in RECORDERS


def can_appoint(own: Role | None, appointed: Role) -> bool:
    """Owners appoint everybody; coordinators appoint leaders and recorders only, so nobody makes their own superior."""
    return own is Role.OWNER or (own is Role.COORDINATOR and appointed not in MANAGERS)


def is_officer_of(actor: Actor, organization: Organization) -> bool:
    """Officers of its region and above, but for those who work for it: nobody supervises an organization of their own."""
    return (
        identity_rules.is_officer_for(actor, organization.region_id, Right.ORGANIZATIONS)
        and queries.role(actor.id, organization.id) is None
    )


def is_active(organization: Organization) -> bool:
    return organization.state == State.ACTIVE


def check_active(organization: Organization) -> None:
    """Only an approved organization acts outwardly: publishes, confirms, certifies. Refused otherwise."""
    if is_active(organization):
        return
    if organization.state == State.SUSPENDED:
        raise Refused(
            "organization.suspended",
            _("An officer suspended this organization, so it can't act for now."),
            next_step=_("The reason stands on the organization's page; ask the officer of your region."),
        )
    raise Refused(
        "organization.not_active",
        _("This organization is not approved yet, so it can't act outwardly."),
        next_step=_("Complete its registration and wait for the officer's decision."),
    )


def check_changeable(organization: Organization) -> None:
    """Refused while an officer looks at the registration, and once it was rejected or the organization dissolved."""
    if organization.state == State.SUBMITTED:
        raise Refused(
            "organization.under_review",
            _("An officer is looking at this registration, so it can't be changed now."),
            next_step=_("Wait for the decision, or withdraw the registration to change it."),
        )
    if organization.state in (State.REJECTED, State.DISSOLVED, State.REMOVED):
        raise Refused(
            "organization.ended",
            _("This organization was rejected or dissolved, so it can't be changed any more."),
            next_step=_("Register it anew if the reason no longer holds."),
        )


def check_may_decide(actor: Actor, case: Case) -> None:
    """For officers of the case's region or above with the right to its task; nobody decides about what they submitted
    themselves, nor about an organization they work for or its projects."""
    right = Right.PROJECTS if case.kind == Kind.PROJECT else Right.ORGANIZATIONS
    if not identity_rules.is_officer_for(actor, case.region_id, right):
        raise NotAllowed("review.not_officer")
    if actor.id is not None and actor.id == case.submitted_by:
        raise Refused(
            "review.own_submission",
            _("You submitted this yourself, and nobody decides about their own submission."),
            next_step=_("Leave it to another officer of your region or above."),
        )
    if queries.role(actor.id, case.owner_id):
        raise Refused(
            "review.own_organization",
            _("You work for this organization, and nobody decides about their own."),
            next_step=_("Leave it to another officer of your region or above."),
        )


def check_complete(organization: Organization) -> None:
    """Refused with the list of what is missing."""
    gaps = missing(organization)
    if gaps:
        raise Refused(
            "organization.incomplete",
            _("The registration is not complete yet."),
            next_step=_("Fill in what is listed, then submit it."),
            facts={"missing": [field for field, _message in gaps]},
        )


def missing(organization: Organization) -> list[tuple[str, Promise]]:
    """What a registration still lacks: the field, and what to do about it. Fields follow DOMAIN.md A6, "Group"."""
    wanted: list[tuple[str, bool, Promise]] = [
        ("name", bool(organization.name.strip()), _("Give the organization's full name.")),
        ("kind", bool(organization.kind), _("Choose what kind of organization it is.")),
        (
            "uscc",
            organization.is_registered or organization.kind == TEAM,
            _("Give the unified social credit code."),
        ),
        (
            "liaison_id",
            organization.liaison_id is not None or organization.kind != TEAM,
            _("Choose the liaison organization that your team stands under."),
        ),
        ("categories", bool(organization.categories), _("Choose at least one kind of service.")),
        ("purpose", bool(organization.purpose.strip()), _("Say what the organization does.")),
        ("head", bool(organization.head.strip()), _("Name the person who heads the organization.")),
        ("contact_name", bool(organization.contact_name.strip()), _("Name somebody who can be asked.")),
        ("contact_phone", bool(organization.contact_phone.strip()), _("Give a phone number that is answered.")),
    ]
    return [(field, message) for field, given, message in wanted if not given]
