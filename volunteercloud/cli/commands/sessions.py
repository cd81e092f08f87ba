"""`volunteercloud sessions`: sign somebody out, or everybody (docs/operations/signing-in.md)."""

import click
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.core.actor import system
from volunteercloud.domain.identity import actions

from .officers import account_id_of

OPERATOR = system("command line")


@click.group()
def command() -> None:
    """End sessions from outside."""


@command.command()
@click.argument("account")
@with_database
def end(account: str) -> None:
    """Sign ACCOUNT (phone, e-mail or id) out wherever it is signed in."""
    at = timezone.now()
    ended = actions.end_sessions(actor=OPERATOR, account_id=account_id_of(account, at), at=at)
    click.echo(f"Sessions that ended: {ended}.")


@command.command("end-all")
@click.confirmation_option(prompt="Sign everybody out?")
@with_database
def end_all() -> None:
    """Sign everybody out."""
    ended = actions.end_all_sessions(actor=OPERATOR, at=timezone.now())
    click.echo(f"Sessions that ended: {ended}.")
