"""The one way to leave an entry. Called once by every action, in its transaction."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.writing import Writing, row_of

from .models import Entry

log = logging.getLogger(__name__)
ENTRY = Writing(Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an entry says beside who, when and what: see `record`."""

    owner_id: UUID
    subject: tuple[str, UUID, str]
    region_code: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


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
    number and never what a message said. Of a stand-in it also says for whom it was done.
    """
    told = Told(owner_id=owner_id, subject=subject, region_code=region_code, facts=facts or {})
    entry = _entry(actor, name, at, told)
    ENTRY.write(entry)
    _tell(entry, 1)
    return entry


def record_many(actor: Actor, name: str, *, at: datetime, told: Sequence[Told]) -> None:
    """The same for an action done to many at once: an entry each, in one statement."""
    entries = [_entry(actor, name, at, each) for each in told]
    ENTRY.write_all(entries, "id")
    if entries:
        _tell(entries[0], len(entries))


def _tell(entry: Entry, count: int) -> None:
    """A line in the log of the process once it stands, so that whoever watches from outside learns of it: ids, no names."""
    if not log.isEnabledFor(logging.INFO):
        return
    facts = {
        "event": entry.name,
        "entry": entry.id,
        "actor_kind": entry.actor_kind,
        "actor": entry.actor_id,
        "subject_kind": entry.subject_kind,
        "subject": entry.subject_id,
        "count": count,
    }
    transaction.on_commit(partial(log.info, "%s", entry.name, extra={"facts": facts}))


def _entry(actor: Actor, name: str, at: datetime, told: Told) -> Entry:
    kind, subject_id, label = told.subject
    facts = dict(told.facts)
    if actor.acting_for is not None:
        facts["acting_for"] = {"id": str(actor.acting_for), "name": actor.acting_for_label}
    return row_of(
        Entry,
        owner_id=told.owner_id,
        id=ids.uuid7(),
        at=at,
        name=name,
        actor_kind=actor.kind.value,
        actor_id=actor.id,
        actor_label=actor.label[:200],
        subject_kind=kind,
        subject_id=subject_id,
        subject_label=label[:300],
        region_code=told.region_code,
        facts=facts,
    )
