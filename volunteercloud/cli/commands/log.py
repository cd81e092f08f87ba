"""`volunteercloud log`: the public log, its proofs, and the logs of other nodes."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.core import proofs, tiles
from volunteercloud.core.actor import system
from volunteercloud.domain.certificates import proving as certificate_proving
from volunteercloud.domain.certificates import queries as certificate_queries
from volunteercloud.domain.log import actions, monitoring, queries, witnessing
from volunteercloud.domain.log.models import AlarmState
from volunteercloud.domain.records import self_audit

OPERATOR = system("operator")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def command() -> None:
    """The public log: what was sealed, its proofs, and the logs of other nodes."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@with_database
def status(as_json: bool) -> None:
    """Its name and key, how large it is, what waits, and what is wrong."""
    found = state()
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        click.echo(f"{name:<12}{value}")


def state() -> dict[str, Any]:
    own, newest = queries.own_keys(), queries.newest_checkpoint()
    return {
        "origin": own.origin,
        "vkey": own.log.vkey,
        "witness": own.witness.vkey,
        "files": str(settings.LOG_FILES),
        "size": newest.size if newest else 0,
        "root": bytes(newest.root).hex() if newest else "",
        "signed": newest.signed_at.isoformat() if newest else "",
        "waiting": queries.waiting_count(),
        "alarms": len(queries.open_alarms()),
    }


@command.command()
@with_database
def integrate() -> None:
    """Take in what waits, sign and publish. The worker does this all the time."""
    try:
        while published := actions.integrate(timezone.now()):
            click.echo(f"{published.size} leaves, root {bytes(published.root).hex()}")
    except (actions.RolledBack, proofs.Invalid) as error:
        raise Problem(
            str(error), "Nothing was published. docs/log.md says what to do; volunteercloud log alarms."
        ) from None


@command.command()
@with_database
def mend() -> None:
    """Make the files of the log again, from the leaves in the database, after a disk lost or damaged some."""
    try:
        mended = actions.mend()
    except (actions.RolledBack, proofs.Invalid) as error:
        raise Problem(str(error), "The files are as they were: they may be right where the database is not.") from None
    click.echo(f"{mended.size if mended else 0} leaves")


@command.command()
@click.option("--size", type=click.IntRange(1), help="An older one, of a tree of exactly this size.")
@with_database
def checkpoint(size: int | None) -> None:
    """Print the newest checkpoint. Keep it somewhere else: the past is compared with it."""
    found = queries.checkpoint_of(size) if size else queries.newest_checkpoint()
    if found is None:
        raise Problem("There is no such checkpoint.", "volunteercloud log status says how large the log is.")
    click.echo(found.whole_note, nl=False)


@command.command()
@click.argument("file", type=FILE, required=False)
@click.option("--certificate", "number", help="The records on the certificate of this number, instead of a file.")
@click.option("--vkey", help="The verifier key of the log; without it that of this node's own.")
@click.option(
    "--checkpoint", "anchor", type=FILE, help="A checkpoint kept elsewhere, which must agree with the proof's."
)
@with_database
def verify(file: Path | None, number: str | None, vkey: str | None, anchor: Path | None) -> None:
    """Whether the proofs in FILE hold: that what they show was sealed, unchanged. Ends with 3 where they do not.

    core/proofs.py does the same alone and without a network. The whole database: volunteercloud log audit.
    """
    if (file is None) == (number is None):
        raise click.UsageError("Name a file of proofs, or a certificate by its number.")
    log = own_or(vkey)
    try:
        found = proofs_of_certificate(number) if number else json.loads((file or Path()).read_bytes())
        for proof in found if isinstance(found, list) else [found]:
            proved = proofs.verify_record(proof, log)
            if anchor:
                agree(proved.checkpoint, proofs.open_checkpoint(anchor.read_text(), log))
            click.secho(f"holds: {proved.kind} at {proved.index} of {proved.checkpoint.size} in {log.name}", fg="green")
    except (proofs.Invalid, ValueError, RecursionError) as error:
        click.secho(f"does not hold: {error}", fg="red")
        raise click.exceptions.Exit(3) from None


def proofs_of_certificate(number: str) -> list[dict[str, Any]]:
    certificate = certificate_queries.by_number(number)
    sealed = certificate_proving.sealed(certificate)
    if sealed is None or not sealed.is_whole:
        raise proofs.Invalid("not every record on the certificate stands in the log")
    return certificate_proving.bundles(certificate)


@command.command()
@click.option(
    "--checkpoint", "kept", type=FILE, multiple=True, help="A checkpoint kept elsewhere; as many as you have."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@with_database
def audit(kept: tuple[Path, ...], as_json: bool) -> None:
    """Compare every record with the log, and the log with its checkpoints. Ends with 3 where anything does not fit.

    The worker does it every night and raises alarms; this only tells. Reads everything.
    """
    try:
        report = self_audit.audit(timezone.now(), [path.read_text() for path in kept])
    except (proofs.Invalid, FileNotFoundError) as error:
        raise Problem(str(error), "docs/log.md says what the files of the log must be.") from None
    if as_json:
        click.echo(json.dumps(asdict(report), default=str, indent=2))
    else:
        click.echo(f"{report.versions} versions and {report.leaves} leaves beside a tree of {report.size}")
        click.echo(f"{report.erasures} erasures: there should be a decision for each")
        for finding in report.findings:
            facts = ", ".join(f"{name} {value}" for name, value in finding.facts.items())
            click.secho(f"{finding.kind}: {finding.subject} ({facts})", fg="red")
    if report.findings:
        raise click.exceptions.Exit(3)


def own_or(vkey: str | None) -> proofs.Verifier:
    try:
        return proofs.Verifier.parse(vkey) if vkey else queries.own_keys().log
    except proofs.Invalid as error:
        raise Problem(str(error), "Copy the whole line from the page /log/ of that node.") from None


def agree(one: proofs.Checkpoint, other: proofs.Checkpoint) -> None:
    """`proofs.Invalid` unless the smaller of two trees is the beginning of the larger, by the tiles of this node."""
    smaller, larger = sorted((one, other), key=lambda checkpoint: checkpoint.size)
    try:
        tree = tiles.TiledTree(larger.size, queries.read_tile)
        roots = [tiles.root_of(size, tree) for size in (smaller.size, larger.size)]
    except FileNotFoundError:
        raise proofs.Invalid(f"This node has no tree of {larger.size} leaves.") from None
    if roots != [smaller.root, larger.root]:
        raise proofs.Invalid(f"The checkpoints of {smaller.size} and {larger.size} leaves are not of one tree.")


@command.command()
@click.argument("url")
@click.option("--vkey", required=True, help="The verifier key of that log, learned from its operator.")
@click.option(
    "--peer", "peers", multiple=True, metavar="URL", help="A node that follows it too and is asked what it saw."
)
@with_database
def follow(url: str, vkey: str, peers: tuple[str, ...]) -> None:
    """Follow the log at URL of another node, and look at it now. The worker looks again every five minutes."""
    followed = actions.follow_log(actor=OPERATOR, url=url, vkey=vkey, peers=peers, at=timezone.now())
    look_at(followed.origin)


@command.command()
@click.argument("url")
@click.option("--vkey", required=True, help="The verifier key of that witness, learned from its operator.")
@with_database
def witness(url: str, vkey: str) -> None:
    """Have our checkpoints cosigned by the witness at URL, and ask it now. The worker asks again every minute."""
    asked = actions.ask_witness(actor=OPERATOR, url=url, vkey=vkey, at=timezone.now())
    witnessing.submit(OPERATOR, asked, timezone.now())
    asked.refresh_from_db()
    click.echo(f"{asked.name}: {f'{asked.size} leaves cosigned' if asked.size else asked.trouble or 'nothing to sign'}")


@command.command()
@click.argument("origin", default="")
@with_database
def look(origin: str) -> None:
    """Look at the logs that are followed, or at the one called ORIGIN. Ends with 3 where one shows two histories."""
    look_at(origin)


def look_at(origin: str) -> None:
    for followed in queries.followed(origin):
        shown = monitoring.look(OPERATOR, followed, timezone.now())
        followed.refresh_from_db()
        seen = f"{shown.size} leaves" if shown else "no answer that checks"
        click.echo(f"{followed.origin}: {seen}{f' ({followed.trouble})' if followed.trouble else ''}")
    split = [alarm for alarm in queries.open_alarms() if alarm.kind == monitoring.SPLIT_VIEW]
    for alarm in split:
        click.secho(f"{alarm.subject} shows two histories; the signed proof is in alarm {alarm.id}", fg="red")
    if split:
        raise click.exceptions.Exit(3)


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with the evidence.")
@with_database
def alarms(as_json: bool) -> None:
    """What was found that cannot be by honest work, and is open. Ends with 3 if anything is."""
    found = queries.open_alarms()
    for alarm in found:
        facts = {"id": str(alarm.id), "kind": alarm.kind, "subject": alarm.subject, "facts": alarm.facts}
        line = json.dumps(facts | {"found_at": alarm.found_at.isoformat()}, ensure_ascii=False)
        when = f"{timezone.localtime(alarm.found_at):%Y-%m-%d %H:%M:%S}"
        click.echo(line if as_json else f"{when}  {alarm.id}  {alarm.kind}: {alarm.subject}")
    if found:
        raise click.exceptions.Exit(3)


@command.command()
@click.argument("alarm_id", metavar="ID", type=click.UUID)
@click.option("--reason", required=True, help="What was found and what was done.")
@with_database
def close(alarm_id: Any, reason: str) -> None:
    """Close an alarm. It stays, with the reason."""
    closed = actions.close_alarm(actor=OPERATOR, alarm_id=alarm_id, reason=reason, at=timezone.now())
    click.echo(f"{closed.kind} {closed.subject}: {AlarmState(closed.state)}")
