"""Who names systems and loads forms, and what both have to say."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused

from .access import may_manage

CODE = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
SHORTEST_REASON, LONGEST_REASON = 4, 1000


def check_may_manage(actor: Actor, region_code: str) -> None:
    if not may_manage(actor, region_code):
        raise NotAllowed(
            "exchange.not_for_you",
            _("Officers of that region who look after the system decide what other systems get."),
            next_step=_("Ask one of them, or the operator of this site."),
        )


def check_may_load(actor: Actor) -> None:
    """Forms are shared by all regions."""
    if not may_manage(actor, ""):
        raise NotAllowed(
            "exchange.forms_not_for_you",
            _("Forms of messages are shared by all regions; officers of the whole country load them."),
            next_step=_("Send them the table, or ask the operator of this site."),
        )


def stated(reason: str, field: str = "reason") -> str:
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Refused(
            "exchange.reason",
            _("This needs a sentence of 4 to 1,000 characters."),
            next_step=_("Officers after you read it in the audit trail."),
            field=field,
        )
    return reason


def check_code(code: str) -> None:
    if not CODE.fullmatch(code):
        raise Refused(
            "exchange.code",
            _("A code has 3 to 40 small letters, digits and hyphens, and begins with a letter."),
            field="code",
        )


def check_entities(said: Sequence[str], known: Sequence[str], field: str) -> None:
    if not set(said) <= set(known):
        raise Refused("exchange.entities", _("One of these is nothing that messages tell of."), field=field)
