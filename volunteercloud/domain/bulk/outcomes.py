"""A line that is ready to be tried, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from volunteercloud.core.errors import Refused

from .models import LineState


@dataclass(frozen=True, slots=True)
class Due:
    """A line that says whom, where and when."""

    line: int
    volunteer_id: UUID
    shift_id: UUID
    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    explanation: str
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """For a whole list: why it comes late, and why people are put on rosters who were not signed up (empty: they are not)."""

    reason: str
    added_reason: str = ""


@dataclass(slots=True)
class Outcome:
    """What came of a line. ``said`` are another area's words for a refusal, by language."""

    line: int
    state: LineState
    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    minutes: int | None = None
    record_id: UUID | None = None
    refusal: Refused | None = None
