import click

from volunteercloud.cli import steps
from volunteercloud.cli.database import with_database


@click.command()
@with_database
def command() -> None:
    """Bring the tables up to date. Changes nothing where they are."""
    steps.migrate()
