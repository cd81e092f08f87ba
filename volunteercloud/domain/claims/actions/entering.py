"""Late entries 补录: the organization writes down afterwards who served, with the reason why it comes late (grade E)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.transactions import retried
from volunteercloud.domain.attendance.actions.confirming import Confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class LateEntry:
    """One person's service as the organization remembers it. With ``added_reason`` a person who did not sign up is put on
    the roster first. ``explanation`` answers the rules that ask for one, such as a long day."""

    volunteer_id: UUID
    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0
    explanation: str = ""
    added_reason: str = ""


@retried
def enter_late(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    entries: Sequence[LateEntry],
    reason: str,
    at: datetime,
) -> list[Confirmed]:
    """Enter service of one shift after it is over, each person for themselves: a record of grade E, or why there is none.

    For those who may record; thousands at once. Refused as a whole before the shift has ended (`late.not_over`), after
    the region's limit (`late.too_late`), without a reason (`late.reason`).
    """
    raise NotImplementedError
