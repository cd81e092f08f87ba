"""`volunteercloud backup`: taking backups, keeping up with what is written, and what is kept."""

import json
import random
import time
from datetime import UTC, datetime
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from volunteercloud.cli import database, progress
from volunteercloud.cli.backups import drilling, following, keeping, manifests, recipients, restoring, source, taking
from volunteercloud.cli.backups.keeping import Rule
from volunteercloud.cli.backups.manifests import BASE, LOGICAL, Manifest
from volunteercloud.cli.backups.stores import Store
from volunteercloud.cli.backups.wal import Position
from volunteercloud.cli.problem import Problem
from volunteercloud.core.errors import Refused

MIB = 1024 * 1024
STORE = click.option("--store", "address", help="Another place than that of VOLUNTEERCLOUD_BACKUPS.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document instead of words.")


@click.group(invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Take a backup now; the words below it do the rest."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(take)


@command.command()
@click.option(
    "--kind", type=click.Choice([BASE, LOGICAL]), help="The whole cluster, or a dump.  [base where it can be]"
)
@STORE
@JSON
def take(kind: str | None = None, address: str | None = None, as_json: bool = False) -> None:
    """Take a backup of the database, the public log and the files, while the site runs.

    A base backup is the cluster itself, from which any moment can be reached that `follow` brought in since. A dump is
    that one moment, for a database whose server nobody may replicate from. Neither has the master key in it.
    """
    with database.joined() as server:
        database.check()
        origin = source.here(server)
        chosen = kind or (BASE if origin.replication else LOGICAL)
        with progress.step(f"Backup ({chosen})") as step:
            manifest = taking.take(origin, Store(address or settings.BACKUPS), chosen)
            step.result = f"{manifest.id}, {manifest.bytes / MIB:,.1f} MiB"
    if as_json:
        click.echo(json.dumps(_described(manifest), indent=2))
    elif manifest.state is None:
        progress.say("Somebody wrote without a pause, so what it holds was not noted: verify-backup cannot compare it")
    if not address and Path(settings.BACKUPS).is_relative_to(settings.DATA):
        progress.say("It lies beside the database, and a broken disk takes both: set VOLUNTEERCLOUD_BACKUPS")
    if not settings.BACKUP_RECIPIENTS:
        progress.say(
            "It opens with the master key, which is not in it: keep that key elsewhere (docs/operations/backup.md)"
        )


@command.command()
@click.option(
    "--every", "seconds", default=60.0, show_default=True, type=click.FloatRange(1), help="Seconds between passes."
)
@click.option("--once", is_flag=True, help="One pass, and end.")
@STORE
def follow(seconds: float, once: bool, address: str | None) -> None:
    """Bring what is written into the store, pass after pass, until ended: what a pass brought survives this machine.

    The server keeps its log for this, however long it takes. Where it is given up for good, `unfollow` ends that.
    """
    with database.joined() as server:
        database.check()
        origin, store = source.here(server), Store(address or settings.BACKUPS)
        if not origin.replication:
            raise Problem(
                "Nobody is named who may replicate from the server of DATABASE_URL.",
                "Set VOLUNTEERCLOUD_REPLICATION_URL.",
            )
        if once:
            _tell(following.once(origin, store))
        else:
            following.follow(origin, store, seconds, _tell)


def _tell(position: Position) -> None:
    click.echo(f"everything until {timezone.localtime(position.at):%Y-%m-%d %H:%M:%S} is there ({position.lsn})")


@command.command()
def unfollow() -> None:
    """Let the server drop its log again. Moments after the last pass of `follow` cannot be reached any more."""
    with database.joined() as server:
        database.check()
        dropped = following.unreserve(source.here(server))
        click.echo("The server keeps its log for nobody now." if dropped else "Nobody followed.")


@command.command("list")
@STORE
@JSON
def show(address: str | None, as_json: bool) -> None:
    """Every backup that is whole, the oldest first, and how far each reaches. Ends with 1 if the manifest of one was changed."""
    store = Store(address or settings.BACKUPS)
    found, faults = [], list[Problem]()
    for backup_id in manifests.ids(store):
        try:
            manifest = manifests.read(store, backup_id)
        except Refused as refusal:
            faults.append(Problem(str(refusal.message), str(refusal.next_step)))
        else:
            found.append((manifest, restoring.reaches(store, manifest)))
    _show(found, as_json=as_json)
    for fault in faults:
        fault.show()
    if faults:
        raise click.exceptions.Exit(1)
    if not found and not as_json:
        click.echo("There is none. Take one: volunteercloud backup")


def _show(found: list[tuple[Manifest, datetime]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_described(one) | {"reaches": until.isoformat()} for one, until in found], indent=2))
        return
    for one, until in found:
        when = f"{timezone.localtime(one.ended_at):%Y-%m-%d %H:%M}"
        reach = f"{timezone.localtime(until):%Y-%m-%d %H:%M:%S}"
        click.echo(f"{one.id}  {one.kind:<8}{one.bytes / MIB:>10,.1f} MiB  {when}  reaches {reach}")


@command.command()
@click.option("--days", default=7, show_default=True, type=click.IntRange(1))
@click.option("--weeks", default=5, show_default=True, type=click.IntRange(0))
@click.option("--months", default=12, show_default=True, type=click.IntRange(0))
@click.option("--dry-run", is_flag=True, help="Say what would go; delete nothing.")
@STORE
def prune(days: int, weeks: int, months: int, dry_run: bool, address: str | None) -> None:
    """Keep the last backup of each of so many days, weeks and months that have one, and delete the others, with the part of
    the archive that none of those kept needs."""
    store = Store(address or settings.BACKUPS)
    found = keeping.prune(store, Rule(days, weeks, months), datetime.now(UTC), is_dry=dry_run)
    would = "would go" if dry_run else "gone"
    click.echo(
        f"{len(found.backups)} backups, {found.halves} unfinished, {found.segments} segments, {found.files} bundles {would}"
    )
    for backup_id in found.backups:
        click.echo(f"  {backup_id}")


@command.command()
def keys() -> None:
    """Make a pair of keys: the public one for VOLUNTEERCLOUD_BACKUP_RECIPIENTS, the private one for a safe.

    Run it on a machine that is not the server. Whoever loses the private key loses every backup that is sealed for it
    alone.
    """
    private, public = recipients.made()
    click.echo(private)
    click.echo(public, err=True)


@command.command()
@click.option("--rounds", default=20, show_default=True, type=click.IntRange(1), help="Moments to go back to.")
@click.option("--seed", type=int, help="The same number gives the same pauses.  [a new one each time]")
@JSON
def drill(rounds: int, seed: int | None, as_json: bool) -> None:
    """Restore to random moments of an installation on which people go on writing, and compare what came back.

    It has a database, a worker and people of its own in a folder of /tmp; nothing of this installation is touched. Ends with 1
    if any moment did not come back as it was.
    """
    began = time.monotonic()
    chosen = random.randrange(1_000_000) if seed is None else seed  # noqa: S311  dice, no secret
    report = drilling.run(rounds, chosen, settings.DATA / "drill", progress.say)
    found = report.document(time.monotonic() - began)
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        click.echo(f"{found['same']} of {rounds} moments came back as they were (seed {chosen}, {found['took_s']} s)")
        for line in report.broken:
            click.secho(line, fg="red")
    if report.broken:
        raise click.exceptions.Exit(1)


def _described(manifest: Manifest) -> dict[str, object]:
    said = manifests.plain(manifest)
    return said | {"bytes": manifest.bytes}
