"""The life of an organization: registered, changed, submitted, withdrawn, decided about."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.reading import among
from volunteercloud.domain.changes import noting
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import claims, informing, nodes, queries, rules, seats, showing
from volunteercloud.domain.organizations.models import Organization, Role, State
from volunteercloud.domain.organizations.particulars import BRANCH, VOUCHED, Particulars, liaison, write_down
from volunteercloud.domain.reviews import actions as review_actions
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Decision, Kind

from . import submissions
from .telling import tell

OUTCOMES = {Decision.APPROVE: State.ACTIVE, Decision.RETURN: State.RETURNED, Decision.REJECT: State.REJECTED}
HOLDING_USCC = frozenset({State.SUBMITTED, State.ACTIVE, State.SUSPENDED, State.LISTED})


@transaction.atomic
def register_organization(*, actor: Actor, particulars: Particulars, at: datetime) -> Organization:
    """Begin the registration of an organization; the person who begins it becomes its owner.

    What is known so far is kept, so only name, kind and region are needed. Refused to a person without a real name:
    an organization answers through people who can be named.
    """
    organization = begin(actor, particulars, at)

    tell(actor, "organizations.organization_registered", organization, at)
    return organization


def begin(actor: Actor, particulars: Particulars, at: datetime, below: Organization | None = None) -> Organization:
    """Write down a new organization, its place in the tree and its owner; a branch stands below its founder from then on."""
    if actor.id is None:
        raise NotAllowed("not_a_person")

    owner = identity_queries.volunteer(actor.id)
    if owner.real_name_level < identity_rules.REAL_NAME:
        raise Refused(
            "organization.owner_not_real_name",
            _("You can't register an organization yet: its owner needs a verified real name."),
            next_step=_("Register your identity document first; it takes about two minutes."),
        )
    organization = Organization(id=ids.uuid7(), number=ids.public_code("G", 10), created_at=at)
    if below:
        organization.parent_id, organization.parent_name = below.id, below.name
    write_down(organization, particulars, at)

    organization.save(force_insert=True)
    nodes.plant(organization)
    seats.take(organization, owner.id, owner.name, Role.OWNER, at)
    return organization


@transaction.atomic
def change_organization(*, actor: Actor, organization_id: UUID, particulars: Particulars, at: datetime) -> Organization:
    """Change what an organization says about itself.

    Its managers change everything before the approval; after it, what the officer vouched for (name, kind, USCC,
    region, liaison) is changed by an officer alone, and its region only to one that is that officer's too. Refused while
    an officer looks at it, since the decision would be about something else, after a rejection, and when what an
    approved organization must say would be missing.
    """
    organization = queries.locked(organization_id)
    held = organization.uscc

    is_officer = rules.is_officer_of(actor, organization)
    if not is_officer and not rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    rules.check_changeable(organization)
    changed = write_down(organization, particulars, at)
    if organization.state not in rules.EDITABLE:
        if not is_officer:
            _check_not_vouched(VOUCHED.intersection(changed))
        elif not identity_rules.is_officer_for(actor, organization.region_id, Right.ORGANIZATIONS):
            raise NotAllowed("review.not_officer")
        if organization.state != State.LISTED:
            rules.check_said(organization)

    if not changed:
        return organization
    if "uscc" in changed and organization.state in HOLDING_USCC:
        claims.release(organization, held)
        claims.claim(organization)
    organization.save()
    nodes.keep(organization)
    showing.show(organization, at)
    if "kind" in changed:
        noting.note_organization(organization.id, at)
    if "name" in changed:
        seats.rename(organization)
        Organization.objects.filter(id__in=among(nodes.children_ids(organization_id))).update(
            parent_name=organization.name
        )

    tell(actor, "organizations.organization_changed", organization, at, {"changes": changed})
    return organization


@transaction.atomic
def submit_organization(*, actor: Actor, organization_id: UUID, is_another: bool = False, at: datetime) -> Organization:
    """Hand a registration to the officer of its region.

    A registered body claims its USCC nationwide in the same transaction; a team names a liaison organization that is
    approved and registered; a branch is at work at once where an officer trusts its parent. Refused with the list of what
    is missing, and where organizations of a like name are there already and nobody says that it ``is_another``; the
    officer sees which they are.
    """
    organization = queries.locked(organization_id)

    if not rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    if organization.state not in rules.EDITABLE:
        raise Refused(
            "organization.not_a_draft",
            _("This registration has been submitted or decided already."),
            next_step=_("Open the organization's page to see how it stands."),
        )
    rules.check_complete(organization)
    liaison(organization)
    is_vouched_for = organization.kind == BRANCH and _founder(organization).trusted
    claims.claim(organization)
    alike = submissions.check_apart(organization, is_another)

    organization.state, organization.reason = State.SUBMITTED, ""
    if is_vouched_for:
        organization.state, organization.decided_at = State.ACTIVE, at
    organization.save(update_fields=["state", "reason", "decided_at"])
    nodes.keep(organization)
    showing.show(organization, at)
    submission = submissions.hand_in(organization, alike, at)
    if is_vouched_for:
        tell(actor, "organizations.branch_vouched", organization, at, {"named": organization.parent_name})
        return organization
    review_actions.open_case(
        actor=actor,
        kind=Kind.ORGANIZATION,
        owner_id=organization.id,
        subject_id=organization.id,
        region_code=organization.region_id,
        title=organization.name,
        at=at,
    )

    tell(actor, "organizations.organization_submitted", organization, at, {"submission": submission.number})
    return organization


@transaction.atomic
def withdraw_organization(*, actor: Actor, organization_id: UUID, at: datetime) -> Organization:
    """Take a registration back before an officer decided, to change it. Its USCC is free again meanwhile."""
    organization = queries.locked(organization_id)

    if not rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    if organization.state != State.SUBMITTED:
        raise Refused(
            "organization.not_submitted",
            _("Only a registration that waits for a decision can be withdrawn."),
            next_step=_("Open the organization's page to see how it stands."),
        )

    organization.state = State.DRAFT
    organization.save(update_fields=["state"])
    nodes.keep(organization)
    showing.show(organization, at)
    submissions.take_back(organization)
    claims.release(organization, organization.uscc)
    review_actions.withdraw_case(actor=actor, kind=Kind.ORGANIZATION, subject_id=organization.id, at=at)

    tell(actor, "organizations.organization_withdrawn", organization, at)
    return organization


@transaction.atomic
def decide_organization(
    *,
    actor: Actor,
    case_id: UUID,
    decision: str,
    reason: str,
    asked: Mapping[str, str] | None = None,
    at: datetime,
) -> Organization:
    """Approve, return or reject a registration; a return and a rejection need a reason, which the organization reads.

    A return may have words to single fields, ``asked``, which the organization reads at the fields. For officers of its
    region or above, but not for whoever submitted it. The second of two officers who decide at once is refused. What is
    returned or rejected gives its USCC free.
    """
    case = review_queries.case(case_id)
    if case.kind != Kind.ORGANIZATION:
        raise NotFound
    organization = queries.locked(case.owner_id)

    rules.check_may_decide(actor, case)

    settled = review_actions.settle(actor=actor, case_id=case_id, decision=decision, reason=reason, at=at)
    if settled.is_waiting:
        return organization
    marked = submissions.ask(organization, decision, asked or {})
    organization.state = OUTCOMES[Decision(decision)]
    organization.reason, organization.decided_at = settled.reason, at
    organization.save(update_fields=["state", "reason", "decided_at"])
    nodes.keep(organization)
    showing.show(organization, at)
    if organization.state not in HOLDING_USCC:
        claims.release(organization, organization.uscc)

    tell(
        actor,
        "organizations.organization_decided",
        organization,
        at,
        {"decision": str(decision), "reason": settled.reason, "asked": marked},
    )
    template = f"organization_{Decision(decision)}"
    informing.inform(actor, case.submitted_by, template, organization, at, reason=settled.reason)
    return organization


def _founder(branch: Organization) -> Organization:
    """Refused while the organization that founded the branch is not at work itself."""
    founder = Organization.objects.filter(state=State.ACTIVE, pk__in=[branch.parent_id]).first()
    if founder is None:
        raise Refused(
            "organization.parent_not_active",
            _("The organization above is not at work, so nobody can stand below it."),
            next_step=_("Submit the branch once it is at work again."),
        )
    return founder


def _check_not_vouched(fields: frozenset[str]) -> None:
    if fields:
        raise Refused(
            "organization.vouched",
            _("Name, kind, code, region and liaison were approved by an officer, so you can't change them yourself."),
            next_step=_("Ask the officer of your region to change them."),
            field=min(fields),
        )
