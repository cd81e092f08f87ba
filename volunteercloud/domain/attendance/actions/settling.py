"""Service that is proved otherwise than by scans: who has that evidence hands it over here, and the roster and the record
follow in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor

from .confirming import Confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One person's service with the evidence for it. ``trail`` says step by step why the grade is what it is.

    ``late_reason`` is why it comes after the event; ``recorder`` who entered the times, the actor where left out.
    """

    volunteer_id: UUID
    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0
    method: str
    grade: str
    trail: list[dict[str, Any]] = field(default_factory=list)
    explanation: str = ""
    late_reason: str = ""
    recorder_id: UUID | None = None
    recorder_name: str = ""


@transaction.atomic
def settle(
    *, actor: Actor, organization_id: UUID, shift_id: UUID, served: Sequence[Served], at: datetime
) -> list[Confirmed]:
    """Confirm people of one shift's roster by other evidence; each gets a record or the reason why there is none.

    The caller has asked whether this actor may; here it is asked that the person is on the roster with a settled place,
    that nothing else has been confirmed for them, and that the actor is neither the person nor the guardian. In the order
    given. One statement per table whatever the number.
    """
    raise NotImplementedError
