"""Where a list goes on: the sort key of the last row seen, opaque to whoever carries it.

It is not signed: it only says after which row to go on, in a list that was narrowed to what the viewer may see.
"""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

LARGEST = 2**63  # of the numbers that PostgreSQL compares
Row = TypeVar("Row")
READERS: dict[type, Callable[[str], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    UUID: UUID,
    int: int,
    str: str,
}


def written(*parts: object) -> str:
    said = [part.isoformat() if isinstance(part, date) else str(part) for part in parts]
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def read(cursor: str, *kinds: type) -> tuple[Any, ...] | None:
    """The parts of a cursor, None for an empty one. Refused if it is not one that this list gave out."""
    if not cursor:
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        parts = tuple(READERS[kind](part) for kind, part in zip(kinds, said, strict=True))
        if any(isinstance(part, datetime) and part.tzinfo is None for part in parts):
            raise ValueError
        if any(isinstance(part, int) and abs(part) >= LARGEST for part in parts):
            raise ValueError
        if any(isinstance(part, str) and "\x00" in part for part in parts):
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused(
            "cursor.unreadable",
            _("This cursor does not belong to this list."),
            next_step=_("Begin again without a cursor."),
            field="cursor",
        ) from None
    return parts


def page(rows: Sequence[Row], limit: int, key: Callable[[Row], tuple[object, ...]]) -> dict[str, Any]:
    """A page out of ``rows``, of which there is one more than ``limit`` if there is a next page."""
    shown = list(rows[:limit])
    return {"items": shown, "next": written(*key(shown[-1])) if len(rows) > limit else None}
