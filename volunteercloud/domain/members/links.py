"""What stands in a link to join, and in its QR code: which link of which organization, signed. Whether it still holds
says its row."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import tokens
from volunteercloud.core.errors import Refused

PURPOSE = "join-link"
PAYLOAD_BYTES = 32


@dataclass(frozen=True, slots=True)
class Named:
    organization_id: UUID
    link_id: UUID


def make(organization_id: UUID, link_id: UUID) -> str:
    return tokens.sign(PURPOSE, organization_id.bytes + link_id.bytes)


def read(token: str) -> Named:
    """Refused when it is none of ours."""
    try:
        payload = tokens.verify(PURPOSE, token)
    except tokens.Forged:
        payload = b""
    if len(payload) != PAYLOAD_BYTES:
        raise Refused(
            "join_link.forged",
            _("This link to join is incomplete or was changed on its way."),
            next_step=_("Scan the code again, or ask whoever sent the link for it."),
        )
    return Named(UUID(bytes=payload[:16]), UUID(bytes=payload[16:]))
