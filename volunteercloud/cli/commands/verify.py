from pathlib import Path

import click
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.domain.certificates import queries
from volunteercloud.domain.credentials import reading, refusing

VERDICTS = {
    queries.Verdict.VALID: ("stands as issued", "green"),
    queries.Verdict.CORRECTED: ("records have been corrected since", "yellow"),
    queries.Verdict.WITHDRAWN: ("was withdrawn", "red"),
}


SIGNERS = {
    reading.Standing.OWN: ("genuine and unchanged, signed by this node", "green"),
    reading.Standing.TRUSTED: ("genuine and unchanged, signed by a node that is trusted here", "green"),
    reading.Standing.UNKNOWN: ("whole, but signed by nobody known here", "yellow"),
}


@click.command()
@click.argument("what", metavar="NUMBER|FILE.zip")
@click.argument("code", required=False)
@with_database
def command(what: str, code: str | None) -> None:
    """Whether the certificate NUMBER with the verification CODE stands, or FILE.zip, somebody's own copy, is genuine.

    Ends with 3 where a certificate does not stand as issued, or a copy is not genuine.
    """
    stands = _package(Path(what)) if code is None else _certificate(what, code)
    if not stands:
        raise click.exceptions.Exit(3)


def _package(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            found = reading.checked(file, timezone.now())
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}. A certificate takes its CODE, too.") from None
    except reading.Unsafe as error:
        raise refusing.unsafe(error.code) from None
    if not found.holds:
        click.secho(f"{path.name}: does not hold", fg="red")
        for fault in found.faults:
            click.echo(f"fault    {fault.path}: {refusing.why(fault)}")
        return False
    words, colour = SIGNERS[found.standing]
    click.secho(f"{path.name}: {words}", fg=colour)
    click.echo(f"node     {found.manifest.node}")
    click.echo(f"holder   {found.holder.name} {found.holder.number}")
    click.echo(f"as of    {timezone.localtime(found.manifest.made_at):%Y-%m-%d %H:%M}")
    click.echo(f"credit   {found.credit_minutes / 60:.1f} h")
    click.echo(f"honour   {found.honour_minutes / 60:.1f} h")
    click.echo(f"records  {len(found.entries)}, {found.proved} of {found.versions} versions proved by its public log")
    return found.standing is not reading.Standing.UNKNOWN


def _certificate(number: str, code: str) -> bool:
    found = queries.verify(number, code, timezone.now())
    certificate = found.certificate
    words, colour = VERDICTS[found.verdict]
    click.secho(f"{certificate.number}: {words}", fg=colour)
    click.echo(f"issued   {timezone.localtime(certificate.issued_at):%Y-%m-%d}")
    click.echo(f"period   {certificate.from_on} – {certificate.to_on}")
    click.echo(f"credit   {certificate.credit_minutes / 60:.1f} h")
    click.echo(f"honour   {certificate.honour_minutes / 60:.1f} h")
    for change in found.changes:
        click.echo(f"changed  {change.title}: {change.certified_minutes / 60:.1f} h → {change.now_minutes / 60:.1f} h")
    if certificate.withdrawn_reason:
        click.echo(f"reason   {certificate.withdrawn_reason}")
    return found.verdict is queries.Verdict.VALID
