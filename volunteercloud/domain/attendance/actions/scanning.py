"""Check-in and check-out: by the rotating code, by the pass, by a tick. The hot path of the platform."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import geography
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.activities.actions import absences
from volunteercloud.domain.activities.models import SignUp
from volunteercloud.domain.attendance import folding, passes, rules
from volunteercloud.domain.attendance.models import Attendance, Direction, Method, Scan
from volunteercloud.domain.changes import noting
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.regions import queries as region_queries

from . import standing
from .presence import allow_leader, on_roster, tell

COLUMNS = [field for field in Scan._meta.concrete_fields if field.column]
NAMES = ", ".join(f'"{field.column}"' for field in COLUMNS)
# Keeps a scan whose id is new and tells in the same statement what else there is of this person: what is scanned now is not
# among it. The device's own id says whether a delivery has been here before.
KEEP = f"""
WITH kept AS (
    INSERT INTO attendance_scan ({NAMES}) VALUES ({", ".join(["%s"] * len(COLUMNS))})
    ON CONFLICT (organization_id, request_id) DO NOTHING RETURNING request_id
)
SELECT EXISTS (SELECT FROM kept), {", ".join(f'earlier."{field.column}"' for field in COLUMNS)}
FROM (SELECT) AS once
LEFT JOIN attendance_scan AS earlier ON earlier.organization_id = %s AND earlier.shift_id = %s AND earlier.volunteer_id = %s
"""  # noqa: S608  names of our own model alone


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
    allow_leader(actor, organization_id, shift_id, volunteer_id)
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
    allow_leader(actor, organization_id, shift_id, volunteer_id)
    return _scan(actor, organization_id, shift_id, volunteer_id, direction, Method.TICK, request_id, at)


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
    sign_up = on_roster(organization_id, shift_id, volunteer_id)
    shift, activity = sign_up.shift, sign_up.shift.activity
    rule_set = region_queries.rules_for(activity.region_id, timezone.localdate(at))
    distance = None
    if point and activity.latitude is not None and activity.longitude is not None:
        distance = geography.metres(*point, activity.latitude, activity.longitude)
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
    earlier, is_new = _keep(scan)
    if not is_new:
        return _as_it_stands(scan)
    if refusal:
        raise refusal
    attendance = _stand(scan, earlier, sign_up)

    name = "attendance.checked_in" if direction == Direction.IN else "attendance.checked_out"
    tell(actor, name, sign_up, at, {"method": method.value, "distance_metres": distance})
    return attendance


def _keep(scan: Scan) -> tuple[list[Scan], bool]:
    """The other scans of the person on this shift, and whether this one was not here before."""
    values = [field.get_db_prep_save(getattr(scan, field.attname), connection) for field in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [*values, scan.organization_id, scan.shift_id, scan.volunteer_id])
        rows = cursor.fetchall()
    names = [field.attname for field in COLUMNS]
    return [Scan.from_db("default", names, row[1:]) for row in rows if row[1] is not None], rows[0][0]


def _stand(scan: Scan, earlier: list[Scan], sign_up: SignUp) -> Attendance:
    """Where the person stands with this scan. With a signal what adds nothing is refused at once instead of kept."""
    folded = folding.fold([*earlier, scan])
    if not folded.uses(scan):
        raise _already(scan)
    attendance = standing.attendance_of(scan.organization_id, scan.shift_id, scan.volunteer_id, folded)
    if not standing.STAND.write(attendance):
        raise _already(scan)
    if scan.direction == Direction.IN and scan.at > sign_up.shift.starts_at:  # nobody is told absent before
        absences.take_back_absence(scan.organization_id, scan.shift_id, scan.volunteer_id, scan.at)
    if scan.direction == Direction.IN and sign_up.shift.ends_at <= scan.at:  # else it is counted when it is over
        noting.note_shifts([(scan.organization_id, scan.shift_id)], scan.at)
    if folded.beside or folding.fold(earlier).beside:
        standing.stand(sign_up.shift, {scan.volunteer_id: sign_up}, scan.at)
    return attendance


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
