"""`volunteercloud opportunities`: what partners publish elsewhere and send as lists."""

import json
from pathlib import Path
from uuid import UUID

import click
from django.utils import timezone

from volunteercloud.cli import lists
from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.elsewhere import actions as elsewhere_actions
from volunteercloud.domain.elsewhere import queries
from volunteercloud.domain.elsewhere.models import Source
from volunteercloud.domain.intake import actions
from volunteercloud.domain.intake.models import Kind

OFFICER = click.option(
    "--officer", required=True, metavar="ACCOUNT", help="Who answers for it: phone, e-mail or id of an officer."
)


@click.group()
def command() -> None:
    """Opportunities that others publish: their sources, and the lists they send."""


@command.command()
@OFFICER
@with_database
def sources(officer: str) -> None:
    """The sources in an officer's regions, a line each: name, region, how many opportunities stand, id."""
    found = _all(lists.officer_of(officer))
    numbers = queries.numbers([source.id for source in found])
    for source in found:
        click.echo(f"{source.name}  {source.region_id}  {numbers.get(source.id, 0):,}  {source.id}")


@command.command("name")
@click.argument("name")
@click.option("--region", required=True, metavar="CODE", help="Where all of their opportunities are, or below.")
@click.option("--address", default="", help="Where those lead that have no page of their own.")
@click.option("--licence", default="", help="Under which they let others show it.")
@OFFICER
@with_database
def name_source(name: str, region: str, address: str, licence: str, officer: str) -> None:
    """Name who publishes opportunities elsewhere."""
    source = elsewhere_actions.name_source(
        actor=lists.officer_of(officer),
        source_id=ids.uuid7(),
        name=name,
        region_code=region,
        address=address,
        licence=licence,
        at=timezone.now(),
    )
    click.echo(str(source.id))


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", "called", required=True, metavar="SOURCE", help="Whose list it is: name or id.")
@click.option("--whole", is_flag=True, help="It is everything that stands there: what is missing is withdrawn.")
@click.option("--dry-run", is_flag=True, help="Say what would come of each line, and enter nothing.")
@click.option("--with-alike", is_flag=True, help="Take over new ids of what seems to be the same.")
@click.option("--with-missing", is_flag=True, help="Withdraw what is missing even if it is more than half.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON document: the counts, and each line that something is said of."
)
@OFFICER
@with_database
def take_in(
    file: Path,
    called: str,
    whole: bool,
    dry_run: bool,
    with_alike: bool,
    with_missing: bool,
    as_json: bool,
    officer: str,
) -> None:
    """Take in a list of opportunities: a workbook, CSV, or open data (JSON, schema.org, Volunteering Data Standard, RPDE)."""
    at = timezone.now()
    actor = lists.officer_of(officer)
    intake = actions.send(
        actor=actor,
        kind=Kind.OPPORTUNITIES,
        owner_id=actor.person_id,
        source_id=_source(actor, called).id,
        is_whole=whole,
        content=file.read_bytes(),
        file_name=file.name,
        language="en",
        at=at,
    )
    answer = lists.worked_off(actor, intake, at, dry_run=dry_run, with_alike=with_alike, with_missing=with_missing)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else lists.told(answer))


def _source(actor: Actor, called: str) -> Source:
    try:
        return queries.source(actor, UUID(called))
    except ValueError:
        found = next((source for source in _all(actor) if source.name == called), None)
    if found is None:
        raise Problem(
            f"No source is called {called!r}.", "See `volunteercloud opportunities sources`, or name it first."
        )
    return found


def _all(actor: Actor) -> list[Source]:
    found: list[Source] = []
    while page := queries.sources(actor, (found[-1].name, found[-1].id) if found else None)[: queries.PAGE]:
        found += page
    return found
