"""Answers to claims: confirmed, perhaps for a shorter time, or declined with a reason; and what happens when none comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.attendance.actions import settling
from volunteercloud.domain.attendance.models import Method
from volunteercloud.domain.claims import proofs, rules
from volunteercloud.domain.claims.models import ClaimState, Proof, ServiceClaim
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.records.models import Grade

from .claiming import check_open, close, locked
from .telling import inform, managers, tell


@retried
def confirm_claim(
    *,
    actor: Actor,
    organization_id: UUID,
    claim_id: UUID,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    reason: str = "",
    explanation: str = "",
    at: datetime,
) -> ServiceClaim:
    """A leader confirms a claim; a record of grade D follows in this transaction. Confirmed already, it stays as it is.

    Times may be shortened, never widened (`claim.wider`), with a reason that the volunteer reads (`claim.reason`). Refused
    when it was declined or withdrawn (`claim.closed`), for oneself or one's child (`attendance.own`), and for what `settle`
    refuses, such as an overlap.
    """
    claim = locked(organization_id, claim_id)
    _allow_answer(actor, claim)

    if claim.state == ClaimState.CONFIRMED:
        return claim
    check_open(claim)
    served_from, served_to = starts_at or claim.starts_at, ends_at or claim.ends_at
    said = _check_shortened(claim, served_from, served_to, reason)

    (settled,) = settling.settle(
        actor=actor,
        organization_id=organization_id,
        shift_id=claim.shift_id,
        served=[_served(claim, served_from, served_to, said, explanation, at)],
        at=at,
    )
    if settled.refusal:
        raise settled.refusal
    claim.state, claim.record_id = ClaimState.CONFIRMED, settled.record_id
    claim.served_from, claim.served_to, claim.reason = served_from, served_to, said
    _answered(actor, claim, at)

    shift = activity_queries.shift(organization_id, claim.shift_id)
    _tell(actor, "claims.claim_confirmed", claim, shift, at, record=str(claim.record_id))
    inform(
        actor,
        claim.volunteer_id,
        "claim_confirmed",
        shift,
        at,
        link=_answer_at(claim),
        by=actor.label,
    )
    return claim


@transaction.atomic
def decline_claim(*, actor: Actor, organization_id: UUID, claim_id: UUID, reason: str, at: datetime) -> ServiceClaim:
    """A leader declines a claim with a reason that the volunteer reads (`claim.reason`). Declined already, it stays so."""
    claim = locked(organization_id, claim_id)
    _allow_answer(actor, claim)

    if claim.state == ClaimState.DECLINED:
        return claim
    check_open(claim)
    said = rules.check_reason(reason, "claim.reason", _("Say why, in a sentence: the volunteer reads it."))

    claim.state, claim.reason = ClaimState.DECLINED, said[:1000]
    _answered(actor, claim, at)

    shift = activity_queries.shift(organization_id, claim.shift_id)
    _tell(actor, "claims.claim_declined", claim, shift, at, reason=claim.reason)
    inform(
        actor,
        claim.volunteer_id,
        "claim_declined",
        shift,
        at,
        link=_answer_at(claim),
        by=actor.label,
        reason=claim.reason,
    )
    return claim


@dataclass(frozen=True, slots=True)
class Opened:
    """A proof, unsealed."""

    media_type: str
    content: bytes


@transaction.atomic
def read_proof(*, actor: Actor, organization_id: UUID, claim_id: UUID, position: int, at: datetime) -> Opened:
    """Look at a proof of a claim; every look leaves an entry. For leaders, for who claimed, for officers of the region.
    Not found once it was deleted, half a year after the answer."""
    claim = ServiceClaim.objects.filter(organization_id=organization_id, id=claim_id).first()
    proof = Proof.objects.filter(organization_id=organization_id, claim_id=claim_id, position=position).first()
    if claim is None or proof is None:
        raise NotFound
    shift = activity_queries.shift(organization_id, claim.shift_id)

    if not rules.may_see_proof(actor, claim, shift):
        raise NotFound
    if not proof.content:
        raise NotFound

    opened = Opened(proof.media_type, proofs.unseal(proof.content, claim_id, position))

    _tell(actor, "claims.proof_read", claim, shift, at, position=position)
    return opened


@transaction.atomic
def remind_of_claim(*, actor: Actor, organization_id: UUID, claim_id: UUID, at: datetime) -> ServiceClaim:
    """Tell those who decide for an organization that a claim has waited too long; once a claim. Run by the job worker."""
    claim = locked(organization_id, claim_id)

    if not actor.is_system:
        raise NotAllowed("claim.not_worker")

    if claim.state != ClaimState.OPEN or claim.reminded_at or at < claim.answer_by:
        return claim

    claim.reminded_at = at
    claim.save(update_fields=["reminded_at"])

    shift = activity_queries.shift(organization_id, claim.shift_id)
    _tell(actor, "claims.claim_overdue", claim, shift, at)
    link = f"/org/{organization_id}/claims/{claim_id}/"
    for person_id in managers(shift):
        inform(actor, person_id, "claim_waits", shift, at, link=link, name=claim.volunteer_name, days=rules.ANSWER_DAYS)
    return claim


@transaction.atomic
def forget_proofs(*, actor: Actor, at: datetime, most: int = 500) -> int:
    """Delete what nobody needs to look at any more: proofs of claims that ended half a year ago. Their hashes stay, so that
    the same picture is known again. Run by the job worker; returns how many."""
    if not actor.is_system:
        raise NotAllowed("claim.not_worker")

    old = Proof.objects.filter(claim__closed_at__lt=at - timedelta(days=rules.PROOF_KEPT_DAYS)).exclude(content=b"")
    keys = list(old.values_list("organization_id", "claim_id", "position")[:most])
    return Proof.objects.filter(pk__in=keys).update(content=b"") if keys else 0


def _allow_answer(actor: Actor, claim: ServiceClaim) -> None:
    if not activity_queries.leads(actor, claim.organization_id, claim.shift_id):
        raise NotAllowed("organization.not_leader")
    if rules.is_own(actor, claim, {ward.ward_id for ward in identity_queries.wards(actor)}):
        raise Refused(
            "attendance.own",
            _("Nobody confirms their own service or that of their child."),
            next_step=_("Ask another leader to confirm it."),
        )


def _check_shortened(claim: ServiceClaim, served_from: datetime, served_to: datetime, reason: str) -> str:
    if served_to <= served_from:
        raise Refused("claim.order", _("The end is not after the start."), field="ends_at")
    if served_from < claim.starts_at or served_to > claim.ends_at:
        raise Refused(
            "claim.wider",
            _("A claim is confirmed for the time claimed or less, never for more."),
            next_step=_("If it was longer, the volunteer withdraws the claim and makes another one."),
            field="starts_at" if served_from < claim.starts_at else "ends_at",
        )
    if (served_from, served_to) == (claim.starts_at, claim.ends_at):
        return reason.strip()[:1000]
    return rules.check_reason(reason, "claim.reason", _("Say why the time is shorter: the volunteer reads it."))[:1000]


def _served(
    claim: ServiceClaim, served_from: datetime, served_to: datetime, reason: str, explanation: str, at: datetime
) -> settling.Served:
    trail = [{"at": claim.claimed_at.isoformat(), "what": "claimed", "who": claim.claimed_by_name}]
    if (served_from, served_to) != (claim.starts_at, claim.ends_at):
        trail.append({"at": at.isoformat(), "what": "claim_shortened", "text": reason})
    return settling.Served(
        volunteer_id=claim.volunteer_id,
        starts_at=served_from,
        ends_at=served_to,
        method=Method.CLAIM,
        grade=Grade.D,
        trail=trail,
        explanation=explanation,
    )


def _answered(actor: Actor, claim: ServiceClaim, at: datetime) -> None:
    claim.closed_at, claim.answered_by, claim.answered_by_name = at, actor.person_id, actor.label
    close(claim)


def _answer_at(claim: ServiceClaim) -> str:
    """Where the answer is read, by the volunteer or by the guardian who gets the message instead."""
    return f"/me/claims/{claim.id}/?for={claim.volunteer_id}"


def _tell(actor: Actor, name: str, claim: ServiceClaim, shift: Shift, at: datetime, **facts: object) -> None:
    tell(actor, name, shift, at, {"claim": str(claim.id), "volunteer": str(claim.volunteer_id)} | facts)
