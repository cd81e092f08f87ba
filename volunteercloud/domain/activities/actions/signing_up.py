"""Sign-up 报名: taking a place, waiting for one, leaving it, being offered one, being approved."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import choices, commitments, queries, rules
from volunteercloud.domain.activities.models import (
    HOLDING,
    STANDING,
    Shift,
    SignUp,
    SignUpState,
)
from volunteercloud.domain.hooks.kinds import Kind
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import RuleSet

from .closing import call_off
from .exchanging import withdraw_covers
from .offering import change, notify, pass_place_on, tell_hooks
from .taking import held_volunteer, locked_shift, take_place_or_wait
from .telling import leave_entry


@retried
def sign_up(*, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime) -> SignUp:
    """Take a place in a shift, or one on its waiting list when it is full; for oneself or a ward.

    Refused with the first reason of `rules.why_not`, when already signed up (`signup.already`), and when a place is
    held elsewhere at that time (`signup.clash`). After several unexcused absences a coordinator approves it first.
    """
    shift = queries.shift(organization_id, shift_id)
    volunteer = held_volunteer(volunteer_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    person = _candidate(volunteer, shift, rule_set, at)
    refusal = rules.why_not(shift, person, rule_set, at)
    if refusal:
        raise refusal

    sign_up = take_place_or_wait(shift, volunteer, at, asks_first=rules.asks_first(person, rule_set, at) is not None)

    _tell(actor, "activities.signed_up", shift, sign_up, at)
    if shift.is_heard:
        tell_hooks(Kind.SIGNUP_MADE, [sign_up], at)
    return sign_up


@retried
def cancel_sign_up(*, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime) -> SignUp:
    """Give a place back, or leave the waiting list, or turn an offer down; the next who waits is offered the place.

    A held place can be given back until some time before the start (`signup.too_late_to_cancel`).
    """
    held_volunteer(volunteer_id)
    shift = locked_shift(organization_id, shift_id)
    sign_up = _standing(organization_id, shift_id, volunteer_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    last_moment = shift.starts_at - timedelta(minutes=rule_set.cancel_before_minutes)
    if sign_up.state == SignUpState.CONFIRMED and at > last_moment:
        raise Refused(
            "signup.too_late_to_cancel",
            _("It is too late to leave this shift here: others count on you."),
            next_step=_("Call the contact of the project, who can take you off the roster."),
            facts={"until": last_moment.isoformat()},
        )

    _end(shift, sign_up, SignUpState.CANCELLED, at)

    _tell(actor, "activities.signup_cancelled", shift, sign_up, at)
    return sign_up


@retried
def accept_offer(*, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime) -> SignUp:
    """Take up an offered place in time; where the coordinator approves each sign-up, this one waits for that.

    Refused when the offer has lapsed (`signup.offer_over`), and for what has come to stand against the person or the
    organization since (`rules.why_no_longer`).
    """
    volunteer = held_volunteer(volunteer_id)
    shift = locked_shift(organization_id, shift_id)
    sign_up = _standing(organization_id, shift_id, volunteer_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    if sign_up.state in (SignUpState.REQUESTED, SignUpState.CONFIRMED):
        return sign_up
    if sign_up.state != SignUpState.OFFERED or sign_up.offered_until is None or at >= sign_up.offered_until:
        raise Refused(
            "signup.offer_over",
            _("The place is no longer held for you."),
            next_step=_("You can join the waiting list again."),
        )
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    person = _candidate(volunteer, shift, rule_set, at)
    refusal = rules.why_no_longer(shift, person, rule_set)
    if refusal:
        raise refusal

    is_asked = shift.post.needs_approval or rules.asks_first(person, rule_set, at)
    change(sign_up, SignUpState.REQUESTED if is_asked else SignUpState.CONFIRMED, at)

    _tell(actor, "activities.offer_accepted", shift, sign_up, at)
    return sign_up


@retried
def expire_offer(*, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime) -> SignUp:
    """Let an offer lapse that was not taken up; the next who waits is offered the place. Run by the job worker."""
    shift = locked_shift(organization_id, shift_id)
    sign_up = _standing(organization_id, shift_id, volunteer_id)

    if not actor.is_system:
        raise NotAllowed("signup.not_yours")

    if sign_up.state != SignUpState.OFFERED or sign_up.offered_until is None or at < sign_up.offered_until:
        return sign_up

    _end(shift, sign_up, SignUpState.EXPIRED, at)

    _tell(actor, "activities.offer_expired", shift, sign_up, at)
    return sign_up


@retried
def decide_sign_up(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_id: UUID,
    approve: bool,
    reason: str = "",
    at: datetime,
) -> SignUp:
    """A coordinator approves a request, or takes somebody off the roster with a reason (`signup.reason`), for good.

    Nobody is taken off once the shift has begun (`signup.begun`): who did not come is marked absent.
    """
    shift = locked_shift(organization_id, shift_id)
    sign_up = _standing(organization_id, shift_id, volunteer_id)

    if not organization_rules.can_manage(actor, organization_id, shift.project_id):
        raise NotAllowed("organization.not_manager")

    if approve and sign_up.state != SignUpState.REQUESTED:
        raise Refused("signup.not_requested", _("This sign-up does not wait for approval."))
    if not approve and at >= shift.starts_at:
        raise Refused(
            "signup.begun",
            _("This shift has begun, so nobody is taken off its roster any more."),
            next_step=_("Mark who did not come as absent."),
        )
    if not approve and len(reason.strip()) < 4:
        raise Refused(
            "signup.reason",
            _("Say why, in a sentence: the person is told."),
            field="reason",
        )

    if approve:
        change(sign_up, SignUpState.CONFIRMED, at)
    else:
        sign_up.reason = reason.strip()[:300]
        _end(shift, sign_up, SignUpState.DECLINED, at)

    name = "activities.signup_approved" if approve else "activities.signup_declined"
    _tell(actor, name, shift, sign_up, at)
    notify(actor, "signup_approved" if approve else "signup_declined", shift, sign_up, at, reason=sign_up.reason)
    return sign_up


@retried
def cancel_shift(*, actor: Actor, organization_id: UUID, shift_id: UUID, reason: str, at: datetime) -> Shift:
    """Call a shift off with a reason that everybody on it is told (`shift.reason`). Not once it has begun (`shift.begun`)."""
    shift = locked_shift(organization_id, shift_id)

    if not organization_rules.can_manage(actor, organization_id, shift.project_id):
        raise NotAllowed("organization.not_manager")

    if at >= shift.starts_at:
        raise Refused("shift.begun", _("This shift has begun; it can no longer be called off."))
    if len(reason.strip()) < 4:
        raise Refused("shift.reason", _("Say why, in a sentence: everybody signed up is told."), field="reason")

    call_off(actor, shift, reason, at)

    leave_entry(actor, "activities.shift_cancelled", shift, at, reason=reason.strip()[:300])
    return shift


def _candidate(volunteer: Volunteer, shift: Shift, rule_set: RuleSet, at: datetime) -> rules.Candidate:
    calendar = commitments.calendars([volunteer.id], [shift], rule_set, at)[volunteer.id]
    return choices.candidate_of(volunteer, at, calendar)


def _standing(organization_id: UUID, shift_id: UUID, volunteer_id: UUID) -> SignUp:
    sign_up = SignUp.objects.filter(
        organization_id=organization_id, shift_id=shift_id, volunteer_id=volunteer_id, state__in=STANDING
    ).first()
    if sign_up is None:
        raise NotFound
    return sign_up


def _end(shift: Shift, sign_up: SignUp, state: SignUpState, at: datetime) -> None:
    held_a_place = sign_up.state in HOLDING
    change(sign_up, state, at)
    if held_a_place:
        withdraw_covers(shift, sign_up.volunteer_id)
        pass_place_on(shift, at)


def _tell(actor: Actor, name: str, shift: Shift, sign_up: SignUp, at: datetime) -> None:
    leave_entry(actor, name, shift, at, volunteer=str(sign_up.volunteer_id), state=sign_up.state)
