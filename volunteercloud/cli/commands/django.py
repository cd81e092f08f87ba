import click
from django.core.management import execute_from_command_line

from volunteercloud.cli.database import with_database


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@with_database
def command(arguments: tuple[str, ...]) -> None:
    """Any command of Django, with its own options."""
    execute_from_command_line(["volunteercloud django", *arguments])
