"""Service that is proved otherwise than by scans: who has that evidence hands it over here, and the roster and the record
follow in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.core.transactions import retried
from volunteercloud.core.writing import row_of
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.attendance.models import Attendance, AttendanceState
from volunteercloud.domain.organizations import rules as organization_rules

from .proving import Confirmed, Evidence, Proved, ShiftHeld, prove, scans_told


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One person's service with the evidence for it. ``trail`` says step by step why the grade is what it is.

    ``late_reason`` is why it comes after the event; ``recorder`` who entered the times, the actor where left out.
    """

    volunteer_id: UUID
    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0
    method: str
    grade: str
    trail: list[dict[str, Any]] = field(default_factory=list)
    explanation: str = ""
    late_reason: str = ""
    recorder_id: UUID | None = None
    recorder_name: str = ""


@retried
def settle(
    *, actor: Actor, organization_id: UUID, shift_id: UUID, served: Sequence[Served], at: datetime
) -> list[Confirmed]:
    """Confirm people of one shift's roster by other evidence; each gets a record or the reason why there is none.

    The caller has asked whether this actor may; here it is asked that the person is on the roster with a settled place
    (`attendance.not_on_roster` …), that nothing else has been confirmed for them (`attendance.settled`), and that the
    actor is neither the person nor the guardian (`attendance.own`). The same evidence again gives the same record. Times
    a little outside the shift count within it. In the order given; one statement per table whatever the number.
    """
    held = ShiftHeld.of(actor, organization_id, shift_id, {each.volunteer_id for each in served})
    organization_rules.check_active(held.shift.organization)
    outcomes: dict[int, Confirmed] = {}
    waiting = list(enumerate(served))
    while waiting:
        # Who is named twice is taken twice: the second time it is known what became of the first.
        turn: dict[UUID, tuple[int, Served]] = {}
        for place, each in waiting:
            turn.setdefault(each.volunteer_id, (place, each))
        taken = {place for place, _each in turn.values()}
        waiting = [(place, each) for place, each in waiting if place not in taken]
        answers = _settle(held, list(turn.values()), at)
        outcomes |= answers
    return [outcomes[place] for place in range(len(served))]


def _settle(held: ShiftHeld, turn: Sequence[tuple[int, Served]], at: datetime) -> dict[int, Confirmed]:
    answers: dict[int, Confirmed] = {}
    proved: list[tuple[int, Proved]] = []
    for place, served in turn:
        there = held.attendances.get(served.volunteer_id)
        refusal = held.why_not(served.volunteer_id)
        if there and there.state == AttendanceState.CONFIRMED:
            same = _said(there) == (served.method, served.starts_at, served.ends_at)
            answers[place] = Confirmed(
                served.volunteer_id, there.record_id if same else None, None if same else _settled_otherwise()
            )
        elif refusal:
            answers[place] = Confirmed(served.volunteer_id, None, refusal)
        else:
            proved.append((place, _proved(held, served, there)))
    confirmed = prove(held, [each for _place, each in proved], at)
    return answers | {place: each for (place, _proved), each in zip(proved, confirmed, strict=True)}


def _said(attendance: Attendance) -> tuple[str, datetime | None, datetime | None]:
    return attendance.in_method, attendance.in_at, attendance.out_at


def _settled_otherwise() -> Refused:
    return Refused(
        "attendance.settled",
        _("The service of this person on this shift has been confirmed already, with other evidence or other times."),
        next_step=_("If those times are wrong, correct the record."),
    )


def _proved(held: ShiftHeld, served: Served, there: Attendance | None) -> Proved:
    recorder_id, recorder_name = served.recorder_id, served.recorder_name
    if recorder_id is None:
        recorder_id, recorder_name = held.actor.id, held.actor.label
    attendance = row_of(
        Attendance,
        organization_id=held.shift.organization_id,
        shift_id=held.shift.id,
        volunteer_id=served.volunteer_id,
        state=AttendanceState.LEFT.value,
        in_at=served.starts_at,
        in_method=served.method,
        in_actor_id=recorder_id,
        in_actor_name=recorder_name,
        in_distance_metres=None,
        in_note="",
        out_at=served.ends_at,
        out_method=served.method,
        out_actor_id=recorder_id,
        out_actor_name=recorder_name,
        out_distance_metres=None,
        out_note="",
    )
    starts_at, ends_at = _within(held.shift, held.tolerance, served)
    evidence = Evidence(
        starts_at=starts_at,
        ends_at=ends_at,
        break_minutes=served.break_minutes,
        grade=served.grade,
        recorder_id=recorder_id,
        recorder_name=recorder_name,
        # What had been scanned before this evidence settled it stays told.
        trail=[*(scans_told(there, held.shift.activity) if there else []), *served.trail],
        explanation=served.explanation,
        late_reason=served.late_reason,
    )
    return Proved(attendance, evidence)


def _within(shift: Shift, tolerance: timedelta, served: Served) -> tuple[datetime, datetime]:
    """Times a little before or after the shift are cut to it; others stay as they are, for the rules to refuse."""
    starts_at, ends_at = served.starts_at, served.ends_at
    if shift.starts_at - tolerance <= starts_at < shift.starts_at:
        starts_at = shift.starts_at
    if shift.ends_at < ends_at <= shift.ends_at + tolerance:
        ends_at = shift.ends_at
    return starts_at, ends_at
