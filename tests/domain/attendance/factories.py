"""People on a roster, there and away again."""

from datetime import datetime, timedelta

from tests.domain.activities import factories as activities
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.attendance import actions, passes


def sign_up(shift: Shift, volunteer: Actor, at: datetime) -> None:
    signing_up.sign_up(actor=volunteer, **activities.key(shift, volunteer), at=at)


def scan(shift: Shift, volunteer: Actor, direction: str, at: datetime, **changes):
    """The volunteer scans the rotating code of that moment."""
    return actions.scan_code(
        **{
            "actor": volunteer,
            "code": passes.issue_code(shift.organization_id, shift.id, at),
            "volunteer_id": volunteer.id,
            "direction": direction,
            "request_id": ids.uuid7(),
            "at": at,
        }
        | changes
    )


def tick(leader: Actor, shift: Shift, volunteer: Actor, direction: str, at: datetime, **changes):
    return actions.tick(
        **{
            "actor": leader,
            **activities.key(shift, volunteer),
            "direction": direction,
            "request_id": ids.uuid7(),
            "at": at,
        }
        | changes
    )


def serve(shift: Shift, volunteer: Actor, at: datetime) -> None:
    """Sign up, check in at the start and out at the end by the rotating code."""
    sign_up(shift, volunteer, at)
    scan(shift, volunteer, "in", shift.starts_at)
    scan(shift, volunteer, "out", shift.ends_at)


def confirm(leader: Actor, shift: Shift, *volunteers: Actor, **changes):
    return actions.confirm(
        **{
            "actor": leader,
            "organization_id": shift.organization_id,
            "shift_id": shift.id,
            "volunteer_ids": [volunteer.id for volunteer in volunteers],
            "at": shift.ends_at + timedelta(minutes=10),
        }
        | changes
    )
