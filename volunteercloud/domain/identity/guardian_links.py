"""The link by which a minor asks a guardian for consent: signed, names one request, and expires."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import tokens
from volunteercloud.core.errors import Refused

PURPOSE = "guardian-consent"


@dataclass(frozen=True, slots=True)
class GuardianLink:
    volunteer_id: UUID
    consent_id: UUID


def make(volunteer_id: UUID, consent_id: UUID, expires_at: datetime) -> str:
    payload = volunteer_id.bytes + consent_id.bytes + int(expires_at.timestamp()).to_bytes(5)
    return tokens.sign(PURPOSE, payload)


def read(token: str, at: datetime) -> GuardianLink:
    """What a link names. Refused when it is none of ours, or when its time is over."""
    try:
        payload = tokens.verify(PURPOSE, token)
    except tokens.Forged:
        raise Refused(
            "guardian_link.forged",
            _("This link is incomplete or was changed on its way."),
            next_step=_("Open it again from the message, or ask for a new one."),
        ) from None
    if datetime.fromtimestamp(int.from_bytes(payload[32:]), UTC) <= at:
        raise Refused(
            "guardian_link.expired",
            _("This link is no longer valid: it is older than seven days."),
            next_step=_("Ask whoever sent it for a new one."),
        )
    return GuardianLink(UUID(bytes=payload[:16]), UUID(bytes=payload[16:32]))
