import click
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.domain.certificates import queries

VERDICTS = {
    queries.Verdict.VALID: ("stands as issued", "green"),
    queries.Verdict.CORRECTED: ("records have been corrected since", "yellow"),
    queries.Verdict.WITHDRAWN: ("was withdrawn", "red"),
}


@click.command()
@click.argument("number")
@click.argument("code")
@with_database
def command(number: str, code: str) -> None:
    """Whether the certificate NUMBER with the verification CODE stands. Ends with 3 where it does not stand as issued."""
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
    if found.verdict is not queries.Verdict.VALID:
        raise click.exceptions.Exit(3)
