import json

import click

from volunteercloud.cli.bench import line as measured_line
from volunteercloud.cli.bench import report


@click.group()
def command() -> None:
    """Measure what the platform does a second on this machine, each figure beside its limit."""


@command.command()
@click.option("--quick", is_flag=True, help="A few seconds: whether it works, not how fast.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
def line(quick: bool, as_json: bool) -> None:
    """The main line: check-in, sign-up, races for places, memory. Works on a database of its own."""
    found = measured_line.run(measured_line.QUICK if quick else measured_line.FULL)
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        click.echo(report.table(report.Figure(**one) for one in found["figures"]))
