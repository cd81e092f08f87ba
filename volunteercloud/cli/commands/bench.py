import json
from dataclasses import replace
from typing import Any

import click

from volunteercloud.cli.bench import line as measured_line
from volunteercloud.cli.bench import office as measured_office
from volunteercloud.cli.bench import records as measured_records
from volunteercloud.cli.bench import report
from volunteercloud.cli.bench import search as measured_search
from volunteercloud.cli.bench import transfer as measured_transfer


@click.group()
def command() -> None:
    """Measure what the platform does a second on this machine, each figure beside its limit."""


@command.command()
@click.option("--quick", is_flag=True, help="A few seconds: whether it works, not how fast.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
def line(quick: bool, as_json: bool) -> None:
    """The main line: check-in, sign-up, races for places, memory. Works on a database of its own."""
    _show(measured_line.run(measured_line.QUICK if quick else measured_line.FULL), as_json)


@command.command()
@click.option("--quick", is_flag=True, help="A few seconds: whether it works, not how fast.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
def records(quick: bool, as_json: bool) -> None:
    """Service records: confirming, batches, a long life of service, the log, lists, scans. On a database of its own."""
    _show(measured_records.run(measured_records.QUICK if quick else measured_records.FULL), as_json)


@command.command()
@click.option("--quick", is_flag=True, help="A few seconds: whether it works, not how fast.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
def office(quick: bool, as_json: bool) -> None:
    """The desk and the console at national size: members, the queue, the register, figures. On a database of its own."""
    _show(measured_office.run(measured_office.QUICK if quick else measured_office.FULL), as_json)


@command.command()
@click.option("--quick", is_flag=True, help="A few seconds: whether it works, not how fast.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
def search(quick: bool, as_json: bool) -> None:
    """Finding at national size: search, facets, matching, the page of results. On a database of its own."""
    _show(measured_search.run(measured_search.QUICK if quick else measured_search.FULL), as_json)


@command.command()
@click.option("--quick", is_flag=True, help="A minute: whether it works, not how fast.")
@click.option("--people", type=click.IntRange(100), help="How many move at once; 100,000 take an hour.  [10,000]")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
def transfer(quick: bool, people: int | None, as_json: bool) -> None:
    """Records between two nodes: a person alone, and many people at once. On nodes of its own."""
    size = measured_transfer.QUICK if quick else measured_transfer.FULL
    _show(measured_transfer.run(replace(size, people=people or size.people)), as_json)


def _show(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        click.echo(report.table(report.Figure(**one) for one in found["figures"]))
