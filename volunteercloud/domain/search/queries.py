"""Finding, counting and following what is open to the public. Everything here is public, so no viewer is asked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.core.geography import metres
from volunteercloud.core.reading import Given, Reading, among, columns

from . import counting, finding
from .asking import Fits, Part, Query, Sort
from .models import Change, Document
from .understanding import Understood, understood

__all__ = ["Brief", "Changed", "Facet", "Fits", "Hit", "Page", "Part", "Query", "Sort", "changes", "facets", "find"]

PAGE = 20
MOST_FOUND = finding.MOST
MOST_CHANGES = 500
LARGEST = 2**63  # beyond every key
SHOWN = columns(Document, without=["words", "terms"])
DOCUMENTS = Reading(lambda: Document.objects.filter(id__in=among(Given("ids"))).only(*SHOWN))


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


class Brief(NamedTuple):
    """What a document is judged by."""

    id: UUID
    kind: str
    owner_id: UUID | None
    activity_id: UUID | None
    category: str
    skills: list[str]
    languages: list[str]
    qualification: str
    minimum_age: int | None
    maximum_age: int | None
    region_code: str
    latitude: float | None
    longitude: float | None
    starts_at: datetime | None
    ends_at: datetime | None
    weekdays: list[int]
    parts_of_day: list[str]
    is_remote: bool
    urgency: int
    places: int | None
    places_left: int | None


BRIEFS = Reading(lambda: Document.objects.filter(id__in=among(Given("ids"))).values_list(*Brief._fields))


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
    """A page of what matches. Raises `Refused` (`search.text_too_long`, `search.cursor_unknown`).

    One statement finds and one reads what is shown, however much there is; words that are not Chinese may take a few before."""
    meant = understood(query.text)
    if meant.is_nothing:
        return Page([], 0, False, "", False, "")
    whole, some, ids, keys = _found(query, meant, now, limit)
    shown = documents((ids or [])[:limit])
    end = f"{query.sort}.{keys[limit - 1]}.{ids[limit - 1].hex}" if ids and len(ids) > limit else ""
    return Page(
        hits=[Hit(document, _metres(query, document)) for document in shown],
        total=min(whole + some, MOST_FOUND),
        is_capped=whole + some > MOST_FOUND,
        corrected=meant.corrected,
        is_loosened=some > 0,
        after=end,
    )


def ids(query: Query, now: datetime, limit: int) -> list[UUID]:
    """What `find` would show, for whoever looks at hundreds. One statement, and those for words that are not Chinese."""
    meant = understood(query.text)
    return [] if meant.is_nothing else (_found(query, meant, now, limit)[2] or [])[:limit]


def briefs(ids: Collection[UUID]) -> list[Brief]:
    """In no order; what was taken back in this moment is left out."""
    return [Brief._make(row) for row in BRIEFS.all(ids=list(ids))] if ids else []


def facets(query: Query, now: datetime) -> dict[str, list[Facet]]:
    """How many each further choice would leave, by field: kind, category, beneficiary, region, weekday, part_of_day, urgency.

    Each field is counted as if nothing were chosen in it, so that its other values show what they would bring. Regions are
    those one level below the one asked for. The most frequent stand first. One statement."""
    found: dict[str, list[Facet]] = {field: [] for field in counting.FACETS}
    meant = understood(query.text)
    if meant.is_nothing:
        return found
    asked = counting.statement(query, meant, now)
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, asked.parameters)
        for field, code, number, looked_at in cursor.fetchall():
            if code and (field != "region" or len(code) == asked.parameters["below"]):
                found[field].append(Facet(code, number, looked_at > counting.MOST))
    return {field: sorted(values, key=lambda one: (-one.number, one.code)) for field, values in found.items()}


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


def documents(ids: Sequence[UUID]) -> list[Document]:
    """In the order of the ids; one that was taken back in this moment is left out."""
    found = {row.id: row for row in DOCUMENTS.all(ids=list(ids))} if ids else {}
    return [found[id_] for id_ in ids if id_ in found]


def _found(query: Query, meant: Understood, now: datetime, limit: int) -> tuple[int, int, list[UUID], list[int]]:
    asked = finding.statement(query, meant, now, limit, _cursor(query))
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, asked.parameters)
        return cursor.fetchone()


def _metres(query: Query, document: Document) -> int | None:
    if query.near is None or document.latitude is None or document.longitude is None:
        return None
    return metres(*query.near, document.latitude, document.longitude)


def _cursor(query: Query) -> finding.Cursor | None:
    if not query.after:
        return None
    try:
        sort, key, id_ = query.after.split(".")
        cursor = finding.Cursor(int(key), UUID(hex=id_))
    except ValueError:
        sort, cursor = "", finding.Cursor(0, UUID(int=0))
    if sort != query.sort or not abs(cursor.key) < LARGEST:
        raise Refused(
            "search.cursor_unknown",
            _("This is not where a page of this search ended."),
            next_step=_("Begin again with the first page."),
            field="after",
        )
    return cursor
