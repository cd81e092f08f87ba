"""A list that was sent, for tests of the doors."""

from datetime import timedelta

from tests.domain.bulk import lists
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.bulk import actions
from volunteercloud.domain.bulk.models import Sheet

ROW = ("VQ7K4M2X9TRD", "小满", "2026-05-18", "9:00", "11:00")


def sent(coordinator: Actor, shift: Shift) -> Sheet:
    return actions.send(
        actor=coordinator,
        organization_id=shift.organization_id,
        activity_id=None,
        content=lists.workbook([lists.HEADINGS, ROW]),
        file_name="五月.xlsx",
        reason="当天没有带平板电脑。",
        language="zh-hans",
        at=shift.ends_at + timedelta(days=1),
    )
