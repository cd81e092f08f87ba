"""Jobs: check-outs that were forgotten are closed at the end of their shift."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system
from volunteercloud.domain.activities.models import Shift

from .actions import timing
from .models import Attendance, AttendanceState

# What is not closed by then was confirmed, or lies with a leader; the worker is not away for longer.
LOOKED_BACK = timedelta(days=14)
SHIFTS_A_RUN = 500


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="close_forgotten", pass_context=False)
def close_forgotten(timestamp: int) -> None:
    """Every quarter of an hour, each shift in its own transaction; a repeated run finds nothing left to do."""
    close_forgotten_at(timezone.now())


def close_forgotten_at(moment: datetime) -> int:
    """How many people were checked out. Each region's rules decide when; the shifts that ended first come first."""
    still_there = Attendance.objects.filter(
        organization_id=OuterRef("organization_id"), shift_id=OuterRef("id"), state=AttendanceState.PRESENT
    )
    ended = Shift.objects.filter(Exists(still_there), ends_at__gt=moment - LOOKED_BACK, ends_at__lte=moment)
    keys = ended.order_by("ends_at", "id").values_list("organization_id", "id")[:SHIFTS_A_RUN]
    return sum(
        timing.close_forgotten(
            actor=system("close_forgotten"), organization_id=organization_id, shift_id=shift_id, at=moment
        )
        for organization_id, shift_id in list(keys)
    )
