"""What every page of a shift shows at its head."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.domain.attendance.models import AttendanceState
from volunteercloud.domain.attendance.queries import Row

CAME = (AttendanceState.PRESENT, AttendanceState.LEFT, AttendanceState.CONFIRMED)
RECENT = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """A shift with its roster, and the counts of the board above it."""

    shift: Shift
    rows: list[Row]

    @property
    def held(self) -> list[Row]:
        return [row for row in self.rows if row.holds_place]

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.rows if row.sign_up.state == "waiting"]

    @property
    def gone(self) -> list[Row]:
        return [row for row in self.rows if not row.holds_place and row.sign_up.state != "waiting"]

    @property
    def expected(self) -> int:
        return len(self.held)

    @property
    def came(self) -> int:
        return sum(row.state in CAME for row in self.held)

    @property
    def missing(self) -> int:
        return self.expected - self.came

    @property
    def left(self) -> list[Row]:
        return [row for row in self.held if row.state == AttendanceState.LEFT]

    @property
    def present(self) -> list[Row]:
        return [row for row in self.held if row.state == AttendanceState.PRESENT]

    @property
    def confirmed(self) -> int:
        return sum(row.state == AttendanceState.CONFIRMED for row in self.held)

    @property
    def recent(self) -> list[Row]:
        """Who was checked in or out last, the latest first."""
        seen = [row for row in self.rows if row.attendance and row.attendance.in_at]
        return sorted(seen, key=last_seen_at, reverse=True)[:RECENT]


def last_seen_at(row: Row) -> datetime:
    return row.attendance.out_at or row.attendance.in_at


def identifier(text: str | None) -> UUID:
    """An id that a form sends back as the page gave it."""
    try:
        return UUID(text or "")
    except ValueError:
        raise NotFound from None


def sheet_of(viewer: Actor, organization_id: UUID, shift_id: UUID) -> Sheet:
    """Four statements, whatever the size of the roster. For leaders."""
    rows = attendance_queries.roster(viewer, organization_id, shift_id)
    return Sheet(activity_queries.shift(organization_id, shift_id), rows)
