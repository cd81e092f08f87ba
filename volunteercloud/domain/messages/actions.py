"""Telling people. Called by the actions of other areas in their transaction; what is queued leaves after the commit.

These leave no audit entry of their own: the step they tell of does, and a code must not be found anywhere.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from volunteercloud.core import ids, keys
from volunteercloud.core.actor import Actor

from . import mail, texts
from .models import Channel, Delivery, DeliveryState, Message
from .recipients import Recipient
from .sms import Undeliverable, Unreachable

INBOX = "inbox"
MOST_ATTEMPTS = 8  # with the waits of `tasks.deliver` about an hour
CODE_PRIORITY = 10  # somebody looks at a screen and waits
CODE_LIFE = timedelta(minutes=texts.CODE_LIFE_MINUTES)


@transaction.atomic
def tell(
    *,
    actor: Actor,
    recipient: Recipient,
    template: str,
    facts: dict[str, Any],
    link: str = "",
    at: datetime,
    channels: Iterable[str] = (INBOX, Channel.EMAIL),
) -> Message | None:
    """Put a text of `texts.TEXTS` into the inbox, and queue it for each other channel the person has an address for.

    ``facts`` are JSON values; ``link`` is a path of the site. Returns what stands in the inbox, None if nothing does.
    """
    said = texts.worded(template, facts, recipient.language)

    for channel in channels:
        if channel != INBOX:
            _queue(recipient, Channel(channel), template, said, at, link=link)
    if INBOX not in channels:
        return None
    return Message.objects.create(
        recipient_id=recipient.id, id=ids.uuid7(), template=template, facts=facts, link=link, created_at=at
    )


@transaction.atomic
def send_code(
    *, actor: Actor, recipient: Recipient, channel: str, code: str, purpose: texts.CodePurpose, at: datetime
) -> Delivery | None:
    """Queue a one-time code ahead of everything else. It is not sent once it has expired, and never kept.

    ``recipient`` holds the address to be proved. Returns None where the recipient has no address for ``channel``.
    """
    facts = {"code": code, "minutes": texts.CODE_LIFE_MINUTES}
    said = texts.worded(purpose, facts, recipient.language)

    return _queue(recipient, Channel(channel), purpose, said, at, priority=CODE_PRIORITY)


@transaction.atomic
def deliver(*, actor: Actor, recipient_id: UUID, delivery_id: UUID, at: datetime) -> Delivery | None:
    """Send one queued text; sent or given up, address and text are emptied. Still queued means: try again later.

    None if it is gone or another worker has it in hand. The row stays locked while the carrier answers, so that no
    second worker sends it too; a worker that dies in between sends it again, under the same reference.
    """
    waiting = Delivery.objects.select_for_update(skip_locked=True)
    delivery = waiting.filter(recipient_id=recipient_id, id=delivery_id).first()
    if delivery is None or delivery.state != DeliveryState.QUEUED:
        return delivery

    delivery.attempts += 1
    if _is_code(delivery.template) and at - delivery.created_at >= CODE_LIFE:
        _close(delivery, DeliveryState.FAILED, error="expired")
        return delivery
    try:
        _send(delivery)
    except Unreachable as error:
        delivery.error = str(error)[:300]
        if delivery.attempts >= MOST_ATTEMPTS:
            _close(delivery, DeliveryState.FAILED, error=delivery.error)
        delivery.save()
    except Undeliverable as error:
        _close(delivery, DeliveryState.FAILED, error=str(error)[:300])
    else:
        delivery.sent_at = at
        _close(delivery, DeliveryState.SENT)
    return delivery


@transaction.atomic
def drop_expired_codes(*, actor: Actor, at: datetime) -> int:
    """Delete every trace of codes older than they live: sent ones, and those that no carrier took. Returns how many."""
    codes = Delivery.objects.filter(template__in=list(texts.CodePurpose), created_at__lt=at - CODE_LIFE)
    return codes.delete()[0]


@transaction.atomic
def mark_read(*, actor: Actor, message_ids: Iterable[UUID], at: datetime) -> int:
    """Mark messages of the actor's own inbox as read; others' are not found. Returns how many were unread before."""
    return Message.objects.filter(recipient_id=actor.person_id, id__in=list(message_ids), read_at__isnull=True).update(
        read_at=at
    )


@transaction.atomic
def mark_all_read(*, actor: Actor, at: datetime) -> int:
    """Mark the actor's whole inbox as read. Returns how many were unread before."""
    return Message.objects.filter(recipient_id=actor.person_id, read_at__isnull=True).update(read_at=at)


def _queue(
    recipient: Recipient,
    channel: Channel,
    template: str,
    said: texts.Worded,
    at: datetime,
    *,
    link: str = "",
    priority: int = 0,
) -> Delivery | None:
    address = recipient.email if channel == Channel.EMAIL else recipient.phone
    if not address:
        return None
    delivery_id = ids.uuid7()
    content = json.dumps({"subject": said.subject, "body": _body(channel, said, link)})
    delivery = Delivery.objects.create(
        recipient_id=recipient.id,
        id=delivery_id,
        channel=channel,
        template=template,
        address_sealed=keys.seal("delivery-address", address, bound_to=delivery_id.bytes),
        content_sealed=keys.seal("delivery-content", content, bound_to=delivery_id.bytes),
        created_at=at,
    )
    # By name: tasks stand above actions. The job is a row of this transaction, so it appears with the commit.
    job = app.configure_task("messages.deliver", queue="messages", priority=priority)
    job.defer(recipient_id=str(recipient.id), delivery_id=str(delivery_id))
    return delivery


def _body(channel: Channel, said: texts.Worded, link: str) -> str:
    if channel == Channel.SMS:
        # Carriers in China ask for the sender's name in these brackets and turn down texts without it.
        return f"【{said.sender}】{said.body}"
    return f"{said.body}\n\n{settings.SITE_URL}{link}" if link else said.body


def _send(delivery: Delivery) -> None:
    address = keys.unseal("delivery-address", delivery.address_sealed, bound_to=delivery.id.bytes)
    content = json.loads(keys.unseal("delivery-content", delivery.content_sealed, bound_to=delivery.id.bytes))
    reference = str(delivery.id)
    if delivery.channel == Channel.EMAIL:
        mail.send(address=address, reference=reference, **content)
    else:
        import_string(settings.SMS_ADAPTER)().send(phone=address, text=content["body"], reference=reference)


def _close(delivery: Delivery, state: DeliveryState, error: str = "") -> None:
    delivery.state, delivery.error = state, error
    delivery.address_sealed = delivery.content_sealed = b""
    delivery.save()


def _is_code(template: str) -> bool:
    return template in set(texts.CodePurpose)
