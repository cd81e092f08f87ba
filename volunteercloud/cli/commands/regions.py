import click

from volunteercloud.cli import steps
from volunteercloud.cli.database import with_database


@click.group()
def command() -> None:
    """The administrative divisions of China."""


@command.command()
@click.option("--demo", is_flag=True, help="Also the made-up province of the demo city.")
@with_database
def load(demo: bool) -> None:
    """Make the table say what the list that comes with the program says. Codes it lacks are retired, never deleted."""
    steps.load_regions(with_demo=demo)
