"""Until when codes are redeemed, service is claimed and entered, and who may look at a proof. Days are the region's."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities.models import Shift, ShiftState
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.records import rules as record_rules

from . import queries
from .models import HourCodeBatch, ServiceClaim

MOST_CODES = 1000  # a hundred sheets of paper
WRONG_CODES_AN_HOUR = 10
MOST_CLAIMS = 3  # of one person for one shift, until they hear "no" for good
ANSWER_DAYS = 7
PROOF_KEPT_DAYS = 180
SHORTEST_REASON = 4


def service_minutes(shift: Shift) -> int:
    """The most that a shift is worth: its length without the break."""
    return record_rules.worked_minutes(shift.starts_at, shift.ends_at, shift.break_minutes)


def codes_expire_at(shift: Shift) -> datetime:
    """The last moment at which a code of this shift can be redeemed."""
    return shift.ends_at + timedelta(days=queries.rule_set_of(shift).hour_code_days)


def entered_until(shift: Shift) -> datetime:
    return shift.ends_at + timedelta(days=queries.rule_set_of(shift).late_entry_days)


def served_until(batch: HourCodeBatch) -> datetime:
    """The end of the service that a code stands for."""
    return batch.starts_at + timedelta(minutes=batch.minutes + batch.break_minutes)


def why_no_codes(shift: Shift, minutes: int, size: int, expires_at: datetime, at: datetime) -> Refused | None:
    """Why no such codes can be made for this shift."""
    if shift.state == ShiftState.CANCELLED:
        return Refused(
            "hour_code.cancelled",
            _("This shift has been called off."),
            next_step=_("Make the codes for the shift that takes place."),
        )
    if at >= shift.ends_at:
        return Refused(
            "hour_code.over",
            _("This shift is over, and hour codes are handed out on the spot."),
            next_step=_("Enter the service afterwards instead; it is of grade E then."),
        )
    if not 1 <= minutes <= service_minutes(shift):
        return Refused(
            "hour_code.minutes",
            _("A code is worth at most as much as the shift is long: %(minutes)s minutes without the break.")
            % {"minutes": service_minutes(shift)},
            field="minutes",
            facts={"most_minutes": service_minutes(shift)},
        )
    if not 1 <= size <= MOST_CODES:
        return Refused(
            "hour_code.size",
            _("One batch has from 1 to %(most)s codes.") % {"most": MOST_CODES},
            next_step=_("Make several batches if more people come."),
            field="size",
        )
    if not shift.ends_at < expires_at <= codes_expire_at(shift):
        return Refused(
            "hour_code.expiry",
            _("Codes can be redeemed from the end of the shift, for as many days as the region allows."),
            next_step=_("Choose a moment within these days."),
            field="expires_at",
            facts={"from": shift.ends_at.isoformat(), "until": codes_expire_at(shift).isoformat()},
        )
    return None


def why_not_redeemed(batch: HourCodeBatch, at: datetime) -> Refused | None:
    """Why a code of this batch cannot be redeemed now, by whomever."""
    if batch.withdrawn_at:
        return Refused(
            "hour_code.withdrawn",
            _("The organization has withdrawn these codes. The reason: “%(reason)s”.")
            % {"reason": batch.withdrawn_reason},
            next_step=_("Claim your service under “My service”, or ask the leader."),
        )
    if at < served_until(batch):
        return Refused(
            "hour_code.too_early",
            _("The service that this code stands for is not over yet."),
            next_step=_("Enter the code after the shift; keep the paper until then."),
            facts={"from": served_until(batch).isoformat()},
        )
    if at >= batch.expires_at:
        return Refused(
            "hour_code.expired",
            _("This code has expired."),
            next_step=_("Claim your service under “My service”, with a photo of the paper as proof."),
            facts={"until": batch.expires_at.isoformat()},
        )
    return None


def why_not_claimed(shift: Shift, starts_at: datetime, ends_at: datetime, at: datetime) -> Refused | None:
    """Why these times of this shift cannot be claimed now."""
    if at < shift.ends_at:
        return Refused(
            "claim.not_over",
            _("This shift is not over yet, and only what was served can be claimed."),
            next_step=_("Check out with the leader; claim it afterwards if that was not possible."),
        )
    if at >= queries.claimed_until(shift):
        return Refused(
            "claim.too_late",
            _("Service is claimed within %(days)s days after the shift, and these are over.")
            % {"days": queries.rule_set_of(shift).claim_days},
            next_step=_("Ask the organization: it can enter service for longer."),
            facts={"until": queries.claimed_until(shift).isoformat()},
        )
    return why_outside(shift, starts_at, ends_at)


def why_outside(shift: Shift, starts_at: datetime, ends_at: datetime) -> Refused | None:
    if ends_at <= starts_at:
        return Refused("claim.order", _("The end is not after the start."), field="ends_at")
    if shift.starts_at <= starts_at and ends_at <= shift.ends_at:
        return None
    return Refused(
        "claim.window",
        _("These times lie outside the shift, and time counts within it."),
        next_step=_("Give times between the start and the end of the shift."),
        field="starts_at" if starts_at < shift.starts_at else "ends_at",
        facts={"from": shift.starts_at.isoformat(), "until": shift.ends_at.isoformat()},
    )


def why_not_entered(shift: Shift, at: datetime) -> Refused | None:
    """Why service of this shift cannot be entered afterwards now."""
    if at < shift.ends_at:
        return Refused(
            "late.not_over",
            _("This shift is not over yet."),
            next_step=_("Check people in and out at the desk: what is seen on the spot makes credit hours."),
        )
    if at >= entered_until(shift):
        return Refused(
            "late.too_late",
            _("Service is entered within %(days)s days after the shift, and these are over.")
            % {"days": queries.rule_set_of(shift).late_entry_days},
            next_step=_("Your region sets this limit; only its officer can say whether it should be longer."),
            facts={"until": entered_until(shift).isoformat()},
        )
    return None


def check_reason(reason: str, code: str, message: Promise, *, field: str = "reason") -> str:
    """The reason without blanks around it. Refused where it says nothing."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(code, message, field=field)
    return reason.strip()


def may_see_proof(viewer: Actor, claim: ServiceClaim, shift: Shift) -> bool:
    """Leaders of the organization, whoever claimed, and officers, who look into cases."""
    return (
        organization_rules.can_lead(viewer, shift.organization_id, shift.project_id)
        or identity_rules.may_act_for(viewer, claim.volunteer_id)
        or organization_rules.is_officer_of(viewer, shift.organization)
    )


def is_own(actor: Actor, claim: ServiceClaim, wards: set[UUID]) -> bool:
    """Whether the actor is who claims, who is claimed for, or their guardian: none of them answers the claim."""
    return actor.id in {claim.volunteer_id, claim.claimed_by} or claim.volunteer_id in wards
