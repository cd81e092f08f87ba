"""Walking through everything that is public, in the order of its changes: for those who take all of it along.

A page begins after a place in the feed of changes and costs the same wherever that is (`change_by_kind`, `change_open`). What
changes during a walk moves to the end of the feed and is met again, so a walk misses nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from uuid import UUID

from django.db import connection

from .models import Change, Document, Kind, State

HEAVY = ("words", "terms")
COUNT = "SELECT count(*) FROM search_change WHERE kind = %s AND state = 'open' AND sequence IS NOT NULL"
# The last place of every part of a list but the last.
ENDS = """
    SELECT sequence FROM (
        SELECT sequence, row_number() OVER (ORDER BY sequence) AS place, count(*) OVER () AS number
        FROM search_change WHERE kind = %s AND state = 'open' AND sequence IS NOT NULL) AS numbered
    WHERE place %% %s = 0 AND place < number ORDER BY place"""


@dataclass(frozen=True, slots=True)
class Published:
    """A document with its place in the feed."""

    sequence: int
    document: Document


def page(kinds: Collection[str], after: int, limit: int) -> list[Published]:
    """What is open, and changed last after a place in the feed; a statement a kind and one more."""
    standing = Change.objects.filter(state=State.OPEN, sequence__gt=after).order_by("sequence")
    of_each = [standing.filter(kind=kind)[:limit] for kind in sorted(set(kinds))]
    changes = list(islice(merge(*of_each, key=lambda change: change.sequence), limit))
    found = Document.objects.defer(*HEAVY).in_bulk([change.document_id for change in changes])
    # What was taken back in this moment stands in the feed once more, behind.
    return [
        Published(change.sequence or 0, found[change.document_id]) for change in changes if change.document_id in found
    ]


def of_projects(project_ids: Collection[UUID], limit: int) -> list[Document]:
    """The open shifts of projects, the soonest first."""
    shifts = Document.objects.filter(project_id__in=project_ids, kind=Kind.SHIFT, state=State.OPEN).defer(*HEAVY)
    return list(shifts.order_by("starts_at", "id")[:limit])


def count(kind: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [kind])
        (number,) = cursor.fetchone()
    return int(number)


def parts(kind: str, size: int) -> list[int]:
    """After which places the parts of a list of what is open begin, each of ``size`` documents but the last."""
    with connection.cursor() as cursor:
        cursor.execute(ENDS, [kind, size])
        return [0, *(end for (end,) in cursor.fetchall())]
