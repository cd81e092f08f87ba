"""`volunteercloud credentials`: the keys that sign what volunteers take along."""

import click
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.credentials import actions, keys

OPERATOR = system("operator")


@click.group()
def command() -> None:
    """The keys that sign credentials."""


@command.command("keys")
@with_database
def listed() -> None:
    """The published keys, the newest first, and the address of the issuer."""
    click.echo(keys.did())
    for key in keys.published():
        until = f"{key.valid_until:%Y-%m-%d %H:%M}" if key.valid_until else "now"
        click.echo(f"{key.version:<4}{key.thumbprint}  signed from {key.valid_from:%Y-%m-%d %H:%M} until {until}")


@command.command()
@with_database
def rotate() -> None:
    """Sign with a new key from now on. What the old one signed still stands, and it stays published."""
    key = actions.rotate_key(actor=OPERATOR, at=timezone.now())
    click.echo(f"Version {key.version} signs from now on.")


@command.command()
@click.argument("version", type=click.IntRange(min=1))
@with_database
def revoke(version: int) -> None:
    """Publish a key no longer, because somebody else may have it: nothing that it signed is accepted any more."""
    try:
        actions.revoke_key(actor=OPERATOR, version=version, at=timezone.now())
    except NotFound:
        raise Problem(f"There is no key of version {version}.", "See `volunteercloud credentials keys`.") from None
    except Refused as refusal:
        raise Problem(str(refusal.message), str(refusal.next_step)) from None
    click.echo(f"Version {version} is revoked. Holders fetch their credentials anew.")
