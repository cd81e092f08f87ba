"""A place that passes from one person to another, and requests for cover that end with it. Inner steps; the people are held
and the shift is locked by then, so that there is no moment without a holder and none with two."""

from datetime import datetime
from uuid import UUID

from volunteercloud.core.constraints import refused_by
from volunteercloud.core.writing import Writing
from volunteercloud.domain.activities import rules
from volunteercloud.domain.activities.models import HOLDING, Shift, SignUp, SignUpState
from volunteercloud.domain.activities.stand_ins import PENDING, Cover, CoverState
from volunteercloud.domain.hooks.kinds import Kind
from volunteercloud.domain.identity.models import Volunteer

from .offering import change, tell_hooks
from .taking import MINE, persons_side

# Who left, waited or let an offer lapse comes back; who holds a place is never written here.
COMES = Writing(
    SignUp,
    """
    ON CONFLICT (organization_id, shift_id, volunteer_id) DO UPDATE
    SET state = EXCLUDED.state, queue_position = NULL, offered_until = NULL, reason = '',
        volunteer_name = EXCLUDED.volunteer_name, added_by = NULL, added_by_name = '', added_reason = '',
        signed_up_at = EXCLUDED.signed_up_at, changed_at = EXCLUDED.changed_at
    WHERE activities_signup.state NOT IN ('requested', 'confirmed', 'offered', 'declined')
    """,
)


def withdraw_covers(shift: Shift, giver_id: UUID) -> None:
    """Whoever gives up their place needs nobody in it any more."""
    Cover.objects.filter(
        organization_id=shift.organization_id, shift_id=shift.id, giver_id=giver_id, state__in=PENDING
    ).update(state=CoverState.WITHDRAWN)


def holder(shift: Shift, volunteer_id: UUID) -> SignUp:
    """The settled place of a person in a shift, held. Refused without one (`cover.no_place`)."""
    sign_up = (
        SignUp.objects.select_for_update(no_key=True)
        .filter(organization_id=shift.organization_id, shift_id=shift.id, volunteer_id=volunteer_id)
        .first()
    )
    if sign_up is None or sign_up.state != SignUpState.CONFIRMED:
        raise rules.no_place()
    return sign_up


def check_may_hold(shift: Shift, volunteer_id: UUID) -> None:
    """Refused to whoever holds a place in this shift, and to whoever a coordinator took off it."""
    state = (
        SignUp.objects.filter(organization_id=shift.organization_id, shift_id=shift.id, volunteer_id=volunteer_id)
        .values_list("state", flat=True)
        .first()
    )
    if state in HOLDING:
        raise rules.holds_place()
    if state == SignUpState.DECLINED:
        raise rules.declined()


def leave_place(sign_up: SignUp, at: datetime) -> None:
    """One side of a hand-over: the place is nobody's until `come_in` in the same transaction."""
    change(sign_up, SignUpState.CANCELLED, at)


def come_in(shift: Shift, volunteer: Volunteer, at: datetime) -> SignUp:
    """The other side. The count stays: whoever had the place has left it, or it was added by the caller.

    Refused by the database to whoever serves elsewhere at that time (`signup.clash`)."""
    with refused_by("my_signup_no_overlap", rules.clash):
        MINE.write(persons_side(shift, volunteer, SignUpState.CONFIRMED, at))
    sign_up = SignUp(
        organization_id=shift.organization_id,
        shift_id=shift.id,
        volunteer_id=volunteer.id,
        state=SignUpState.CONFIRMED,
        volunteer_name=volunteer.name,
        volunteer_number=volunteer.number,
        signed_up_at=at,
        changed_at=at,
    )
    if not COMES.write(sign_up):
        raise rules.holds_place()
    tell_hooks(Kind.SIGNUP_MADE, [sign_up], at)
    return sign_up
