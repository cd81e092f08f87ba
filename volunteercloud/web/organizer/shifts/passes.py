"""A pass scanned by a phone's own camera: the leader sees whose it is and checks them in with one press."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from volunteercloud.domain.activities.models import MySignUp
from volunteercloud.domain.attendance import passes
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.domain.attendance.models import Direction
from volunteercloud.domain.attendance.queries import Row
from volunteercloud.web import answers


@dataclass(frozen=True, slots=True)
class Expected:
    """A shift that the reader leads and the bearer of the pass is expected at, with what to do now."""

    mine: MySignUp
    row: Row

    @property
    def direction(self) -> str:
        attendance = self.row.attendance
        if attendance is None or attendance.in_at is None:
            return Direction.IN
        return "" if attendance.out_at else Direction.OUT


@login_required
@never_cache
@require_safe
def scanned_pass(request, token):
    actor, now = answers.actor_of(request), answers.reader_now()
    volunteer_id = passes.read_pass(token, now)
    found = attendance_queries.shifts_to_scan(actor, volunteer_id, now)
    facts = {
        "token": token,
        "is_own": volunteer_id == actor.id,
        "expected": [
            Expected(
                mine,
                attendance_queries.on_roster(actor, mine.organization_id, mine.shift_id, volunteer_id=volunteer_id),
            )
            for mine in found
        ],
    }
    return render(request, "organizer/shifts/scanned_pass.html", facts)
