"""Telling people. Called by the actions of other areas in their transaction; what is queued leaves after the commit.

These leave no audit entry of their own: the step they tell of does, and a code must not be found anywhere. What people
do not want to be told does.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from volunteercloud.core import ids, keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.core.reading import taken
from volunteercloud.core.writing import Writing, row_of
from volunteercloud.domain.audit import actions as audit

from . import circulars, links, mail, texts
from .models import Channel, Circular, Delivery, DeliveryState, Message, Mute, NewsDay, Outcome
from .recipients import Recipient
from .sms import Undeliverable, Unreachable

INBOX = "inbox"
MOST_ATTEMPTS = 8  # with the waits of `tasks.deliver` about an hour
CODE_PRIORITY = 10  # somebody looks at a screen and waits
MOST_AT_ONCE = 1_000
CODE_LIFE = timedelta(minutes=texts.CODE_LIFE_MINUTES)
MESSAGES: Writing[Message] = Writing(Message)


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
    ending: str = "",
    attached: Sequence[mail.Attached] = (),
) -> Message | None:
    """Put a text of `texts.TEXTS` into the inbox, and queue it for each other channel the person has an address for.

    ``facts`` are JSON values; ``link`` is a path of the site; so is ``ending``, where a text that comes again and again can
    be ended with one press. ``attached`` are files that go with the mail, gone from here once it is sent or given up.
    Returns what stands in the inbox, None if nothing does.
    """
    said = texts.worded(template, facts, recipient.language)

    for channel in channels:
        if channel != INBOX:
            _queue(recipient, Channel(channel), template, said, at, link=link, ending=ending, attached=attached)
    if INBOX not in channels:
        return None
    return Message.objects.create(
        recipient_id=recipient.id, id=ids.uuid7(), template=template, facts=facts, link=link, created_at=at
    )


@transaction.atomic
def tell_inboxes(
    *,
    actor: Actor,
    recipient_ids: Collection[UUID],
    template: str,
    facts: dict[str, Any],
    link: str = "",
    at: datetime,
) -> int:
    """Put one text of `texts.TEXTS` into many inboxes and nowhere else, in one statement; worded for each reader when it is
    read. Returns how many."""
    texts.worded(template, facts, settings.LANGUAGE_CODE)  # a fact that is missing is found here

    rows = [
        Message(recipient_id=each, id=ids.uuid7(), template=template, facts=facts, link=link, created_at=at)
        for each in sorted(recipient_ids)
    ]
    return len(Message.objects.bulk_create(rows))


@dataclass(frozen=True, slots=True)
class Told:
    """One person's copy of what `tell_all` puts into many inboxes."""

    recipient: Recipient
    template: str
    facts: dict[str, Any]
    link: str = ""


@transaction.atomic
def tell_all(*, actor: Actor, told: Sequence[Told], at: datetime) -> None:
    """The inbox alone, for many people, in one statement."""
    for one in told:
        texts.worded(one.template, one.facts, one.recipient.language)

    MESSAGES.write_all([_message(one, at) for one in told], "id")


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
    circular = _circular_of(delivery)
    if circular is not None and circular.withdrawn_at is not None:
        _close(delivery, DeliveryState.FAILED, error="withdrawn")
        return delivery
    try:
        _send(delivery, circular)
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
def give_up_waiting(*, actor: Actor, as_of: datetime, at: datetime) -> int:
    """Send nothing that was waiting in a database that was brought back as of an earlier moment: it had left since, and
    nobody gets it twice. What stands in an inbox stays there. Leaves the entry of the restore; returns how many."""
    waiting = Delivery.objects.filter(state=DeliveryState.QUEUED).order_by("recipient_id", "id")

    count = 0
    while batch := taken(waiting, MOST_AT_ONCE):
        for delivery in batch:
            _close(delivery, DeliveryState.FAILED, error="restored")
        count += len(batch)

    facts = {"as_of": as_of.isoformat(), "given_up": count}
    subject = ("installation", circulars.EVERYBODY, settings.SITE_URL)
    audit.record(actor, "messages.given_up", at=at, owner_id=circulars.EVERYBODY, subject=subject, facts=facts)
    return count


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


@transaction.atomic
def mute(
    *, actor: Actor, owner_id: UUID = circulars.EVERYBODY, channel: str = "", sender: str = "", at: datetime
) -> Mute:
    """Get no more news: of one sender (its name beside it), or of all; or nothing of any circular by one channel. For
    oneself. What is needed for a service one signed up for stays in the inbox. Repeated, it changes nothing."""
    return _mute(actor, actor.person_id, owner_id, channel, sender, at)[0]


@transaction.atomic
def mute_by_link(*, actor: Actor, token: str, at: datetime) -> Mute:
    """Get no more news from who sent them, by the link in the mail: whoever holds it needs not sign in. Refused for a
    link that is none of ours (`unsubscribe.link`)."""
    ending = links.read(token)
    circular = circulars.among([(ending.owner_id, ending.circular_id)]).get((ending.owner_id, ending.circular_id))
    if circular is None:
        raise NotFound

    muted, is_new = _mute(actor, ending.recipient_id, ending.owner_id, "", circular.sender, at)
    if is_new:
        circulars.count(ending.owner_id, ending.circular_id, Channel.EMAIL, Outcome.STOPPED, ending.recipient_id)
    return muted


@transaction.atomic
def mute_sms(*, actor: Actor, recipient_id: UUID, at: datetime) -> Mute:
    """Send no circular by SMS any more, because the person answered one so; counted with the last one that they got."""
    muted, is_new = _mute(actor, recipient_id, circulars.EVERYBODY, Channel.SMS, "", at)
    last = Delivery.objects.filter(
        recipient_id=recipient_id, channel=Channel.SMS, state=DeliveryState.SENT, circular_id__isnull=False
    )
    found = last.order_by("-created_at", "-id").first()
    if is_new and found is not None and found.owner_id and found.circular_id:
        circulars.count(found.owner_id, found.circular_id, Channel.SMS, Outcome.STOPPED, recipient_id)
    return muted


@transaction.atomic
def unmute(*, actor: Actor, owner_id: UUID = circulars.EVERYBODY, channel: str = "", at: datetime) -> int:
    """Get them again; nobody but the person says so. Returns how many wishes ended."""
    ended = Mute.objects.filter(recipient_id=actor.person_id, owner_id=owner_id, channel=channel).delete()[0]
    if ended:
        _record(actor, "messages.unmuted", actor.person_id, owner_id, channel, at)
    return ended


@transaction.atomic
def drop_news_days(*, actor: Actor, at: datetime) -> int:
    """Forget how many news people got on days that are over. Returns how many rows went."""
    return NewsDay.objects.filter(day_on__lt=timezone.localdate(at)).delete()[0]


def _message(told: Told, at: datetime) -> Message:
    return row_of(
        Message,
        recipient_id=told.recipient.id,
        id=ids.uuid7(),
        template=told.template,
        facts=told.facts,
        link=told.link,
        created_at=at,
        read_at=None,
    )


def _mute(
    actor: Actor, recipient_id: UUID, owner_id: UUID, channel: str, sender: str, at: datetime
) -> tuple[Mute, bool]:
    muted, is_new = Mute.objects.get_or_create(
        recipient_id=recipient_id, owner_id=owner_id, channel=channel, defaults={"sender": sender, "since": at}
    )
    if is_new:
        _record(actor, "messages.muted", recipient_id, owner_id, channel, at)
    return muted, is_new


def _record(actor: Actor, name: str, recipient_id: UUID, owner_id: UUID, channel: str, at: datetime) -> None:
    facts = {"sender": str(owner_id)} | ({"channel": channel} if channel else {})
    audit.record(actor, name, at=at, owner_id=recipient_id, subject=("account", recipient_id, ""), facts=facts)


def _queue(
    recipient: Recipient,
    channel: Channel,
    template: str,
    said: texts.Worded,
    at: datetime,
    *,
    link: str = "",
    ending: str = "",
    attached: Sequence[mail.Attached] = (),
    priority: int = 0,
) -> Delivery | None:
    address = recipient.address(channel)
    if not address:
        return None
    delivery_id = ids.uuid7()
    said_here: dict[str, Any] = {"subject": said.subject, "body": _body(channel, said, link)}
    if ending and channel == Channel.EMAIL:
        said_here = links.with_ending(said_here, f"{settings.SITE_URL}{ending}", recipient.language)
    if attached and channel == Channel.EMAIL:
        said_here["attached"] = [file.written() for file in attached]
    content = json.dumps(said_here)
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


def _circular_of(delivery: Delivery) -> Circular | None:
    if delivery.owner_id is None or delivery.circular_id is None:
        return None
    key = delivery.owner_id, delivery.circular_id
    return circulars.among([key])[key]


def _send(delivery: Delivery, circular: Circular | None) -> None:
    address = keys.unseal("delivery-address", delivery.address_sealed, bound_to=delivery.id.bytes)
    content = json.loads(keys.unseal("delivery-content", delivery.content_sealed, bound_to=delivery.id.bytes))
    reference = str(delivery.id)
    if delivery.channel == Channel.EMAIL:
        if circular is not None:
            content = circulars.mail(circular, delivery.recipient_id, **content)
        mail.send(address=address, reference=reference, **content)
    else:
        text = content["body"] if circular is None else circulars.sms(circular, **content)
        import_string(settings.SMS_ADAPTER)().send(phone=address, text=text, reference=reference)


def _close(delivery: Delivery, state: DeliveryState, error: str = "") -> None:
    delivery.state, delivery.error = state, error
    delivery.address_sealed = delivery.content_sealed = b""
    delivery.save()
    if delivery.owner_id and delivery.circular_id:
        outcome, channel = Outcome(state), Channel(delivery.channel)
        circulars.count(delivery.owner_id, delivery.circular_id, channel, outcome, delivery.recipient_id)


def _is_code(template: str) -> bool:
    return template in set(texts.CodePurpose)
