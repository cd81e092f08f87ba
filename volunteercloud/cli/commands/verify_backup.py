"""`volunteercloud verify-backup`: whether a backup is worth something."""

from pathlib import Path

import click
from django.conf import settings

from volunteercloud.cli import progress
from volunteercloud.cli.backups import archive, manifests, recipients, verifying
from volunteercloud.cli.backups.manifests import Manifest
from volunteercloud.cli.backups.stores import Store
from volunteercloud.cli.problem import Problem


@click.command()
@click.argument("backup_id", metavar="ID", default="")
@click.option(
    "--quick",
    is_flag=True,
    help="Only whether its bytes are what they were and none of the archive is missing; needs no key.",
)
@click.option("--store", "address", help="Another place than that of VOLUNTEERCLOUD_BACKUPS.")
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File with private keys.")
def command(backup_id: str, quick: bool, address: str | None, key: Path | None) -> None:
    """Restore the backup ID, or the newest, on a server of its own that is gone afterwards, and see whether it is what it was.

    Opens what was archived since, compares every row with what was noted when it was taken, then runs `check` and `log audit`
    there. Says what to do about each fault, and ends with 1 if there is any. Needs the room of the database once more.
    """
    store = Store(address or settings.BACKUPS)
    manifest = manifests.read(store, backup_id) if backup_id else manifests.newest(store)
    if manifest is None:
        raise Problem("There is no backup.", "Take one: volunteercloud backup")
    faults = _quick(store, manifest) if quick else _whole(store, manifest, key)
    for fault in faults:
        click.secho(fault, fg="red")
    for step in verifying.next_steps(faults):
        click.echo(f"  {step}")
    if faults:
        raise click.exceptions.Exit(1)


def _quick(store: Store, manifest: Manifest) -> list[str]:
    with progress.step(f"Bytes of {manifest.id}") as step:
        manifests.check_parts(store, manifest)
        faults = archive.faults(store, manifest, None)
        step.result = f"{len(manifest.parts)} parts, {len(faults)} faults"
    return faults


def _whole(store: Store, manifest: Manifest, key: Path | None) -> list[str]:
    with progress.step(f"Verify {manifest.id}") as step:
        verdict = verifying.verify(store, manifest, recipients.identities(key))
        compared = "the state that was noted" if verdict.is_compared else "no state was noted to compare with"
        step.result = f"{verdict.rows:,} rows, {compared}, {len(verdict.faults)} faults"
    return verdict.faults
