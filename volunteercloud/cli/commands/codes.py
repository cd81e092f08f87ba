import click

from volunteercloud.cli import steps
from volunteercloud.cli.database import with_database


@click.group()
def command() -> None:
    """The code lists."""


@command.command()
@with_database
def load() -> None:
    """Make the tables say what the lists that come with the program say. Terms are retired by date, never deleted."""
    steps.load_codes()
