"""`volunteercloud statistics population` and `wages`: the lists that measures divide by and multiply with."""

from collections.abc import Callable
from pathlib import Path

import click

from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.domain.statistics import population as populations
from volunteercloud.domain.statistics import wages as worth
from volunteercloud.domain.statistics.lists import Loaded

MOST_TOLD = 50
LIST = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def population() -> None:
    """How many people live where, by the day of the count."""


@population.command("load")
@LIST
@with_database
def load_population(file: Path) -> None:
    """Take in a CSV with the columns code, counted_on, residents, source. An empty code is the whole country."""
    _load(file, populations.load)


@click.group()
def wages() -> None:
    """What an hour is worth where, by year."""


@wages.command("load")
@LIST
@with_database
def load_wages(file: Path) -> None:
    """Take in a CSV with the columns code, year, fen_an_hour, source. An empty code is the whole country."""
    _load(file, worth.load)


def _load(file: Path, load: Callable[[bytes], Loaded]) -> None:
    found = load(file.read_bytes())
    for trouble in found.troubles[:MOST_TOLD]:
        click.echo(f"line {trouble.line}  {trouble.code}  {trouble.message}")
    if found.troubles:
        raise Problem(
            f"{len(found.troubles):,} lines can't be taken, so nothing was written.",
            "Mend them and load the list again.",
        )
    click.echo(f"{found.written:,} written, {found.same:,} as they were")
