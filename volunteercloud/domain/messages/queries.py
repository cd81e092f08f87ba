"""A person's inbox, asked by the person's id."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound

from . import texts
from .models import Message

PAGE = 30
COUNTED_AT_MOST = 99


@dataclass(frozen=True, slots=True)
class Letter:
    """A message worded in the reader's language."""

    id: UUID
    subject: str
    body: str
    link: str
    created_at: datetime
    is_read: bool


def inbox(
    viewer: Actor, *, language: str, before: tuple[datetime, UUID] | None = None, limit: int = PAGE
) -> list[Letter]:
    """The viewer's messages, newest first: a page, and one more that says there is a next page.

    ``before`` is the cursor: time and id of the last message seen.
    """
    found = Message.objects.filter(recipient_id=viewer.person_id)
    if before:
        created_at, message_id = before
        found = found.filter(Q(created_at__lt=created_at) | Q(created_at=created_at, id__lt=message_id))
    return [_letter(message, language) for message in found.order_by("-created_at", "-id")[: limit + 1]]


def letter(viewer: Actor, message_id: UUID, *, language: str) -> Letter:
    found = Message.objects.filter(recipient_id=viewer.person_id, id=message_id).first()
    if found is None:
        raise NotFound
    return _letter(found, language)


def unread_count(viewer: Actor) -> int:
    """How many of the newest hundred messages are unread, for the mark beside the bell; it needs no more than that."""
    if viewer.id is None:
        return 0
    newest = Message.objects.filter(recipient_id=viewer.id).order_by("-id").values_list("read_at", flat=True)
    return sum(read_at is None for read_at in newest[: COUNTED_AT_MOST + 1])


def _letter(message: Message, language: str) -> Letter:
    said = texts.worded(message.template, message.facts, language)
    return Letter(message.id, said.subject, said.body, message.link, message.created_at, message.read_at is not None)
