"""Entering a list that was checked, a thousand lines at a time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.elsewhere import taking
from volunteercloud.domain.intake import access, member_lines, opportunity_lines, reading, storing, words
from volunteercloud.domain.intake.columns import Column
from volunteercloud.domain.intake.lines import Line
from volunteercloud.domain.intake.models import RUNNING, Intake, IntakeFile, IntakeState, Kind
from volunteercloud.domain.intake.opportunity_judging import source_of
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.actions import Listed
from volunteercloud.domain.organizations.models import Way

from .telling import locked, tell

AT_ONCE = 1_000
TEXTS = (
    Column.NAME_EN,
    Column.PURPOSE,
    Column.ADDRESS,
    Column.HEAD,
    Column.CONTACT,
    Column.PHONE,
    Column.EMAIL,
)


@retried
def enter_part(*, actor: Actor, owner_id: UUID, intake_id: UUID, at: datetime) -> int:
    """Enter the next lines of a list that was ordered, as many as make a short transaction. Returns how many there were;
    none is the end of it.

    Each line is marked in the transaction that enters it, so whoever goes on after an interruption begins behind it. A
    line that can't be entered any more is told, and the others are entered.
    """
    intake = Intake.objects.filter(owner_id=owner_id, id=intake_id).first()
    if intake is None:
        raise NotFound

    access.allow(actor, intake.kind, owner_id, intake.region_code)

    if intake.state != IntakeState.ENTERING:
        return 0
    lines = storing.ready(intake, AT_ONCE)
    if not lines:
        return 0

    if intake.kind == Kind.ORGANIZATIONS:
        enter_organizations(actor, intake, lines, at)
    elif intake.kind == Kind.OPPORTUNITIES:
        _enter_opportunities(intake, lines, at)
    else:
        member_lines.enter(actor, owner_id, lines, lambda said: reading.unsealed(intake, said), dry_run=False, at=at)
    storing.close(intake, lines)
    Intake.objects.filter(owner_id=owner_id, id=intake_id).update(done=intake.done + len(lines), changed_at=at)

    failed = sum(line.state == LineState.REFUSED for line in lines)
    tell(actor, "intake.lines_entered", intake, at, {"rows": len(lines), "not_entered": failed})
    return len(lines)


def enter_organizations(actor: Actor, intake: Intake, lines: Sequence[Line], at: datetime) -> None:
    """Have lines entered by `organizations`, and write beside each what came of it. An inner step."""
    refused = organization_actions.enter_many(
        actor=actor,
        region_code=intake.region_code,
        lines=[_listed(intake, line) for line in lines],
        language=intake.language,
        at=at,
    )
    for line in lines:
        if code := refused.get(line.subject_id) if line.subject_id else None:
            line.refuse(code)
        else:
            line.state, line.code = LineState.ENTERED, ""


def _enter_opportunities(intake: Intake, lines: Sequence[Line], at: datetime) -> None:
    source = taking.turn_of(source_of(intake), intake.sent_at)
    gone = [line for line in lines if "is_gone" in line.given]
    brought = [line for line in lines if "is_gone" not in line.given]
    taken = [taking.Taken(_subject(line), opportunity_lines.given_of(line.given)) for line in brought]
    taking.take(source=source, lines=taken, at=at)
    taking.withdraw_missing(source=source, ids=[_subject(line) for line in gone], at=at)
    for line in lines:
        line.state = LineState.ENTERED
        line.code = "opportunity.withdrawn" if "is_gone" in line.given else ""
        line.facts = {}


def _subject(line: Line) -> UUID:
    if line.subject_id is None:
        raise AssertionError("a line without the id of what it is about")
    return line.subject_id


@transaction.atomic
def finish(*, actor: Actor, owner_id: UUID, intake_id: UUID, at: datetime) -> Intake:
    """Close a list of which nothing is left to enter."""
    intake = locked(owner_id, intake_id)

    access.allow(actor, intake.kind, owner_id, intake.region_code)

    if intake.state != IntakeState.ENTERING:
        return intake

    intake.state, intake.changed_at = IntakeState.ENTERED, at
    intake.counts, intake.done = storing.counts(intake), intake.lines
    intake.save(update_fields=["state", "changed_at", "counts", "done"])

    tell(actor, "intake.list_entered", intake, at, {"counts": intake.counts})
    return intake


@transaction.atomic
def give_back(*, actor: Actor, owner_id: UUID, intake_id: UUID, refusal: Refused, at: datetime) -> Intake:
    """End a run that was refused as a whole, with the reason for whoever ordered it. What was entered before stays."""
    intake = locked(owner_id, intake_id)
    if intake.state not in RUNNING:
        return intake

    was_read = intake.state == IntakeState.ENTERING
    intake.state = IntakeState.CHECKED if was_read else IntakeState.UNREAD
    if not was_read:
        IntakeFile.objects.filter(owner_id=owner_id, intake_id=intake_id).delete()
    intake.counts, intake.trouble = storing.counts(intake), words.in_each_language(refusal)
    intake.changed_at = at
    intake.save(update_fields=["state", "counts", "trouble", "changed_at"])

    tell(actor, "intake.list_given_back", intake, at, {"code": refusal.code})
    return intake


def _listed(intake: Intake, line: Line) -> Listed:
    given = line.given
    return Listed(
        organization_id=_subject(line),
        name=line.name,
        kind=given[Column.KIND],
        uscc=line.uscc,
        region_id=line.region_code,
        parent_id=line.parent_id,
        liaison_id=line.liaison_id,
        categories=tuple(given[Column.CATEGORIES]),
        owner_id=UUID(given["owner_id"]) if "owner_id" in given else None,
        owner_way=Way(given["owner_way"]) if "owner_way" in given else None,
        owner_address=reading.unsealed(intake, given["owner_sealed"]) if "owner_sealed" in given else "",
        **{column.value: given[column] for column in TEXTS},
    )
