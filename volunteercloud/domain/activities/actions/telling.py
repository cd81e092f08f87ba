"""The entry that a step about one shift leaves in the trail."""

from datetime import datetime

from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.audit import actions as audit


def leave_entry(actor: Actor, name: str, shift: Shift, at: datetime, /, **facts: object) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=shift.organization_id,
        subject=("shift", shift.id, shift.activity.title),
        region_code=shift.activity.region_id,
        facts=facts,
    )
