import json
from pathlib import Path

import click
from django.utils import timezone

from volunteercloud.cli import lists
from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.domain.intake import actions
from volunteercloud.domain.intake.models import Kind
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
    actor = lists.officer_of(officer)
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
    answer = lists.worked_off(actor, intake, at, dry_run=dry_run, with_alike=with_alike)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else lists.told(answer))


def line(node: Node, depth: int) -> str:
    return f"{'  ' * depth}{node.name}  {node.number}  {node.kind}  {node.region_id}  {node.state}"
