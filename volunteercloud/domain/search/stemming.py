"""Stems of words that are not Chinese, as the English dictionary of PostgreSQL cuts them: "volunteers" and "volunteering"
are one. Words of other languages stay nearly as they are, on both sides alike."""

from collections.abc import Collection

from django.db import connection

MOST_KEPT = 100_000
STATEMENT = "SELECT word, ts_lexize('english_stem', word) FROM unnest(%s::text[]) AS word"

# The dictionary never changes, so what was asked once is kept; a bound only so that no caller can fill a process.
_kept: dict[str, str] = {}


def stems(words: Collection[str]) -> dict[str, str]:
    """The stem of each word, empty for words that say nothing ("the", "with"). At most one statement."""
    found = {word: _kept[word] for word in words if word in _kept}
    if missing := sorted(set(words) - found.keys()):
        with connection.cursor() as cursor:
            cursor.execute(STATEMENT, [missing])
            read = {word: stem[0] if stem else "" for word, stem in cursor.fetchall()}
        if len(_kept) + len(read) > MOST_KEPT:
            _kept.clear()
        _kept.update(read)
        found |= read
    return found
