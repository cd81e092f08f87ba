"""`volunteercloud keys`: the master keys, a new one, and everything sealed anew under it (docs/operations/keys.md)."""

import json
import time
from datetime import UTC, datetime

import click
from django.conf import settings

from volunteercloud.cli import steps
from volunteercloud.cli.database import with_database
from volunteercloud.cli.progress import say, step
from volunteercloud.core import keys, masters, sealing

# As long as it takes to restart every process of a large installation.
MINUTES_TO_LEARN = 60


@click.group()
def command() -> None:
    """Master keys: which there are, a new one, and everything sealed anew under it."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@with_database
def status(as_json: bool) -> None:
    """Which master keys are known here, which one is written with, and how much is still sealed by another."""
    ring, now = settings.MASTER_KEYS, keys.current_version()
    waiting = {str(place): place.others(now).count() for place in sealing.places()}
    if as_json:
        known = [{"version": key.version, "suite": key.suite, "begins": key.begins} for key in ring.keys.values()]
        click.echo(json.dumps({"keys": known, "writes": now, "waiting": waiting}, indent=2))
        return
    for key in ring.in_order(time.time()):
        begins = f"from {datetime.fromtimestamp(key.begins, UTC):%Y-%m-%d %H:%M} UTC" if key.begins else ""
        click.echo(
            f"{key.version:>3}  {key.suite:<4} {'writes' if key.version == now else 'opens':<7} {begins}".rstrip()
        )
    for place, count in waiting.items():
        if count:
            click.echo(f"{count:>12,}  {place} is sealed by another")
    if not any(waiting.values()):
        click.echo(f"Everything is sealed by key {now}.")


@command.command()
@click.option(
    "--suite",
    type=click.Choice([suite.value for suite in masters.Suite]),
    default=masters.Suite.AES.value,
    help="Its algorithms.",
)
@click.option("--minutes", default=MINUTES_TO_LEARN, help="After how many minutes it is written with.")
def add(suite: str, minutes: int) -> None:
    """Make a further master key. Every process has to know it before it is written with: where keys are files, processes find
    it by themselves; else put the line that is printed beside the others and restart them, one after the other."""
    ring = settings.MASTER_KEYS
    version = max(ring.keys) + 1
    if version > masters.MOST_VERSIONS:
        raise click.ClickException(f"There are {masters.MOST_VERSIONS} master keys, and no more can be told apart.")
    key = masters.made(version, masters.Suite(suite), float(int(time.time()) + 60 * minutes) if minutes else 0.0)
    if not ring.is_of_files:
        click.echo(key.written())
        return
    path = ring.folder / f"master.{version}.key"
    masters.keep(path, key.written().encode())
    say(f"Key {version} is in {path}; copy it to every machine, and to where the others are kept safe.")


@command.command()
@with_database
def rotate() -> None:
    """Seal everything anew with the key that is written with now, while the site runs. Stopped, it goes on where it was."""
    version = keys.current_version()
    steps.note_keys()
    for place in sealing.places():
        with step(f"{place} under key {version}") as told:
            done, total = 0, place.others(version).count()
            for count in sealing.reseal(place):
                done += count
                told(done, total)
            told.result = f"{done:,}"
    left = sum(place.others(version).count() for place in sealing.places())
    if left:
        raise click.ClickException(
            f"{left:,} were sealed by another key meanwhile: run it again when every process writes with {version}."
        )
    say(f"Everything is sealed by key {version}.")
