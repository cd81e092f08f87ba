"""Sign-up 报名: taking a place, waiting for one, leaving it, being offered one, being approved.

The hot path takes its place in one conditional statement, last before the audit entry, so that the row of a popular
shift is locked for as short as can be.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import choices, queries, rules
from volunteercloud.domain.activities.models import (
    HOLDING,
    STANDING,
    Listing,
    MySignUp,
    Shift,
    ShiftState,
    SignUp,
    SignUpState,
)
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries

from .offering import change, notify, pass_place_on

TAKE_PLACE = """
WITH place AS (
    UPDATE activities_shift SET taken = taken + 1
    WHERE organization_id = %(organization_id)s AND id = %(shift_id)s AND state = 'open' AND taken < places
    RETURNING NULL::integer AS queue_position
)"""
JOIN_WAITING_LIST = """
WITH place AS (
    UPDATE activities_shift SET queued = queued + 1
    WHERE organization_id = %(organization_id)s AND id = %(shift_id)s AND state = 'open' AND taken >= places
    RETURNING queued AS queue_position
)"""
# Somebody who left may come back; somebody who stands is left alone, which the missing row tells.
WRITE_SIGN_UP = """
INSERT INTO activities_signup (organization_id, shift_id, volunteer_id, state, volunteer_name, volunteer_number,
                               queue_position, offered_until, reason, signed_up_at, changed_at)
SELECT %(organization_id)s, %(shift_id)s, %(volunteer_id)s, %(state)s, %(name)s, %(number)s,
       place.queue_position, NULL, '', %(at)s, %(at)s
FROM place
ON CONFLICT (organization_id, shift_id, volunteer_id) DO UPDATE
SET state = EXCLUDED.state, queue_position = EXCLUDED.queue_position, offered_until = NULL, reason = '',
    volunteer_name = EXCLUDED.volunteer_name, signed_up_at = EXCLUDED.signed_up_at, changed_at = EXCLUDED.changed_at
WHERE activities_signup.state IN ('cancelled', 'declined', 'expired')
RETURNING queue_position
"""


@transaction.atomic
def sign_up(*, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime) -> SignUp:
    """Take a place in a shift, or one on its waiting list when it is full; for oneself or a ward.

    Refused with the first reason of `rules.why_not`, when already signed up (`signup.already`), and when a place is
    held elsewhere at that time (`signup.clash`).
    """
    shift = queries.shift(organization_id, shift_id)
    volunteer = identity_queries.volunteer(volunteer_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    refusal = rules.why_not(shift, choices.candidate_of(volunteer, at), rule_set, at)
    if refusal:
        raise refusal

    sign_up = _take_place_or_wait(shift, volunteer, at)

    audit.record(
        actor,
        "activities.signed_up",
        at=at,
        owner_id=organization_id,
        subject=("shift", shift_id, shift.activity.title),
        region_code=shift.activity.region_id,
        facts={"volunteer": str(volunteer_id), "state": sign_up.state},
    )
    return sign_up


@transaction.atomic
def cancel_sign_up(*, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime) -> SignUp:
    """Give a place back, or leave the waiting list, or turn an offer down; the next who waits is offered the place.

    A held place can be given back until some time before the start (`signup.too_late_to_cancel`).
    """
    shift = _locked_shift(organization_id, shift_id)
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


@transaction.atomic
def accept_offer(*, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime) -> SignUp:
    """Take up an offered place in time. Refused when the offer has lapsed (`signup.offer_over`)."""
    shift = _locked_shift(organization_id, shift_id)
    sign_up = _standing(organization_id, shift_id, volunteer_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    if sign_up.state == SignUpState.CONFIRMED:
        return sign_up
    if sign_up.state != SignUpState.OFFERED or sign_up.offered_until is None or at >= sign_up.offered_until:
        raise Refused(
            "signup.offer_over",
            _("The place is no longer held for you."),
            next_step=_("You can join the waiting list again."),
        )

    change(sign_up, SignUpState.CONFIRMED, at)

    _tell(actor, "activities.offer_accepted", shift, sign_up, at)
    return sign_up


@transaction.atomic
def expire_offer(*, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime) -> SignUp:
    """Let an offer lapse that was not taken up; the next who waits is offered the place. Run by the job worker."""
    shift = _locked_shift(organization_id, shift_id)
    sign_up = _standing(organization_id, shift_id, volunteer_id)

    if not actor.is_system:
        raise NotAllowed("signup.not_yours")

    if sign_up.state != SignUpState.OFFERED or sign_up.offered_until is None or at < sign_up.offered_until:
        return sign_up

    _end(shift, sign_up, SignUpState.EXPIRED, at)

    _tell(actor, "activities.offer_expired", shift, sign_up, at)
    return sign_up


@transaction.atomic
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
    """A coordinator approves a request, or takes somebody off the roster with a reason (`signup.reason`)."""
    shift = _locked_shift(organization_id, shift_id)
    sign_up = _standing(organization_id, shift_id, volunteer_id)

    if not organization_rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    if approve and sign_up.state != SignUpState.REQUESTED:
        raise Refused("signup.not_requested", _("This sign-up does not wait for approval."))
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


@transaction.atomic
def cancel_shift(*, actor: Actor, organization_id: UUID, shift_id: UUID, reason: str, at: datetime) -> Shift:
    """Call a shift off with a reason that everybody on it is told (`shift.reason`). Not once it has begun (`shift.begun`)."""
    shift = _locked_shift(organization_id, shift_id)

    if not organization_rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    if at >= shift.starts_at:
        raise Refused("shift.begun", _("This shift has begun; it can no longer be called off."))
    if len(reason.strip()) < 4:
        raise Refused("shift.reason", _("Say why, in a sentence: everybody signed up is told."), field="reason")

    shift.state = ShiftState.CANCELLED
    shift.taken = 0
    shift.save(update_fields=["state", "taken"])
    Listing.objects.filter(shift_id=shift_id).delete()
    for sign_up in SignUp.objects.filter(
        organization_id=organization_id, shift_id=shift_id, state__in=STANDING
    ).order_by("volunteer_id"):
        sign_up.reason = reason.strip()[:300]
        change(sign_up, SignUpState.DECLINED, at)
        notify(actor, "shift_cancelled", shift, sign_up, at, reason=sign_up.reason)

    audit.record(
        actor,
        "activities.shift_cancelled",
        at=at,
        owner_id=organization_id,
        subject=("shift", shift_id, shift.activity.title),
        region_code=shift.activity.region_id,
        facts={"reason": reason.strip()[:300]},
    )
    return shift


def _take_place_or_wait(shift: Shift, volunteer: Volunteer, at: datetime) -> SignUp:
    """Guess from the count just read whether there is a place; the conditional statement is the truth. Only at the moment
    a shift fills or empties does the guess fail: then the shift is locked and its count read once more."""
    guess = _state_for(shift)
    _write_on_persons_side(shift, volunteer, guess, at)
    written = _write_sign_up(shift, volunteer, guess, at)
    if written:
        return written
    _check_not_standing(shift, volunteer.id)
    locked = _locked_shift(shift.organization_id, shift.id)
    if locked.state == ShiftState.CANCELLED:
        raise Refused(
            "signup.cancelled", _("This shift has been cancelled."), next_step=_("Look for another shift nearby.")
        )
    state = _state_for(locked)
    _write_on_persons_side(shift, volunteer, state, at)
    written = _write_sign_up(shift, volunteer, state, at)
    if written is None:
        _check_not_standing(shift, volunteer.id)
        raise RuntimeError("a locked shift refused what its count allows")
    return written


def _state_for(shift: Shift) -> SignUpState:
    """What a sign-up becomes by the count that was read."""
    if shift.taken >= shift.places:
        return SignUpState.WAITING
    return SignUpState.REQUESTED if shift.post.needs_approval else SignUpState.CONFIRMED


def _check_not_standing(shift: Shift, volunteer_id: UUID) -> None:
    standing = SignUp.objects.filter(
        organization_id=shift.organization_id, shift_id=shift.id, volunteer_id=volunteer_id, state__in=STANDING
    )
    if standing.exists():
        raise Refused(
            "signup.already",
            _("You have signed up for this shift already."),
            next_step=_("It stands under “My service”."),
        )


def _write_sign_up(shift: Shift, volunteer: Volunteer, state: SignUpState, at: datetime) -> SignUp | None:
    take = JOIN_WAITING_LIST if state == SignUpState.WAITING else TAKE_PLACE
    values: dict[str, Any] = {
        "organization_id": shift.organization_id,
        "shift_id": shift.id,
        "volunteer_id": volunteer.id,
        "state": state.value,
        "name": volunteer.name,
        "number": volunteer.number,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(take + WRITE_SIGN_UP, values)
        row = cursor.fetchone()
    if row is None:
        return None
    return SignUp(
        organization_id=shift.organization_id,
        shift_id=shift.id,
        volunteer_id=volunteer.id,
        state=state,
        volunteer_name=volunteer.name,
        volunteer_number=volunteer.number,
        queue_position=row[0],
        signed_up_at=at,
        changed_at=at,
    )


def _write_on_persons_side(shift: Shift, volunteer: Volunteer, state: SignUpState, at: datetime) -> None:
    """The volunteer's copy, which the database refuses if a place is held elsewhere at that time."""
    activity, post = shift.activity, shift.post
    mine = MySignUp(
        volunteer_id=volunteer.id,
        shift_id=shift.id,
        organization_id=shift.organization_id,
        organization_name=shift.organization.name,
        project_id=shift.project_id,
        title=activity.title,
        title_en=activity.title_en,
        post=post.name,
        post_en=post.name_en,
        place=activity.place,
        place_en=activity.place_en,
        during=TimestamptzRange(shift.starts_at, shift.ends_at),
        state=state,
        changed_at=at,
    )
    try:
        MySignUp.objects.bulk_create(
            [mine],
            update_conflicts=True,
            unique_fields=["volunteer", "shift_id"],
            update_fields=["during", "state", "changed_at"],
        )
    except IntegrityError as error:
        if broken_by(error).startswith("my_signup_no_overlap"):
            raise rules.clash() from error
        raise


def _locked_shift(organization_id: UUID, shift_id: UUID) -> Shift:
    """The shift, locked first in everything that frees or moves places, so that these wait for each other in one order."""
    shift = (
        Shift.objects.select_for_update(of=("self",))
        .select_related("organization", "post", "activity")
        .filter(organization_id=organization_id, id=shift_id)
        .first()
    )
    if shift is None:
        raise NotFound
    return shift


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
        pass_place_on(shift, at)


def _tell(actor: Actor, name: str, shift: Shift, sign_up: SignUp, at: datetime) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=shift.organization_id,
        subject=("shift", shift.id, shift.activity.title),
        region_code=shift.activity.region_id,
        facts={"volunteer": str(sign_up.volunteer_id), "state": sign_up.state},
    )
