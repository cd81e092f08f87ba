"""Messages out: what a system was not told yet, or was told otherwise, in the order of its own numbers.

Nothing is missed: everybody is gone through once, then everybody about whom anything was written, by the trail, which every
action leaves an entry in. Windows overlap by more than a transaction lasts, once a day by more than a day; what is found
twice is told once, because what was told last is kept by its digest. Numbers are given while the mark is held, so whoever
asks for what comes after a number never misses a smaller one that was committed later.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.core.reading import among
from volunteercloud.core.writing import Writing, row_of
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.exchange import access, envelopes, mapping, sources
from volunteercloud.domain.exchange.models import Entity, Mark, Message, Offered, Operation, System, Walk
from volunteercloud.domain.exchange.sources import Source
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations.models import Node

OWNERS = 200  # gone through at once
OVERLAP = timedelta(minutes=15)
DAILY_OVERLAP = timedelta(hours=25)
LONGEST_CODE, LONGEST_TEXT = 60, 300

OFFER = Writing(
    Offered,
    "ON CONFLICT (owner_id, system_code, entity, source_id) DO UPDATE SET version = EXCLUDED.version, "
    "operation = EXCLUDED.operation, digest = EXCLUDED.digest, rejected = ''",
)
Key = tuple[UUID, str, UUID]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A line of a message that a system turned down, as it says."""

    source_id: UUID
    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    source: Source
    operation: Operation
    version: int
    digest: str


@transaction.atomic
def collect(*, actor: Actor, code: str, at: datetime) -> bool:
    """Go through the next owners for one system and write what is new to it. False when there is nothing left for now."""
    system = System.objects.get(code=code)
    mark = Mark.objects.select_for_update().get(system_id=code)

    access.check_active(system)

    owners, is_over = _next(mark, system, at)
    told = _news(system, owners)
    messages = _messages(system, mark, told, at)
    Message.objects.bulk_create(messages)
    OFFER.write_all([_offered(system, one) for one in told], "source_id")
    mark.save()

    if messages:
        audit.record(
            actor,
            "exchange.messages_written",
            at=at,
            owner_id=system.trail_id,
            subject=("exchange", system.trail_id, system.name),
            region_code=system.region_id,
            facts={"from": messages[0].sequence, "to": messages[-1].sequence, "lines": len(told)},
        )
    return not is_over


@transaction.atomic
def note_receipt(*, actor: Actor, code: str, message_id: UUID, rejected: Sequence[Rejection], at: datetime) -> Message:
    """Keep what the system answered to a message. What it rejected is offered again once it has changed. The first answer
    stands: the same one again changes nothing."""
    system = System.objects.get(code=code)
    message = Message.objects.select_for_update().filter(system=system, id=message_id).first()
    if message is None:
        raise NotFound

    access.check_active(system)

    if message.received_at is not None:
        return message
    known = {line["source_id"]: line["owner_id"] for line in message.lines}
    said = {one.source_id: one for one in rejected if str(one.source_id) in known}

    message.received_at = at
    message.receipt = [
        {"source_id": str(id_), "code": one.code[:LONGEST_CODE], "text": one.text[:LONGEST_TEXT]}
        for id_, one in said.items()
    ]
    message.save(update_fields=["received_at", "receipt"])
    for id_, one in said.items():
        Offered.objects.filter(owner_id=known[str(id_)], system_code=code, entity=message.entity, source_id=id_).update(
            rejected=one.code[:LONGEST_CODE]
        )

    audit.record(
        actor,
        "exchange.receipt_noted",
        at=at,
        owner_id=system.trail_id,
        subject=("exchange", system.trail_id, system.name),
        region_code=system.region_id,
        facts={"sequence": message.sequence, "rejected": len(said)},
    )
    return message


def _next(mark: Mark, system: System, at: datetime) -> tuple[list[UUID], bool]:
    """The owners after those that were gone through; the mark moves on. True where this round is over."""
    if mark.walk == Walk.CHANGES and mark.after is None:
        _open_window(mark, at)
    ids_ = _owners(mark, system)
    is_last = len(ids_) < OWNERS
    mark.after = None if is_last else ids_[-1]
    if not is_last:
        return ids_, False
    if mark.walk == Walk.PEOPLE:
        mark.walk = Walk.ORGANIZATIONS
        return ids_, False
    if mark.walk == Walk.ORGANIZATIONS:
        mark.walk = Walk.CHANGES
        return ids_, False
    return ids_, True


def _open_window(mark: Mark, at: datetime) -> None:
    today = timezone.localdate(at)
    overlap = OVERLAP if mark.swept_on == today else DAILY_OVERLAP
    mark.since, mark.until, mark.swept_on = min(mark.until, at) - overlap, at, today


def _owners(mark: Mark, system: System) -> list[UUID]:
    after = mark.after or UUID(int=0)
    if mark.walk == Walk.PEOPLE:
        people = Volunteer.objects.filter(region__code__startswith=system.region_id, id__gt=after)
        return list(people.order_by("id").values_list("id", flat=True)[:OWNERS])
    if mark.walk == Walk.ORGANIZATIONS:
        found = Node.objects.filter(region__code__startswith=system.region_id, organization_id__gt=after)
        return list(found.order_by("organization_id").values_list("organization_id", flat=True)[:OWNERS])
    written = Entry.objects.filter(at__gte=mark.since, at__lte=mark.until, owner_id__gt=after)
    return list(written.order_by("owner_id").values_list("owner_id", flat=True).distinct()[:OWNERS])


def _news(system: System, owners: Collection[UUID]) -> list[_Told]:
    """What is different from what the system was told last, in an order that it can take it in."""
    if not owners:
        return []
    now = sources.in_order([*sources.people(system, owners), *sources.organizations(system, owners)])
    before: dict[Key, Offered] = {
        (one.owner_id, one.entity, one.source_id): one
        for one in Offered.objects.filter(owner_id__in=among(owners), system_code=system.code)
    }
    told = []
    for source in now:
        last = before.pop((source.owner_id, source.entity, source.source_id), None)
        digest = _digest(source.line, source.operation)
        operation = source.operation
        if last is None or last.operation == Operation.WITHDRAW:
            operation = Operation.ADD if operation == Operation.CHANGE else operation
        if last is None or last.digest != digest or last.operation == Operation.WITHDRAW:
            told.append(_Told(source, operation, last.version + 1 if last else 1, digest))
    gone = [one for one in before.values() if one.operation != Operation.WITHDRAW]
    order = list(Entity.values)
    gone.sort(key=lambda one: (order.index(one.entity), one.owner_id, one.source_id))
    return told + [_gone(one) for one in gone]


def _gone(last: Offered) -> _Told:
    source = Source(last.owner_id, last.entity, last.source_id, {}, Operation.WITHDRAW)  # type: ignore[arg-type]
    return _Told(source, Operation.WITHDRAW, last.version + 1, _digest({}, Operation.WITHDRAW))


def _digest(line: Mapping[str, Any], operation: str) -> str:
    return hashlib.sha256(json.dumps([line, str(operation)], sort_keys=True).encode()).hexdigest()


def _messages(system: System, mark: Mark, told: Sequence[_Told], at: datetime) -> list[Message]:
    """One entity and one operation a message, and no more lines than are taken at once. Numbers go on from the mark."""
    form = mapping.standing(system.form_code, timezone.localdate(at))
    version = form.version if form else 1
    found = []
    for (entity, operation), several in groupby(told, key=lambda one: (one.source.entity, one.operation)):
        every = list(several)
        for part in (
            every[first : first + envelopes.MOST_LINES] for first in range(0, len(every), envelopes.MOST_LINES)
        ):
            mark.sequence += 1
            found.append(
                Message(
                    system=system,
                    sequence=mark.sequence,
                    id=ids.uuid7(),
                    form_code=system.form_code,
                    form_version=version,
                    entity=entity,
                    operation=operation,
                    lines=[_line(one) for one in part],
                    count=len(part),
                    created_at=at,
                )
            )
    return found


def _line(told: _Told) -> dict[str, Any]:
    """With the owner, by which a receipt finds what it is about; the form does not say it."""
    source = told.source
    return {
        **source.line,
        "source_id": str(source.source_id),
        "source_version": told.version,
        "owner_id": str(source.owner_id),
    }


def _offered(system: System, told: _Told) -> Offered:
    return row_of(
        Offered,
        owner_id=told.source.owner_id,
        system_code=system.code,
        entity=str(told.source.entity),
        source_id=told.source.source_id,
        version=told.version,
        operation=told.operation.value,
        digest=told.digest,
        rejected="",
    )
