"""What a bundle is of, for a page: each record by the version that stands. Also of a bundle in which not everything holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

NAMED = ("title", "title_en", "organization_name", "organization_name_en", "day", "grade")


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as its last version names it; no minutes of a revoked one."""

    record_id: UUID
    minutes: int
    named: dict[str, str]


def shown(document: Mapping[str, Any]) -> list[Shown]:
    """In the order of the bundle. What cannot be read is left out: it was refused."""
    found = []
    for record in document["records"]:
        try:
            last = json.loads(record["versions"][-1]["content"])
            minutes = int(last["minutes"]) if last["standing"] == "valid" else 0
            found.append(Shown(UUID(record["record_id"]), minutes, {name: str(last.get(name, "")) for name in NAMED}))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            continue
    return found
