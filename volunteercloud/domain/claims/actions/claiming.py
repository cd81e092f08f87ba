"""Claims 申报: a volunteer says that they served on a shift, shows it, and a leader answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import Shift, ShiftLeader, SignUp, SignUpState
from volunteercloud.domain.attendance.models import Attendance, AttendanceState
from volunteercloud.domain.claims import proofs, rules
from volunteercloud.domain.claims.models import ClaimState, MyClaim, Proof, ServiceClaim
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.organizations import rules as organization_rules

from .telling import inform, managers, tell

LONGEST_TEXT = 2000
MOST_LEADERS = 20


@transaction.atomic
def claim_service(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_id: UUID,
    claim_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    text: str,
    uploads: Sequence[bytes],
    at: datetime,
) -> ServiceClaim:
    """Claim service on a shift whose roster one is on, for oneself or a ward; the leader answers it.

    ``claim_id`` is the sender's own: sent again, the claim there is is answered. Refused to who is not on the roster
    (`claim.not_on_roster`), before the shift is over and after the region's days (`claim.not_over`, `claim.too_late`), for
    times outside the shift (`claim.window`), without a text or proof (`claim.text`, `claim.proof`), what `proofs.cleaned`
    refuses, and where a record (`claim.recorded`) or an open claim (`claim.open`) stands or three were made (`claim.enough`).
    """
    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    # Whatever is claimed for one person takes turns: sent again at once, or by them and their guardian.
    identity_queries.hold({volunteer_id})
    sent = ServiceClaim.objects.filter(organization_id=organization_id, id=claim_id).first()
    if sent:
        if sent.volunteer_id != volunteer_id:
            raise NotFound
        return sent
    shift = activity_queries.shift(organization_id, shift_id)
    organization_rules.check_active(shift.organization)
    sign_up = _on_roster(shift, volunteer_id)
    refusal = rules.why_not_claimed(shift, starts_at, ends_at, at) or _why_not_again(shift, volunteer_id)
    if refusal:
        raise refusal
    said = rules.check_reason(text, "claim.text", _("Say in a sentence what you did."), field="text")
    cleaned = _cleaned(uploads)

    claim = ServiceClaim(
        organization_id=organization_id,
        id=claim_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        volunteer_name=sign_up.volunteer_name,
        volunteer_number=sign_up.volunteer_number,
        claimed_by=actor.person_id,
        claimed_by_name=actor.label,
        claimed_at=at,
        starts_at=starts_at,
        ends_at=ends_at,
        text=said[:LONGEST_TEXT],
        state=ClaimState.OPEN,
        answer_by=at + timedelta(days=rules.ANSWER_DAYS),
    )
    _write(claim, shift, cleaned, at)

    tell(actor, "claims.service_claimed", shift, at, {"claim": str(claim_id), "volunteer": str(volunteer_id)})
    for person_id in _leaders(shift):
        inform(
            actor,
            person_id,
            "claim_made",
            shift,
            at,
            link=f"/org/{organization_id}/claims/{claim_id}/",
            channels=(messages.INBOX,),
            name=claim.volunteer_name,
        )
    return claim


@transaction.atomic
def withdraw_claim(*, actor: Actor, organization_id: UUID, claim_id: UUID, at: datetime) -> ServiceClaim:
    """The volunteer takes a claim back before it is answered (`claim.closed`). Withdrawn already, it stays so."""
    claim = locked(organization_id, claim_id)

    if not identity_rules.may_act_for(actor, claim.volunteer_id):
        raise NotFound

    if claim.state == ClaimState.WITHDRAWN:
        return claim
    check_open(claim)

    claim.state, claim.closed_at = ClaimState.WITHDRAWN, at
    close(claim)

    shift = activity_queries.shift(organization_id, claim.shift_id)
    tell(actor, "claims.claim_withdrawn", shift, at, {"claim": str(claim_id), "volunteer": str(claim.volunteer_id)})
    return claim


def locked(organization_id: UUID, claim_id: UUID) -> ServiceClaim:
    """A claim, held until the end of the transaction. An inner step of every action about one."""
    claim = ServiceClaim.objects.select_for_update().filter(organization_id=organization_id, id=claim_id).first()
    if claim is None:
        raise NotFound
    return claim


def check_open(claim: ServiceClaim) -> None:
    if claim.state == ClaimState.OPEN:
        return
    raise Refused(
        "claim.closed",
        _("This claim has been answered or withdrawn already."),
        next_step=_("How it ended stands beside it."),
    )


def close(claim: ServiceClaim) -> None:
    """Both sides of how a claim ended, in one transaction."""
    ended = ("state", "served_from", "served_to", "reason", "closed_at", "answered_by_name", "record_id")
    claim.save(update_fields=[*ended, "answered_by"])
    MyClaim.objects.filter(volunteer_id=claim.volunteer_id, claim_id=claim.id).update(
        **{name: getattr(claim, name) for name in ended}
    )


def _on_roster(shift: Shift, volunteer_id: UUID) -> SignUp:
    sign_up = SignUp.objects.filter(
        organization_id=shift.organization_id, shift_id=shift.id, volunteer_id=volunteer_id
    ).first()
    if sign_up is None or sign_up.state != SignUpState.CONFIRMED:
        raise Refused(
            "claim.not_on_roster",
            _("You are not on the roster of this shift, and no hour is kept without a place on it."),
            next_step=_("If you were there, ask the organization to add you; then claim your service."),
        )
    return sign_up


def _why_not_again(shift: Shift, volunteer_id: UUID) -> Refused | None:
    mine = {"organization_id": shift.organization_id, "shift_id": shift.id, "volunteer_id": volunteer_id}
    if Attendance.objects.filter(**mine, state=AttendanceState.CONFIRMED).exists():
        return Refused(
            "claim.recorded",
            _("Your service on this shift is on record already."),
            next_step=_("If its times are wrong, ask the organization to correct them."),
        )
    states = list(ServiceClaim.objects.filter(**mine).values_list("state", flat=True))
    if ClaimState.OPEN in states:
        return Refused(
            "claim.open",
            _("Your claim for this shift waits for an answer."),
            next_step=_("To change it, withdraw it and claim again."),
        )
    if len(states) >= rules.MOST_CLAIMS:
        return Refused(
            "claim.enough",
            _("You have claimed this shift three times."),
            next_step=_("Talk to the organization; it can enter your service itself."),
        )
    return None


def _cleaned(uploads: Sequence[bytes]) -> list[proofs.Cleaned]:
    if not 1 <= len(uploads) <= proofs.MOST:
        raise Refused(
            "claim.proof",
            _("A claim comes with one to three photos or PDF files that show the service."),
            next_step=_("A photo of the place, of what you did, or of a list with your name will do."),
            field="proofs",
        )
    return [proofs.cleaned(upload) for upload in uploads]


def _write(claim: ServiceClaim, shift: Shift, cleaned: Sequence[proofs.Cleaned], at: datetime) -> None:
    claim.save(force_insert=True)
    Proof.objects.bulk_create(_proof(claim, place, one, at) for place, one in enumerate(cleaned, start=1))
    MyClaim.objects.create(
        volunteer_id=claim.volunteer_id,
        claim_id=claim.id,
        organization_id=claim.organization_id,
        organization_name=shift.organization.name,
        organization_name_en=shift.organization.name_en,
        shift_id=claim.shift_id,
        title=shift.activity.title,
        title_en=shift.activity.title_en,
        starts_at=claim.starts_at,
        ends_at=claim.ends_at,
        text=claim.text,
        proofs=len(cleaned),
        state=claim.state,
        claimed_at=at,
        answer_by=claim.answer_by,
    )


def _proof(claim: ServiceClaim, position: int, cleaned: proofs.Cleaned, at: datetime) -> Proof:
    return Proof(
        organization_id=claim.organization_id,
        claim_id=claim.id,
        position=position,
        shift_id=claim.shift_id,
        volunteer_id=claim.volunteer_id,
        media_type=cleaned.media_type,
        content=proofs.seal(cleaned.content, claim.id, position),
        digest=cleaned.digest,
        picture_hash=cleaned.picture_hash,
        given_at=at,
    )


def _leaders(shift: Shift) -> list[UUID]:
    """Who answers: those named for the shift, else who decides for the organization."""
    named = ShiftLeader.objects.filter(
        organization_id=shift.organization_id, shift_id=shift.id, until__isnull=True
    ).order_by("since", "person_id")
    return list(named.values_list("person_id", flat=True)[:MOST_LEADERS]) or managers(shift)
