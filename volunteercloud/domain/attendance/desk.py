"""What a check-in desk brings, and what it is told: the words of the protocol in docs/decisions/0014."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise

from volunteercloud.domain.activities.models import Shift

from .models import Device

MOST_EVENTS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One scan as the device keeps it; who it is about is told in one of three ways."""

    id: UUID
    direction: str
    method: str
    device_at: datetime
    volunteer_id: UUID | None = None
    pass_token: str = ""
    number: str = ""
    added_reason: str = ""


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    SAME = "same"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one event; ``code`` and ``words`` say why it waits for a person, and are empty where it does not."""

    id: UUID
    outcome: Outcome
    code: str = ""
    words: str | Promise = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person of the roster as a desk shows them. ``keys`` check passes, one for each day of the snapshot."""

    volunteer_id: UUID
    name: str
    number: str
    sign_up: str
    state: str
    in_at: datetime | None
    out_at: datetime | None
    added_reason: str
    keys: list[bytes]

    @property
    def tail(self) -> str:
        return self.number[-4:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a device takes along: one shift, its roster, and the keys of the days on which passes for it are issued."""

    device: Device
    shift: Shift
    check_in_from: datetime
    check_out_until: datetime
    days: list[int]
    lines: list[Line]
    conflicts: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivered:
    """The answer to a delivery: receipts in the order of the events, and how the people they named stand now."""

    receipts: list[Receipt]
    lines: list[Line]
    conflicts: int
