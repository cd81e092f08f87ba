import click

from volunteercloud.cli import steps


@click.group()
def command() -> None:
    """The translations."""


@command.command()
def compile() -> None:  # noqa: A001 (the word on the command line)
    """Compile the translations that changed."""
    steps.compile_messages()
