"""Drafts of records without a shift behind them: what the records area itself is tested with."""

from datetime import datetime, timedelta
from typing import Any

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.records import actions
from volunteercloud.domain.records.drafts import Circumstances, RecordDraft
from volunteercloud.domain.records.models import Grade, RecordHead


def draft(
    organization: Organization, volunteer: Actor, leader: Actor, starts_at: datetime, **changes: Any
) -> RecordDraft:
    """Two hours of grade B in an activity that was approved the day before."""
    ends_at = starts_at + timedelta(hours=2)
    said: dict[str, Any] = {
        "volunteer_id": volunteer.id,
        "volunteer_name": volunteer.label,
        "volunteer_number": "V000000000",
        "title": "社区送午餐",
        "organization_id": organization.id,
        "organization_name": organization.name,
        "service_region_code": organization.region_id,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "grade": Grade.B,
        "source_kind": "shift",
        "source_id": ids.uuid7(),
        "recorder_id": leader.id,
        "recorder_name": leader.label,
        "confirmer_id": leader.id,
        "confirmer_name": leader.label,
        "trail": [{"at": starts_at.isoformat(), "what": "in_pass", "who": leader.label, "metres": 12}],
        "circumstances": Circumstances(
            approved_at=starts_at - timedelta(days=1), window_from=starts_at, window_to=ends_at
        ),
    }
    return RecordDraft(**said | changes)


def recorded(
    organization: Organization, volunteer: Actor, leader: Actor, first_at: datetime, days: int
) -> list[RecordHead]:
    """A record on each of so many days, written the evening of the last."""
    drafts = [draft(organization, volunteer, leader, first_at + timedelta(days=day)) for day in range(days)]
    heads = actions.record_many(actor=leader, drafts=drafts, at=first_at + timedelta(days=days))
    assert [type(head) for head in heads] == [RecordHead] * days
    return heads
