import click
from django.core.management import call_command

from volunteercloud.cli.database import with_database


@click.command()
@with_database
def command() -> None:
    """A Python shell that knows every model."""
    call_command("shell")
