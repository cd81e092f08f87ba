"""The signed ends of two addresses that need nobody to sign in: of a saved search's feeds, and of the end of its mails."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import tokens
from volunteercloud.core.errors import NotFound, Refused

FEED = "search-feed"
ENDING = "search-ending"
KEY_BYTES = 12


@dataclass(frozen=True, slots=True)
class Link:
    """Which search of whom; ``key`` is the secret of a feed as it was when its address was made."""

    volunteer_id: UUID
    search_id: UUID
    key: str = ""


def new_key() -> str:
    return secrets.token_hex(KEY_BYTES)


def feed(volunteer_id: UUID, search_id: UUID, key: str) -> str:
    """It holds until the person asks for another key, so a feed that went astray can be closed."""
    return tokens.sign(FEED, volunteer_id.bytes + search_id.bytes + bytes.fromhex(key))


def read_feed(token: str) -> Link:
    """`NotFound` for anything that is no token of ours; no statement is spent on a guess."""
    payload = _payload(FEED, token, 32 + KEY_BYTES)
    if payload is None:
        raise NotFound
    return Link(UUID(bytes=payload[:16]), UUID(bytes=payload[16:32]), payload[32:].hex())


def ending(volunteer_id: UUID, search_id: UUID) -> str:
    """It does not expire: a mail is found again after years."""
    return tokens.sign(ENDING, volunteer_id.bytes + search_id.bytes)


def read_ending(token: str) -> Link:
    """Refused: anything that was not made here (`search.link`)."""
    payload = _payload(ENDING, token, 32)
    if payload is None:
        raise Refused(
            "search.link",
            _("This link is not whole, or it was changed."),
            next_step=_("Open it again from the mail, or sign in and choose under “Saved searches”."),
        )
    return Link(UUID(bytes=payload[:16]), UUID(bytes=payload[16:]))


def _payload(purpose: str, token: str, length: int) -> bytes | None:
    try:
        payload = tokens.verify(purpose, token)
    except tokens.Forged:
        return None
    return payload if len(payload) == length else None
