"""Jobs: credentials follow the records behind them, seconds after the change."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system
from volunteercloud.domain.identity import queries as identity_queries

from . import actions

FOLLOWER = system("credentials")


@app.task(name="credentials.follow_version", queue="records")
def follow_version(*, volunteer_id: str, record_id: str) -> None:
    """A version of a record was written (`records.jobs`)."""
    follow(UUID(volunteer_id), timezone.now())


@app.task(name="credentials.follow_going", queue="records")
def follow_going(*, volunteer_id: str) -> None:
    """Records of a person were handed over to another node, or erased."""
    follow(UUID(volunteer_id), timezone.now())


def follow(volunteer_id: UUID, at: datetime) -> int:
    """Of somebody registered twice the credentials are with the one that is kept. Returns how many fell."""
    volunteer = identity_queries.volunteer(volunteer_id)
    holders = {volunteer_id, volunteer.merged_into_id or volunteer_id}
    return sum(len(actions.follow(actor=FOLLOWER, volunteer_id=holder, at=at)) for holder in sorted(holders))
