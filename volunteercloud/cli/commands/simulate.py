"""`volunteercloud simulate`: a nation that does not exist, as large as the real one, or a part of it."""

import json
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import click
from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from volunteercloud.cli import database, steps
from volunteercloud.cli.bench import report
from volunteercloud.cli.commands import check as checking
from volunteercloud.cli.database import with_database
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem
from volunteercloud.cli.simulate import afterwards, ground, loading, size, telling
from volunteercloud.cli.simulate.nation import Nation, Scale
from volunteercloud.domain.identity.models import Account, Volunteer
from volunteercloud.domain.organizations.models import Organization


def _past(_ctx: click.Context, _param: click.Parameter, value: datetime | None) -> datetime | None:
    if value and value.date() > timezone.localdate():
        raise click.BadParameter("That day has not come yet, and nobody has served until then.")
    return value


@click.command()
@click.option("--scale", type=Scale(), metavar="PART", help="Of the nation: from 1/10000 to 1.")
@click.option("--seed", type=click.IntRange(0, 10**12), help="Another one makes another nation.  [1]")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), callback=_past, help="The last day of its six years.  [today]"
)
@click.option("--seal", is_flag=True, help="Give every record its place in the public log, and publish it.")
@click.option("--resume", is_flag=True, help="Go on with the one that was begun here.")
@click.option("--check", is_flag=True, help="Run `volunteercloud check` over it at the end.")
@click.option("--bare", "with_bare", is_flag=True, help="Measure a bare COPY of the same rows beside it.")
@click.option("--dry-run", is_flag=True, help="Say what it would take, and end.")
@click.option("--json", "as_json", is_flag=True, help="What came of it as one JSON document.")
@click.pass_context
@with_database
def command(
    ctx: click.Context,
    scale: Fraction | None,
    seed: int | None,
    until: datetime | None,
    seal: bool,
    resume: bool,
    check: bool,
    with_bare: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Build a nation of people who do not exist, to measure on: at scale 1 what the real one was in 2016, 23 million people,
    218,000 organizations and 200 million service records of six years.

    Into a database that holds nobody. The same scale, seed and last day give the same rows. Cut off at any moment, it is gone
    on with by --resume. docs/simulate.md says what it holds.
    """
    machine, free = report.machine(), loading.free_of(_disk())
    if resume:
        if scale or seed is not None or until or seal:
            raise click.UsageError("What was begun is gone on with as it was: --resume takes none of the others.")
        nation, is_sealed = _begun()
    else:
        if scale is None:
            raise click.UsageError("Name a --scale such as 1/1000, or --resume.")
        nation = Nation(scale, 1 if seed is None else seed, until.date() if until else timezone.localdate())
        is_sealed = seal
    if not as_json:
        telling.before(nation, free())
    if not resume:
        _refuse_too_large(nation, free())
    if dry_run:
        return
    if not resume:
        _begin(nation, is_sealed=is_sealed)
    loading.load(_address(), nation, is_sealed=is_sealed, free=free)
    afterwards.run(_address(), nation, is_sealed=is_sealed, at=timezone.now())
    found = telling.found(nation, machine, url=_address(), with_bare=with_bare)
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        telling.after(found)
    if check:
        ctx.invoke(checking.command)


def _begun() -> tuple[Nation, bool]:
    connection.ensure_connection()
    begun = ground.standing(connection.connection)
    if begun is None:
        raise Problem("Nothing was begun in this database.", "volunteercloud simulate --scale 1/1000")
    return begun


def _refuse_too_large(nation: Nation, free: int | None) -> None:
    needed = size.of(nation).bytes
    if free is None or needed <= free:
        return
    largest = size.largest(free, nation)
    raise Problem(
        f"It does not fit: about {needed / telling.GIB:,.1f} GiB are needed, {free / telling.GIB:,.1f} are free.",
        f"The largest that fits is --scale {largest}." if largest else "Not even the smallest fits. Make room.",
    )


def _begin(nation: Nation, *, is_sealed: bool) -> None:
    steps.migrate()
    connection.ensure_connection()
    if ground.standing(connection.connection):
        raise Problem("A nation was begun in this database already.", "Go on with it: volunteercloud simulate --resume")
    if Account.objects.exists() or Volunteer.objects.exists() or Organization.objects.exists():
        raise Problem(
            "This database holds people or organizations, and nobody is made up among them.",
            "Give it a database of its own: volunteercloud --data FOLDER simulate …",
        )
    ground.load_lists()
    ground.lay(connection.connection, nation, is_sealed=is_sealed)


def _address() -> str:
    """Of the database that Django works on, for sessions of our own."""
    known = {one.keyword.decode() for one in Conninfo.get_defaults()}
    return make_conninfo(**{name: said for name, said in connection.get_connection_params().items() if name in known})


def _disk() -> Path | None:
    """Where the database lies, if that is our own server's folder."""
    return Server(settings.DATA, print).folder if database.is_embedded() else None
