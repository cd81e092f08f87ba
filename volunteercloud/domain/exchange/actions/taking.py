"""Messages in: believed by their signature, taken in line by line, answered with a receipt. The same message gets the same
receipt, and nothing of it happens twice."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.reading import among
from volunteercloud.core.transactions import retried
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.exchange import access, envelopes, incoming, mapping
from volunteercloud.domain.exchange.envelopes import Distrusted, Opened
from volunteercloud.domain.exchange.incoming import Judged
from volunteercloud.domain.exchange.models import Mark, Operation, Received, System, Taken
from volunteercloud.domain.exchange.telling import refusal
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records.drafts import Circumstances, RecordDraft
from volunteercloud.domain.records.models import Grade, RecordHead

SOURCE_KIND = "exchange"
MOST_MISSING = 100
REASON = "由%(system)s的交换报文提供，来源标识%(source)s"
LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a line: the record, or why there is none."""

    code: str = ""
    record_id: UUID | None = None


@retried
def take(*, actor: Actor, code: str, content: bytes, is_dry_run: bool = False, at: datetime) -> dict[str, Any]:
    """Take in a message that a system brought, and answer its receipt: {message_id, accepted, rejected: [{source_id,
    source_version, code, path}], missing: [numbers of messages that have not come]}.

    Good lines are taken in whatever the others are like. Refused as a whole: what cannot be read or believed
    (`exchange.unreadable`, `.signature`, `.digest`, `.count` …), what the system may not bring (`exchange.not_brought`), and
    the number or name of another message with other content (`exchange.contradiction`).
    """
    system = System.objects.get(code=code)
    mark = Mark.objects.select_for_update().get(system_id=code)

    access.check_active(system)

    form = _form(system, at)
    opened = _opened(content, form, system)
    digest = _digest([opened.head, opened.digest])
    before = _before(system, opened, digest)
    if before is not None:
        return before.receipt
    _check_head(system, opened, form)
    judged = incoming.judged(system, form, opened.lines, [_digest(one) for one in opened.lines])
    with transaction.atomic():
        done = _settle(system, str(opened.head["operation"]), judged, at)
        if is_dry_run:
            transaction.set_rollback(True)
    missing = _missing(mark, mapping.whole(opened.head, "sequence"))
    receipt = _receipt(opened, judged, done, missing)
    if is_dry_run:
        return receipt

    _keep(system, mark, opened, digest, receipt, at)

    _tell(actor, system, receipt, at)
    return receipt


def _tell(actor: Actor, system: System, receipt: dict[str, Any], at: datetime) -> None:
    audit.record(
        actor,
        "exchange.message_taken",
        at=at,
        owner_id=system.trail_id,
        subject=("exchange", system.trail_id, system.name),
        region_code=system.region_id,
        facts={
            "message": receipt["message_id"],
            "accepted": receipt["accepted"],
            "rejected": len(receipt["rejected"]),
        },
    )


def _form(system: System, at: datetime) -> mapping.FormMapping:
    form = mapping.standing(system.form_code, timezone.localdate(at))
    if form is None:
        raise Refused("exchange.no_form", _("There is no form of this code that is valid today."))
    return mapping.of(form.code, form.version)


def _opened(content: bytes, form: mapping.FormMapping, system: System) -> Opened:
    try:
        return envelopes.opened(content, form, access.key_of(system))
    except Distrusted as reason:
        raise refusal(reason.code, reason.path) from None


def _before(system: System, opened: Opened, digest: str) -> Received | None:
    """The same message, taken in before. Refused where it said something else then."""
    by_id = Received.objects.filter(system=system, message_id=str(opened.head["message_id"])[:LONGEST_ID]).first()
    by_number = Received.objects.filter(system=system, sequence=mapping.whole(opened.head, "sequence")).first()
    found = by_id or by_number
    if found is None:
        return None
    if found.digest != digest or (by_id and by_number and by_id.message_id != by_number.message_id):
        raise refusal("exchange.contradiction", str(opened.head["message_id"]))
    return found


def _check_head(system: System, opened: Opened, form: mapping.FormMapping) -> None:
    head = opened.head
    if head["sender"] != system.code or head["receiver"] != nodes_queries.own_name():
        raise refusal("exchange.parties", f"{head['sender']} → {head['receiver']}")
    if head["version"] != form.version:
        raise refusal("exchange.version", str(head["version"]))
    if len(str(head["message_id"])) > LONGEST_ID or not 1 <= mapping.whole(head, "sequence") < 2**62:
        raise refusal("exchange.envelope", "message_id")
    if head["entity"] not in system.brings or not incoming.is_known(str(head["operation"])):
        raise refusal("exchange.not_brought", f"{head['entity']} {head['operation']}")


def _settle(system: System, operation: str, judged: Sequence[Judged], at: datetime) -> list[_Done]:
    """Every line for itself, in the order given: new ones at once, further versions one by one."""
    keys = {one.place: incoming.key_of(system, "record", one.source_id) for one in judged}
    known = {one.key: one for one in Taken.objects.filter(key__in=among(keys.values()))}
    done = [_Done(one.code) if one.code else _stands(one, known.get(keys[one.place])) for one in judged]
    new = [one for one in judged if done[one.place] is NEW and operation != Operation.VOID]
    for one, outcome in zip(new, _recorded(system, new, keys, at), strict=True):
        done[one.place] = outcome
    for one in judged:
        if done[one.place] is NEWER:
            done[one.place] = _again(one, known[keys[one.place]], operation, at)
        elif done[one.place] is NEW:
            done[one.place] = _Done("line.unknown")
    kept = [
        Taken(
            key=keys[one.place],
            version=one.version,
            digest=one.digest,
            volunteer_id=one.person.id,
            record_id=record_id,
        )
        for one in judged
        if one.person and (record_id := done[one.place].record_id) and not _is_same(one, known.get(keys[one.place]))
    ]
    Taken.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["version", "digest", "volunteer_id", "record_id"],
    )
    return done


NEW, NEWER = _Done("new"), _Done("newer")


def _is_same(one: Judged, known: Taken | None) -> bool:
    return known is not None and known.version == one.version


def _stands(one: Judged, known: Taken | None) -> _Done:
    if known is None:
        return NEW
    if one.version < known.version:
        return _Done("line.outdated")
    if one.version == known.version:
        return _Done(record_id=known.record_id) if one.digest == known.digest else _Done("exchange.contradiction")
    if one.person is None or one.person.id != known.volunteer_id:
        return _Done("line.another_person")
    return NEWER


def _recorded(system: System, new: Sequence[Judged], keys: dict[int, UUID], at: datetime) -> list[_Done]:
    outcomes = record_actions.record_many(
        actor=Actor(ActorKind.SYSTEM, system.name),
        drafts=[_draft(system, one, keys[one.place], at) for one in new],
        at=at,
    )
    return [
        _Done(record_id=outcome.record_id) if isinstance(outcome, RecordHead) else _Done(outcome.code)
        for outcome in outcomes
    ]


def _draft(system: System, one: Judged, source_id: UUID, at: datetime) -> RecordDraft:
    """Entered afterwards, in the organization's name, by who agreed that the system records for it."""
    person, organization, agreement = one.person, one.organization, one.agreement
    if person is None or organization is None or agreement is None:
        raise ValueError("a line that was refused")
    why = REASON % {"system": system.name, "source": one.source_id}
    return RecordDraft(
        volunteer_id=person.id,
        volunteer_name=person.name,
        volunteer_number=person.number,
        title=str(one.line["title"]),
        post=str(one.line.get("post", "")),
        content=str(one.line.get("content", "")),
        organization_id=organization.id,
        organization_name=organization.name,
        organization_name_en=organization.name_en,
        service_region_code=organization.region_id,
        starts_at=one.starts(),
        ends_at=one.ends(),
        break_minutes=mapping.whole(one.line, "break_minutes"),
        grade=Grade.E,
        source_kind=SOURCE_KIND,
        source_id=source_id,
        recorder_id=agreement.person_id,
        recorder_name=agreement.person_name,
        confirmer_id=agreement.person_id,
        confirmer_name=agreement.person_name,
        trail=[{"at": at.isoformat(), "what": "brought", "who": system.name}],
        explanation=why,
        circumstances=Circumstances(late_reason=why),
    )


def _again(one: Judged, known: Taken, operation: str, at: datetime) -> _Done:
    """A further version of what was taken in: a correction or a revocation by who agreed. Other fields than the times stay
    as they are; a line that only changes those is taken and changes nothing."""
    agreement = one.agreement
    if agreement is None:
        raise ValueError("a line that was refused")
    confirmer = Actor(ActorKind.PERSON, agreement.person_name, agreement.person_id)
    reason = str(one.line.get("reason", "")).strip()
    reason = reason if len(reason) >= 4 else f"来源系统更新至第{one.version}版"
    try:
        with transaction.atomic():
            if operation == Operation.VOID:
                record_actions.revoke_record(
                    actor=confirmer,
                    volunteer_id=known.volunteer_id,
                    record_id=known.record_id,
                    reason=reason,
                    at=at,
                )
            elif not _says_the_same(one, known):
                record_actions.correct_record(
                    actor=confirmer,
                    volunteer_id=known.volunteer_id,
                    record_id=known.record_id,
                    starts_at=one.starts(),
                    ends_at=one.ends(),
                    break_minutes=mapping.whole(one.line, "break_minutes"),
                    reason=reason,
                    at=at,
                )
    except (Refused, NotAllowed) as refused:
        return _Done(refused.code)
    except NotFound:
        return _Done("line.unknown")
    return _Done(record_id=known.record_id)


def _says_the_same(one: Judged, known: Taken) -> bool:
    head = RecordHead.objects.filter(volunteer_id=known.volunteer_id, record_id=known.record_id).first()
    if head is None:
        return False
    record = head.record
    pause = mapping.whole(one.line, "break_minutes")
    return (record.starts_at, record.ends_at, record.break_minutes) == (one.starts(), one.ends(), pause)


def _missing(mark: Mark, sequence: int) -> list[int]:
    """Numbers between the greatest so far and this one: messages that were lost, or are still on their way."""
    return list(range(mark.heard + 1, sequence))[:MOST_MISSING]


def _receipt(opened: Opened, judged: Sequence[Judged], done: Sequence[_Done], missing: list[int]) -> dict[str, Any]:
    rejected = [
        {
            "source_id": one.source_id,
            "source_version": one.version,
            "code": done[one.place].code,
            "path": one.path,
        }
        for one in judged
        if done[one.place].code
    ]
    return {
        "message_id": str(opened.head["message_id"]),
        "sequence": opened.head["sequence"],
        "accepted": len(judged) - len(rejected),
        "rejected": rejected,
        "missing": missing,
    }


def _keep(system: System, mark: Mark, opened: Opened, digest: str, receipt: dict[str, Any], at: datetime) -> None:
    head = opened.head
    Received.objects.create(
        system=system,
        message_id=str(head["message_id"]),
        sequence=mapping.whole(head, "sequence"),
        digest=digest,
        entity=str(head["entity"]),
        operation=str(head["operation"]),
        count=len(opened.lines),
        accepted=receipt["accepted"],
        receipt=receipt,
        received_at=at,
    )
    mark.heard = max(mark.heard, mapping.whole(head, "sequence"))
    mark.save(update_fields=["heard"])


def _digest(said: object) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
