"""`volunteercloud statistics map`: outlines of regions, for the maps of the open figures."""

from pathlib import Path

import click
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.domain.statistics import maps

NATION = "nation"
MOST_NAMED = 20


@click.group("map")
def command() -> None:
    """Maps of the open figures. How borders are drawn is a legal matter: none is shown before you have loaded it."""


@command.command()
@click.argument("file")
@click.option("--source", default="", help="Where the outlines come from, and their approval number.")
@with_database
def load(file: str, source: str) -> None:
    """Take in FILE, a GeoJSON FeatureCollection whose features name their region as `code`; or `china` or `demo`, which come
    with the program. Maps that it has shapes of are replaced as a whole."""
    path = maps.SHIPPED.get(file, Path(file))
    try:
        text = path.read_bytes()
    except OSError as error:
        shipped = ", ".join(sorted(maps.SHIPPED))
        raise Problem(f"{file} can’t be read: {error.strerror}.", f"Give a file, or one of: {shipped}.") from None
    loaded = maps.load(text, source=source, at=timezone.now())
    for code, shapes in loaded.maps.items():
        click.echo(f"{code or NATION:<12} {shapes:>5} shapes")
    click.echo(f"{loaded.points:,} points")
    if loaded.missing:
        more = f" and {len(loaded.missing) - MOST_NAMED} more" if len(loaded.missing) > MOST_NAMED else ""
        click.echo(f"without a shape: {', '.join(loaded.missing[:MOST_NAMED])}{more}")
    if file == "china":
        click.echo("These outlines have no approval number. Check or replace them before you show them to the public.")


@command.command("list")
@with_database
def show_all() -> None:
    """The maps that are shown, and where they come from."""
    for each in maps.standing():
        moment = f"{timezone.localtime(each.loaded_at):%Y-%m-%d %H:%M}"
        click.echo(f"{each.region_code or NATION:<12} {each.shapes:>5} shapes  {moment}  {each.source}".rstrip())


@command.command()
@click.argument("region", required=False)
@with_database
def off(region: str | None) -> None:
    """Show no map any more, or none of REGION (`nation` for the whole country). Pages show their tables instead."""
    count = maps.off("" if region == NATION else region)
    click.echo(f"{count} shapes are shown no more")
