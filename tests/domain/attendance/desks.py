"""Check-in desks without a signal: handed out, scanning by a clock of their own, coming back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.attendance import actions
from volunteercloud.domain.attendance.desk import Delivered, Event


@dataclass(frozen=True, slots=True)
class Desk:
    """A device whose clock is ``ahead`` of the true time."""

    leader: Actor
    shift: Shift
    id: UUID
    ahead: timedelta = timedelta(0)

    def scan(self, volunteer: Actor, direction: str, at: datetime, **changes) -> Event:
        """A tick at a true time, as the device notes it down."""
        said = {
            "id": ids.uuid7(),
            "direction": direction,
            "method": "tick",
            "device_at": at + self.ahead,
            "volunteer_id": volunteer.id,
        }
        return Event(**said | changes)

    def deliver(self, events: Sequence[Event], at: datetime, **changes) -> Delivered:
        said = {
            "actor": self.leader,
            "organization_id": self.shift.organization_id,
            "device_id": self.id,
            "device_clock": at + self.ahead,
            "events": events,
            "at": at,
        }
        return actions.sync(**said | changes)


def hand_out(leader: Actor, shift: Shift, *, ahead: timedelta = timedelta(0), at: datetime | None = None) -> Desk:
    """A desk that was handed out an hour before the shift, unless said otherwise."""
    desk, at = Desk(leader, shift, ids.uuid7(), ahead), at or shift.starts_at - timedelta(hours=1)
    actions.hand_out(
        actor=leader,
        organization_id=shift.organization_id,
        shift_id=shift.id,
        device_id=desk.id,
        device_clock=at + ahead,
        at=at,
    )
    return desk


def told(delivered: Delivered) -> list[tuple[str, str]]:
    return [(str(receipt.outcome), str(receipt.code)) for receipt in delivered.receipts]
