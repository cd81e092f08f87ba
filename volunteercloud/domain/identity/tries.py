"""Tries to claim a number that somebody else holds. The refusal takes back what its transaction wrote, so they are counted
apart from it, until a day after the last."""

from datetime import datetime, timedelta
from uuid import UUID

from volunteercloud.domain.limits import tallies

NAME = "identity.document_claimed"
WITHIN = timedelta(days=1)


def count(volunteer_id: UUID, at: datetime) -> None:
    tallies.count_apart(NAME, str(volunteer_id), at, WITHIN)


def counted(volunteer_id: UUID, at: datetime) -> int:
    return tallies.counted(NAME, str(volunteer_id), at).count
