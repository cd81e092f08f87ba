"""When and where one may check in and out, and which evidence grade two scans make."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities.models import Activity, Shift, SignUpState
from volunteercloud.domain.records.models import Grade
from volunteercloud.domain.regions.models import RuleSet

from .models import Attendance, Method

LATEST_ARRIVAL = timedelta(hours=72)  # so long after it was made a scan is taken without a question
ABOUT_A_SHIFT = timedelta(hours=1)  # who is scanned elsewhere so near to their shift was expected there


def not_on_roster() -> Refused:
    return Refused(
        "attendance.not_on_roster",
        _("This person is not on the roster of this shift."),
        next_step=_("Check the shift. A record needs a sign-up first: let them sign up, then scan again."),
    )


def why_not_expected(sign_up: str) -> Refused | None:
    """Why somebody whose sign-up is in this state cannot serve: only a settled place is one on the roster."""
    if sign_up == SignUpState.CONFIRMED:
        return None
    if sign_up == SignUpState.REQUESTED:
        return Refused(
            "attendance.not_approved",
            _("A coordinator has not approved this sign-up yet."),
            next_step=_("Ask a coordinator to approve it, then scan again."),
        )
    if sign_up == SignUpState.OFFERED:
        return Refused(
            "attendance.not_accepted",
            _("A place was offered to this person, who has not accepted it yet."),
            next_step=_("It is accepted under “My service”; then scan again."),
        )
    return not_on_roster()


def meeting() -> Refused:
    return Refused(
        "attendance.meeting",
        _("This is a meeting: who was there is kept on the roster, and no record comes of it."),
        next_step=_("For time that counts, plan a shift of a post that serves."),
    )


def confirmed() -> Refused:
    return Refused(
        "attendance.confirmed",
        _("This attendance is confirmed and has become a record."),
        next_step=_("If its times are wrong, correct the record."),
    )


def check_in_window(shift: Shift, rule_set: RuleSet, at: datetime) -> Refused | None:
    opens = shift.starts_at - timedelta(minutes=rule_set.check_in_opens_minutes)
    if at < opens:
        return Refused(
            "attendance.too_early",
            _("Check-in has not opened yet."),
            next_step=_("It opens %(minutes)s minutes before the shift.")
            % {"minutes": rule_set.check_in_opens_minutes},
            facts={"opens_at": opens.isoformat()},
        )
    return check_in_over() if at >= shift.ends_at else None


def check_in_over() -> Refused:
    return Refused(
        "attendance.over",
        _("This shift is over; nobody can check in any more."),
        next_step=_("If you were there, tell the leader."),
    )


def check_out_window(shift: Shift, rule_set: RuleSet, at: datetime) -> Refused | None:
    closes = shift.ends_at + timedelta(minutes=rule_set.check_out_closes_minutes)
    if at > closes:
        return Refused(
            "attendance.closed",
            _("This shift ended too long ago to check out now."),
            next_step=_("The leader can settle the roster with you."),
            facts={"closed_at": closes.isoformat()},
        )
    return None


def too_far(distance: int | None, rule_set: RuleSet) -> Refused | None:
    if distance is None or distance <= rule_set.check_in_radius_metres:
        return None
    return Refused(
        "attendance.elsewhere",
        _("You are about %(metres)s metres from the place of this activity.") % {"metres": distance},
        next_step=_("Go to the meeting point and scan again, or ask the leader to check you in."),
        facts={"distance_metres": distance, "radius_metres": rule_set.check_in_radius_metres},
    )


def grade_of(attendance: Attendance, activity: Activity) -> Grade:
    """A for one's own scan of the rotating code in and out, in the activity's place, which a leader then confirms; E where
    a leader states both ends, so that no scan is left to prove either; else B (PRODUCT.md, rule 2).

    An end that was closed by itself, or scanned without telling where, proves less than A. Times that reach beyond what
    was scanned are stated at both ends (`actions.timing`).
    """
    methods = {attendance.in_method, attendance.out_method}
    if methods == {Method.CODE} and not lacks_position(attendance, activity):
        return Grade.A
    return Grade.E if methods <= {Method.SET, Method.CLOSED} else Grade.B


def lacks_position(attendance: Attendance, activity: Activity) -> bool:
    """Whether the activity has a point on the map and one of two own scans did not tell where it was made."""
    is_own = attendance.in_method == attendance.out_method == Method.CODE
    has_point = activity.latitude is not None and activity.longitude is not None
    return is_own and has_point and None in (attendance.in_distance_metres, attendance.out_distance_metres)
