"""`volunteercloud statistics`: how far the figures are counted, and the proof that they are right."""

import click
from django.utils import timezone

from volunteercloud.cli import figure_files, maps, numbers, progress
from volunteercloud.cli.database import with_database
from volunteercloud.core.actor import system
from volunteercloud.domain.changes import queries as changes_queries
from volunteercloud.domain.statistics import actions, locations, recounting
from volunteercloud.domain.statistics.models import Progress

OPERATOR = system("operator")


@click.group()
def command() -> None:
    """Figures by place, time and kind: counted within seconds by the worker."""


command.add_command(maps.command)


command.add_command(numbers.population)
command.add_command(numbers.wages)
command.add_command(figure_files.snapshot)
command.add_command(figure_files.export)


@command.command()
@with_database
def status() -> None:
    """As of when the figures are, what waits to be counted, and when everything was counted anew."""
    standing = Progress.objects.filter(id=1, recounted_at__isnull=False).first()
    if standing is None:
        click.echo("nothing was ever counted; the worker begins by itself, or: volunteercloud statistics recount")
        return
    waiting = changes_queries.number_waiting()
    lag = (timezone.now() - standing.as_of).total_seconds()
    click.echo(f"as of     {timezone.localtime(standing.as_of):%Y-%m-%d %H:%M:%S}, {max(lag, 0):.0f} s ago")
    click.echo(f"waiting   {waiting:,} changes")
    click.echo(f"recounted {timezone.localtime(standing.recounted_at):%Y-%m-%d %H:%M:%S}")


@command.command()
@with_database
def count() -> None:
    """Count what waits, now. The worker does it every second."""
    while actions.sweep(actor=OPERATOR, at=timezone.now()):
        pass
    counted = 0
    while number := actions.count(actor=OPERATOR, at=timezone.now()):
        counted += number
    click.echo(f"{counted:,} changes")


@command.command()
@click.option("--check", is_flag=True, help="End with 1 if anything differed.")
@with_database
def recount(check: bool) -> None:
    """Count everything anew from the records themselves, compare, and mend what differs.

    What changed a moment ago is counted first, so that whatever differs was counted wrongly. The figures rest meanwhile, at
    what they were; nobody else waits.
    """
    while actions.count(actor=OPERATOR, at=timezone.now()):
        pass
    with progress.step("Counting anew") as step:
        found = recounting.recount(actor=OPERATOR, at=timezone.now(), tell=step)
        step.result = f"{found.people:,} people, {found.facts:,} records"
    if found.places:
        click.echo(f"{found.places:,} codes of regions count elsewhere than before")
    for name, number in sorted(found.differing.items()):
        click.echo(f"{name}: {number:,} rows differed and were mended")
        for example in found.examples[name]:
            click.echo(f"    {example}")
    if not found.differing:
        click.echo("the figures are what the records come to" if not found.is_first else "counted for the first time")
    elif check:
        raise click.exceptions.Exit(1)


@command.command()
@with_database
def places() -> None:
    """Let codes of regions count where the list of regions says today. Loading a list does it by itself."""
    with progress.step("Places of the figures") as step:
        found = recounting.follow_regions(actor=OPERATOR, at=timezone.now(), tell=step)
        step.result = f"{found.places:,} codes count elsewhere than before" if found else "as they were"
    for code in locations.unlisted():
        click.echo(f"no list of regions has {code}: it counts to the nation alone")
