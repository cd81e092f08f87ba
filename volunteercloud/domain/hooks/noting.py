"""Noting what happened, as a part of the action that did it: a delivery for each address that asked for it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from volunteercloud.core import ids

from .kinds import SHAPES, Kind

API = "/api/v1"
# One statement, which writes nothing where nobody listens: what is paused is told nothing, then or later. An address that is
# being deleted is waited for and passed over; else whoever signs up at that moment would be refused by the foreign key.
NOTE = """
    INSERT INTO hooks_delivery (
        organization_id, endpoint_id, event_id, kind, body, created_at, state, due_at, tries, last_problem
    )
    SELECT endpoint.organization_id, endpoint.id, given.event_id, given.kind, given.body, %(at)s, 'waiting', %(at)s, 0, ''
    FROM hooks_endpoint AS endpoint,
         unnest(%(ids)s::uuid[], %(kinds)s::text[], %(bodies)s::text[]) AS given (event_id, kind, body)
    WHERE endpoint.organization_id = %(organization_id)s AND endpoint.state = 'active' AND given.kind = ANY(endpoint.kinds)
    FOR KEY SHARE OF endpoint
"""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to what: ids by the names of `kinds.SHAPES`, and what it is now where that is said."""

    kind: Kind
    ids: dict[str, UUID] = field(default_factory=dict)
    state: str = ""


def note(organization_id: UUID, events: Sequence[Event], at: datetime) -> None:
    """Tell every address of an organization that asked for it. One statement, whatever the number of events."""
    if not events:
        return
    values: dict[str, Any] = {
        "organization_id": organization_id,
        "at": at,
        "ids": [ids.uuid7() for _event in events],
        "kinds": [event.kind.value for event in events],
        "bodies": [body_of(organization_id, event, at) for event in events],
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTE, values)


def body_of(organization_id: UUID, event: Event, at: datetime) -> str:
    """What is sent, letter by letter: the kind, the moment and the ids (Standard Webhooks, "Payload structure")."""
    shape = SHAPES[event.kind]
    named = {"organization_id": str(organization_id)} | {name: str(event.ids[name]) for name in shape.ids}
    said = {"state": event.state} if shape.says_state else {}
    address = f"{settings.SITE_URL}{API}{shape.address.format(**named)}"
    whole = {
        "type": event.kind.value,
        "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": named | said | {"read_at": address},
    }
    return json.dumps(whole, separators=(",", ":"))
