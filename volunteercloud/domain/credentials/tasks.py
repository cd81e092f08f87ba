"""Jobs: credentials follow the records behind them, seconds after the change."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import actions, queries

FOLLOWER = system("credentials")


@app.task(name="credentials.follow_version", queue="records")
def follow_version(*, volunteer_id: str, record_id: str) -> None:
    """A version of a record was written (`records.jobs`)."""
    follow(UUID(volunteer_id), timezone.now())


@app.task(name="credentials.follow_going", queue="records")
def follow_going(*, volunteer_ids: list[str]) -> None:
    """Records of these people were handed over to another node, or erased."""
    for volunteer_id in queries.holders([UUID(volunteer_id) for volunteer_id in volunteer_ids]):
        actions.follow(actor=FOLLOWER, volunteer_id=volunteer_id, at=timezone.now())


def follow(volunteer_id: UUID, at: datetime) -> int:
    """Returns how many fell."""
    holders = queries.holders([volunteer_id])
    return sum(len(actions.follow(actor=FOLLOWER, volunteer_id=holder, at=at)) for holder in holders)
