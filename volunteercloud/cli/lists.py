"""Lists that the command line takes in: worked off at once, as the worker does it, and told line by line."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from volunteercloud.cli import progress
from volunteercloud.cli.commands.officers import account_id_of
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.intake import actions, queries
from volunteercloud.domain.intake.models import Intake, IntakeState


def officer_of(who: str) -> Actor:
    """Who answers for a list, found by phone, e-mail or id."""
    account = Account.objects.get(id=account_id_of(who, timezone.now()))
    return Actor(ActorKind.PERSON, account.label, account.id)


def worked_off(actor: Actor, intake: Intake, at: datetime, *, dry_run: bool, **ordered: bool) -> dict[str, Any]:
    """The dry run of a list that was sent, then its good lines, and those that ask as ``ordered``; what came of it."""
    which = {"actor": actor, "owner_id": intake.owner_id, "intake_id": intake.id, "at": at}
    with progress.step("Check the list") as step:
        intake = actions.check(**which, progress=step)
        step.result = _counted(intake.counts)
    if dry_run and intake.state == IntakeState.CHECKED:
        answer = _answer(intake)
        actions.discard(**which)
        return answer
    asks = any(ordered.values()) and intake.counts.get(LineState.ASKS, 0)
    if intake.counts.get(LineState.READY, 0) or asks:
        intake = _entered(which, ordered)
    return _answer(intake)


def told(answer: dict[str, Any]) -> str:
    rows = [f"{one['line']:>7}  {one['name']}: {one['detail']}" for one in answer["results"] if one["code"]]
    return "\n".join([*rows, _counted(answer["counts"])])


def _entered(which: dict[str, Any], ordered: dict[str, bool]) -> Intake:
    due = actions.order(**which, **ordered).lines
    with progress.step("Enter the list") as step:
        done = 0
        while part := actions.enter_part(**which):
            done += part
            step(done, due)
        intake = actions.finish(**which)
        step.result = _counted(intake.counts)
    return intake


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {state}" for state, number in sorted(counts.items()))


def _answer(intake: Intake) -> dict[str, Any]:
    """What came of the list, and every line that was refused, asks, or has something worth a look."""
    left = [
        {
            "line": shown.line.line,
            "name": shown.line.name,
            "state": shown.line.state,
            "code": shown.line.code,
            "detail": shown.message,
            "next_step": shown.next_step,
            "notes": shown.line.notes,
        }
        for shown in queries.every_line(intake)
        if shown.line.code or shown.line.notes
    ]
    return {"lines": intake.lines, "counts": intake.counts, "results": left}
