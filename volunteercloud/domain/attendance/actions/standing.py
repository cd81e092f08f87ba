"""Writing down where people stand on a shift after scans came in: folded anew from everything there is about them.

The sign-up of each person is held meanwhile, so that devices, phones and leaders take turns over one person.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from volunteercloud.core.writing import Writing
from volunteercloud.domain.activities.actions import absences
from volunteercloud.domain.activities.models import Shift, SignUp
from volunteercloud.domain.attendance import folding
from volunteercloud.domain.attendance.models import (
    Attendance,
    AttendanceState,
    Conflict,
    ConflictState,
    Reason,
    Scan,
    Verdict,
)
from volunteercloud.domain.changes import noting

# What is confirmed is a record by now and stays.
STAND = Writing(
    Attendance,
    f"""
    ON CONFLICT (organization_id, shift_id, volunteer_id) DO UPDATE
    SET state = EXCLUDED.state, {", ".join(f"{name} = EXCLUDED.{name}" for name in folding.told(folding.Folded()))}
    WHERE attendance_attendance.state <> 'confirmed'
    """,  # noqa: S608  names of our own model alone
)
# A scan may stop fitting again: what was settled, or accepted as it stood then, waits for a person once more.
LIST = Writing(
    Conflict,
    """
    ON CONFLICT (organization_id, id) DO UPDATE
    SET state = 'open', reason = EXCLUDED.reason, facts = EXCLUDED.facts
    WHERE attendance_conflict.state = 'settled'
       OR attendance_conflict.state = 'accepted'
          AND (EXCLUDED.reason = 'contradiction' OR attendance_conflict.reason <> EXCLUDED.reason)
    """,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands, and the scans that say so."""

    attendance: Attendance | None
    folded: folding.Folded

    @property
    def is_confirmed(self) -> bool:
        return self.attendance is not None and self.attendance.state == AttendanceState.CONFIRMED


def hold(
    organization_id: UUID, shift_id: UUID, volunteer_ids: Collection[UUID], numbers: Collection[str] = ()
) -> dict[UUID, SignUp]:
    """The sign-ups of people to a shift by id or public number, held in the order of ids; whoever has none is missing."""
    named = Q(volunteer_id__in=volunteer_ids)
    if numbers:
        named |= Q(volunteer_number__in=numbers)
    rows = SignUp.objects.select_for_update(no_key=True).filter(
        named, organization_id=organization_id, shift_id=shift_id
    )
    return {row.volunteer_id: row for row in rows.order_by("volunteer_id")}


def stand(shift: Shift, sign_ups: Mapping[UUID, SignUp], at: datetime) -> dict[UUID, Standing]:
    """Fold each of these people anew, whose sign-ups are held. At most six statements, whatever their number."""
    theirs = {"organization_id": shift.organization_id, "shift_id": shift.id, "volunteer_id__in": sign_ups}
    scans: dict[UUID, list[Scan]] = defaultdict(list)
    for scan in Scan.objects.filter(**theirs):
        scans[scan.volunteer_id].append(scan)
    before = {row.volunteer_id: row for row in Attendance.objects.filter(**theirs)}
    stood = {who: _fold(shift, who, before.get(who), scans[who]) for who in sign_ups}

    STAND.write_all(
        [one.attendance for who, one in stood.items() if one.attendance and one.attendance is not before.get(who)],
        "volunteer_id",
    )
    for who, one in stood.items():
        if one.attendance and one.attendance.state != AttendanceState.ABSENT and _was_absent(before.get(who)):
            absences.take_back_absence(shift.organization_id, shift.id, who, at)
    gone = [who for who, one in stood.items() if one.attendance is None and who in before]
    if gone:
        Attendance.objects.filter(**theirs | {"volunteer_id__in": gone}).delete()
    if shift.ends_at <= at and any(_came(one.attendance) != _came(before.get(who)) for who, one in stood.items()):
        noting.note_shifts([(shift.organization_id, shift.id)], at)

    beside = [scan for one in stood.values() for scan in one.folded.beside if not one.is_confirmed]
    rows = [of_scan(scan, sign_ups[scan.volunteer_id].volunteer_name, Reason.CONTRADICTION, at) for scan in beside]
    relist(Conflict.objects.filter(**theirs, reason=Reason.CONTRADICTION), rows)
    return stood


def _came(attendance: Attendance | None) -> bool:
    return attendance is not None and attendance.state != AttendanceState.ABSENT


def _was_absent(attendance: Attendance | None) -> bool:
    return attendance is not None and attendance.state == AttendanceState.ABSENT


def relist(listed: QuerySet[Conflict], rows: Iterable[Conflict]) -> None:
    """List these conflicts, and settle the open ones among ``listed`` that no longer hold."""
    wanted = {row.id: row for row in rows}
    there = set(listed.filter(state=ConflictState.OPEN).values_list("id", flat=True))
    over = there - wanted.keys()
    if over:
        listed.filter(id__in=over).update(state=ConflictState.SETTLED)
    LIST.write_all([row for row in wanted.values() if row.id not in there], "id")


def of_scan(scan: Scan, who: str, reason: Reason, at: datetime, **facts: str) -> Conflict:
    """The conflict that goes with a scan which was kept."""
    return Conflict(
        organization_id=scan.organization_id,
        id=scan.request_id,
        shift_id=scan.shift_id,
        device_id=scan.device_id,
        volunteer_id=scan.volunteer_id,
        who=who,
        direction=scan.direction,
        method=scan.method,
        at=scan.at,
        actor_id=scan.actor_id,
        actor_name=scan.actor_name,
        reason=reason,
        facts=facts,
        arrived_at=at,
    )


def let_count(scan: Scan) -> None:
    """Keep a scan that a person vouches for: it outranks what was scanned, and what they had stated before."""
    theirs = Scan.objects.filter(
        organization_id=scan.organization_id,
        shift_id=scan.shift_id,
        volunteer_id=scan.volunteer_id,
        direction=scan.direction,
    )
    theirs.filter(verdict=Verdict.COUNTS).exclude(request_id=scan.request_id).update(verdict="")
    scan.verdict = Verdict.COUNTS
    scan.save()


def _fold(shift: Shift, volunteer_id: UUID, before: Attendance | None, scans: list[Scan]) -> Standing:
    folded = folding.fold(scans)
    if before and before.state == AttendanceState.CONFIRMED:
        return Standing(before, folded)
    if folded.arrived is None:
        return Standing(before if before and before.state == AttendanceState.ABSENT else None, folded)
    after = attendance_of(shift.organization_id, shift.id, volunteer_id, folded)
    is_same = before is not None and (before.state, *_told(before)) == (after.state, *_told(after))
    return Standing(before if is_same else after, folded)


def attendance_of(organization_id: UUID, shift_id: UUID, volunteer_id: UUID, folded: folding.Folded) -> Attendance:
    return Attendance(
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        state=folded.state,
        **folding.told(folded),
    )


def _told(attendance: Attendance) -> list[object]:
    return [getattr(attendance, name) for name in folding.told(folding.Folded())]
