"""The dry run: the lines of a list are read, then judged beside each other and beside what is there."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from volunteercloud.core import keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.bulk.progress import Tell, silent
from volunteercloud.domain.bulk.reading.refusals import empty
from volunteercloud.domain.intake import (
    access,
    judging,
    member_lines,
    opportunity_judging,
    organization_lines,
    reading,
    storing,
)
from volunteercloud.domain.intake.lines import Line
from volunteercloud.domain.intake.models import Intake, IntakeFile, IntakeLine, IntakeState, Kind
from volunteercloud.domain.intake.opportunity_judging import Said

from .telling import tell

CHUNK = 2_000
AT_ONCE = 1_000


@transaction.atomic
def check(*, actor: Actor, owner_id: UUID, intake_id: UUID, at: datetime, progress: Tell = silent) -> Intake:
    """Find out what would come of each line of a list; nothing is entered. Refused: what can't be read as a list.

    A list that is not waiting for it is left as it is. Begun again after it was interrupted, it begins from the start.
    """
    intake = Intake.objects.filter(owner_id=owner_id, id=intake_id).first()
    if intake is None:
        raise NotFound

    access.allow(actor, intake.kind, owner_id, intake.region_code)

    if intake.state != IntakeState.CHECKING:
        return intake

    lines: list[Line] = []
    said: list[Said] = []
    for chunk in _staged(intake, at, progress):
        if intake.kind == Kind.ORGANIZATIONS:
            lines += chunk
        elif intake.kind == Kind.OPPORTUNITIES:
            said += [Said.of(line) for line in chunk]
        for line in chunk:
            line.cells, line.given = [], {}
    if intake.kind == Kind.ORGANIZATIONS:
        judging.Judging(lines).judge()
        storing.store(intake, lines)
    elif intake.kind == Kind.OPPORTUNITIES:
        _judge_opportunities(intake, said)
    else:
        _try_out(actor, intake, at, progress)
    intake.state, intake.changed_at = IntakeState.CHECKED, at
    intake.counts, intake.done = storing.counts(intake), intake.lines
    intake.save(update_fields=["state", "headings", "mapping", "lines", "counts", "done", "changed_at"])
    if intake.kind != Kind.OPPORTUNITIES:
        IntakeFile.objects.filter(owner_id=owner_id, intake_id=intake_id).delete()

    tell(actor, "intake.list_checked", intake, at, {"counts": intake.counts})
    return intake


def _staged(intake: Intake, at: datetime, progress: Tell) -> Iterator[list[Line]]:
    """Read the file into lines, a part after the other. Those that are judged together stay in memory with what is compared,
    nothing else."""
    file = IntakeFile.objects.get(owner_id=intake.owner_id, intake_id=intake.id)
    content = keys.unseal_bytes("intake-file", file.sealed, bound_to=intake.id.bytes)
    IntakeLine.objects.filter(owner_id=intake.owner_id, intake_id=intake.id).delete()
    source = reading.opened(intake, content, file.name, at)
    intake.headings = [heading[:60] for heading in source.headings]
    intake.mapping = {ours: intake.headings[place] for ours, place in source.mapping.items()}
    while chunk := list(islice(source.lines, CHUNK)):
        if intake.kind == Kind.ORGANIZATIONS:
            organization_lines.find_owners(chunk)
        storing.write(chunk)
        intake.lines += len(chunk)
        progress(intake.lines // 2)
        yield chunk
    if not intake.lines:
        raise empty()


def _judge_opportunities(intake: Intake, said: list[Said]) -> None:
    found = opportunity_judging.Judging(intake, said)
    found.judge()
    storing.give_keys(intake, {one.line.line: one.key for one in found.keyed})
    storing.store(intake, [one.line for one in said])
    storing.write(found.missing)
    intake.lines += len(found.missing)


def _try_out(actor: Actor, intake: Intake, at: datetime, progress: Tell) -> None:
    after = 0
    while lines := storing.read_on(intake, after, AT_ONCE):
        after = lines[-1].line
        waiting = [line for line in lines if line.state == LineState.READY]
        member_lines.enter(
            actor, intake.owner_id, waiting, lambda said: reading.unsealed(intake, said), dry_run=True, at=at
        )
        storing.store(intake, lines)
        progress(intake.lines // 2 + after // 2)
