"""The shifts that serve a need, as they stand: what lies ahead, what is over, and what came of it.

Rows of one organization, found by its id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Sum

from volunteercloud.domain.activities.models import Shift, ShiftState, SignUp, SignUpState
from volunteercloud.domain.attendance.models import Attendance, AttendanceState
from volunteercloud.domain.projects.models import ENDED
from volunteercloud.domain.records.models import OrganizationRecord, Standing

from .models import NeedShift

# A roster on which nobody was ever seen is asked again for so long: hour codes and claims come late.
NOBODY_AFTER = timedelta(days=3)
# After so long hours that still wait for confirmation are not waited for.
UNCONFIRMED_AFTER = timedelta(days=14)


# How often is looked, from the day before a shift on and until then.
OFTEN = timedelta(minutes=15)
SELDOM = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Linked:
    """A shift that serves a need; ``shift`` is None where it was removed."""

    link: NeedShift
    shift: Shift | None

    def is_lost(self, at: datetime, *, organization_acts: bool) -> bool:
        """Called off or removed; or not begun, and its project has ended or its organization may not act."""
        if self.shift is None or self.shift.state == ShiftState.CANCELLED:
            return True
        if self.shift.starts_at <= at:
            return False
        return not organization_acts or self.shift.project.state in ENDED


@dataclass(frozen=True, slots=True)
class Result:
    """What a shift that is over came to."""

    people: int
    minutes: int
    signed_up: int


def linked(links: Sequence[NeedShift]) -> list[Linked]:
    """Links of one organization with their shifts and projects, in the order of their start. One statement."""
    if not links:
        return []
    rows = Shift.objects.filter(
        organization_id=links[0].organization_id, id__in=[link.shift_id for link in links]
    ).select_related("project", "activity")
    shifts = {row.id: row for row in rows}
    found = [Linked(link, shifts.get(link.shift_id)) for link in links]
    return sorted(found, key=lambda one: (one.shift.starts_at if one.shift else one.link.ends_at, one.link.shift_id))


def result_of(shift: Shift, at: datetime) -> Result | None:
    """What a shift that is over came to, or None while hours wait to be confirmed. Three statements.

    Who was not seen did not come; where nobody was seen, late hours are waited for. A valid record counts a person once.
    """
    key = {"organization_id": shift.organization_id, "shift_id": shift.id}
    signed_up = SignUp.objects.filter(**key, state=SignUpState.CONFIRMED).count()
    states = set(Attendance.objects.filter(**key).values_list("state", flat=True))
    served = OrganizationRecord.objects.filter(**key, standing=Standing.VALID).aggregate(
        people=Count("volunteer_id", distinct=True), minutes=Sum("minutes", default=0)
    )
    waits = bool(states & {AttendanceState.PRESENT, AttendanceState.LEFT})
    if waits and at < shift.ends_at + UNCONFIRMED_AFTER:
        return None
    is_unseen = signed_up and not served["people"] and not states
    if is_unseen and at < shift.ends_at + NOBODY_AFTER:
        return None
    return Result(served["people"], served["minutes"], signed_up)


def totals(organization_id: UUID, need_id: UUID) -> tuple[int, int]:
    """People and minutes over the counted shifts that serve a need."""
    counted = NeedShift.objects.filter(
        organization_id=organization_id, need_id=need_id, released_at__isnull=True, counted_at__isnull=False
    )
    served = counted.aggregate(people=Sum("served_people", default=0), minutes=Sum("served_minutes", default=0))
    return served["people"], served["minutes"]


def next_look(found: Sequence[Linked], at: datetime) -> datetime:
    """When to look again: at the next start or end; until then seldom, so that what is called off is seen, and often from
    the day before on and while hours are awaited."""
    moments = [moment for one in found if one.shift for moment in (one.shift.starts_at, one.shift.ends_at)]
    ahead = min((moment for moment in moments if moment > at), default=at)
    step = OFTEN if ahead - at < timedelta(days=1) else SELDOM
    return min(ahead, at + step) if ahead > at else at + step
