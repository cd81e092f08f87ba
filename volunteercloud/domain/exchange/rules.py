"""Who names systems, what their key is, and what a system has to keep to."""

import base64
import hmac
import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right

from .models import State, System

CODE = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
TOKEN_PREFIX = "vcx_"  # noqa: S105  told from the keys of people by this
SHORTEST_REASON, LONGEST_REASON = 4, 1000


def may_manage(actor: Actor, region_code: str) -> bool:
    """Officers of the region who look after the system, and the operator."""
    return actor.is_system or identity_rules.is_officer_for(actor, region_code, Right.SYSTEM)


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


def check_active(system: System) -> None:
    if system.state != State.ACTIVE:
        raise Refused(
            "exchange.ended",
            _("The exchange with this system has ended."),
            next_step=_("Name it anew under another code if it begins again."),
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


def key_of(system: System) -> bytes:
    """The key that signs messages in both directions."""
    return keys.key_for(f"exchange/{system.code}/{system.key_version}")


def key_text(system: System) -> str:
    """As it is handed over, once."""
    return key_of(system).hex()


def token_of(system: System) -> str:
    """What the system shows at the door: who it is, and that it was let in."""
    mark = keys.mac("exchange/door", f"{system.code}/{system.key_version}".encode(), 24)
    return f"{TOKEN_PREFIX}{system.code}_{base64.urlsafe_b64encode(mark).decode()}"


def shows(system: System, token: str) -> bool:
    return system.state == State.ACTIVE and hmac.compare_digest(token_of(system).encode(), token.encode())
