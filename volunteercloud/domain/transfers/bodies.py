"""What the bodies of steps list, read without trust: anything may have been signed there. What is no such thing is left out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

CODE = re.compile(r"[a-z_]{1,30}\.[a-z_]{1,29}")
LARGEST_INTEGER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Item:
    """What the receiver says of one record."""

    record_id: UUID
    outcome: str
    code: str
    minutes: int


def items(body: Mapping[str, Any]) -> list[Item]:
    """Of an acceptance, or of the answer to an amendment."""
    found = []
    for one in _list(body.get("items")):
        try:
            record_id, outcome, minutes = UUID(one["record"]), one["state"], one["minutes"]
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
        if isinstance(outcome, str) and _is_number(minutes):
            found.append(Item(record_id, outcome, code(one), minutes))
    return found


def records(body: Mapping[str, Any]) -> dict[UUID, int]:
    """Of an offer, a commitment or an amendment: its records with their versions."""
    found = {}
    for one in _list(body.get("records")):
        try:
            record_id, version = UUID(one[0]), one[1]
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            continue
        if _is_number(version):
            found[record_id] = version
    return found


def code(body: Mapping[str, Any]) -> str:
    """Why something ended or was refused; empty for what is no code, which is not repeated to anybody."""
    said = body.get("code")
    return said if isinstance(said, str) and CODE.fullmatch(said) else ""


def _list(said: object) -> list[Any]:
    return said if isinstance(said, list) else []


def _is_number(said: object) -> bool:
    return type(said) is int and 0 <= said <= LARGEST_INTEGER
