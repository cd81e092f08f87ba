"""Parts of restricting what may be done with a person's data, in the transactions of `privacy.actions`, which leave the entry.

Everything that finds, invites or writes to people leaves out whoever has ``restricted_at``. What rests on a duty goes on:
rosters, check-in, records, cases, and whoever shows their own number or document at a desk.
"""

from datetime import datetime
from uuid import UUID

from .models import Volunteer


def begin(volunteer_id: UUID, at: datetime) -> bool:
    """False where it was restricted already."""
    standing = Volunteer.objects.filter(id=volunteer_id, restricted_at__isnull=True)
    return bool(standing.update(restricted_at=at))


def end(volunteer_id: UUID) -> bool:
    """False where it was not restricted."""
    standing = Volunteer.objects.filter(id=volunteer_id, restricted_at__isnull=False)
    return bool(standing.update(restricted_at=None))
