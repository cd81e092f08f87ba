"""What an area that holds evidence hands over, so that a service record can be written from it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from .models import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the rules ask about the activity on that day; `records.rulebook` reads it and keeps what it read.

    ``approved_at`` is when the activity became public; the window is the shift's own time; ``is_dangerous`` with the
    policy that covers it; ``qualification`` what the post asks for, empty for nothing; ``late_reason`` why an entry comes
    after the event, and ``added_reason`` why the person was put on the roster by somebody else, empty where neither is so.
    """

    approved_at: datetime | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    is_dangerous: bool = False
    policy_number: str = ""
    policy_from: date | None = None
    policy_to: date | None = None
    qualification: str = ""
    late_reason: str = ""
    added_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDraft:
    """Everything a record says, copied from its source so that it stays whole without it. Times are aware.

    ``recorder`` entered the times, ``confirmer`` answers for them. ``explanation`` answers the rules that ask for one.
    """

    volunteer_id: UUID
    volunteer_name: str
    volunteer_number: str
    title: str
    title_en: str = ""
    post: str = ""
    content: str = ""
    kind: str = Kind.SERVICE
    category: str = ""
    beneficiaries: list[str] = field(default_factory=list)
    organization_id: UUID
    organization_name: str
    organization_name_en: str = ""
    activity_id: UUID | None = None
    service_region_code: str
    latitude: float | None = None
    longitude: float | None = None
    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0
    grade: str
    source_kind: str
    source_id: UUID
    recorder_id: UUID | None
    recorder_name: str
    confirmer_id: UUID | None
    confirmer_name: str
    trail: list[dict[str, Any]] = field(default_factory=list)
    explanation: str = ""
    circumstances: Circumstances = Circumstances()
