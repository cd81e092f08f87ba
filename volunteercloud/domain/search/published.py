"""Walking through everything that is open, a page at a time: for those who take all of it along, not for finding.

Documents of one kind stand in the order of their beginning, those without one last, as `document_by_start` has them: a page
costs the same wherever in the list it is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from .models import Document, Kind, State

HEAVY = ("words", "signs", "marks")
COUNT = """
    SELECT count(*) FROM search_document WHERE kind = %s AND state = 'open'"""
# The last document of every part of a list but the last.
ENDS = """
    SELECT starts_at, id FROM (
        SELECT starts_at, id, row_number() OVER by_start AS place, count(*) OVER () AS number
        FROM search_document WHERE kind = %s AND state = 'open'
        WINDOW by_start AS (ORDER BY starts_at, id)) AS numbered
    WHERE place %% %s = 0 AND place < number ORDER BY place"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: its last document."""

    kind: str
    starts_at: datetime | None
    id: UUID


def page(kinds: Sequence[str], after: Place | None, limit: int) -> list[Document]:
    """The next documents of these kinds, one kind after the other; two statements a kind at most."""
    found: list[Document] = []
    for kind in kinds[kinds.index(after.kind) if after and after.kind in kinds else 0 :]:
        begun = after if after and after.kind == kind else None
        for is_timed in (True, False):
            if len(found) < limit and not (is_timed and begun and begun.starts_at is None):
                found += _timed(kind, begun, is_timed)[: limit - len(found)]
    return found


def of_projects(project_ids: Collection[UUID], limit: int) -> list[Document]:
    """The open shifts of projects, the soonest first."""
    shifts = _open(Kind.SHIFT).filter(project_id__in=project_ids)
    return list(shifts.order_by("starts_at", "id")[:limit])


def count(kind: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [kind])
        (number,) = cursor.fetchone()
    return int(number)


def parts(kind: str, size: int) -> list[Place | None]:
    """After which documents the parts of a list begin, each of ``size`` but the last; the first begins at the beginning."""
    with connection.cursor() as cursor:
        cursor.execute(ENDS, [kind, size])
        return [None, *(Place(kind, *end) for end in cursor.fetchall())]


def _open(kind: str) -> QuerySet[Document]:
    return Document.objects.filter(kind=kind, state=State.OPEN).defer(*HEAVY)


def _timed(kind: str, after: Place | None, is_timed: bool) -> QuerySet[Document]:
    rows = _open(kind).filter(starts_at__isnull=not is_timed)
    if after and not is_timed and after.starts_at is None:
        rows = rows.filter(id__gt=after.id)
    elif after and is_timed:
        rows = rows.filter(
            Q(starts_at__gt=after.starts_at) | Q(starts_at=after.starts_at, id__gt=after.id),
            starts_at__gte=after.starts_at,
        )
    return rows.order_by(F("starts_at").asc(nulls_last=True), "id")
