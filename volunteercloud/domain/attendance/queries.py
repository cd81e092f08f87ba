"""Where everybody on a shift stands, and where one person does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import HOLDING, MySignUp, Shift, SignUp, SignUpState
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries

from . import passes
from .desk import Line, Snapshot
from .models import Attendance, AttendanceState, Conflict, ConflictState, Device

PAGE = 50

# A pass is shown from an hour before a shift until five hours after it: wider than any region's window, which decides.
SCANNED_FROM = timedelta(hours=1)
SCANNED_UNTIL = timedelta(hours=5)


@dataclass(frozen=True, slots=True)
class Pass:
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RotatingCode:
    token: str
    seconds_left: int


@dataclass(frozen=True, slots=True)
class Row:
    """One person on the roster with what is known of their presence."""

    sign_up: SignUp
    attendance: Attendance | None

    @property
    def state(self) -> str:
        return self.attendance.state if self.attendance else "expected"

    @property
    def holds_place(self) -> bool:
        return self.sign_up.state in HOLDING


def roster(viewer: Actor, organization_id: UUID, shift_id: UUID) -> list[Row]:
    """The roster of a shift with presence. Three statements, whatever its size."""
    sign_ups = activity_queries.roster(viewer, organization_id, shift_id)
    present = {
        row.volunteer_id: row for row in Attendance.objects.filter(organization_id=organization_id, shift_id=shift_id)
    }
    return [Row(sign_up, present.get(sign_up.volunteer_id)) for sign_up in sign_ups]


def on_roster(
    viewer: Actor, organization_id: UUID, shift_id: UUID, *, volunteer_id: UUID | None = None, number: str = ""
) -> Row:
    """One person who holds a place in a shift, by id or public number as typed. For leaders. Three statements.

    `NotFound` for whoever is not on the roster, whether or not there is such a person.
    """
    if not activity_queries.leads(viewer, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    who = {"volunteer_id": volunteer_id} if volunteer_id else {"volunteer_number": ids.clean_public_code(number)}
    sign_up = SignUp.objects.filter(
        organization_id=organization_id, shift_id=shift_id, state__in=HOLDING, **who
    ).first()
    if sign_up is None:
        raise NotFound
    attendance = Attendance.objects.filter(
        organization_id=organization_id, shift_id=shift_id, volunteer_id=sign_up.volunteer_id
    )
    return Row(sign_up, attendance.first())


def shifts_to_scan(viewer: Actor, volunteer_id: UUID, at: datetime) -> list[MySignUp]:
    """The shifts about this moment in which a person holds a place, as far as the viewer leads them.

    Asked by a leader who holds the person's pass: the caller has read it. One statement, one more a shift.
    """
    found = activity_queries.my_sign_ups_between(volunteer_id, at - SCANNED_UNTIL, at + SCANNED_FROM)
    return [
        row
        for row in found
        if row.state in HOLDING and activity_queries.leads(viewer, row.organization_id, row.shift_id)
    ]


def mine(viewer: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID) -> Attendance | None:
    """Where one person stands on a shift, for themselves or their guardian."""
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotAllowed("signup.not_yours")
    return Attendance.objects.filter(
        organization_id=organization_id, shift_id=shift_id, volunteer_id=volunteer_id
    ).first()


def mine_and_wards(viewer: Actor, organization_id: UUID, shift_id: UUID) -> list[Row]:
    """The viewer and the children in the viewer's account, as far as they hold a place in a shift. Three statements."""
    if viewer.id is None:
        return []
    people = [viewer.id, *(ward.ward_id for ward in identity_queries.wards(viewer))]
    sign_ups = SignUp.objects.filter(
        organization_id=organization_id, shift_id=shift_id, volunteer_id__in=people, state__in=HOLDING
    ).order_by("volunteer_id")
    present = {
        row.volunteer_id: row
        for row in Attendance.objects.filter(
            organization_id=organization_id, shift_id=shift_id, volunteer_id__in=people
        )
    }
    return [Row(sign_up, present.get(sign_up.volunteer_id)) for sign_up in sign_ups]


def unconfirmed(viewer: Actor, organization_id: UUID, limit: int = 100) -> list[Attendance]:
    """Who has checked out and waits for a leader's confirmation, the oldest first; at meetings nobody does."""
    duty = organization_rules.duty(viewer, organization_id, organization_rules.LEADERS)
    if duty is None:
        raise NotAllowed("organization.not_leader")
    left = Attendance.objects.filter(
        organization_id=organization_id,
        state=AttendanceState.LEFT,
        sign_up__state=SignUpState.CONFIRMED,
        sign_up__shift__post__is_meeting=False,
    )
    return list(
        duty.narrowed(left, "sign_up__shift__project_id")
        .select_related("sign_up__shift__activity")
        .order_by("out_at", "volunteer_id")[:limit]
    )


def pass_of(viewer: Actor, volunteer_id: UUID, at: datetime) -> Pass:
    """The pass by which a leader checks a person in; shown to that person and to a child's guardian."""
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotAllowed("signup.not_yours")
    return Pass(passes.issue_pass(volunteer_id, at), at + passes.PASS_LIFE)


def rotating_code(viewer: Actor, organization_id: UUID, shift_id: UUID, at: datetime) -> RotatingCode:
    """The code that volunteers scan at the place, as it is in this half minute; for leaders to show."""
    if not activity_queries.leads(viewer, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    activity_queries.shift(organization_id, shift_id)
    return RotatingCode(passes.issue_code(organization_id, shift_id, at), passes.seconds_left(at))


def snapshot(viewer: Actor, shift: Shift, device: Device, at: datetime) -> Snapshot:
    """What a device of the viewer's takes along: those of the roster who hold a place, and what checks their passes."""
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(shift.starts_at))
    days = passes.days_of(shift.starts_at - SCANNED_FROM, shift.ends_at + SCANNED_UNTIL)
    rows = roster(viewer, shift.organization_id, shift.id)
    return Snapshot(
        device=device,
        shift=shift,
        check_in_from=shift.starts_at - timedelta(minutes=rule_set.check_in_opens_minutes),
        check_out_until=shift.ends_at + timedelta(minutes=rule_set.check_out_closes_minutes),
        days=days,
        lines=[line(row.sign_up, row.attendance, days) for row in rows if row.holds_place],
        conflicts=count_open_conflicts(shift.organization_id, shift.id),
        at=at,
    )


def line(sign_up: SignUp, attendance: Attendance | None, days: Iterable[int] = ()) -> Line:
    """One person as a desk shows them, with the keys of their passes of some days."""
    return Line(
        volunteer_id=sign_up.volunteer_id,
        name=sign_up.volunteer_name,
        number=sign_up.volunteer_number,
        sign_up=sign_up.state,
        state=attendance.state if attendance else "expected",
        in_at=attendance.in_at if attendance else None,
        out_at=attendance.out_at if attendance else None,
        added_reason=sign_up.added_reason,
        keys=[passes.key_of_day(sign_up.volunteer_id, day) for day in days],
    )


def count_open_conflicts(organization_id: UUID, shift_id: UUID) -> int:
    """How many scans of a shift wait for a person; asked for pages of those who lead it."""
    return Conflict.objects.filter(organization_id=organization_id, shift_id=shift_id, state=ConflictState.OPEN).count()


def conflicts(
    viewer: Actor,
    organization_id: UUID,
    *,
    shift_id: UUID | None = None,
    is_open: bool = True,
    after: tuple[datetime, UUID] | None = None,
) -> list[Conflict]:
    """Scans that wait for a person, the first that arrived first, with shift and activity; or those that were decided.

    Of one shift for whoever leads it, of the whole organization for coordinators. A page and one more; ``after`` is the
    cursor: arrival and id of the last one seen.
    """
    found = Conflict.objects.filter(organization_id=organization_id)
    found = found.filter(state=ConflictState.OPEN) if is_open else found.exclude(state=ConflictState.OPEN)
    if shift_id:
        if not activity_queries.leads(viewer, organization_id, shift_id):
            raise NotAllowed("organization.not_leader")
        activity_queries.shift(organization_id, shift_id)
        found = found.filter(shift_id=shift_id)
    else:
        duty = organization_rules.duty(viewer, organization_id, organization_rules.MANAGERS)
        if duty is None:
            raise NotAllowed("organization.not_leader")
        found = duty.narrowed(found, "shift__project_id")
    if after:
        arrived_at, conflict_id = after
        found = found.filter(arrived_at__gte=arrived_at).exclude(arrived_at=arrived_at, id__lte=conflict_id)
    return list(found.select_related("shift__activity").order_by("arrived_at", "id")[: PAGE + 1])


def devices(viewer: Actor, organization_id: UUID, shift_id: UUID) -> list[Device]:
    """The devices that took a shift along, the latest first."""
    if not activity_queries.leads(viewer, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    handed_out = Device.objects.filter(organization_id=organization_id, shift_id=shift_id)
    return list(handed_out.order_by("-handed_out_at", "id")[:PAGE])
