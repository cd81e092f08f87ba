"""`volunteercloud drill`: what becomes of everything that was acknowledged when things go wrong (docs/operations/faults.md)."""

import json
import random
from pathlib import Path

import click
from django.conf import settings

from volunteercloud.cli import steps
from volunteercloud.cli.drill import nodes
from volunteercloud.cli.faults import kills, outages, standby
from volunteercloud.cli.progress import say

FAULTS = {
    "kill": kills.run,
    "strangers": outages.strangers,
    "disk": outages.disk,
    "slow": outages.slow,
    "rolling": outages.rolling,
    "standby": standby.run,
}


@click.command()
@click.option("--faults", "fault", required=True, type=click.Choice(list(FAULTS)), help="What goes wrong.")
@click.option("--rounds", default=20, show_default=True, type=click.IntRange(1), help="How often.")
@click.option("--seed", type=int, help="The number that decides everything that chance would.  [a new one each time]")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of words.")
@click.option("-v", "--verbose", is_flag=True, help="Tell what happens while it does.")
@click.option("--history", type=click.Path(dir_okay=False, path_type=Path), help="Where to write all that was asked.")
def command(fault: str, rounds: int, seed: int | None, as_json: bool, verbose: bool, history: Path | None) -> None:
    """Let an installation of its own run under load, and let things go wrong there.

    It has a database and processes of its own in a folder of /tmp; nothing of this installation is touched. Ends with 1 if
    anything that was acknowledged is gone, was done twice, or fits no order.
    """
    steps.compile_messages()
    chosen = random.randrange(1_000_000) if seed is None else seed  # noqa: S311  dice, no secret
    template = nodes.template(settings.DATA / "drill")
    report = FAULTS[fault](template, rounds, chosen, say if verbose else lambda _line: None)
    if history:
        history.write_text("\n".join(report.story) + "\n")
    click.echo(json.dumps(report.document(), indent=2, ensure_ascii=False) if as_json else "\n".join(report.lines()))
    if report.broken:
        raise click.exceptions.Exit(1)
