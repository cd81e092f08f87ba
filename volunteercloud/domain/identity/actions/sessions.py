"""Ending sessions from outside: of one account, or everybody's."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity.models import Account

INSTALLATION = uuid5(NAMESPACE_URL, "installation")


@transaction.atomic
def end_sessions(*, actor: Actor, account_id: UUID, at: datetime) -> int:
    """Sign an account out wherever it is signed in, and say of how many places. Keys to the API stay: they have an end of
    their own. Its person may sign in again.

    Allowed to the operator alone.
    """
    account = Account.objects.filter(id=account_id).first()
    if account is None:
        raise NotFound

    _require_operator(actor)

    known = UserSession.objects.filter(user_id=account_id)
    ended, _by_model = Session.objects.filter(
        session_key__in=list(known.values_list("session_key", flat=True))
    ).delete()
    known.delete()

    audit.record(
        actor,
        "identity.sessions_ended",
        at=at,
        owner_id=account.id,
        subject=("account", account.id, account.label),
        facts={"sessions": ended},
    )
    return ended


@transaction.atomic
def end_all_sessions(*, actor: Actor, at: datetime) -> int:
    """Sign everybody out, and say of how many places; who was at it signs in again.

    Allowed to the operator alone.
    """
    _require_operator(actor)

    ended, _by_model = Session.objects.all().delete()
    UserSession.objects.all().delete()

    audit.record(
        actor,
        "identity.all_sessions_ended",
        at=at,
        owner_id=INSTALLATION,
        subject=("installation", INSTALLATION, ""),
        facts={"sessions": ended},
    )
    return ended


def _require_operator(actor: Actor) -> None:
    if not actor.is_system:
        raise NotAllowed("identity.not_operator")
