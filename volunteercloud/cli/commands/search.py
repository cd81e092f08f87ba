"""`volunteercloud search`: the index of everything that is open to the public."""

import click

from volunteercloud.cli import indexing
from volunteercloud.cli.database import with_database


@click.group()
def command() -> None:
    """The index of everything that is open: shifts, projects, needs, organizations, opportunities elsewhere."""


@command.command()
@with_database
def reindex() -> None:
    """Build the index anew from what the areas hold, and take back what is open no more.

    Nothing stands still meanwhile: each batch is a transaction of its own, and what is published in between is written as
    always. Needed after new synonyms, code lists or regions; the second time it changes nothing that one sees.
    """
    indexing.build()
