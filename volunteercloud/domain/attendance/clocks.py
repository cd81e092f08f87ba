"""Correcting a device's clock by what was learned when it was handed out and when it came back. Pure.

An offset is what the device's clock is ahead of the server's. Two offsets that differ by no more than the tolerance are a
clock that ran a little fast or slow: the offset of a scan lies on the line between them. If they differ by more, the clock
was changed in between and nobody knows when: both candidates are told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Reading:
    """The server's time of a reading, and how far the device's clock was ahead of it."""

    at: datetime
    offset: timedelta

    @property
    def device_at(self) -> datetime:
        return self.at + self.offset


@dataclass(frozen=True, slots=True)
class Corrected:
    """When a scan was made, by the server's clock. ``is_doubtful`` where the clock does not say; then ``other_at`` is the
    second candidate, if there is one."""

    at: datetime
    is_doubtful: bool = False
    other_at: datetime | None = None


def agree(one: Reading, other: Reading) -> bool:
    return abs(one.offset - other.offset) <= TOLERANCE


def corrected(device_at: datetime, handed_out: Reading, returned: Reading) -> Corrected:
    """The time of a scan that a device made between its hand-out and its return."""
    if not agree(handed_out, returned):
        return Corrected(device_at - handed_out.offset, True, device_at - returned.offset)
    between = returned.device_at - handed_out.device_at
    share = (device_at - handed_out.device_at) / between if between else 1.0
    at = device_at - handed_out.offset - (returned.offset - handed_out.offset) * min(max(share, 0.0), 1.0)
    is_outside = not handed_out.at - TOLERANCE <= at <= returned.at + TOLERANCE
    return Corrected(at, is_outside)


def reading(at: datetime, offset_ms: int) -> Reading:
    """A reading as it is kept: offsets in whole milliseconds."""
    return Reading(at, timedelta(milliseconds=offset_ms))


def milliseconds(length: timedelta) -> int:
    return round(length / timedelta(milliseconds=1))
