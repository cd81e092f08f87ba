"""What people answer to a mailing by SMS: that they want no more."""

import unicodedata
from datetime import datetime

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import phones
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.messages.models import Mute

# What carriers in China ask to be understood, and what people write by themselves.
NO = frozenset({"TD", "T", "N", "NO", "STOP", "R", "退订", "不要", "停止", "拒收"})


@transaction.atomic
def answered_by_sms(*, actor: Actor, phone: str, text: str, at: datetime) -> Mute | None:
    """An answer that a gateway hands over. One of `NO` ends SMS of mailings for whoever holds the phone, whatever their
    organization; codes still come, since they are asked for. None for any other answer, and for a phone of nobody."""
    if _plain(text) not in NO:
        return None
    try:
        account = identity_queries.account_by_phone(phones.parse(phone), at)
    except (Refused, NotFound):
        return None
    return messages.mute_sms(actor=actor, recipient_id=account.id, at=at) if account else None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:100]).upper()
    return "".join(sign for sign in folded if sign.isalnum())
