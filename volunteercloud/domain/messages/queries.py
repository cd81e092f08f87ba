"""A person's inbox, asked by the person's id."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound

from . import circulars, links, texts
from .models import Circular, Delivery, DeliveryState, Message, Mute, Tally

PAGE = 30
COUNTED_AT_MOST = 99
MOST_MUTES = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A message worded in the reader's language. ``sender`` is set where an organization wrote it."""

    id: UUID
    subject: str
    body: str
    link: str
    created_at: datetime
    is_read: bool
    sender: str = ""


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
    return _letters(list(found.order_by("-created_at", "-id")[: limit + 1]), language)


def letter(viewer: Actor, message_id: UUID, *, language: str) -> Letter:
    found = Message.objects.filter(recipient_id=viewer.person_id, id=message_id).first()
    if found is None:
        raise NotFound
    return _letters([found], language)[0]


def unread_count(viewer: Actor) -> int:
    """How many of the newest hundred messages are unread, for the mark beside the bell; it needs no more than that."""
    if viewer.id is None:
        return 0
    newest = Message.objects.filter(recipient_id=viewer.id).order_by("-id").values_list("read_at", flat=True)
    return sum(read_at is None for read_at in newest[: COUNTED_AT_MOST + 1])


def mutes(viewer: Actor) -> list[Mute]:
    """What the viewer does not want to get, the latest first."""
    mine = Mute.objects.filter(recipient_id=viewer.person_id)
    return list(mine.order_by("-since", "owner_id", "channel")[:MOST_MUTES])


def ending(token: str) -> Circular:
    """The circular of a link to get no more news. Refused when it is none of ours."""
    link = links.read(token)
    found = circulars.among([(link.owner_id, link.circular_id)])
    if not found:
        raise NotFound
    return next(iter(found.values()))


def tallies(owner_id: UUID, circular_ids: Collection[UUID]) -> dict[UUID, dict[tuple[str, str], int]]:
    """How deliveries of circulars ended, by channel and outcome: sums of rows that are kept. Whoever calls has asked who may."""
    found: dict[UUID, dict[tuple[str, str], int]] = {circular_id: {} for circular_id in circular_ids}
    kept = Tally.objects.filter(owner_id=owner_id, circular_id__in=circular_ids)
    sums = kept.values_list("circular_id", "channel", "outcome").annotate(Sum("number"))
    for circular_id, channel, outcome, number in sums.order_by("circular_id", "channel", "outcome"):
        found[circular_id][channel, outcome] = number
    return found


def reached(owner_id: UUID, circular_id: UUID, recipient_ids: Collection[UUID]) -> set[UUID]:
    """Which of these people a circular reached by e-mail or SMS. Whoever calls has asked who may."""
    sent = Delivery.objects.filter(
        recipient_id__in=recipient_ids, owner_id=owner_id, circular_id=circular_id, state=DeliveryState.SENT
    )
    return set(sent.order_by("recipient_id", "id").values_list("recipient_id", flat=True))


def _letters(messages: list[Message], language: str) -> list[Letter]:
    """Messages in words; the circulars among them are read in one statement more."""
    named = {key for message in messages if (key := _circular_of(message))}
    texts_of = circulars.among(named)
    return [_letter(message, texts_of, language) for message in messages]


def _letter(message: Message, found: dict[tuple[UUID, UUID], Circular], language: str) -> Letter:
    key = _circular_of(message)
    if key is None:
        said, sender = texts.worded(message.template, message.facts, language), ""
    else:
        said = circulars.worded(found[key], message.facts["facts"], language)
        sender = said.sender
    is_read = message.read_at is not None
    return Letter(message.id, said.subject, said.body, message.link, message.created_at, is_read, sender)


def _circular_of(message: Message) -> tuple[UUID, UUID] | None:
    if message.template != circulars.TEMPLATE:
        return None
    return UUID(message.facts["owner_id"]), UUID(message.facts["circular_id"])
