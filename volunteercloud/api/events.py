"""What is posted to webhooks, for the description of the API: made of what `hooks` sends, so that it says the same."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils import translation

from volunteercloud.domain.hooks import noting
from volunteercloud.domain.hooks.kinds import SHAPES, Kind

AT = datetime(2026, 5, 16, 1, 0, tzinfo=UTC)
ID = "019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a1{}"
STATES = {"signup": "confirmed", "record": "valid"}
HEADERS = {
    "webhook-id": "The event; the same on each try.",
    "webhook-timestamp": "The moment of the try, in seconds since 1970. Refuse what is more than five minutes off.",
    "webhook-signature": "`v1,` and the HMAC with SHA-256 of `id.timestamp.body` in base64; several, with spaces between,"
    " while the secret is renewed.",
}


def example(kind: Kind) -> dict[str, Any]:
    """An event of this kind as it is posted."""
    named = {name: UUID(ID.format(number)) for number, name in enumerate(SHAPES[kind].ids, 1)}
    event = noting.Event(kind, named, STATES.get(kind.split(".")[0], ""))
    return json.loads(noting.body_of(UUID(ID.format(0)), event, AT))


def described() -> dict[str, Any]:
    """The section `webhooks` of OpenAPI 3.1."""
    with translation.override("en"):
        return {kind.value: {"post": _operation(kind)} for kind in Kind}


def _operation(kind: Kind) -> dict[str, Any]:
    shown = example(kind)
    text = {"type": "string"}
    data = {
        name: text | ({"format": "uri"} if name == "read_at" else {"format": "uuid"} if name != "state" else {})
        for name in shown["data"]
    }
    schema = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": kind.value},
            "timestamp": text | {"format": "date-time"},
            "data": {"type": "object", "required": list(data), "properties": data},
        },
    }
    return {
        "operationId": f"on_{kind.name.lower()}",
        "summary": str(SHAPES[kind].name),
        "tags": ["webhooks"],
        "parameters": [
            {"in": "header", "name": name, "required": True, "description": said, "schema": text}
            for name, said in HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": shown}}},
        "responses": {
            "2XX": {"description": "Taken."},
            "410": {"description": "Nothing is wanted here any more; the address is paused."},
            "default": {"description": "Tried again, ten times in three days."},
        },
    }
