"""An organization's place in the tree: asked for, given, left, and moved by officers; and the founding of branches."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.organizations import informing, nodes, queries, rules
from volunteercloud.domain.organizations.models import Joining, JoiningState, Node, Organization, State
from volunteercloud.domain.organizations.particulars import BRANCH, Particulars

from .registration import begin
from .telling import tell


@transaction.atomic
def ask_to_join(*, actor: Actor, organization_id: UUID, parent_id: UUID, words: str = "", at: datetime) -> Joining:
    """Ask another organization to be taken in below it, as a member of a federation is. For managers.

    An organization asks one at a time: a new request takes the place of an earlier one. Refused for a branch, which
    stands below its founder, below an organization that is not at work, and below one of its own.
    """
    organization = queries.locked(organization_id)
    above = _node(parent_id)

    if actor.id is None or not rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    rules.check_active(organization)
    _check_no_branch(organization)
    if organization.parent_id == parent_id:
        raise Refused(
            "organization.already_below",
            _("Your organization stands below this one already."),
            next_step=_("There is nothing left to ask."),
            field="parent_id",
        )
    nodes.check_above(organization_id, above)

    joining, _created = Joining.objects.update_or_create(
        organization_id=organization_id,
        defaults={
            "organization_name": organization.name,
            "parent_id": parent_id,
            "parent_name": above.name,
            "words": words.strip()[:1000],
            "asked_by": actor.id,
            "asked_at": at,
            "state": JoiningState.WAITING,
            "reason": "",
            "answered_at": None,
        },
    )

    tell(actor, "organizations.joining_asked", organization, at, {"parent": str(parent_id), "named": above.name})
    for person_id in queries.manager_ids(parent_id):
        informing.inform_at(
            actor, person_id, "joining_asked", f"/org/{parent_id}/tree/", at, organization=organization.name
        )
    return joining


@transaction.atomic
def withdraw_joining(*, actor: Actor, organization_id: UUID, at: datetime) -> Joining:
    """Take back what was asked, while it waits."""
    organization = queries.locked(organization_id)

    if not rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    joining = _waiting(organization_id)

    _settle(joining, JoiningState.WITHDRAWN, "", at)

    tell(actor, "organizations.joining_withdrawn", organization, at, {"named": joining.parent_name})
    return joining


@retried
def answer_joining(
    *, actor: Actor, parent_id: UUID, organization_id: UUID, accept: bool, reason: str = "", at: datetime
) -> Joining:
    """Take an organization in below one's own, with everything that stands below it, or say why not. For managers of
    the one above. Refused when it was answered or taken back meanwhile (`joining.answered`)."""
    organization = queries.locked(organization_id)

    if not rules.can_manage(actor, parent_id):
        raise NotAllowed("organization.not_manager")

    joining = _waiting(organization_id)
    if joining.parent_id != parent_id:
        raise NotFound
    if accept:
        rules.check_active(organization)
    elif len(reason.strip()) < 4:
        raise _no_reason()

    if accept:
        _place(organization, parent_id)
    _settle(joining, JoiningState.ACCEPTED if accept else JoiningState.REFUSED, reason, at)

    facts: dict[str, object] = {"decision": joining.state, "named": joining.parent_name, "reason": joining.reason}
    tell(actor, "organizations.joining_answered", organization, at, facts)
    template = "joining_accepted" if accept else "joining_refused"
    informing.inform(
        actor, joining.asked_by, template, organization, at, parent=joining.parent_name, reason=joining.reason
    )
    return joining


@retried
def leave_parent(*, actor: Actor, organization_id: UUID, reason: str = "", at: datetime) -> Organization:
    """Let an organization stand by itself again. Its own managers do so at will, those above it with a reason.

    Refused for a branch, and where it stands below nobody.
    """
    organization = queries.locked(organization_id)
    above = organization.parent_id

    leaves = rules.can_manage(actor, organization_id)
    if not leaves and not (above and rules.can_manage(actor, above)):
        raise NotAllowed("organization.not_manager")

    _check_no_branch(organization)
    if above is None:
        raise Refused(
            "organization.no_parent",
            _("This organization stands below no other."),
            next_step=_("There is nothing to leave."),
        )
    if not leaves and len(reason.strip()) < 4:
        raise _no_reason()

    left = organization.parent_name
    _place(organization, None)

    tell(actor, "organizations.parent_left", organization, at, {"named": left, "reason": reason.strip()[:1000]})
    told, template = (above, "parent_left") if leaves else (organization_id, "let_go")
    for person_id in queries.manager_ids(told):
        informing.inform(actor, person_id, template, organization, at, parent=left, reason=reason.strip()[:1000])
    return organization


@retried
def move_organization(
    *, actor: Actor, organization_id: UUID, parent_id: UUID | None, reason: str, at: datetime
) -> Organization:
    """Put an organization with everything below it under another, or at the top, without anybody having asked.

    For officers who answer for both and work for neither. What the organization itself had asked is settled by it.
    Refused without a reason, below itself (`organization.tail_bite`), below one that is not at work, and deeper than twelve.
    """
    organization = queries.locked(organization_id)

    if not rules.is_officer_of(actor, organization):
        raise NotAllowed("review.not_officer")
    if parent_id is not None and not rules.is_officer_of(actor, _organization(parent_id)):
        raise NotAllowed("review.not_officer")

    if organization.state != State.SUSPENDED:
        rules.check_active(organization)
    if parent_id is None:
        _check_no_branch(organization)
    if len(reason.strip()) < 4:
        raise _no_reason()

    was = organization.parent_name
    _place(organization, parent_id)
    for joining in Joining.objects.filter(organization_id=organization_id, state=JoiningState.WAITING):
        _settle(joining, JoiningState.WITHDRAWN, reason, at)

    facts: dict[str, object] = {"above": [was, organization.parent_name], "reason": reason.strip()[:1000]}
    tell(actor, "organizations.organization_moved", organization, at, facts)
    for person_id in queries.manager_ids(organization_id):
        informing.inform(
            actor,
            person_id,
            "organization_moved",
            organization,
            at,
            parent=organization.parent_name or "—",
            reason=reason.strip()[:1000],
        )
    return organization


@transaction.atomic
def found_branch(*, actor: Actor, parent_id: UUID, particulars: Particulars, at: datetime) -> Organization:
    """Begin the registration of a branch below an organization at work; its founder becomes its owner.

    It has no code of its own and takes over what its parent says of itself until it says otherwise. For managers of the
    parent and for its officers. Refused below a branch: a branch founds none (Regulations on Social Groups, article 17).
    """
    parent = queries.locked(parent_id)

    if not rules.can_manage(actor, parent_id):
        raise NotAllowed("organization.not_manager")

    rules.check_active(parent)
    if not parent.is_registered:
        raise Refused(
            "organization.branch_of_unregistered",
            _("Only an organization with a unified social credit code has branches; a branch and a team have none."),
            next_step=_("Ask the organization above to found it."),
        )

    taken_over: Particulars = {
        "region_id": parent.region_id,
        "categories": parent.categories,
        "purpose": parent.purpose,
        "purpose_en": parent.purpose_en,
        "head": parent.head,
        "contact_name": parent.contact_name,
        "contact_phone": parent.contact_phone,
        "contact_email": parent.contact_email,
    }
    branch = begin(actor, {**taken_over, **particulars, "kind": BRANCH}, at, below=parent)

    tell(actor, "organizations.branch_founded", branch, at, {"parent": str(parent_id), "named": parent.name})
    return branch


def _node(organization_id: UUID) -> Node:
    found = Node.objects.filter(organization_id=organization_id).first()
    if found is None:
        raise NotFound
    return found


def _organization(organization_id: UUID) -> Organization:
    found = Organization.objects.filter(pk=organization_id).first()
    if found is None:
        raise NotFound
    return found


def _waiting(organization_id: UUID) -> Joining:
    joining = Joining.objects.select_for_update().filter(organization_id=organization_id).first()
    if joining is None:
        raise NotFound
    if joining.state != JoiningState.WAITING:
        raise Refused(
            "joining.answered",
            _("This request was answered or taken back already."),
            next_step=_("Look at the page again to see how it stands."),
        )
    return joining


def _settle(joining: Joining, state: JoiningState, reason: str, at: datetime) -> None:
    joining.state, joining.reason, joining.answered_at = state, reason.strip()[:1000], at
    joining.save(update_fields=["state", "reason", "answered_at"])


def _place(organization: Organization, parent_id: UUID | None) -> None:
    above = nodes.move(organization.id, parent_id)
    organization.parent_id, organization.parent_name = parent_id, above.name if above else ""
    organization.save(update_fields=["parent_id", "parent_name"])


def _check_no_branch(organization: Organization) -> None:
    if organization.kind == BRANCH:
        raise Refused(
            "organization.branch_stays",
            _("A branch belongs to the organization that founded it, so it can't leave it or join another."),
            next_step=_("An officer moves it, or it is registered as an organization of its own."),
        )


def _no_reason() -> Refused:
    return Refused(
        "joining.reason",
        _("The organization will ask why, and no reason is given."),
        next_step=_("Say in a sentence why."),
        field="reason",
    )
