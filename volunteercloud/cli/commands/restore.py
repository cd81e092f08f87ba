"""`volunteercloud restore`: a backup becomes an installation again."""

from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from volunteercloud.cli import database, progress
from volunteercloud.cli.backups import afterwards, manifests, recipients, restoring, source
from volunteercloud.cli.backups.manifests import BASE, Manifest
from volunteercloud.cli.backups.restoring import Goal
from volunteercloud.cli.backups.stores import Store
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem
from volunteercloud.core.actor import system

OPERATOR = system("operator")


class Moment(click.ParamType):
    """ISO 8601; without an offset in the site's time zone."""

    name = "time"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is no time such as 2026-11-22T14:05 or 2026-11-22T14:05:31+08:00.", param, ctx)
        return moment if moment.tzinfo else timezone.make_aware(moment)


@click.command()
@click.argument("backup_id", metavar="ID", default="")
@click.option("--to", type=Moment(), help="To this moment.  [as far as there is something]")
@click.option("--alone", is_flag=True, help="The backup without the archive beside it.")
@click.option("--store", "address", help="Another place than that of VOLUNTEERCLOUD_BACKUPS.")
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File with private keys.")
@click.option("--replace", "replaced", default="", metavar="NAME", help="Set the database of this name aside.")
@click.option("--send-waiting", is_flag=True, help="Send the mail and SMS that were waiting at that moment.")
def command(
    backup_id: str,
    to: datetime | None,
    alone: bool,
    address: str | None,
    key: Path | None,
    replaced: str,
    send_waiting: bool,
) -> None:
    """Bring back the backup ID, or the youngest from which the moment --to can be reached.

    Into the data folder (--data), where no database may stand; with DATABASE_URL a dump goes into that database, which must be
    empty. Ends every session, and sends nothing that was waiting, unless told to. docs/operations/backup.md has the order of
    things.
    """
    store, goal = Store(address or settings.BACKUPS), Goal(to=to, is_alone=alone)
    manifest = restoring.chosen(store, backup_id, goal)
    afterwards.refuse_newer(manifest)
    as_of = to or restoring.reaches(store, manifest)
    identities = recipients.identities(key)
    if database.is_embedded():
        server = Server(settings.DATA, progress.say)
        with progress.step(f"Restore {manifest.id}"):
            restoring.restore(store, manifest, identities, goal, server, settings.LOG_FILES, replaced=replaced)
        with server.joined():
            _settle(manifest, as_of, send_waiting)
        return
    if manifest.kind == BASE:
        raise Problem(
            "A base backup becomes a server of its own, and DATABASE_URL names one that runs.",
            "Unset DATABASE_URL, restore into a data folder, and let your server run on its postgres/cluster.",
        )
    with progress.step(f"Restore {manifest.id}"):
        manifests.check_parts(store, manifest)
        restoring.into(store, manifest, identities, source.here(None))
        restoring.files(store, manifest, identities, settings.DATA / "files", settings.LOG_FILES)
    _settle(manifest, as_of, send_waiting)


def _settle(manifest: Manifest, as_of: datetime, sends_waiting: bool) -> None:
    found = afterwards.settle(OPERATOR, as_of, timezone.now(), sends_waiting=sends_waiting)
    click.echo(f"✓ Everything committed until {timezone.localtime(as_of):%Y-%m-%d %H:%M:%S} is back.")
    click.echo(f"  {found.sessions} sessions ended: people sign in again.")
    if found.given_up is None:
        click.echo("  Mail and SMS that were waiting then will be sent.")
    else:
        click.echo(
            f"  {found.given_up} mails and SMS that were waiting then will not be sent; they stand in the inboxes."
        )
    if found.pending:
        click.echo(f"  {found.pending} migrations are due: volunteercloud migrate")
    if found.trouble:
        click.secho(f"✗ The public log stands still: {found.trouble}", fg="red")
        click.echo(
            "  Monitors were shown a longer tree than this database has. Restore to a later moment if there is one;"
        )
        click.echo("  what was sealed since is otherwise lost, and stays visible as lost (docs/operations/backup.md).")
    else:
        click.echo(
            f"  The public log goes on at {found.tree:,} leaves. Compare with a checkpoint that somebody else keeps:"
        )
        click.echo("  volunteercloud log audit --checkpoint FILE")
    click.echo("  Take a backup now: moments from here on are reached from a new one.")
