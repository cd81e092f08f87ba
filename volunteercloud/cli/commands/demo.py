import click

from volunteercloud.cli import steps
from volunteercloud.cli.database import with_database


@click.group()
def command() -> None:
    """The demo city Qinghe 青禾市: a year of service by people who do not exist."""


@command.command()
@with_database
def build() -> None:
    """Build it, on a database where nobody has registered yet. Does nothing where it stands."""
    steps.load_codes()
    steps.load_regions(with_demo=True)
    steps.build_demo()


@command.command("sign-ins")
@with_database
def sign_ins() -> None:
    """Who can sign in, and how."""
    steps.show_sign_ins()
