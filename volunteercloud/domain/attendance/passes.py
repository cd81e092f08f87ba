"""The two codes that are scanned: the volunteer's pass, and the activity's rotating code. Both are signed, neither is stored.

The pass says who somebody is and works for a day. It is signed by a key of that person and day, so that a device can take
along what checks the passes of its own roster and no others (docs/decisions/0014). The rotating code says that its reader
stands before it now: it is bound to the shift, changes every 30 seconds, and a picture of it is useless a minute later.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import keys, tokens
from volunteercloud.core.errors import Refused

PASS_LIFE = timedelta(hours=24)
DAY_SECONDS = 86_400
PASS_KEY_BYTES = 32
PASS_PAYLOAD_BYTES = 20  # the volunteer's id, and when it was issued
CODE_PAYLOAD_BYTES = 36  # organization, shift, and the half minute
CODE_SECONDS = 30
CODE_STEPS_ACCEPTED = 2  # this step and the one before: between 30 and 60 seconds of life


@dataclass(frozen=True, slots=True)
class ShiftCode:
    organization_id: UUID
    shift_id: UUID


def key_of_day(volunteer_id: UUID, day: int) -> bytes:
    """What signs a person's passes of one day, counted in whole days since 1970 by UTC."""
    # By the day, so that a device that took the keys along and a site that has a new master key since agree.
    version = keys.current_version(day * DAY_SECONDS)
    return keys.mac("pass", volunteer_id.bytes + day.to_bytes(4), PASS_KEY_BYTES, version)


def days_of(starts_at: datetime, ends_at: datetime) -> list[int]:
    """The days whose passes may be shown between two times."""
    first, last = starts_at - PASS_LIFE, ends_at
    return list(range(int(first.timestamp()) // DAY_SECONDS, int(last.timestamp()) // DAY_SECONDS + 1))


def issue_pass(volunteer_id: UUID, at: datetime) -> str:
    """A pass for one volunteer, good for 24 hours from ``at``."""
    payload = volunteer_id.bytes + int(at.timestamp()).to_bytes(4)
    return tokens.sealed(payload, _pass_mac(payload))


@dataclass(frozen=True, slots=True)
class Shown:
    """A pass of ours: whose it is, and from when."""

    volunteer_id: UUID
    issued_at: datetime

    def is_good(self, at: datetime) -> bool:
        return self.issued_at - timedelta(minutes=5) <= at <= self.issued_at + PASS_LIFE


def shown_pass(token: str) -> Shown:
    """What a pass says, of whatever age. Refused when forged (`pass.forged`)."""
    try:
        payload, given = tokens.opened(token)
    except tokens.Forged:
        payload, given = b"", b""
    if len(payload) != PASS_PAYLOAD_BYTES or not hmac.compare_digest(given, _pass_mac(payload)):
        raise Refused(
            "pass.forged",
            _("This is not a pass of Volunteer Cloud."),
            next_step=_("Ask the volunteer to open “My pass”, or look them up on the roster."),
        )
    return Shown(UUID(bytes=payload[:16]), datetime.fromtimestamp(int.from_bytes(payload[16:]), UTC))


def read_pass(token: str, at: datetime) -> UUID:
    """Whose pass it is. Refused when forged (`pass.forged`) or over a day old (`pass.old`)."""
    shown = shown_pass(token)
    if not shown.is_good(at):
        raise Refused(
            "pass.old",
            _("This pass is over a day old."),
            next_step=_("Open “My pass” again: the new one appears by itself."),
        )
    return shown.volunteer_id


def issue_code(organization_id: UUID, shift_id: UUID, at: datetime) -> str:
    """The rotating code of a shift for the half minute that ``at`` falls in."""
    step = int(at.timestamp()) // CODE_SECONDS
    return tokens.sign("shift-code", organization_id.bytes + shift_id.bytes + step.to_bytes(4))


def seconds_left(at: datetime) -> int:
    """How long the code of this moment is the newest one."""
    return CODE_SECONDS - int(at.timestamp()) % CODE_SECONDS


def read_code(token: str, at: datetime) -> ShiftCode:
    """Which shift a code is for. Refused when forged (`code.forged`) or no longer new (`code.old`)."""
    try:
        payload = tokens.verify("shift-code", token)
    except tokens.Forged:
        payload = b""
    if len(payload) != CODE_PAYLOAD_BYTES:
        raise Refused(
            "code.forged",
            _("This is not a check-in code of Volunteer Cloud."),
            next_step=_("Scan the code that the leader shows at the place."),
        )
    age = int(at.timestamp()) // CODE_SECONDS - int.from_bytes(payload[32:])
    if not 0 <= age < CODE_STEPS_ACCEPTED:
        raise Refused(
            "code.old",
            _("This code has changed since: it is new every half minute."),
            next_step=_("Scan the one on the screen at the place itself."),
        )
    return ShiftCode(UUID(bytes=payload[:16]), UUID(bytes=payload[16:32]))


def _pass_mac(payload: bytes) -> bytes:
    day = int.from_bytes(payload[16:]) // DAY_SECONDS
    key = key_of_day(UUID(bytes=payload[:16]), day)
    return hmac.digest(key, payload, hashlib.sha256)[: tokens.MAC_BYTES]
