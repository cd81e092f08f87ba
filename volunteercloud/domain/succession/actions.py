"""Ending organizations: asked for by the owner, agreed to by the successor, or done by an officer."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities.actions import closing
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations import informing
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization, State

from . import queries
from .models import Ending, EndingState, Kind

MOST_HEIRS = 20
SHORTEST_REASON = 4


@retried
def ask_to_end(
    *,
    actor: Actor,
    organization_id: UUID,
    kind: Kind,
    successor_id: UUID,
    heir_ids: Collection[UUID] = (),
    reason: str,
    at: datetime,
) -> Ending:
    """End an organization: dissolve it, merge it into another, or split it up among several, one of which succeeds it.

    For owners. The successor takes over the duty to certify, so its managers agree first; where the owner is one of them
    it ends at once. Refused with the counts of what is not settled
    (`succession.unsettled`), and where the successor or an heir is not at work.
    """
    organization = organization_queries.locked(organization_id)

    if not organization_rules.can_own(actor, organization_id):
        raise NotAllowed("organization.not_owner")

    organization_rules.check_active(organization)
    reason = _stated(reason)
    if kind == Kind.REMOVAL:
        raise NotAllowed("review.not_officer")
    heirs = _heirs(kind, organization_id, successor_id, heir_ids)
    successor = _at_work(successor_id, organization_id)
    _check_settled(organization_id, at)

    ending = _write(organization, kind, successor, heirs, reason, actor, at)
    if organization_rules.can_manage(actor, successor_id):
        return _carry_out(actor, ending, at)

    _tell(actor, "succession.ending_asked", organization, ending, at)
    for person_id in organization_queries.manager_ids(successor_id):
        link = f"/org/{successor_id}/tree/"
        informing.inform_at(actor, person_id, "ending_asked", link, at, organization=organization.name)
    return ending


@retried
def answer_ending(*, actor: Actor, organization_id: UUID, accept: bool, reason: str = "", at: datetime) -> Ending:
    """Agree to take over from an organization that wants to end, which ends it, or say why not. For managers of the
    successor. Refused while something came up that is not settled, when it was answered or taken back, and where the
    organization was suspended since: it does not leave its sanction behind by ending."""
    organization = organization_queries.locked(organization_id)
    ending = _waiting(organization_id)

    if not organization_rules.can_manage(actor, ending.successor_id):
        raise NotAllowed("organization.not_manager")

    if accept:
        organization_rules.check_active(organization)
        _at_work(ending.successor_id, organization_id)
        _check_settled(organization_id, at)
        return _carry_out(actor, ending, at)
    ending.answer = _stated(reason)[:1000]

    _settle(ending, EndingState.REFUSED, at)

    _tell(actor, "succession.ending_refused", organization, ending, at)
    facts = {"successor": ending.successor_name, "reason": ending.answer}
    informing.inform(actor, ending.asked_by, "ending_refused", organization, at, **facts)
    return ending


@retried
def withdraw_ending(*, actor: Actor, organization_id: UUID, at: datetime) -> Ending:
    """Take back the wish to end, while the successor has not answered. For owners."""
    organization = organization_queries.locked(organization_id)

    if not organization_rules.can_own(actor, organization_id):
        raise NotAllowed("organization.not_owner")

    ending = _waiting(organization_id)

    _settle(ending, EndingState.WITHDRAWN, at)

    _tell(actor, "succession.ending_withdrawn", organization, ending, at)
    return ending


@retried
def end_organization(
    *,
    actor: Actor,
    organization_id: UUID,
    successor_id: UUID,
    reason: str,
    removed: bool = False,
    at: datetime,
) -> Ending:
    """End an organization as its officer: dissolved, or struck off (``removed``). Nobody has to agree, but the officer
    answers for the successor too and works for neither.

    Whoever is struck off brings nothing to its end: shifts that have not begun are called off with the reason, projects
    closed. A dissolution is refused with the counts of what is not settled, as it is to owners.
    """
    organization = organization_queries.locked(organization_id)
    successor = _organization(successor_id)

    for each in (organization, successor):
        if not organization_rules.is_officer_of(actor, each):
            raise NotAllowed("review.not_officer")

    if organization.state not in (State.ACTIVE, State.SUSPENDED):
        organization_rules.check_active(organization)
    reason = _stated(reason)
    _at_work(successor_id, organization_id)
    if not removed:
        _check_settled(organization_id, at)

    kind = Kind.REMOVAL if removed else Kind.DISSOLUTION
    ending = _write(organization, kind, successor, [], reason, actor, at)
    return _carry_out(actor, ending, at)


@retried
def merge_organizations(
    *, actor: Actor, organization_ids: Collection[UUID], successor_id: UUID, reason: str, at: datetime
) -> list[Ending]:
    """Merge several organizations into one that is there already: all of them or, where one is refused, none.

    For officers who answer for every one of them. What one of them asked of its successor before is settled by it.
    """
    if not 1 <= len(set(organization_ids)) <= MOST_HEIRS:
        raise Refused(
            "succession.too_many",
            _("At least one organization and at most twenty are merged at once."),
            next_step=_("Merge them in several steps."),
            field="organization_ids",
        )
    return [_merge(actor, each, successor_id, reason, at) for each in sorted(set(organization_ids))]


def _merge(actor: Actor, organization_id: UUID, successor_id: UUID, reason: str, at: datetime) -> Ending:
    organization, successor = organization_queries.locked(organization_id), _organization(successor_id)
    for each in (organization, successor):
        if not organization_rules.is_officer_of(actor, each):
            raise NotAllowed("review.not_officer")

    organization_rules.check_active(organization)
    _at_work(successor_id, organization_id)
    _check_settled(organization_id, at)

    ending = _write(organization, Kind.MERGER, successor, [], _stated(reason), actor, at)
    return _carry_out(actor, ending, at)


def _carry_out(actor: Actor, ending: Ending, at: datetime) -> Ending:
    """Where nothing was to come any more, closing finds projects only."""
    closing.close_organization(actor=actor, organization_id=ending.organization_id, reason=ending.reason, at=at)
    organization_actions.end_organization(
        actor=actor,
        organization_id=ending.organization_id,
        successor_id=ending.successor_id,
        state=State.REMOVED if ending.kind == Kind.REMOVAL else State.DISSOLVED,
        reason=ending.reason,
        at=at,
    )
    _settle(ending, EndingState.DONE, at)
    return ending


def _write(
    organization: Organization,
    kind: Kind,
    successor: Organization,
    heirs: list[UUID],
    reason: str,
    actor: Actor,
    at: datetime,
) -> Ending:
    """What was asked before and not done gives way."""
    ending, _created = Ending.objects.update_or_create(
        organization_id=organization.id,
        defaults={
            "organization_name": organization.name,
            "kind": kind,
            "successor_id": successor.id,
            "successor_name": successor.name,
            "heir_ids": heirs,
            "reason": reason,
            "asked_by": actor.id,
            "asked_at": at,
            "state": EndingState.WAITING,
            "answer": "",
            "settled_at": None,
        },
    )
    return ending


def _settle(ending: Ending, state: EndingState, at: datetime) -> None:
    ending.state, ending.settled_at = state, at
    ending.save(update_fields=["state", "settled_at", "answer"])


def _waiting(organization_id: UUID) -> Ending:
    ending = Ending.objects.select_for_update().filter(organization_id=organization_id).first()
    if ending is None:
        raise NotFound
    if ending.state != EndingState.WAITING:
        raise Refused(
            "succession.answered",
            _("This was answered or taken back already."),
            next_step=_("Look at the page again to see how it stands."),
        )
    return ending


def _organization(organization_id: UUID) -> Organization:
    found = Organization.objects.filter(pk=organization_id).first()
    if found is None:
        raise NotFound
    return found


def _at_work(successor_id: UUID, organization_id: UUID) -> Organization:
    successor = _organization(successor_id)
    if successor.state != State.ACTIVE or successor_id == organization_id:
        raise Refused(
            "succession.successor_unfit",
            _("Only another organization that is approved and at work can take over."),
            next_step=_("Choose another successor; the organization above always may."),
            field="successor_id",
        )
    return successor


def _heirs(kind: Kind, organization_id: UUID, successor_id: UUID, heir_ids: Collection[UUID]) -> list[UUID]:
    """All that go on after a split, the successor first. Refused with fewer than two, or one that is not at work."""
    if kind != Kind.SPLIT:
        return []
    heirs = list(dict.fromkeys([successor_id, *heir_ids]))
    if not 2 <= len(heirs) <= MOST_HEIRS:
        raise Refused(
            "succession.heirs",
            _("A split needs at least two organizations that go on, and at most twenty."),
            next_step=_("Register the new organizations first, then name them here."),
            field="heir_ids",
        )
    for heir_id in heirs:
        _at_work(heir_id, organization_id)
    return heirs


def _check_settled(organization_id: UUID, at: datetime) -> None:
    unsettled = queries.unsettled(organization_id, at)
    if unsettled:
        raise Refused(
            "succession.unsettled",
            _("The organization still has something open, and nobody could settle it afterwards."),
            next_step=_(
                "Call off or finish the shifts, confirm the hours, answer the claims and the requests; then end it."
            ),
            facts=asdict(unsettled),
        )


def _stated(reason: str) -> str:
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Refused(
            "succession.reason",
            _("Everybody who works for it will ask why, and no reason is given."),
            next_step=_("Say in a sentence why it ends."),
            field="reason",
        )
    return reason[:2000]


def _tell(actor: Actor, name: str, organization: Organization, ending: Ending, at: datetime) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=organization.id,
        subject=("organization", organization.id, organization.name),
        region_code=organization.region_id,
        facts={"kind": ending.kind, "named": ending.successor_name, "reason": ending.answer or ending.reason},
    )
