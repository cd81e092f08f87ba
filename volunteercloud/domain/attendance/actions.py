from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.activities.models import HOLDING, SignUp
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.regions import queries as region_queries

from . import passes, rules
from .models import Attendance, AttendanceState, Direction, Method, Scan

NOT_ON_ROSTER = Refused(
    "attendance.not_on_roster",
    _("This person is not on the roster of this shift."),
    next_step=_("Check the shift. A record needs a sign-up first: let them sign up, then scan again."),
)


@transaction.atomic
def scan_code(
    *,
    actor: Actor,
    code: str,
    volunteer_id: UUID,
    direction: str,
    request_id: UUID,
    at: datetime,
    point: tuple[float, float] | None = None,
) -> Attendance:
    """A volunteer checks in or out by the activity's rotating code, for themselves or a ward.

    ``point`` is latitude and longitude if the device told. Refused for a code that is forged, foreign or old, outside
    the window, away from the place, or out of order; a repeated ``request_id`` is the same scan and changes nothing.
    """
    shift_code = passes.read_code(code, at)
    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")
    return _scan(
        actor,
        shift_code.organization_id,
        shift_code.shift_id,
        volunteer_id,
        direction,
        Method.CODE,
        request_id,
        at,
        point,
    )


@transaction.atomic
def scan_pass(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    token: str,
    direction: str,
    request_id: UUID,
    at: datetime,
) -> Attendance:
    """A leader checks a volunteer in or out by the pass they show. Never oneself (`attendance.own`)."""
    volunteer_id = passes.read_pass(token, at)
    _allow_leader(actor, organization_id, volunteer_id)
    return _scan(actor, organization_id, shift_id, volunteer_id, direction, Method.PASS, request_id, at)


@transaction.atomic
def tick(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_id: UUID,
    direction: str,
    request_id: UUID,
    at: datetime,
) -> Attendance:
    """A leader ticks a person on the roster, in or out. Never oneself (`attendance.own`)."""
    _allow_leader(actor, organization_id, volunteer_id)
    return _scan(actor, organization_id, shift_id, volunteer_id, direction, Method.TICK, request_id, at)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became of one person: a record, or the reason why there is none."""

    volunteer_id: UUID
    record_id: UUID | None
    refusal: Refused | None


@transaction.atomic
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

    Each person stands for themselves: one who is refused (overlap, too short, over the day's cap, not checked out,
    the leader's own) does not hold up the others.
    """
    if not organization_rules.can_lead(actor, organization_id):
        raise NotAllowed("organization.not_leader")

    rows = list(
        Attendance.objects.select_for_update(of=("self",))
        .select_related("organization", "sign_up__shift__post", "sign_up__shift__activity__project")
        .filter(organization_id=organization_id, shift_id=shift_id, volunteer_id__in=volunteer_ids)
        .order_by("volunteer_id")
    )
    if rows:
        organization_rules.check_active(rows[0].organization)
    return [_confirm_one(actor, row, explanation, at) for row in rows]


@transaction.atomic
def mark_absent(*, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime) -> Attendance:
    """A leader states that somebody on the roster did not come. Refused once they have checked in (`attendance.present`)."""
    _allow_leader(actor, organization_id, volunteer_id)
    sign_up = _on_roster(organization_id, shift_id, volunteer_id)

    attendance, created = Attendance.objects.get_or_create(
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        defaults={"state": AttendanceState.ABSENT},
    )
    if not created and attendance.state != AttendanceState.ABSENT:
        raise Refused("attendance.present", _("This person has checked in already."))

    _tell(actor, "attendance.marked_absent", sign_up, at, {})
    return attendance


def _allow_leader(actor: Actor, organization_id: UUID, volunteer_id: UUID) -> None:
    if not organization_rules.can_lead(actor, organization_id):
        raise NotAllowed("organization.not_leader")
    if actor.id == volunteer_id:
        raise NotAllowed("attendance.own")


def _on_roster(organization_id: UUID, shift_id: UUID, volunteer_id: UUID) -> SignUp:
    sign_up = (
        SignUp.objects.select_related("shift__activity")
        .filter(organization_id=organization_id, shift_id=shift_id, volunteer_id=volunteer_id)
        .first()
    )
    if sign_up is None or sign_up.state not in HOLDING:
        raise NOT_ON_ROSTER
    return sign_up


def _scan(
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_id: UUID,
    direction: str,
    method: Method,
    request_id: UUID,
    at: datetime,
    point: tuple[float, float] | None = None,
) -> Attendance:
    sign_up = _on_roster(organization_id, shift_id, volunteer_id)
    shift, activity = sign_up.shift, sign_up.shift.activity
    rule_set = region_queries.rules_for(activity.region_id, timezone.localdate(at))
    distance = None
    if point and activity.latitude is not None:
        distance = rules.distance_metres(*point, activity.latitude, activity.longitude)
    within = rules.check_in_window if direction == Direction.IN else rules.check_out_window
    refusal = within(shift, rule_set, at) or (method == Method.CODE and rules.too_far(distance, rule_set))

    scan = Scan(
        organization_id=organization_id,
        request_id=request_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        direction=direction,
        method=method,
        at=at,
        actor_id=actor.id,
        actor_name=actor.label,
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        distance_metres=distance,
    )
    if not _is_new(scan):
        return _as_it_stands(scan)
    if refusal:
        raise refusal
    attendance = _write_in(scan) if direction == Direction.IN else _write_out(scan)

    name = "attendance.checked_in" if direction == Direction.IN else "attendance.checked_out"
    _tell(actor, name, sign_up, at, {"method": method.value, "distance_metres": distance})
    return attendance


def _is_new(scan: Scan) -> bool:
    """Write the scan unless this delivery has been here before: the device's own id says so."""
    columns = [column for column in Scan._meta.concrete_fields if column.name != "pk"]
    names = ", ".join(column.column for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    with _cursor() as cursor:
        cursor.execute(
            f"INSERT INTO attendance_scan ({names}) VALUES ({marks}) "  # noqa: S608  names are the model's own columns
            "ON CONFLICT (organization_id, request_id) DO NOTHING RETURNING 1",
            [getattr(scan, column.attname) for column in columns],
        )
        return cursor.fetchone() is not None


def _cursor() -> Any:
    return transaction.get_connection().cursor()


def _as_it_stands(scan: Scan) -> Attendance:
    """The answer to a repeated delivery: what there is. The same id for something else is a conflict."""
    first = Scan.objects.get(organization_id=scan.organization_id, request_id=scan.request_id)
    same = (first.shift_id, first.volunteer_id, first.direction) == (scan.shift_id, scan.volunteer_id, scan.direction)
    if not same:
        raise Refused(
            "attendance.request_reused",
            _("This delivery carries the id of another one."),
            next_step=_("Give each scan an id of its own."),
        )
    return Attendance.objects.get(
        organization_id=scan.organization_id, shift_id=scan.shift_id, volunteer_id=scan.volunteer_id
    )


def _write_in(scan: Scan) -> Attendance:
    attendance = Attendance(
        organization_id=scan.organization_id,
        shift_id=scan.shift_id,
        volunteer_id=scan.volunteer_id,
        state=AttendanceState.PRESENT,
        in_at=scan.at,
        in_method=scan.method,
        in_actor_id=scan.actor_id,
        in_actor_name=scan.actor_name,
        in_distance_metres=scan.distance_metres,
    )
    # Writes when nothing is there, or when the person had been marked absent: they came after all.
    with _cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO attendance_attendance (organization_id, shift_id, volunteer_id, state, in_at, in_method,
                in_actor_id, in_actor_name, in_distance_metres, out_method, out_actor_name, confirmed_by_name)
            VALUES (%s, %s, %s, 'present', %s, %s, %s, %s, %s, '', '', '')
            ON CONFLICT (organization_id, shift_id, volunteer_id) DO UPDATE
            SET state = 'present', in_at = EXCLUDED.in_at, in_method = EXCLUDED.in_method,
                in_actor_id = EXCLUDED.in_actor_id, in_actor_name = EXCLUDED.in_actor_name,
                in_distance_metres = EXCLUDED.in_distance_metres
            WHERE attendance_attendance.state = 'absent'
            RETURNING 1
            """,
            [
                scan.organization_id,
                scan.shift_id,
                scan.volunteer_id,
                scan.at,
                scan.method,
                scan.actor_id,
                scan.actor_name,
                scan.distance_metres,
            ],
        )
        if cursor.fetchone():
            return attendance
    raise _already(scan)


def _write_out(scan: Scan) -> Attendance:
    changed = Attendance.objects.filter(
        organization_id=scan.organization_id,
        shift_id=scan.shift_id,
        volunteer_id=scan.volunteer_id,
        state=AttendanceState.PRESENT,
        in_at__lt=scan.at,
    ).update(
        state=AttendanceState.LEFT,
        out_at=scan.at,
        out_method=scan.method,
        out_actor_id=scan.actor_id,
        out_actor_name=scan.actor_name,
        out_distance_metres=scan.distance_metres,
    )
    if not changed:
        raise _already(scan)
    return Attendance(
        organization_id=scan.organization_id,
        shift_id=scan.shift_id,
        volunteer_id=scan.volunteer_id,
        state=AttendanceState.LEFT,
        out_at=scan.at,
        out_method=scan.method,
    )


def _already(scan: Scan) -> Refused:
    """Why a scan does not fit what there is: a conflict for a person to look at, told with the time of the first one."""
    there = Attendance.objects.filter(
        organization_id=scan.organization_id, shift_id=scan.shift_id, volunteer_id=scan.volunteer_id
    ).first()
    if there is None or there.in_at is None:
        return Refused(
            "attendance.not_in",
            _("There is no check-in yet, so there is nothing to check out of."),
            next_step=_("Check in first."),
        )
    if scan.direction == Direction.IN:
        return Refused(
            "attendance.already_in",
            _("Checked in already at %(time)s.") % {"time": f"{timezone.localtime(there.in_at):%H:%M}"},
            next_step=_("To leave, check out."),
            facts={"in_at": there.in_at.isoformat(), "method": there.in_method},
        )
    if there.out_at is None:
        return Refused("attendance.order", _("The check-out is not after the check-in."))
    return Refused(
        "attendance.already_out",
        _("Checked out already at %(time)s.") % {"time": f"{timezone.localtime(there.out_at):%H:%M}"},
        next_step=_("If that time is wrong, tell the leader before it is confirmed."),
        facts={"out_at": there.out_at.isoformat(), "method": there.out_method},
    )


def _confirm_one(actor: Actor, attendance: Attendance, explanation: str, at: datetime) -> Confirmed:
    volunteer_id = attendance.volunteer_id
    if attendance.state == AttendanceState.CONFIRMED:
        return Confirmed(volunteer_id, attendance.record_id, None)
    if actor.id == volunteer_id:
        own = Refused(
            "attendance.own", _("Nobody confirms their own service."), next_step=_("Ask another leader to confirm it.")
        )
        return Confirmed(volunteer_id, None, own)
    if attendance.state != AttendanceState.LEFT:
        refusal = Refused(
            "attendance.not_out", _("This person has not checked out."), next_step=_("Check them out first.")
        )
        return Confirmed(volunteer_id, None, refusal)
    try:
        with transaction.atomic():
            record_id = _record(actor, attendance, explanation, at)
    except Refused as refusal:
        return Confirmed(volunteer_id, None, refusal)
    return Confirmed(volunteer_id, record_id, None)


def _record(actor: Actor, attendance: Attendance, explanation: str, at: datetime) -> UUID:
    sign_up = attendance.sign_up
    head = record_actions.record_service(actor=actor, draft=_draft(actor, attendance, explanation, at), at=at)
    attendance.state, attendance.record_id = AttendanceState.CONFIRMED, head.record_id
    attendance.confirmed_at, attendance.confirmed_by, attendance.confirmed_by_name = at, actor.id, actor.label
    attendance.save(update_fields=["state", "record_id", "confirmed_at", "confirmed_by", "confirmed_by_name"])
    _tell(actor, "attendance.confirmed", sign_up, at, {"record": str(head.record_id), "minutes": head.minutes})
    return head.record_id


def _draft(actor: Actor, attendance: Attendance, explanation: str, at: datetime) -> record_actions.RecordDraft:
    """The record of an attendance. Time counts within the shift: who comes early or leaves late gets an overlap with
    the next shift otherwise, and hours that nobody planned."""
    shift, organization = attendance.sign_up.shift, attendance.organization
    activity, project = shift.activity, shift.activity.project
    starts_at, ends_at = max(attendance.in_at, shift.starts_at), min(attendance.out_at, shift.ends_at)
    volunteer = identity_queries.volunteer(attendance.volunteer_id)
    return record_actions.RecordDraft(
        volunteer_id=attendance.volunteer_id,
        title=activity.title,
        title_en=activity.title_en,
        post=shift.post.name,
        content=shift.post.duties or project.content[:1000],
        category=project.category,
        beneficiaries=project.beneficiaries,
        organization_id=organization.id,
        organization_name=organization.name,
        organization_name_en=organization.name_en,
        service_region_code=activity.region_id,
        home_region_code=volunteer.region_id or "",
        starts_at=starts_at,
        ends_at=max(starts_at, ends_at),
        break_minutes=shift.break_minutes,
        grade=rules.grade_of(attendance),
        source_kind="shift",
        source_id=shift.id,
        recorder_id=attendance.out_actor_id,
        recorder_name=attendance.out_actor_name,
        confirmer_id=actor.id,
        confirmer_name=actor.label,
        trail=_trail(actor, attendance, at),
        explanation=explanation,
    )


def _trail(actor: Actor, attendance: Attendance, at: datetime) -> list[dict[str, Any]]:
    """Why the grade is what it is, step by step, as "My service" tells it."""
    return [
        {
            "at": attendance.in_at.isoformat(),
            "what": f"in_{attendance.in_method}",
            "who": attendance.in_actor_name,
            "metres": attendance.in_distance_metres,
        },
        {
            "at": attendance.out_at.isoformat(),
            "what": f"out_{attendance.out_method}",
            "who": attendance.out_actor_name,
            "metres": attendance.out_distance_metres,
        },
        {"at": at.isoformat(), "what": "confirmed", "who": actor.label},
    ]


def _tell(actor: Actor, name: str, sign_up: SignUp, at: datetime, facts: dict[str, object]) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=sign_up.organization_id,
        subject=("shift", sign_up.shift_id, sign_up.shift.activity.title),
        region_code=sign_up.shift.activity.region_id,
        facts={"volunteer": str(sign_up.volunteer_id)} | facts,
    )
