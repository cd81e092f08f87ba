"""Who may act for an organization, and what an organization must be and have said before it may act itself."""

from collections.abc import Collection
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.reviews.models import Case, Kind

from . import dossier, papers, queries
from .models import Bar, DocumentKind, Organization, Role, State
from .particulars import TEAM, UNREGISTERED
from .queries import Duty

OWNERS = frozenset({Role.OWNER})
MANAGERS = OWNERS | {Role.COORDINATOR}
LEADERS = MANAGERS | {Role.LEADER}
RECORDERS = LEADERS | {Role.RECORDER}
LOOKING_ON = frozenset(Role)
INCLUDED = {
    Role.OWNER: LOOKING_ON,
    Role.COORDINATOR: RECORDERS - OWNERS | {Role.READER},
    Role.LEADER: frozenset({Role.LEADER, Role.RECORDER, Role.READER}),
    Role.RECORDER: frozenset({Role.RECORDER, Role.READER}),
    Role.TREASURER: frozenset({Role.TREASURER, Role.READER}),
    Role.READER: frozenset({Role.READER}),
}
MOST_PROJECTS = 50
APPOINTED_BY_COORDINATORS = frozenset({Role.LEADER, Role.RECORDER, Role.READER})

EDITABLE = frozenset({State.DRAFT, State.RETURNED})
ENDED = frozenset({State.DISSOLVED, State.REMOVED})

GIVE = {
    DocumentKind.CERTIFICATE: _("Add the certificate of registration."),
    DocumentKind.CHARTER: _("Add the charter."),
    DocumentKind.LETTER: _("Add the letter in which the liaison organization takes your team under it."),
}


def duty(actor: Actor, organization_id: UUID, roles: frozenset[Role]) -> Duty | None:
    """What somebody does for the organization, if it is one of these roles: for lists, which are then narrowed to the
    projects it reaches."""
    found = queries.duty(actor.id, organization_id)
    return found if found and found.role in roles else None


def can_own(actor: Actor, organization_id: UUID) -> bool:
    """Appoint and dismiss owners and coordinators, set the seal."""
    return _reaches(duty(actor, organization_id, OWNERS), None)


def can_manage(actor: Actor, organization_id: UUID, project_id: UUID | None = None) -> bool:
    """Decide about projects, sign-ups and people. Whoever works for some projects decides about those alone: without
    ``project_id`` the question is about the whole organization, here and below."""
    return _reaches(duty(actor, organization_id, MANAGERS), project_id)


def can_lead(actor: Actor, organization_id: UUID, project_id: UUID | None = None) -> bool:
    """Lead a shift on the spot: scan, tick, confirm."""
    return _reaches(duty(actor, organization_id, LEADERS), project_id)


def can_record(actor: Actor, organization_id: UUID, project_id: UUID | None = None) -> bool:
    """Enter who came and when."""
    return _reaches(duty(actor, organization_id, RECORDERS), project_id)


def can_look_on(actor: Actor, organization_id: UUID, project_id: UUID | None = None) -> bool:
    """See plans and weeks, drafts among them. Who is on a roster is seen by those who lead it."""
    return _reaches(duty(actor, organization_id, LOOKING_ON), project_id)


def can_appoint(own: Duty | None, appointed: Role, project_ids: Collection[UUID] = ()) -> bool:
    """Owners appoint everybody; coordinators leaders, recorders and readers only, so nobody makes their own superior;
    those of some projects for these projects only, so nobody passes on more than they hold."""
    if own is None:
        return False
    if own.role is Role.OWNER:
        return True
    is_within = not own.project_ids or (bool(project_ids) and own.project_ids.issuperset(project_ids))
    return own.role is Role.COORDINATOR and appointed in APPOINTED_BY_COORDINATORS and is_within


def can_invite(actor: Actor, organization: Organization, invited: Role, project_ids: Collection[UUID] = ()) -> bool:
    """Whoever may appoint invites; where nobody runs the organization yet, its officers invite its first owner."""
    if can_appoint(queries.duty(actor.id, organization.id), invited, project_ids):
        return True
    return invited is Role.OWNER and organization.state == State.LISTED and is_officer_of(actor, organization)


def check_scope(role: Role, project_ids: Collection[UUID]) -> None:
    """Owners and treasurers answer for the whole; nobody works for more projects than can be told apart."""
    if project_ids and role in (Role.OWNER, Role.TREASURER):
        raise Refused(
            "staff.whole",
            _("An owner and a treasurer answer for the whole organization, so this role has no projects of its own."),
            next_step=_("Choose no project, or another role."),
            field="project_ids",
        )
    if len(project_ids) > MOST_PROJECTS:
        raise Refused(
            "staff.projects",
            _("Nobody is appointed for more than 50 projects."),
            next_step=_("Appoint the person for the whole organization."),
            field="project_ids",
        )


def taken_over(leaving: Duty, successor: Duty) -> Duty:
    """What somebody does who takes over from a person who leaves: what includes both. Refused where nothing does."""
    for one, other in ((successor, leaving), (leaving, successor)):
        if _includes(one, other):
            return one
    if leaving.role == successor.role:
        return Duty(leaving.role, leaving.project_ids | successor.project_ids)
    raise Refused(
        "staff.mixed",
        _("This person works in another role for other projects, and nobody has two roles at once."),
        next_step=_("Choose somebody else, or change the role of this person first."),
        field="to_person_id",
    )


def _includes(duty: Duty, other: Duty) -> bool:
    reaches = duty.is_whole or (not other.is_whole and duty.project_ids.issuperset(other.project_ids))
    return reaches and other.role in INCLUDED[duty.role]


def _reaches(own: Duty | None, project_id: UUID | None) -> bool:
    return own is not None and own.covers(project_id)


def is_officer_of(actor: Actor, organization: Organization) -> bool:
    """Officers of its region and above, but for those who work for it: nobody supervises an organization of their own, nor
    that of the officer for whom they stand in."""
    return identity_rules.is_officer_for(actor, organization.region_id, Right.ORGANIZATIONS) and not is_own(
        actor, organization.id
    )


def is_own(actor: Actor, organization_id: UUID) -> bool:
    """Whether somebody, or the officer for whom they stand in, works for an organization."""
    people = (actor.id, actor.acting_for)
    return any(queries.role(person_id, organization_id) for person_id in people if person_id)


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
    if organization.state in ENDED:
        raise Refused(
            "organization.over",
            _("This organization has ended, so it can't act any more."),
            next_step=_("Its successor stands on its page and certifies what was recorded."),
        )
    if organization.state == State.LISTED:
        raise Refused(
            "organization.listed",
            _("This organization is in the register, but nobody runs it here yet, so it can't act."),
            next_step=_("The officer of its region invites an owner; with the owner it begins."),
        )
    raise Refused(
        "organization.not_active",
        _("This organization is not approved yet, so it can't act outwardly."),
        next_step=_("Complete its registration and wait for the officer's decision."),
    )


def may_publish(organization: Organization) -> bool:
    return is_active(organization) and Bar.PUBLISH not in organization.barred


def check_may_publish(organization: Organization) -> None:
    """Only an approved organization that no sanction keeps from it offers anything new: projects, activities, shifts.
    Refused otherwise. What is public already goes on."""
    check_active(organization)
    if Bar.PUBLISH in organization.barred:
        raise Refused(
            "organization.may_not_publish",
            _("A correction that an officer asked for is overdue, so this organization can't publish anything new."),
            next_step=_("What is to be mended stands under “Sanctions”; mend it and tell the officer there."),
        )


def check_changeable(organization: Organization) -> None:
    """Refused while an officer looks at the registration, and once it was rejected or the organization dissolved."""
    if organization.state == State.SUBMITTED:
        raise Refused(
            "organization.under_review",
            _("An officer is looking at this registration, so it can't be changed now."),
            next_step=_("Wait for the decision, or withdraw the registration to change it."),
        )
    check_not_ended(organization)


def check_not_ended(organization: Organization) -> None:
    """Refused once it was rejected, dissolved or removed."""
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
    if is_own(actor, case.owner_id):
        raise Refused(
            "review.own_organization",
            _("You work for this organization, and nobody decides about their own."),
            next_step=_("Leave it to another officer of your region or above."),
        )


def check_complete(organization: Organization) -> None:
    """What a submission needs. Refused with the list of what is missing."""
    _check_none_missing(missing(organization))


def check_said(organization: Organization) -> None:
    """What an approved organization goes on saying about itself. Refused with the list of what would be missing."""
    _check_none_missing(unsaid(organization))


def _check_none_missing(gaps: list[tuple[str, Promise]]) -> None:
    if gaps:
        raise Refused(
            "organization.incomplete",
            _("The registration is not complete yet."),
            next_step=_("Fill in what is listed, then submit it."),
            facts={"missing": [field for field, _message in gaps]},
        )


def missing(organization: Organization) -> list[tuple[str, Promise]]:
    """What a registration still lacks, particulars and documents: the field, and what to do about it."""
    given = dossier.kinds_given(organization.id)
    lacking = [kind for kind in papers.needed(organization.kind) if kind not in given]
    return unsaid(organization) + [(dossier.DOCUMENTS, GIVE[kind]) for kind in lacking]


def unsaid(organization: Organization) -> list[tuple[str, Promise]]:
    """Particulars that are still missing: the field, and what to do about it. Fields follow DOMAIN.md A6, "Group"."""
    wanted: list[tuple[str, bool, Promise]] = [
        ("name", bool(organization.name.strip()), _("Give the organization's full name.")),
        ("kind", bool(organization.kind), _("Choose what kind of organization it is.")),
        (
            "uscc",
            organization.is_registered or organization.kind in UNREGISTERED,
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
