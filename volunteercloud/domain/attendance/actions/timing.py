"""Times that were not scanned: a leader states them with a reason, and a forgotten check-out is closed by itself."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import Shift, SignUp
from volunteercloud.domain.attendance import folding, rules
from volunteercloud.domain.attendance.models import Attendance, AttendanceState, Direction, Method, Scan
from volunteercloud.domain.regions import queries as region_queries

from . import standing
from .presence import allow_leader, on_roster, tell, tell_of
from .syncing import SCANS

SHORTEST_REASON = 4


@retried
def set_times(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_id: UUID,
    in_at: datetime,
    out_at: datetime,
    reason: str,
    at: datetime,
) -> Attendance:
    """A leader states when a person who was seen came and went; what was scanned stays beside it. Never for oneself.

    An end that is left as it stands keeps its scan, unless the times reach beyond what was scanned: then both are stated,
    and no scan speaks for hours that nobody scanned. Refused without a reason (`attendance.set_reason`), for somebody who
    was never scanned (`attendance.never_seen`), once confirmed (`attendance.confirmed`), for times in the wrong order, to
    come or outside the window of check-in and check-out (`attendance.set_times`).
    """
    allow_leader(actor, organization_id, shift_id, volunteer_id)
    sign_up = on_roster(organization_id, shift_id, volunteer_id)
    there = Attendance.objects.filter(
        organization_id=organization_id, shift_id=shift_id, volunteer_id=volunteer_id
    ).first()

    if there is None or there.in_at is None:
        raise Refused(
            "attendance.never_seen",
            _("Nobody scanned or ticked this person, so there are no times to correct."),
            next_step=_("If they were there, enter their service afterwards, with a reason."),
        )
    if there.state == AttendanceState.CONFIRMED:
        raise rules.confirmed()
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused("attendance.set_reason", _("Say in a sentence why: it stays visible."), field="reason")
    _check_times(sign_up.shift, in_at, out_at, at)

    before = (there.in_at, there.out_at)
    reaches_beyond = _reaches_beyond_scans(sign_up, in_at, out_at)
    for direction, moment, stands in ((Direction.IN, in_at, there.in_at), (Direction.OUT, out_at, there.out_at)):
        if moment != stands or reaches_beyond:
            standing.let_count(_stated(actor, sign_up, direction, moment, reason))
    stood = standing.stand(sign_up.shift, {volunteer_id: sign_up}, at)[volunteer_id]
    if stood.attendance is None or (stood.attendance.in_at, stood.attendance.out_at) != (in_at, out_at):
        raise AssertionError("what a leader states outranks what was scanned")

    times = [[moment and moment.isoformat() for moment in pair] for pair in (before, (in_at, out_at))]
    tell(actor, "attendance.times_set", sign_up, at, {"before": times[0], "after": times[1], "reason": reason.strip()})
    return stood.attendance


@transaction.atomic
def close_forgotten(*, actor: Actor, organization_id: UUID, shift_id: UUID, at: datetime) -> int:
    """Check everybody out at the end of a shift who forgot to, once nobody can any more; for a leader to confirm or correct.

    Run by the job worker. Whoever is checked out by a scan that comes later is checked out by that. Returns how many.
    """
    shift = activity_queries.shift(organization_id, shift_id)

    if not actor.is_system:
        raise NotAllowed("organization.not_leader")

    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(shift.ends_at))
    if rules.check_out_window(shift, rule_set, at) is None:
        return 0
    still_there = Attendance.objects.filter(
        organization_id=organization_id,
        shift_id=shift_id,
        state=AttendanceState.PRESENT,
        in_at__lt=shift.ends_at,
    )
    sign_ups = standing.hold(organization_id, shift_id, list(still_there.values_list("volunteer_id", flat=True)))
    closing = [_closing(actor, shift, volunteer_id) for volunteer_id in sign_ups]
    SCANS.write_all(closing, "request_id")
    standing.stand(shift, sign_ups, at)

    if closing:
        tell_of(actor, "attendance.closed", shift, at, {"people": len(closing)})
    return len(closing)


def _stated(actor: Actor, sign_up: SignUp, direction: Direction, moment: datetime, reason: str) -> Scan:
    return Scan(
        organization_id=sign_up.organization_id,
        request_id=ids.uuid7(),
        shift_id=sign_up.shift_id,
        volunteer_id=sign_up.volunteer_id,
        direction=direction,
        method=Method.SET,
        at=moment,
        actor_id=actor.id,
        actor_name=actor.label,
        note=reason.strip()[:300],
    )


def _reaches_beyond_scans(sign_up: SignUp, in_at: datetime, out_at: datetime) -> bool:
    """Whether hours of the shift would count that no scan spans: from before the first, or after the last."""
    shift = sign_up.shift
    scans = Scan.objects.filter(
        organization_id=sign_up.organization_id, shift_id=sign_up.shift_id, volunteer_id=sign_up.volunteer_id
    ).exclude(method__in=[Method.SET, Method.CLOSED])
    scanned = folding.fold(scans)
    first = scanned.arrived.at if scanned.arrived else shift.ends_at
    last = scanned.left.at if scanned.left else shift.ends_at
    return in_at < first > shift.starts_at or out_at > last < shift.ends_at


def _closing(actor: Actor, shift: Shift, volunteer_id: UUID) -> Scan:
    """One a person and shift, however often the worker comes by."""
    return Scan(
        organization_id=shift.organization_id,
        request_id=uuid5(shift.id, f"closed {volunteer_id}"),
        shift_id=shift.id,
        volunteer_id=volunteer_id,
        direction=Direction.OUT,
        method=Method.CLOSED,
        at=shift.ends_at,
        actor_name=actor.label,
    )


def _check_times(shift: Shift, in_at: datetime, out_at: datetime, at: datetime) -> None:
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(shift.starts_at))
    opens = shift.starts_at - timedelta(minutes=rule_set.check_in_opens_minutes)
    closes = shift.ends_at + timedelta(minutes=rule_set.check_out_closes_minutes)
    if not opens <= in_at < out_at <= min(closes, at) or in_at >= shift.ends_at:
        raise Refused(
            "attendance.set_times",
            _("The times have to follow each other, lie about the shift, and not be to come."),
            next_step=_("Check the day and the hours."),
            field="in_at",
            facts={"opens_at": opens.isoformat(), "closes_at": closes.isoformat()},
        )
