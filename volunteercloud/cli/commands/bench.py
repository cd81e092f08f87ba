import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from volunteercloud.cli import database
from volunteercloud.cli.bench import nation_figures, report, telling, whole
from volunteercloud.cli.bench.parts import PARTS, Length


@click.group()
def command() -> None:
    """Measure what the platform does a second on this machine, each figure beside its limit."""


def measured(work: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every part: how long it may take, and how it tells."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table."),
        click.option("--short", "length", flag_value=Length.SHORT, help="A minute: as much as `bench all` measures."),
        click.option("--quick", "length", flag_value=Length.QUICK, help="Seconds: whether it works, not how fast."),
    ):
        work = option(work)
    return work


@command.command()
@measured
def line(length: str | None, as_json: bool) -> None:
    """The main line: check-in, sign-up, races for places, memory. Works on a database of its own."""
    _show(PARTS["line"].run(Length(length or Length.FULL)), as_json)


@command.command()
@measured
def records(length: str | None, as_json: bool) -> None:
    """Service records: confirming, batches, a long life of service, the log, lists, scans. On a database of its own."""
    _show(PARTS["records"].run(Length(length or Length.FULL)), as_json)


@command.command()
@measured
def office(length: str | None, as_json: bool) -> None:
    """The desk and the console at national size: members, the queue, the register, figures. On a database of its own."""
    _show(PARTS["office"].run(Length(length or Length.FULL)), as_json)


@command.command()
@measured
def search(length: str | None, as_json: bool) -> None:
    """Finding at national size: search, facets, matching, the page of results. On a database of its own."""
    _show(PARTS["search"].run(Length(length or Length.FULL)), as_json)


@command.command()
@measured
def certificates(length: str | None, as_json: bool) -> None:
    """Certificates printed, signed and verified a second. On a database of its own."""
    _show(PARTS["certificates"].run(Length(length or Length.FULL)), as_json)


@command.command()
@measured
@click.option("--people", type=click.IntRange(100), help="How many move at once; 100,000 take an hour.")
def transfer(length: str | None, people: int | None, as_json: bool) -> None:
    """Records between two nodes: a person alone, and many people at once. On nodes of its own."""
    part = PARTS["transfer"]
    _show(part.run(Length(length or Length.FULL), lambda size: replace(size, people=people or size.people)), as_json)


@command.command()
@measured
@click.option("--simulated", is_flag=True, help="On the nation that simulate made here, beside one of a thousandth.")
def nation(length: str | None, simulated: bool, as_json: bool) -> None:
    """A nation's pages, look-ups, dashboards, counting and open data. On a nation of its own, of a hundredth.

    With --simulated a few thousand people, sign-ups and records are added to the nation that stands.
    """
    length = Length(length or Length.FULL)
    _show(_of_simulated(length) if simulated else PARTS["nation"].run(length), as_json)


def _of_simulated(length: Length) -> dict[str, Any]:
    with database.joined() as server:
        database.check()
        address = server.url if server else os.environ["DATABASE_URL"]
        return nation_figures.of_simulated(address, getattr(nation_figures, length.upper()))


@command.command("all")
@click.option("--quick", "length", flag_value=Length.QUICK, help="Minutes: whether it works, not how fast.")
@click.option("--full", "length", flag_value=Length.FULL, help="An hour: the figures that one may quote.")
@click.option("--only", "names", multiple=True, type=click.Choice(list(PARTS)), help="This part; may be repeated.")
@click.option("--simulated", is_flag=True, help="The nation is the one that simulate made here.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of tables.")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write a page for people, too.")
def everything(length: str | None, names: tuple[str, ...], simulated: bool, as_json: bool, page: Path | None) -> None:
    """Every part, one after the other, in less than ten minutes. Ends with 1 if a part failed; a missed target is no failure."""
    document = whole.run(Length(length or Length.SHORT), names or tuple(PARTS), simulated=simulated)
    if page:
        page.write_text(telling.page(document), encoding="utf-8")
    click.echo(json.dumps(document, indent=2) if as_json else telling.tables(document))
    if whole.failed(document):
        raise click.exceptions.Exit(1)


@command.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--html", "form", flag_value="html", help="A page for people.")
@click.option("--markdown", "form", flag_value="markdown", help="As docs/benchmarks keeps it.")
def tell(file: Any, form: str | None) -> None:
    """What `bench all --json` found, once more: as tables, as a page, as a file of the documentation."""
    forms = {"html": telling.page, "markdown": telling.markdown}
    click.echo(forms.get(form or "", telling.tables)(json.load(file)))


def _show(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        click.echo(report.table(report.Figure(**one) for one in found["figures"]))
