"""The one way to leave an entry. Called once by every action, in its transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.writing import Writing

from .models import Entry

ENTRY = Writing(Entry)


def record(
    actor: Actor,
    name: str,
    *,
    at: datetime,
    owner_id: UUID,
    subject: tuple[str, UUID, str],
    region_code: str = "",
    facts: dict[str, Any] | None = None,
) -> Entry:
    """Write what ``actor`` did.

    ``name`` is `area.what_happened` in the past tense; ``owner_id`` the volunteer or organization it belongs to;
    ``subject`` its kind, id and label of that day; ``facts`` ids, codes and values before and after, never a document
    number and never what a message said.
    """
    entry = Entry(
        owner_id=owner_id,
        id=ids.uuid7(),
        at=at,
        name=name,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:200],
        subject_kind=subject[0],
        subject_id=subject[1],
        subject_label=subject[2][:300],
        region_code=region_code,
        facts=facts or {},
    )
    ENTRY.write(entry)
    return entry
