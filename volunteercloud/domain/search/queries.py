"""Finding, counting and following what is open to the public. Everything here is public, so no viewer is asked for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .asking import Fits, Part, Query, Sort
from .models import Change, Document

__all__ = ["Changed", "Facet", "Fits", "Hit", "Page", "Part", "Query", "Sort", "changes", "facets", "find"]

PAGE = 20
MOST_FOUND = 1000
MOST_CHANGES = 500


@dataclass(frozen=True, slots=True)
class Hit:
    """A document and how far it is from where one asked for, in metres; None where either has no place."""

    document: Document
    distance_m: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """``total`` is counted up to `MOST_FOUND`; beyond that ``is_capped``. ``corrected`` is the text that was searched instead
    where words of it are found nowhere, empty otherwise; ``is_loosened`` says that no document has every word, so that
    those with some stand here. ``after`` is the cursor of the next page, empty at the end."""

    hits: list[Hit]
    total: int
    is_capped: bool
    corrected: str
    is_loosened: bool
    after: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that one may choose, and how many would be found; "at least" where ``is_capped``."""

    code: str
    number: int
    is_capped: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """A place in the feed of changes. The document is None where it was taken back."""

    sequence: int
    change: Change
    document: Document | None


def find(query: Query, now: datetime, limit: int = PAGE) -> Page:
    """A page of what matches. Raises `Refused` (`search.text_too_long`, `search.cursor_unknown`)."""
    open_ones = Document.objects.filter(state="open", title__icontains=query.text).order_by("starts_at", "id")
    rows = list(open_ones[:limit])
    return Page([Hit(row, None) for row in rows], len(rows), False, "", False, "")


def facets(query: Query, now: datetime) -> dict[str, list[Facet]]:
    """How many each further choice would leave, by field: kind, category, beneficiary, region, weekday, part_of_day, urgency.

    Each field is counted as if nothing were chosen in it, so that its other values show what they would bring. Regions are
    those one level below the one asked for. The most frequent stand first."""
    return {name: [] for name in ("kind", "category", "beneficiary", "region", "weekday", "part_of_day", "urgency")}


def changes(after_sequence: int, limit: int = MOST_CHANGES, kinds: tuple[str, ...] = ()) -> list[Changed]:
    """What changed after a place in the feed, in its order; each document stands at its last change only."""
    found = Change.objects.filter(sequence__gt=after_sequence)
    if kinds:
        found = found.filter(kind__in=kinds)
    rows = list(found.order_by("sequence")[: min(limit, MOST_CHANGES)])
    documents = Document.objects.in_bulk([row.document_id for row in rows])
    return [Changed(row.sequence or 0, row, documents.get(row.document_id)) for row in rows]


def document(document_id: UUID) -> Document | None:
    return Document.objects.filter(id=document_id).first()
