import json
from collections import Counter
from dataclasses import asdict

import click
from django.conf import settings

from volunteercloud.cli import progress
from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.core.distributed import moving, placing


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be placed; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="The whole map as one JSON document; changes nothing.")
@with_database
def command(dry_run: bool, as_json: bool) -> None:
    """Place the tables of an installation that already runs on the machines of a distributed database.

    Stop the site and its workers first: every table is held until all are placed, or none. Says what it would do and
    does nothing on plain PostgreSQL. Whatever is placed already stays, so it may be run again. A new installation needs
    none of this: its tables are placed by `migrate`.
    """
    if as_json:
        click.echo(json.dumps([asdict(place) for place in placing.places()], indent=2))
        return
    waiting = moving.pending()
    for placement, count in Counter(place.placement for place in waiting).items():
        click.echo(f"{placement:14}{count:4} tables")
    if not placing.is_distributed():
        click.echo("This is plain PostgreSQL, without the extension Citus: nothing was changed.")
        return
    if not waiting:
        click.echo("Every table is where it belongs.")
        return
    if not dry_run:
        move(waiting)


def move(waiting: list[placing.Place]) -> None:
    if not settings.DISTRIBUTED:
        raise Problem(
            "The next migration would leave its tables on the first machine.", "Set VOLUNTEERCLOUD_DISTRIBUTED=1 first."
        )
    try:
        with progress.step("Tables on their machines") as step:
            moving.move(waiting, step)
            step.result = f"{len(waiting)} placed"
    except moving.Astray as astray:
        raise Problem(
            f"A foreign key leads from the first machine to rows that are spread: {astray}.",
            "Drop it: no migration of ours made it.",
        ) from None
