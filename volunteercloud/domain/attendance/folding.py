"""Where a person stands on a shift, folded from their scans. Pure: the order in which the scans came makes no difference.

Read aloud: what a person voided is left out. Somebody arrived with their first check-in, and left with the first check-out
after it. What a person states outranks what was scanned, and that outranks the automatic closing. Whatever adds nothing
(a second check-in, a check-out before any check-in) is told as beside the point, for a person to look at.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from .models import AttendanceState, Direction, Method, Scan, Verdict


@dataclass(frozen=True, slots=True)
class Folded:
    """The scans that tell when somebody came and went, and those that say otherwise with nobody having decided."""

    arrived: Scan | None = None
    left: Scan | None = None
    beside: tuple[Scan, ...] = ()

    def uses(self, scan: Scan) -> bool:
        return scan is self.arrived or scan is self.left

    @property
    def state(self) -> AttendanceState:
        return AttendanceState.LEFT if self.left else AttendanceState.PRESENT


def fold(scans: Iterable[Scan]) -> Folded:
    """Fold all scans of one person on one shift."""
    counting = sorted((scan for scan in scans if scan.verdict != Verdict.VOID), key=_order)
    arrived = _first(scan for scan in counting if scan.direction == Direction.IN)
    left = arrived and _first(scan for scan in counting if scan.direction == Direction.OUT and scan.at > arrived.at)
    used: dict[str, Scan | None] = {Direction.IN: arrived, Direction.OUT: left}
    beside = (scan for scan in counting if scan is not used[scan.direction] and not _is_explained(scan, used))
    return Folded(arrived, left, tuple(beside))


def told(folded: Folded) -> dict[str, Any]:
    """What the scans say, in the columns of `Attendance`."""
    columns: dict[str, Any] = {}
    for side, scan in (("in", folded.arrived), ("out", folded.left)):
        columns |= {
            f"{side}_at": scan and scan.at,
            f"{side}_method": scan.method if scan else "",
            f"{side}_actor_id": scan and scan.actor_id,
            f"{side}_actor_name": scan.actor_name if scan else "",
            f"{side}_distance_metres": scan and scan.distance_metres,
            f"{side}_note": scan.note if scan else "",
        }
    return columns


def _first(scans: Iterable[Scan]) -> Scan | None:
    """The earliest of those of the highest rank; they come in order."""
    return max(scans, key=_rank, default=None)


def _rank(scan: Scan) -> int:
    if scan.verdict == Verdict.COUNTS:
        return 2
    return 0 if scan.method == Method.CLOSED else 1


def _is_explained(scan: Scan, used: dict[str, Scan | None]) -> bool:
    """Whether somebody has stated what holds instead, or nobody ever claimed that this one does."""
    instead = used[scan.direction]
    return scan.method == Method.CLOSED or (instead is not None and instead.verdict == Verdict.COUNTS)


_order: Callable[[Scan], tuple[datetime, UUID]] = lambda scan: (scan.at, scan.request_id)  # noqa: E731
