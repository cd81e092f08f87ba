"""The two codes that are scanned: the volunteer's pass, and the activity's rotating code. Both are signed, neither is stored.

The pass says who somebody is and works for a day. The rotating code says that its reader stands before it now: it is
bound to the shift, changes every 30 seconds, and a picture of it is useless a minute later.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import tokens
from volunteercloud.core.errors import Refused

PASS_LIFE = timedelta(hours=24)
CODE_SECONDS = 30
CODE_STEPS_ACCEPTED = 2  # this step and the one before: between 30 and 60 seconds of life


@dataclass(frozen=True, slots=True)
class ShiftCode:
    organization_id: UUID
    shift_id: UUID


def issue_pass(volunteer_id: UUID, at: datetime) -> str:
    """A pass for one volunteer, good for 24 hours from ``at``."""
    return tokens.sign("pass", volunteer_id.bytes + int(at.timestamp()).to_bytes(4))


def read_pass(token: str, at: datetime) -> UUID:
    """Whose pass it is. Refused when forged (`pass.forged`) or over a day old (`pass.old`)."""
    payload = _payload("pass", token, 20)
    issued = datetime.fromtimestamp(int.from_bytes(payload[16:]), UTC)
    if not issued - timedelta(minutes=5) <= at <= issued + PASS_LIFE:
        raise Refused(
            "pass.old",
            _("This pass is over a day old."),
            next_step=_("Open “My pass” again: the new one appears by itself."),
        )
    return UUID(bytes=payload[:16])


def issue_code(organization_id: UUID, shift_id: UUID, at: datetime) -> str:
    """The rotating code of a shift for the half minute that ``at`` falls in."""
    step = int(at.timestamp()) // CODE_SECONDS
    return tokens.sign("shift-code", organization_id.bytes + shift_id.bytes + step.to_bytes(4))


def seconds_left(at: datetime) -> int:
    """How long the code of this moment is the newest one."""
    return CODE_SECONDS - int(at.timestamp()) % CODE_SECONDS


def read_code(token: str, at: datetime) -> ShiftCode:
    """Which shift a code is for. Refused when forged (`code.forged`) or no longer new (`code.old`)."""
    payload = _payload("shift-code", token, 36)
    age = int(at.timestamp()) // CODE_SECONDS - int.from_bytes(payload[32:])
    if not 0 <= age < CODE_STEPS_ACCEPTED:
        raise Refused(
            "code.old",
            _("This code has changed since: it is new every half minute."),
            next_step=_("Scan the one on the screen at the place itself."),
        )
    return ShiftCode(UUID(bytes=payload[:16]), UUID(bytes=payload[16:32]))


def _payload(purpose: str, token: str, length: int) -> bytes:
    try:
        payload = tokens.verify(purpose, token)
    except tokens.Forged:
        payload = b""
    if len(payload) == length:
        return payload
    if purpose == "pass":
        raise Refused(
            "pass.forged",
            _("This is not a pass of Volunteer Cloud."),
            next_step=_("Ask the volunteer to open “My pass”, or look them up on the roster."),
        )
    raise Refused(
        "code.forged",
        _("This is not a check-in code of Volunteer Cloud."),
        next_step=_("Scan the code that the leader shows at the place."),
    )
