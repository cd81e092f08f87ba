"""Steps of the ladder: taken by an officer, confirmed by a second one where the region wants that, and ended with a reason."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.supervision import rules
from volunteercloud.domain.supervision.models import Rung, Sanction, SanctionState

from .effects import take_effect
from .removing import check_successor, remove
from .telling import leave_entry, tell_managers


@transaction.atomic
def impose_sanction(
    *,
    actor: Actor,
    organization_id: UUID,
    sanction_id: UUID,
    rung: str,
    reason: str,
    basis: str,
    deadline: date | None = None,
    successor_id: UUID | None = None,
    at: datetime,
) -> Sanction:
    """Take a step against an organization at work; it acts from the next request on, and its managers are told.

    ``sanction_id`` is the sender's own: sent again, the sanction there is is answered. ``deadline`` is for a correction,
    ``successor_id`` for a removal: who certifies afterwards. Where the region wants four eyes for this step, it is a
    proposal without effect until a second officer confirms it.

    Refused without a reason and a basis, before the approval and after the end (`sanction.not_at_work`), while the same
    step stands already (`sanction.stands_already`), so also to the second of two officers who take it at once.
    """
    organization = organization_queries.locked(organization_id)

    rules.check_officer(actor, organization)

    if sent := Sanction.objects.filter(organization_id=organization_id, id=sanction_id).first():
        return sent
    step = _rung(rung)
    rules.check_imposable(organization)
    rules.check_words(reason, basis)
    until = rules.deadline_of(step, deadline, organization.region_id, at)
    if step == Rung.REMOVAL:
        check_successor(organization, successor_id)

    takes_two = rules.takes_two(step, organization.region_id, at)
    sanction = Sanction(
        organization_id=organization_id,
        id=sanction_id,
        region_code=organization.region_id,
        organization_name=organization.name,
        rung=step,
        state=SanctionState.PROPOSED if takes_two else SanctionState.STANDING,
        reason=reason.strip()[:2000],
        basis=basis.strip()[:500],
        deadline=until,
        successor_id=successor_id if step == Rung.REMOVAL else None,
        officer_id=actor.id,
        officer_name=actor.label[:200],
        imposed_at=at,
    )
    _write(sanction)
    if not takes_two:
        _act(actor, organization, sanction, at)

    name = "supervision.sanction_proposed" if takes_two else "supervision.sanction_imposed"
    leave_entry(actor, name, organization, at, decision=str(step), sanction=str(sanction_id), reason=sanction.reason)
    return sanction


@transaction.atomic
def confirm_sanction(*, actor: Actor, organization_id: UUID, sanction_id: UUID, at: datetime) -> Sanction:
    """Say as a second officer that a proposed step is taken; it acts from then on. Refused to the officer who proposed it
    and to who stands in for that one (`sanction.own_proposal`), and once it was confirmed or dropped
    (`sanction.not_proposed`)."""
    organization = organization_queries.locked(organization_id)
    sanction = _found(organization_id, sanction_id)

    rules.check_officer(actor, organization)

    if sanction.state != SanctionState.PROPOSED:
        raise Refused(
            "sanction.not_proposed",
            _("This step waits for nobody: it was confirmed or dropped before."),
            next_step=_("Open it again to see what became of it."),
        )
    if sanction.officer_id and sanction.officer_id in (actor.id, actor.acting_for):
        raise Refused(
            "sanction.own_proposal",
            _("You proposed this yourself, and your region wants a second officer to agree."),
            next_step=_("Leave it to another officer of your region or above."),
        )
    rules.check_imposable(organization)

    sanction.state = SanctionState.STANDING
    sanction.confirmed_by, sanction.confirmed_by_name, sanction.confirmed_at = actor.id, actor.label[:200], at
    sanction.save(update_fields=["state", "confirmed_by", "confirmed_by_name", "confirmed_at"])
    _act(actor, organization, sanction, at)

    leave_entry(
        actor, "supervision.sanction_confirmed", organization, at, rung=sanction.rung, sanction=str(sanction_id)
    )
    return sanction


@transaction.atomic
def end_sanction(
    *, actor: Actor, organization_id: UUID, sanction_id: UUID, fulfilled: bool = False, reason: str, at: datetime
) -> Sanction:
    """Take a sanction back, or say that a correction was made; what it kept the organization from is free at once, where
    no other sanction stands against it. A proposal is dropped the same way.

    Refused without a reason, once it has ended (`sanction.ended`), and for a removal (`sanction.final`).
    """
    organization = organization_queries.locked(organization_id)
    sanction = _found(organization_id, sanction_id)

    rules.check_officer(actor, organization)

    said = rules.check_reason(reason)
    is_proposal = sanction.state == SanctionState.PROPOSED
    if not is_proposal:
        rules.check_running(sanction)
        _check_not_final(sanction)
    is_fulfilled = fulfilled and sanction.rung == Rung.CORRECTION and not is_proposal

    sanction.state = (
        SanctionState.DROPPED if is_proposal else SanctionState.FULFILLED if is_fulfilled else SanctionState.LIFTED
    )
    sanction.ended_by, sanction.ended_by_name = actor.id, actor.label[:200]
    sanction.ended_reason, sanction.ended_at = said, at
    sanction.save(update_fields=["state", "ended_by", "ended_by_name", "ended_reason", "ended_at"])
    if not is_proposal:
        take_effect(organization, at)

    facts = {"decision": str(sanction.state), "rung": str(sanction.rung), "sanction": str(sanction_id), "reason": said}
    leave_entry(actor, "supervision.sanction_ended", organization, at, **facts)
    if not is_proposal:
        template = "sanction_fulfilled" if is_fulfilled else "sanction_lifted"
        tell_managers(actor, template, organization, at, link=_link(organization), reason=said)
    return sanction


def _act(actor: Actor, organization: Organization, sanction: Sanction, at: datetime) -> None:
    """What a step does from now on. A removal ends everything, and tells its staff itself."""
    if sanction.rung == Rung.REMOVAL:
        remove(actor, organization, sanction, at)
        return
    take_effect(organization, at)
    facts = {"reason": sanction.reason, "basis": sanction.basis}
    if sanction.deadline:
        facts["deadline_on"] = sanction.deadline.isoformat()
    tell_managers(actor, f"sanction_{sanction.rung}", organization, at, link=_link(organization), **facts)


def _link(organization: Organization) -> str:
    return f"/org/{organization.id}/sanctions/"


def _rung(text: str) -> Rung:
    if text not in Rung.values:
        raise Refused(
            "sanction.rung",
            _("There is no such step on the ladder of sanctions."),
            next_step=_("Choose one of the list."),
            field="rung",
        )
    return Rung(text)


def _write(sanction: Sanction) -> None:
    try:
        with transaction.atomic():
            sanction.save(force_insert=True)
    except IntegrityError as error:
        if not broken_by(error).startswith("sanction_one_of_a_rung"):
            raise
        raise Refused(
            "sanction.stands_already",
            _("The same step stands against this organization already, perhaps taken by a colleague just now."),
            next_step=_("Open it to see why; end it first, or take another step."),
            field="rung",
        ) from error


def _found(organization_id: UUID, sanction_id: UUID) -> Sanction:
    found = Sanction.objects.select_for_update().filter(organization_id=organization_id, id=sanction_id).first()
    if found is None:
        raise NotFound
    return found


def _check_not_final(sanction: Sanction) -> None:
    if sanction.rung == Rung.REMOVAL:
        raise Refused(
            "sanction.final",
            _("An organization that was struck off has ended; that is not taken back."),
            next_step=_("It can be registered anew if the reason no longer holds."),
        )
