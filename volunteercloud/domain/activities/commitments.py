"""What people have agreed to, in their own calendars: read for judging whether they may take on more."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from volunteercloud.core.reading import among
from volunteercloud.domain.regions.models import RuleSet

from . import limits
from .models import HOLDING, AbsenceKind, MySignUp, Shift


def calendars(
    volunteer_ids: Collection[UUID], shifts: Collection[Shift], rule_set: RuleSet, now: datetime
) -> dict[UUID, list[MySignUp]]:
    """What people's calendars say for judging whether they may take these shifts of one project: everything around them,
    every place in the project, and to which shifts they did not come of late. One statement."""
    from_at = min(shift.starts_at for shift in shifts) - limits.AROUND
    to_at = max(shift.ends_at for shift in shifts) + limits.AROUND
    late = (now - timedelta(days=rule_set.no_show_days), now)
    near = (
        Q(during__overlap=(from_at, to_at))
        | Q(project_id__in={shift.project_id for shift in shifts}, state__in=HOLDING)
        | Q(absence=AbsenceKind.UNEXCUSED, during__overlap=late)
    )
    found: dict[UUID, list[MySignUp]] = {volunteer_id: [] for volunteer_id in volunteer_ids}
    for row in MySignUp.objects.filter(near, volunteer_id__in=among(found)).order_by("during", "shift_id"):
        found[row.volunteer_id].append(row)
    return found
