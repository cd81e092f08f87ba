# ruff: noqa: S608  every part of a statement is a text of ours; what somebody typed is a value
"""What a query finds among the latest changes."""

from datetime import datetime

from django.db import connection

from .asking import Query
from .conditions import Conditions
from .models import Document
from .understanding import understood

HEAVY = ("words", "terms")
CHANGED = """id IN (SELECT document_id FROM search_change
    WHERE sequence > %(after)s AND sequence <= %(until)s AND state = 'open')"""


def changed(query: Query, now: datetime, after: int, until: int, limit: int) -> list[Document]:
    """The documents that match and whose last change lies between two places in the feed, the soonest first."""
    meant = understood(query.text)
    if meant.is_nothing:
        return []
    wanted = Conditions(query, meant, now)
    wanted.parameters |= {"after": after, "until": until, "limit": limit}
    condition = wanted.having("changed", meant.every, (), [CHANGED])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM search_document WHERE {condition} ORDER BY starts_at, id LIMIT %(limit)s",
            wanted.parameters,
        )
        ids = [id_ for (id_,) in cursor.fetchall()]
    found = {row.id: row for row in Document.objects.filter(id__in=ids).defer(*HEAVY)} if ids else {}
    return [found[id_] for id_ in ids if id_ in found]
