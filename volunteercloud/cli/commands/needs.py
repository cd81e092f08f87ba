"""`volunteercloud needs`: what was asked for, what became of it, and the jobs about it, at once."""

import json
from dataclasses import asdict
from datetime import date, datetime

import click
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.core import actor as actors
from volunteercloud.domain.needs import queries, tasks
from volunteercloud.domain.needs.actions import figuring
from volunteercloud.domain.needs.figures import Figures, Sums
from volunteercloud.domain.regions import queries as region_queries

COUNTER = actors.system("operator")
MONTH = click.DateTime(["%Y-%m"])


@click.group()
def command() -> None:
    """Needs: their figures, and what waits for the clock."""


@command.command()
@click.option(
    "--region", default="", metavar="CODE", help="A region with everything below it; the whole country if left out."
)
@click.option("--from", "from_month", type=MONTH, help="The first month, as 2026-01; a year back if left out.")
@click.option("--to", "to_month", type=MONTH, help="The last month; this one if left out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_database
def figures(region: str, from_month: datetime | None, to_month: datetime | None, as_json: bool) -> None:
    """What was posted, met, and not met for which reason, in a region and those right below it."""
    figuring.count_figures(actor=COUNTER, at=timezone.now())
    today = timezone.localdate()
    last = to_month.date() if to_month else today.replace(day=1)
    first = from_month.date() if from_month else last.replace(year=last.year - 1)
    if region:
        region_queries.region(region)
    found = queries.figures(COUNTER, region, first, last)
    if as_json:
        click.echo(json.dumps(document(found, first, last), ensure_ascii=False, indent=2))
        return
    show(found)


@command.command()
@with_database
def follow() -> None:
    """Do now what the worker does every ten minutes: end what is over, ask the next level, remind, count."""
    now = timezone.now()
    steps = tasks.keep_deadlines_at(now)
    cells = figuring.count_figures(actor=COUNTER, at=now)
    click.echo(f"{steps} steps, {cells} figures changed.")


def document(found: Figures, first: date, last: date) -> dict[str, object]:
    return {
        "from": f"{first:%Y-%m}",
        "to": f"{last:%Y-%m}",
        "whole": asdict(found.whole),
        "months": {f"{month:%Y-%m}": asdict(sums) for month, sums in found.by_month.items()},
        "categories": {code: asdict(sums) for code, sums in found.by_category.items()},
        "regions": {code: asdict(sums) for code, sums in found.by_region.items()},
    }


def show(found: Figures) -> None:
    click.secho(f"{'':24} posted    met  unmet  met %  first answer", bold=True)
    click.echo(line("all", found.whole))
    for code, sums in found.by_category.items():
        click.echo(line(code, sums))
    for code, sums in found.by_region.items():
        click.echo(line(code, sums))
    for reason, number in found.whole.unmet_by.items():
        click.echo(f"not met: {reason:16} {number:>5}")


def line(name: str, sums: Sums) -> str:
    percent = "" if sums.met_percent is None else f"{sums.met_percent} %"
    answer = "" if sums.answer_minutes is None else f"{sums.answer_minutes} min"
    return f"{name:24} {sums.posted:>6} {sums.met:>6} {sums.unmet:>6} {percent:>6} {answer:>13}"
