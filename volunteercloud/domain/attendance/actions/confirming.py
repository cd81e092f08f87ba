"""Confirmation: a leader's word that somebody served, and the service record that follows in the same transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import absences
from volunteercloud.domain.activities.models import AbsenceKind
from volunteercloud.domain.attendance import rules
from volunteercloud.domain.attendance.models import Attendance, AttendanceState
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.records.models import Grade

from .presence import allow_leader, on_roster, tell
from .proving import Confirmed, Evidence, Proved, ShiftHeld, prove, scans_told


@retried
def confirm(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_ids: list[UUID],
    at: datetime,
    explanation: str = "",
) -> list[Confirmed]:
    """A leader confirms who served; each confirmed attendance becomes a service record in this transaction.

    Each person stands for themselves: one who is refused (overlap, too short, over the day's cap, not checked out, taken
    off the roster, the leader or the leader's child) does not hold up the others. Who was never seen is left out.
    """
    if not activity_queries.leads(actor, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")

    held = ShiftHeld.of(actor, organization_id, shift_id, set(volunteer_ids))
    if held.attendances:
        organization_rules.check_active(held.shift.organization)

    settled = {each.volunteer_id: _settled(held, each) for each in held.attendances.values()}
    proved = [_proved(held, held.attendances[who], explanation) for who, answer in settled.items() if answer is None]
    confirmed = {each.volunteer_id: each for each in prove(held, proved, at)}
    return [answer or confirmed[who] for who, answer in settled.items()]


@transaction.atomic
def mark_absent(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_id: UUID,
    kind: AbsenceKind = AbsenceKind.UNEXCUSED,
    reason: str = "",
    at: datetime,
) -> Attendance:
    """A leader states that somebody on the roster did not come, with an excuse or without; stated otherwise later, that holds.

    The person is told of an unexcused absence, and may answer to it. Refused before the shift has begun
    (`attendance.not_begun`), once they have checked in (`attendance.present`), and for an excuse without a reason
    (`absence.reason`).
    """
    allow_leader(actor, organization_id, shift_id, volunteer_id)
    sign_up = on_roster(organization_id, shift_id, volunteer_id)

    if at <= sign_up.shift.starts_at:
        raise Refused(
            "attendance.not_begun",
            _("The shift has not begun, so nobody is missing yet."),
            next_step=_("If somebody can’t come, a coordinator takes them off the roster."),
        )
    attendance, created = Attendance.objects.get_or_create(
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        defaults={"state": AttendanceState.ABSENT},
    )
    if not created and attendance.state != AttendanceState.ABSENT:
        raise Refused("attendance.present", _("This person has checked in already."))
    absences.note_absence(actor, sign_up.shift, sign_up, kind, reason, at)

    tell(actor, "attendance.marked_absent", sign_up, at, {"kind": kind} | ({"reason": reason} if reason else {}))
    return attendance


def _settled(held: ShiftHeld, attendance: Attendance) -> Confirmed | None:
    """The answer that needs no record: there is one already, or there can be none."""
    volunteer_id = attendance.volunteer_id
    if attendance.state == AttendanceState.CONFIRMED:
        return Confirmed(volunteer_id, attendance.record_id, None)
    refusal = held.why_not(volunteer_id)
    if refusal is None and attendance.state != AttendanceState.LEFT:
        refusal = Refused(
            "attendance.not_out", _("This person has not checked out."), next_step=_("Check them out first.")
        )
    return Confirmed(volunteer_id, None, refusal) if refusal else None


def _proved(held: ShiftHeld, attendance: Attendance, explanation: str) -> Proved:
    """Time counts within the shift: who comes early or leaves late gets an overlap with the next shift otherwise, and
    hours that nobody planned."""
    shift = held.shift
    if attendance.in_at is None or attendance.out_at is None:
        raise AssertionError("the database keeps both times of whoever has left")
    starts_at = max(attendance.in_at, shift.starts_at)
    grade = rules.grade_of(attendance, shift.activity)
    evidence = Evidence(
        starts_at=starts_at,
        ends_at=max(starts_at, min(attendance.out_at, shift.ends_at)),
        break_minutes=shift.break_minutes,
        grade=grade,
        recorder_id=attendance.out_actor_id,
        recorder_name=attendance.out_actor_name,
        trail=scans_told(attendance, shift.activity),
        explanation=explanation,
        late_reason=attendance.in_note if grade == Grade.E else "",
    )
    return Proved(attendance, evidence)
