"""Where the next page of a list begins, as it stands in an address: values of the last row, joined. Nothing secret is in it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

BETWEEN = "~"
LARGEST = 2**63  # of the numbers that PostgreSQL compares


def written(*values: object) -> str:
    return BETWEEN.join(value.isoformat() if hasattr(value, "isoformat") else str(value) for value in values)


def read(text: str | None, *kinds: Callable[[str], Any]) -> tuple[Any, ...] | None:
    """The values again; None for an address that somebody has typed or cut: the list then begins at its beginning."""
    parts = (text or "").split(BETWEEN) if "\x00" not in (text or "") else []  # PostgreSQL has no text with NUL
    try:
        values = tuple(kind(part) for kind, part in zip(kinds, parts, strict=True))
    except ValueError:
        return None
    return None if any(isinstance(value, int) and abs(value) >= LARGEST for value in values) else values


def instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not 2000 <= moment.year < 2200:
        raise ValueError
    return moment


def identifier(text: str) -> UUID:
    return UUID(text)
