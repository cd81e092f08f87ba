"""`volunteercloud partners`: other sites that people sign in to with their account here (docs/operations/signing-in.md)."""

import click
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.core.actor import system
from volunteercloud.domain.partners import actions, queries
from volunteercloud.domain.partners.scopes import Scope

OPERATOR = system("command line")
ASKED_FOR = [scope.value for scope in Scope if scope is not Scope.OPENID]


@click.group()
def command() -> None:
    """Other sites that people sign in to with their account here."""


@command.command()
@click.argument("name")
@click.option(
    "--back", "addresses", multiple=True, required=True, help="An address people are sent back to; several times."
)
@click.option(
    "--learns", "scopes", multiple=True, type=click.Choice(ASKED_FOR), help="What it may ask for; several times."
)
@with_database
def add(name: str, addresses: tuple[str, ...], scopes: tuple[str, ...]) -> None:
    """Name a site that is called NAME. Its id and secret are printed once."""
    asked = [Scope(scope) for scope in scopes]
    partner, secret = actions.name_partner(
        actor=OPERATOR, name=name, addresses=addresses, scopes=asked, at=timezone.now()
    )
    click.echo(f"id      {partner.id}\nsecret  {secret}")


@command.command("list")
@with_database
def show() -> None:
    """The sites, with what each may ask for and where it sends people back to."""
    for partner in queries.partners():
        said = f"{' '.join(partner.get_scopes())}  {' '.join(partner.get_redirect_uris())}"
        click.echo(f"{partner.id}  {partner.name}  {said}")


@command.command()
@click.argument("partner_id", metavar="ID")
@with_database
def end(partner_id: str) -> None:
    """End the site of this ID, and every token that it holds."""
    actions.end_partner(actor=OPERATOR, partner_id=partner_id, at=timezone.now())


@command.command("renew-key")
@with_database
def renew_key() -> None:
    """Make a further key to sign with. It signs two hours from now, when every site has fetched it."""
    key = actions.renew_key(actor=OPERATOR, at=timezone.now())
    click.echo(f"Key {key.number} signs from {timezone.localtime(key.signs_from):%Y-%m-%d %H:%M} on.")
