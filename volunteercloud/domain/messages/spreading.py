"""Giving a circular to many, some hundreds at a time: the same statements for one as for five hundred.

Called by actions of the areas above in their transaction; what is queued leaves after the commit.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from volunteercloud.core import keys
from volunteercloud.core.writing import Writing, row_of

from . import circulars
from .models import (
    NEWS_A_DAY,
    Channel,
    Circular,
    CircularKind,
    Delivery,
    DeliveryState,
    Message,
    Mute,
)
from .recipients import Recipient

CIRCULAR_PRIORITY = -10  # whoever waits for something of their own goes first
MESSAGE: Writing[Message] = Writing(Message, "ON CONFLICT (recipient_id, id) DO NOTHING")
ONE_MORE = f"""
INSERT INTO messaging_newsday (recipient_id, owner_id, day_on, number)
SELECT given, %s, %s, 1 FROM unnest(%s::uuid[]) AS given ORDER BY given
ON CONFLICT (recipient_id, owner_id, day_on) DO UPDATE SET number = messaging_newsday.number + 1
WHERE messaging_newsday.number < {NEWS_A_DAY}
RETURNING recipient_id"""  # noqa: S608  a number of ours


@dataclass(frozen=True, slots=True)
class Copy:
    """A circular for one person. ``not_before``: until then nothing leaves by e-mail or SMS. Without ``takes_news`` the person
    gets what is needed for a service and no news."""

    recipient: Recipient
    facts: dict[str, str]
    not_before: datetime | None = None
    takes_news: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How many people it was given to, by what, and why not to the others."""

    people: int = 0
    emails: int = 0
    texts: int = 0
    muted: int = 0
    had_enough: int = 0
    without_address: int = 0


def publish(circular: Circular) -> None:
    """Keep a text that many will get."""
    circular.save(force_insert=True)


def published(owner_id: UUID, circular_id: UUID) -> Circular:
    return Circular.objects.get(owner_id=owner_id, id=circular_id)


def withdraw(owner_id: UUID, circular_id: UUID, at: datetime) -> None:
    """What has not left yet does not leave; what stands in an inbox stays."""
    Circular.objects.filter(owner_id=owner_id, id=circular_id).update(withdrawn_at=at)


def spread(circular: Circular, copies: Iterable[Copy], channels: Collection[str], at: datetime, link: str) -> Spread:
    """Put a circular into these inboxes, and queue it for each channel a person has an address for. Whoever has it, wants
    no news or had enough of them today is left out; somebody named twice gets it once."""
    wanted = _without_it(circular, {copy.recipient.id: copy for copy in copies})
    unwanted = _mutes(circular.owner_id, wanted)
    willing = {
        key: copy
        for key, copy in wanted.items()
        if circular.kind != CircularKind.NEWS or (copy.takes_news and "" not in unwanted[key])
    }
    taking = _with_room(circular, willing, at)

    written = MESSAGE.write_all([_message(circular, copy, at, link) for copy in taking.values()], "recipient_id")
    given = [taking[recipient_id] for recipient_id in sorted(written)]
    deliveries = [
        (_delivery(circular, copy, Channel(channel), at), copy.not_before)
        for copy in given
        for channel in channels
        if channel not in unwanted[copy.recipient.id] and copy.recipient.address(channel)
    ]
    Delivery.objects.bulk_create([delivery for delivery, _when in deliveries])
    _defer(deliveries)
    reached = {delivery.recipient_id for delivery, _when in deliveries}
    return Spread(
        people=len(given),
        emails=sum(delivery.channel == Channel.EMAIL for delivery, _when in deliveries),
        texts=sum(delivery.channel == Channel.SMS for delivery, _when in deliveries),
        muted=len(wanted) - len(willing),
        had_enough=len(willing) - len(taking),
        without_address=len(given) - len(reached) if channels else 0,
    )


def _without_it(circular: Circular, copies: Mapping[UUID, Copy]) -> dict[UUID, Copy]:
    pairs = [(recipient_id, circulars.id_for(circular, recipient_id)) for recipient_id in copies]
    having = set(Message.objects.filter(pk__in=pairs).values_list("recipient_id", flat=True)) if pairs else set()
    return {recipient_id: copy for recipient_id, copy in copies.items() if recipient_id not in having}


def _mutes(owner_id: UUID, recipient_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """What people do not want from a sender: channels, of which an empty one is everything."""
    found: dict[UUID, set[str]] = defaultdict(set)
    mutes = Mute.objects.filter(recipient_id__in=recipient_ids, owner_id__in=[owner_id, circulars.EVERYBODY])
    for recipient_id, channel in mutes.values_list("recipient_id", "channel"):
        found[recipient_id].add(channel)
    return found


def _with_room(circular: Circular, copies: Mapping[UUID, Copy], at: datetime) -> dict[UUID, Copy]:
    """Of news those who had fewer than `NEWS_A_DAY` of the sender today, one more counted for each."""
    if circular.kind != CircularKind.NEWS or not copies:
        return dict(copies)
    today: date = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute(ONE_MORE, [circular.owner_id, today, list(copies)])
        return {recipient_id: copies[recipient_id] for (recipient_id,) in cursor.fetchall()}


def _message(circular: Circular, copy: Copy, at: datetime, link: str) -> Message:
    return row_of(
        Message,
        recipient_id=copy.recipient.id,
        id=circulars.id_for(circular, copy.recipient.id),
        template=circulars.TEMPLATE,
        facts={"owner_id": str(circular.owner_id), "circular_id": str(circular.id), "facts": copy.facts},
        link=link,
        created_at=at,
        read_at=None,
    )


def _delivery(circular: Circular, copy: Copy, channel: Channel, at: datetime) -> Delivery:
    recipient = copy.recipient
    delivery_id = circulars.id_for(circular, recipient.id, channel)
    content = json.dumps({"facts": copy.facts, "language": recipient.language})
    return Delivery(
        recipient_id=recipient.id,
        id=delivery_id,
        channel=channel,
        template=circulars.TEMPLATE,
        address_sealed=keys.seal("delivery-address", recipient.address(channel), bound_to=delivery_id.bytes),
        content_sealed=keys.seal("delivery-content", content, bound_to=delivery_id.bytes),
        state=DeliveryState.QUEUED,
        created_at=at,
        owner_id=circular.owner_id,
        circular_id=circular.id,
    )


def _defer(deliveries: Sequence[tuple[Delivery, datetime | None]]) -> None:
    """A job each, in one statement for each time at which some of them leave."""
    by_time: dict[datetime | None, list[Delivery]] = defaultdict(list)
    for delivery, not_before in deliveries:
        by_time[not_before].append(delivery)
    for not_before, leaving in by_time.items():
        job = app.configure_task(
            "messages.deliver", queue="messages", priority=CIRCULAR_PRIORITY, schedule_at=not_before
        )
        named: list[JSONDict] = [
            {"recipient_id": str(each.recipient_id), "delivery_id": str(each.id)} for each in leaving
        ]
        job.batch_defer(*named)
