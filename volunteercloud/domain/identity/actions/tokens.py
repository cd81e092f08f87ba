"""Keys to the API: made, shown once, revoked."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries
from volunteercloud.domain.identity.models import Account, ApiToken
from volunteercloud.domain.identity.scopes import Scope

# So that a key left in a public place is recognized as one of ours.
PREFIX = "vck_"
LONGEST_DAYS = 365


@transaction.atomic
def create_token(*, actor: Actor, name: str, scopes: Collection[str], days: int, at: datetime) -> tuple[ApiToken, str]:
    """Make a key for the actor. The secret is returned once and kept nowhere; only its keyed hash is.

    Refused: no name, no or unknown scopes, a life of no day or over a year, the 21st standing key.
    """
    account = Account.objects.select_for_update().filter(id=actor.person_id).first()
    if account is None:
        raise NotAllowed("identity.own_account")

    name = name.strip()[:100]
    if not name:
        raise Refused(
            "token.name",
            _("The key has no name."),
            next_step=_("Name it after where it will be used, so that you know which one to revoke."),
            field="name",
        )
    if not scopes or not set(scopes) <= set(Scope):
        raise Refused(
            "token.scopes", _("The key would be for nothing."), next_step=_("Tick what it is for."), field="scopes"
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(
            "token.days",
            _("A key lives from one day to one year."),
            next_step=_("Choose a number of days from 1 to 365."),
            field="days",
        )
    if len(queries.tokens(actor)) >= queries.MOST_TOKENS:
        raise Refused(
            "token.too_many",
            _("You have 20 keys already."),
            next_step=_("Revoke one that is no longer used."),
        )

    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        digest=queries.token_digest(secret),
        account=account,
        name=name,
        scopes=sorted(set(scopes)),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )

    _record("identity.token_created", actor, token, at)
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Actor, digest: UUID, at: datetime) -> ApiToken:
    """End one of the actor's own keys at once. Revoked already, it stays as it is."""
    token = ApiToken.objects.select_for_update().filter(digest=digest, account_id=actor.person_id).first()
    if token is None:
        raise NotFound
    if token.revoked_at:
        return token

    token.revoked_at = at
    token.save(update_fields=["revoked_at"])

    _record("identity.token_revoked", actor, token, at)
    return token


@transaction.atomic
def note_use_of_token(*, actor: Actor, digest: UUID, at: datetime) -> None:
    """Note when a key was used last; what it was used for leaves its own entries in the trail."""
    ApiToken.objects.filter(digest=digest).update(last_used_at=at)


def _record(name: str, actor: Actor, token: ApiToken, at: datetime) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=token.account_id,
        subject=("token", token.digest, token.name),
        facts={"scopes": token.scopes, "expires_at": token.expires_at.isoformat()},
    )
