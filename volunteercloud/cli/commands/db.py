from dataclasses import asdict

import click
from django.conf import settings

from volunteercloud.cli import database, progress
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem


@click.group()
def command() -> None:
    """The embedded PostgreSQL of the data folder."""


def server() -> Server:
    if not database.is_embedded():
        raise Problem("DATABASE_URL names another database, which we neither start nor stop.", "Unset it first.")
    return Server(settings.DATA, progress.say)


@command.command()
def start() -> None:
    """Start it and let it run until `db stop`, whatever other commands do."""
    server().start_and_keep()
    click.echo(server().url)


@command.command()
def stop() -> None:
    """Stop it; refused while a command uses it."""
    click.echo("stopped" if server().stop_kept() else "it did not run")


@command.command()
def status() -> None:
    """Whether it runs, and where. Ends with 3 where it does not run."""
    found = server().status()
    for name, value in asdict(found).items():
        click.echo(f"{name:8} {'yes' if value is True else 'no' if value is False else value or '–'}")
    if not found.running:
        raise click.exceptions.Exit(3)


@command.command()
def url() -> None:
    """Its address, for psql and others: psql "$(volunteercloud db url)"."""
    click.echo(server().url)
