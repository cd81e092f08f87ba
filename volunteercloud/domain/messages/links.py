"""The link in a mail by which somebody gets no more news from its sender, without signing in."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import tokens
from volunteercloud.core.errors import Refused

PURPOSE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Ending:
    """Who wants no more news, from whom, and which circular brought them to it."""

    recipient_id: UUID
    owner_id: UUID
    circular_id: UUID


def make(recipient_id: UUID, owner_id: UUID, circular_id: UUID) -> str:
    return tokens.sign(PURPOSE, recipient_id.bytes + owner_id.bytes + circular_id.bytes)


def read(token: str) -> Ending:
    """Refused: anything that was not made here. It does not expire: a mail is found again after years."""
    try:
        payload = tokens.verify(PURPOSE, token)
    except tokens.Forged:
        payload = b""
    if len(payload) != 48:
        raise Refused(
            "unsubscribe.link",
            _("This link is not whole, or it was changed."),
            next_step=_("Open it again from the mail, or sign in and choose under “Who may write to me”."),
        )
    return Ending(UUID(bytes=payload[:16]), UUID(bytes=payload[16:32]), UUID(bytes=payload[32:]))
