"""`volunteercloud statistics snapshot` and `export`: the figures as files, for everybody and for the operator."""

import errno
import re
import shutil
from datetime import date
from pathlib import Path

import click
from django.utils import timezone

from volunteercloud.cli import progress
from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.statistics import periods
from volunteercloud.domain.statistics.exports import actions as export_actions
from volunteercloud.domain.statistics.exports import writing
from volunteercloud.domain.statistics.exports.models import Form
from volunteercloud.domain.statistics.exports.scopes import Scope
from volunteercloud.domain.statistics.open_data import publishing

OPERATOR = system("operator")
NATION = "nation"
TIME = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


class Time(click.ParamType):
    """A day, or a month by its first day."""

    name = "month or day"

    def convert(self, value: object, parameter: click.Parameter | None, ctx: click.Context | None) -> object:
        if isinstance(value, periods.Period):
            return value
        try:
            return _period(str(value))
        except ValueError:
            self.fail(f"{value} is no month such as 2026-03 and no day such as 2026-03-31.", parameter, ctx)


def _period(text: str) -> periods.Period:
    found = TIME.fullmatch(text)
    if found is None or found[1] == "9999":  # has no day after it
        raise ValueError
    if found[3]:
        return periods.day(date.fromisoformat(text))
    return periods.month(date(int(found[1]), int(found[2]), 1))


@click.command()
@click.option("--month", type=Time(), help="The month that it is about.  [the last one that is over]")
@click.option("--since", type=Time(), help="Every month from this one on, up to the other.")
@click.option("--anew", is_flag=True, help="Also where there is one: another version, if the rows differ.")
@with_database
def snapshot(month: periods.Period | None, since: periods.Period | None, anew: bool) -> None:
    """Publish open data of a month that is over. The worker does it every night."""
    last = month.start.replace(day=1) if month else publishing.last_over(timezone.localdate())
    first = since.start.replace(day=1) if since else last
    made = 0
    while first <= last:
        with progress.step(f"Open data of {first:%Y-%m}") as step:
            now = timezone.now()
            found = publishing.publish(OPERATOR, first, now, anew=anew)
            step.result = f"{len(found)} datasets, {sum(one.rows for one in found):,} rows" if found else "as it was"
        made += len(found)
        first = periods.month(first).end
    click.echo(f"{made:,} datasets published")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--region", default=NATION, show_default=True, help="The code of a region, with everything below it.")
@click.option("--from", "since", type=Time(), required=True, help="The first day, or month.")
@click.option("--to", "until", type=Time(), required=True, help="The last day, or month.")
@click.option("--format", "form", type=click.Choice([form.value for form in Form]), help="[as FILE ends, else parquet]")
@with_database
def export(file: Path, region: str, since: periods.Period, until: periods.Period, form: str | None) -> None:
    """Write every record of a region to FILE as a row, exact and without people, in bounded memory.

    Ended in the middle, the same command goes on where it was: what is written so far stands in FILE.part.
    """
    if file.exists():
        raise Problem(f"{file} exists already.", "Give another name, or delete it.")
    by_name = Form.CSV if file.suffix == ".csv" else Form.PARQUET
    scope = Scope("" if region == NATION else region, since.start, until.end, Form(form) if form else by_name)
    if scope.since >= scope.until:
        raise Problem("The last day is before the first.")
    folder = file.with_name(f"{file.name}.part")
    try:
        if not folder.exists():
            export_actions.take(actor=OPERATOR, scope=scope, at=timezone.now())
        rows = _written(scope, folder)
    except NotFound:
        raise Problem(f"No region with figures has the code {region}.", "volunteercloud regions lists them.") from None
    except writing.Busy:
        raise Problem(f"Another command writes {file}.", "Wait for it, or give another name.") from None
    except writing.Other:
        raise Problem(f"{folder} holds the beginning of another export.", "Delete it, or ask for the same.") from None
    except writing.Full:
        raise Problem("The disk has no room for it.", "Make room, or write to another disk.") from None
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise Problem("The disk is full.", "Make room and give the same command again: it goes on.") from None
    writing.result_of(folder, scope.form).rename(file)
    shutil.rmtree(folder)
    click.echo(f"{rows:,} rows in {file}")


def _written(scope: Scope, folder: Path) -> int:
    with progress.step("Writing") as step, writing.begun(scope, folder) as writer:
        expected = scope.expected()
        while writer.step():
            step(writer.standing.rows, max(expected, writer.standing.rows))
        step.result = f"{writer.standing.rows:,} rows, {writer.standing.bytes:,} bytes"
        return writer.standing.rows
