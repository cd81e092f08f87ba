"""The link in a mail by which somebody gets no more news from its sender, without signing in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext
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


def one_click(address: str) -> dict[str, str]:
    """The headers by which a mail program offers the end of what comes again and again (RFC 8058)."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def with_ending(mail: Mapping[str, Any], address: str, language: str) -> dict[str, Any]:
    """A mail with the way to get no more of its kind, in its text and for the mail program."""
    with translation.override(language):
        line = gettext("To get no more of these mails: %(address)s") % {"address": address}
    return {**mail, "body": f"{mail['body']}\n\n{line}", "headers": one_click(address)}
