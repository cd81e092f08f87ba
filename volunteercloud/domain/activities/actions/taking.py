"""Taking a place in a shift, or one on its waiting list. Inner steps of sign-up.

The place is taken in one conditional statement, so that the row of a popular shift is locked for as short as can be.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from volunteercloud.core.constraints import refused_by
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.core.reading import Given, Reading
from volunteercloud.core.writing import Writing
from volunteercloud.domain.activities import rules
from volunteercloud.domain.activities.models import STANDING, MySignUp, Shift, ShiftState, SignUp, SignUpState
from volunteercloud.domain.identity.models import Volunteer

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
# Somebody who left may come back; who stands, or was declined, is left alone, which the missing row tells.
WRITE_SIGN_UP = """
INSERT INTO activities_signup (organization_id, shift_id, volunteer_id, state, volunteer_name, volunteer_number,
                               queue_position, offered_until, reason, added_by_name, added_reason, signed_up_at, changed_at)
SELECT %(organization_id)s, %(shift_id)s, %(volunteer_id)s, %(state)s, %(name)s, %(number)s,
       place.queue_position, NULL, '', '', '', %(at)s, %(at)s
FROM place
ON CONFLICT (organization_id, shift_id, volunteer_id) DO UPDATE
SET state = EXCLUDED.state, queue_position = EXCLUDED.queue_position, offered_until = NULL, reason = '',
    volunteer_name = EXCLUDED.volunteer_name, signed_up_at = EXCLUDED.signed_up_at, changed_at = EXCLUDED.changed_at
WHERE activities_signup.state IN ('cancelled', 'expired')
RETURNING queue_position
"""
MINE = Writing(
    MySignUp,
    """
    ON CONFLICT (volunteer_id, shift_id) DO UPDATE
    SET during = EXCLUDED.during, state = EXCLUDED.state, rest_minutes = EXCLUDED.rest_minutes,
        changed_at = EXCLUDED.changed_at
    """,
)


def take_place_or_wait(shift: Shift, volunteer: Volunteer, at: datetime, *, asks_first: bool = False) -> SignUp:
    """Guess from the count just read whether there is a place; the conditional statement is the truth. Only at the moment
    a shift fills or empties does the guess fail: then the shift is locked and its count read once more.

    With ``asks_first`` a coordinator approves the place, whatever the post wants."""
    guess = _state_for(shift, asks_first)
    _write_on_persons_side(shift, volunteer, guess, at)
    written = _write_sign_up(shift, volunteer, guess, at)
    if written:
        return written[0]
    _check_may_come(shift, volunteer.id)
    locked = locked_shift(shift.organization_id, shift.id)
    if locked.state == ShiftState.CANCELLED:
        raise Refused(
            "signup.cancelled", _("This shift has been cancelled."), next_step=_("Look for another shift nearby.")
        )
    state = _state_for(locked, asks_first)
    _write_on_persons_side(shift, volunteer, state, at)
    (sign_up,) = _write_sign_up(shift, volunteer, state, at)  # a locked shift takes what its count allows
    return sign_up


def _state_for(shift: Shift, asks_first: bool) -> SignUpState:
    """What a sign-up becomes by the count that was read."""
    if shift.taken >= shift.places:
        return SignUpState.WAITING
    return SignUpState.REQUESTED if shift.post.needs_approval or asks_first else SignUpState.CONFIRMED


def _check_may_come(shift: Shift, volunteer_id: UUID) -> None:
    """Refused to whoever stands on this shift, and to whoever was taken off it."""
    states = SignUp.objects.filter(
        organization_id=shift.organization_id, shift_id=shift.id, volunteer_id=volunteer_id
    ).values_list("state", flat=True)
    state = states.first()
    if state in STANDING:
        raise Refused(
            "signup.already",
            _("You have signed up for this shift already."),
            next_step=_("It stands under “My service”."),
        )
    if state == SignUpState.DECLINED:
        raise rules.declined()


def _write_sign_up(shift: Shift, volunteer: Volunteer, state: SignUpState, at: datetime) -> list[SignUp]:
    """The one sign-up, or none where the count or an earlier sign-up of the person says otherwise."""
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
        rows = cursor.fetchall()
    return [
        SignUp(
            organization_id=shift.organization_id,
            shift_id=shift.id,
            volunteer_id=volunteer.id,
            state=state,
            volunteer_name=volunteer.name,
            volunteer_number=volunteer.number,
            queue_position=queue_position,
            signed_up_at=at,
            changed_at=at,
        )
        for (queue_position,) in rows
    ]


def _write_on_persons_side(shift: Shift, volunteer: Volunteer, state: SignUpState, at: datetime) -> None:
    """The volunteer's copy, which the database refuses if a place is held elsewhere at that time."""
    with refused_by("my_signup_no_overlap", rules.clash):
        MINE.write(persons_side(shift, volunteer, state, at))


def persons_side(shift: Shift, volunteer: Volunteer, state: SignUpState, at: datetime) -> MySignUp:
    """A sign-up as the volunteer's side keeps it."""
    activity, post = shift.activity, shift.post
    return MySignUp(
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
        rest_minutes=shift.post.rest_minutes or 0,
        changed_at=at,
    )


# Not a lock against who only points at the person: foreign keys ask for less.
VOLUNTEER = Reading(lambda: Volunteer.objects.select_for_update(no_key=True).filter(id=Given("id")))


def held_volunteer(volunteer_id: UUID) -> Volunteer:
    """The person, held first by every step of theirs, so that their windows and devices take turns."""
    volunteer = VOLUNTEER.one(id=volunteer_id)
    if volunteer is None:
        raise NotFound
    return volunteer


def locked_shift(organization_id: UUID, shift_id: UUID) -> Shift:
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
