"""Whoever changes a phone number or an e-mail address is told at the old one, with a link that takes it back.

The link needs no account: whoever stole one has changed the password as well. It says everything sealed, so that nothing of it
is kept, and holds for a week.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import keys, tokens
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.core.tokens import Forged
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.messages import actions as messages_actions
from volunteercloud.domain.messages.models import Channel
from volunteercloud.domain.messages.recipients import Recipient

PURPOSE = "undo-contact"
HOLDS = timedelta(days=7)
BY_LINK = system("old-contact")
TEMPLATES = {Channel.SMS: "account_phone_changed", Channel.EMAIL: "account_email_changed"}


@dataclass(frozen=True, slots=True)
class Before:
    """How somebody was reached until a moment: one of the two."""

    changed_at: datetime
    phone: str = ""
    email: str = ""


def tell(account, before: Before) -> None:
    """Write to the old address, and to it alone."""
    address = {"phone": before.phone} if before.phone else {"email": before.email}
    channel = Channel.SMS if before.phone else Channel.EMAIL
    link = reverse("account:undo", args=[account.pk, _sealed(account.pk, before)])
    messages_actions.tell(
        actor=BY_LINK,
        recipient=Recipient(id=account.pk, language=account.language, **address),
        template=TEMPLATES[channel],
        facts={"until": (before.changed_at + HOLDS).isoformat(), "address": f"{settings.SITE_URL}{link}"},
        channels=[channel],
        at=before.changed_at,
    )


def opened(account_id: UUID, token: str, at: datetime) -> Before:
    """What a link says. Not found if it is none of ours for this account, or holds no longer."""
    try:
        said = json.loads(keys.unseal(PURPOSE, tokens.verify(PURPOSE, token), bound_to=account_id.bytes))
    except (Forged, InvalidTag):
        raise NotFound from None
    before = Before(datetime.fromisoformat(said["at"]), said["phone"], said["email"])
    if at >= before.changed_at + HOLDS:
        raise NotFound
    return before


@transaction.atomic
def undo(account_id: UUID, before: Before, at: datetime) -> None:
    """Take a change back. What was set up since as a second step, connected as a way in or told to another site goes,
    too: it may be a stranger's."""
    if EmailAddress.objects.filter(email__iexact=before.email, verified=True).exclude(user_id=account_id).exists():
        raise Refused(
            "email.taken",
            _("This e-mail address belongs to another account by now."),
            next_step=_("Ask an officer of your district for help."),
        )
    account = identity_actions.undo_contact_change(
        actor=BY_LINK, account_id=account_id, phone=before.phone, email=before.email, at=at
    )
    Authenticator.objects.filter(user=account, created_at__gte=before.changed_at).delete()
    SocialAccount.objects.filter(user=account, date_joined__gte=before.changed_at).delete()
    Token.objects.filter(user=account, created_at__gte=before.changed_at).delete()
    if before.email:
        EmailAddress.objects.filter(user=account).delete()
        EmailAddress.objects.create(user=account, email=before.email, verified=True, primary=True)


def _sealed(account_id: UUID, before: Before) -> str:
    said = json.dumps({"at": before.changed_at.isoformat(), "phone": before.phone, "email": before.email})
    return tokens.sign(PURPOSE, keys.seal(PURPOSE, said, bound_to=account_id.bytes))
