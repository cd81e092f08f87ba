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
    changes = list(islice(merge(*of_each, key=lambda change: change.sequence or 0), limit))
    found = Document.objects.defer(*HEAVY).in_bulk([change.document_id for change in changes])
    # What was taken back in this moment stands in the feed once more, behind.
    return [
        Published(change.sequence or 0, found[change.document_id]) for change in changes if change.document_id in found
    ]


def at(kind: str, offset: int, limit: int) -> list[Document]:
    """A slice of what is open, by its place in the whole list: for formats that count their pages."""
    changes = Change.objects.filter(kind=kind, state=State.OPEN, sequence__isnull=False).order_by("sequence")
    ids = list(changes.values_list("document_id", flat=True)[offset : offset + limit])
    found = Document.objects.defer(*HEAVY).in_bulk(ids)
    return [found[each] for each in ids if each in found]


def named(document_ids: Collection[UUID]) -> dict[UUID, Document]:
    """Those of the documents that are open."""
    return Document.objects.filter(state=State.OPEN).defer(*HEAVY).in_bulk(list(document_ids))


def of_project(project_id: UUID, limit: int) -> list[Document]:
    """The open shifts of a project, the soonest first."""
    shifts = Document.objects.filter(project_id=project_id, kind=Kind.SHIFT, state=State.OPEN).defer(*HEAVY)
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
