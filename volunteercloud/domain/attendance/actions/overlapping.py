"""Who was at two places at once: by what several desks say together, so it is looked for when one of them delivers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import combinations
from uuid import UUID

from volunteercloud.domain.activities.models import Shift, SignUp
from volunteercloud.domain.attendance import clocks
from volunteercloud.domain.attendance.models import Attendance, Conflict, Direction, Reason, Scan, Verdict

from . import standing


def list_overlaps(
    shift: Shift, nearby: Mapping[UUID, Shift], sign_ups: Mapping[UUID, SignUp], at: datetime
) -> dict[UUID, Conflict]:
    """List for a person to decide each check-in that lies before the same person left another activity, by its scan.

    No statement where the organization holds no other shift about that time.
    """
    shifts = {**nearby, shift.id: shift}
    if len(shifts) == 1:
        return {}
    theirs = {
        "organization_id": shift.organization_id,
        "shift_id__in": shifts,
        "volunteer_id__in": sign_ups,
    }
    there: dict[UUID, list[Attendance]] = defaultdict(list)
    for attendance in Attendance.objects.filter(**theirs, in_at__isnull=False).order_by("in_at", "shift_id"):
        there[attendance.volunteer_id].append(attendance)
    second = {(later.volunteer_id, later.shift_id): earlier for earlier, later in _at_once(there, shifts)}

    rows = [
        standing.of_scan(
            scan,
            sign_ups[scan.volunteer_id].volunteer_name,
            Reason.OVERLAP,
            at,
            shift=str(first.shift_id),
            title=shifts[first.shift_id].activity.title,
        )
        for scan, first in _scans(theirs, second)
    ]
    standing.relist(Conflict.objects.filter(**theirs, reason=Reason.OVERLAP), rows)
    return {row.id: row for row in rows}


def _at_once(
    there: Mapping[UUID, list[Attendance]], shifts: Mapping[UUID, Shift]
) -> Iterator[tuple[Attendance, Attendance]]:
    for presences in there.values():
        for earlier, later in combinations(presences, 2):
            if (
                shifts[earlier.shift_id].activity_id != shifts[later.shift_id].activity_id
                and earlier.out_at
                and later.in_at
                and later.in_at + clocks.TOLERANCE < earlier.out_at
            ):
                yield earlier, later


def _scans(theirs: dict[str, object], second: Mapping[tuple[UUID, UUID], Attendance]) -> list[tuple[Scan, Attendance]]:
    """The check-ins of those presences that began before another one ended."""
    if not second:
        return []
    told = Scan.objects.filter(**theirs, direction=Direction.IN).exclude(verdict=Verdict.VOID)
    arrivals: dict[tuple[UUID, UUID], Scan] = {}
    for scan in told.order_by("-at", "-request_id"):
        arrivals[scan.volunteer_id, scan.shift_id] = scan
    return [(arrivals[key], first) for key, first in second.items() if key in arrivals]
