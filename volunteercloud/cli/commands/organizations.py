import json
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from volunteercloud.cli import progress
from volunteercloud.cli.commands.officers import account_id_of
from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.intake import actions, queries
from volunteercloud.domain.intake.models import Intake, IntakeState, Kind
from volunteercloud.domain.organizations import register
from volunteercloud.domain.organizations.models import Node


@click.group()
def command() -> None:
    """The register of organizations."""


@command.command()
@click.argument("number")
@with_database
def tree(number: str) -> None:
    """An organization, found by NUMBER, USCC or whole name, and what stands below it, a line each."""
    found = register.called(number)
    if len(found) != 1:
        raise Problem(
            f"{len(found)} organizations at work are called {number!r}.", "Give the number that stands on its page."
        )
    top = found[0]
    for node in register.subtree(top.organization_id):
        click.echo(line(node, len(node.path) - len(top.path)))


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--region", required=True, metavar="CODE", help="Where all of them are, or below; “country” for anywhere."
)
@click.option(
    "--officer", required=True, metavar="ACCOUNT", help="Who answers for it: phone, e-mail or id of an officer."
)
@click.option("--dry-run", is_flag=True, help="Say what would come of each line, and enter nothing.")
@click.option("--with-alike", is_flag=True, help="Enter those too that may be the same as one that is there.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON document: the counts, and each line that was not entered."
)
@with_database
def take_in(file: Path, region: str, officer: str, dry_run: bool, with_alike: bool, as_json: bool) -> None:
    """Take in a list of organizations: a workbook, CSV, or open data of the Volunteering Data Standard."""
    at = timezone.now()
    actor = _officer(officer)
    intake = actions.send(
        actor=actor,
        kind=Kind.ORGANIZATIONS,
        owner_id=actor.person_id,
        region_code="" if region == "country" else region,
        content=file.read_bytes(),
        file_name=file.name,
        language="en",
        at=at,
    )
    which = {"actor": actor, "owner_id": intake.owner_id, "intake_id": intake.id, "at": at}
    with progress.step("Check the list") as step:
        intake = actions.check(**which, progress=step)
        step.result = _counted(intake)
    due = intake.counts.get(LineState.READY, 0) + (intake.counts.get(LineState.ASKS, 0) if with_alike else 0)
    if dry_run and intake.state == IntakeState.CHECKED:
        answer = _answer(intake)
        actions.discard(**which)
    else:
        if due:
            intake = _entered(which, due, with_alike=with_alike)
        answer = _answer(intake)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else _told(answer))


def _entered(which: dict[str, Any], due: int, *, with_alike: bool) -> Intake:
    actions.order(**which, with_alike=with_alike)
    order = {name: which[name] for name in ("actor", "owner_id", "intake_id", "at")}
    with progress.step("Enter the list") as step:
        done = 0
        while part := actions.enter_part(**order):
            done += part
            step(done, due)
        intake = actions.finish(**order)
        step.result = _counted(intake)
    return intake


def _officer(who: str) -> Actor:
    account = Account.objects.get(id=account_id_of(who, timezone.now()))
    return Actor(ActorKind.PERSON, account.label, account.id)


def _counted(intake: Intake) -> str:
    return ", ".join(f"{number:,} {state}" for state, number in sorted(intake.counts.items()))


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


def _told(answer: dict[str, Any]) -> str:
    rows = [f"{one['line']:>7}  {one['name']}: {one['detail']}" for one in answer["results"] if one["code"]]
    counted = ", ".join(f"{number:,} {state}" for state, number in sorted(answer["counts"].items()))
    return "\n".join([*rows, counted])


def line(node: Node, depth: int) -> str:
    return f"{'  ' * depth}{node.name}  {node.number}  {node.kind}  {node.region_id}  {node.state}"
