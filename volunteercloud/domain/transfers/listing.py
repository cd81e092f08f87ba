"""What a bundle is of, for a page: each record by the version that stands. Also of a bundle in which not everything holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from volunteercloud.domain.records.arriving import DAY_MINUTES
from volunteercloud.domain.records.models import Grade

MOST_ENTRIES = 2**53
NAMED = ("title", "title_en", "organization_name", "organization_name_en", "day", "grade")


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as its last version names it; no minutes of a revoked one. ``entry`` is the place of that version in the log
    of the node that offers it, None where nothing sensible is said."""

    record_id: UUID
    minutes: int
    named: dict[str, str]
    entry: int | None = None


def shown(document: Mapping[str, Any]) -> list[Shown]:
    """In the order of the bundle. What cannot be read is left out: it was refused."""
    found = []
    for record in document["records"]:
        try:
            last = record["versions"][-1]
            found.append(_shown(record["record_id"], json.loads(last["content"]), last.get("index")))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError):
            continue
    return found


def _shown(record_id: str, said: Mapping[str, Any], index: object) -> Shown:
    """Raises ValueError for what a page could not show."""
    date.fromisoformat(said["day"])
    Grade(said["grade"])
    minutes = said["minutes"] if said["standing"] == "valid" else 0
    if type(minutes) is not int or not 0 <= minutes <= DAY_MINUTES:
        raise ValueError(minutes)
    entry = index if isinstance(index, int) and 0 <= index < MOST_ENTRIES else None
    return Shown(UUID(record_id), minutes, {name: str(said.get(name, "")) for name in NAMED}, entry)
