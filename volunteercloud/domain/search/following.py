"""What the worker does for the index, a few seconds after it was written: give each change its place in the feed, keep the
words that one may mistype, and close what is over. Any of it may be done again, by several workers at once."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from volunteercloud.core import steady

from . import composing, synonyms, words
from .models import Document, State, Word

# What was written has its place in the feed within five seconds: two for the pause, three for the work.
PAUSE_SECONDS = 2.0
AT_ONCE = 1000
SHORTEST = 3  # letters of a word that one may mistype
# Whoever numbers holds the one row of the feed until the numbers are committed, so nobody sees a number before a smaller one
# is there, and what is committed later gets a greater one. A further change of the same document leaves a gap.
BEGIN = """
    INSERT INTO search_feed (id, last) SELECT 1, coalesce(max(sequence), 0) FROM search_change
    WHERE NOT EXISTS (SELECT 1 FROM search_feed) ON CONFLICT DO NOTHING"""
HOLD = "SELECT last FROM search_feed FOR UPDATE"
NUMBER = """
    WITH waiting AS (
        SELECT document_id, changed_at FROM search_change WHERE sequence IS NULL
        ORDER BY changed_at, document_id LIMIT %s FOR UPDATE SKIP LOCKED
    ), numbered AS (
        SELECT document_id, %s + row_number() OVER (ORDER BY changed_at, document_id) AS sequence FROM waiting
    )
    UPDATE search_change SET sequence = numbered.sequence FROM numbered
    WHERE search_change.document_id = numbered.document_id RETURNING search_change.document_id"""
ADVANCE = "UPDATE search_feed SET last = last + %s"
END = """
    WITH ended AS (
        SELECT id, kind FROM search_document WHERE state = 'open' AND closes_at <= %(at)s
        ORDER BY closes_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ), closed AS (
        UPDATE search_document SET state = 'over', changed_at = %(at)s FROM ended WHERE search_document.id = ended.id
    )
    INSERT INTO search_change (document_id, kind, state, changed_at, sequence)
    SELECT id, kind, 'over', %(at)s, NULL FROM ended
    ON CONFLICT (document_id) DO UPDATE SET state = 'over', changed_at = EXCLUDED.changed_at, sequence = NULL"""


def following() -> AbstractContextManager[None]:
    """Follow what is written for as long as this lasts."""
    return steady.steadily("search", lambda _ending: follow(timezone.now()), PAUSE_SECONDS)


def follow(at: datetime) -> int:
    """Batch after batch, until nothing waits. Returns how many changes got their place."""
    while _end(at) == AT_ONCE:
        pass
    total = 0
    while True:
        numbered = _number()
        _keep_words(numbered)
        total += len(numbered)
        if len(numbered) < AT_ONCE:
            return total


def keep_synonyms() -> None:
    """One may mistype a word that no text has, but one that means the same."""
    _keep(word for group in synonyms.groups() for member in group for word in words.foreign(words.runs(member)))


@transaction.atomic
def _number() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(BEGIN)
        cursor.execute(HOLD)
        (last,) = cursor.fetchone()
        cursor.execute(NUMBER, [AT_ONCE, last])
        ids = [id_ for (id_,) in cursor.fetchall()]
        if ids:
            cursor.execute(ADVANCE, [len(ids)])
    return ids


@transaction.atomic
def _end(at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(END, {"at": at, "most": AT_ONCE})
        return cursor.rowcount


def _keep_words(ids: list[UUID]) -> None:
    if ids:
        documents = list(Document.objects.filter(id__in=ids, state=State.OPEN).defer("words", "terms").order_by("id"))
        _keep(composing.foreign(documents))


def _keep(found: Iterable[str]) -> None:
    """In their order, so that two who keep the same words wait for each other and don't lock crosswise."""
    texts = sorted({word[: words.LONGEST] for word in found if len(word) >= SHORTEST and not word.isdigit()})
    Word.objects.bulk_create([Word(text=text) for text in texts], batch_size=AT_ONCE, ignore_conflicts=True)
