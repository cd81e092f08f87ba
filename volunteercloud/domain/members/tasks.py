"""Jobs: copies of names follow the people, groups that ended are emptied."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from .actions import empty_label, follow_people
from .limits import MOST_AT_ONCE
from .models import Label, MemberKey

# Both tables are the person's, so this is asked on each shard by itself; the account stays where accounts are.
STALE = """
SELECT membership.organization_id, membership.volunteer_id
FROM members_membership AS membership
JOIN identity_volunteer AS volunteer ON volunteer.id = membership.volunteer_id
LEFT JOIN identity_account AS account
  ON account.id = COALESCE(volunteer.guardian_id, volunteer.id) AND account.phone_verified
WHERE membership.state IN ('requested', 'active')
  AND (membership.name, membership.name_latin, membership.phone_tail)
      IS DISTINCT FROM (volunteer.name, volunteer.name_latin, COALESCE(account.phone_tail, ''))
ORDER BY membership.organization_id, membership.volunteer_id"""


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="follow_names", pass_context=False)
def follow_names(timestamp: int) -> None:
    """Every night; a repeated run finds nothing left to do."""
    follow_names_at(timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="empty_labels", pass_context=False)
def empty_labels(timestamp: int) -> None:
    """Every ten minutes, a thousand members at a time."""
    empty_labels_at(timezone.now())


def follow_names_at(moment: datetime) -> int:
    """Each thousand people of an organization in a transaction of their own. Returns how many copies it wrote anew."""
    actor, followed = system("follow_names"), 0
    for organization_id, volunteer_ids in _stale().items():
        for part in _parts(volunteer_ids):
            followed += follow_people(actor=actor, organization_id=organization_id, volunteer_ids=part, at=moment)
    return followed


def empty_labels_at(moment: datetime) -> int:
    """Returns how many members it took out."""
    taken, actor = 0, system("empty_labels")
    ended = Label.objects.filter(ended_at__isnull=False).order_by("organization_id", "id")
    for label in ended.iterator():
        under = MemberKey.objects.filter(organization_id=label.organization_id, scope=label.id)
        while under.exists() and (
            part := empty_label(actor=actor, organization_id=label.organization_id, label_id=label.id, at=moment)
        ):
            taken += part
    return taken


def _stale() -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(STALE)
        for organization_id, volunteer_id in cursor.fetchall():
            found[organization_id].append(volunteer_id)
    return found


def _parts(volunteer_ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(volunteer_ids), MOST_AT_ONCE):
        yield volunteer_ids[start : start + MOST_AT_ONCE]
