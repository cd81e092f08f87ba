from datetime import datetime
from uuid import UUID

import click
from allauth.account.models import EmailAddress
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.core import actor
from volunteercloud.domain.identity import actions, phones, queries

OPERATOR = actor.system("command line")
COUNTRY = "country"  # in place of a code


@click.group()
def command() -> None:
    """Who is an officer, for which region and everything below it."""


@command.command()
@click.argument("account")
@click.argument("region")
@with_database
def grant(account: str, region: str) -> None:
    """Make ACCOUNT (phone, e-mail or id) an officer for REGION (its code, or "country") and everything below it."""
    at = timezone.now()
    granted = actions.grant_office(
        actor=OPERATOR, account_id=account_id_of(account, at), region_code=_code(region), at=at
    )
    click.echo(f"{granted.account} is an officer for {granted.region_id or COUNTRY}.")


@command.command()
@click.argument("account")
@click.argument("region")
@with_database
def revoke(account: str, region: str) -> None:
    """End the office of ACCOUNT (phone, e-mail or id) for REGION (its code, or "country") and all delegated from it."""
    at = timezone.now()
    revoked = actions.revoke_office(
        actor=OPERATOR, account_id=account_id_of(account, at), region_code=_code(region), at=at
    )
    click.echo(f"{revoked.account} is no longer an officer for {revoked.region_id or COUNTRY}.")


@command.command("list")
@click.option("--region", default="", metavar="CODE", help="Only this region and below.")
@with_database
def show(region: str) -> None:
    """The officers, by region."""
    for office in queries.officers(region):
        since = timezone.localtime(office.granted_at).date()
        code, name = (office.region_id, office.region.name) if office.region else (COUNTRY, "")
        click.echo(f"{code:<10} {name:<16} {since}  {office.account_id}  {office.account}")


def _code(region: str) -> str | None:
    return None if region == COUNTRY else region


def account_id_of(who: str, at: datetime) -> UUID:
    """The account of an id, a proved e-mail address or a phone."""
    try:
        return UUID(who)
    except ValueError:
        pass
    if "@" in who:
        found = EmailAddress.objects.filter(email__iexact=who, verified=True).values_list("user_id", flat=True).first()
    else:
        account = queries.account_by_phone(phones.parse(who), at)
        found = account.id if account else None
    if found is None:
        raise Problem(f"No account has {who}.", "The person registers first; an e-mail address must be confirmed.")
    return found
