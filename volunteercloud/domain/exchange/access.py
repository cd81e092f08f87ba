"""Who looks after a system, and by what the system itself is known: a token at the door, a key on what it says."""

import base64
import hmac

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right

from .models import State, System

TOKEN_PREFIX = "vcx_"  # noqa: S105  told from the keys of people by this


def may_manage(actor: Actor, region_code: str) -> bool:
    """Officers of the region who look after the system, and the operator."""
    return actor.is_system or identity_rules.is_officer_for(actor, region_code, Right.SYSTEM)


def check_active(system: System) -> None:
    if system.state != State.ACTIVE:
        raise Refused(
            "exchange.ended",
            _("The exchange with this system has ended."),
            next_step=_("Name it anew under another code if it begins again."),
        )


def key_of(system: System) -> bytes:
    """The key that signs messages in both directions."""
    return keys.key_for(f"exchange/{system.code}/{system.key_version}", keys.FIRST)


def key_text(system: System) -> str:
    """As it is handed over, once."""
    return key_of(system).hex()


def token_of(system: System) -> str:
    """What the system shows at the door: who it is, and that it was let in."""
    mark = keys.mac("exchange/door", f"{system.code}/{system.key_version}".encode(), 24, keys.FIRST)
    return f"{TOKEN_PREFIX}{system.code}_{base64.urlsafe_b64encode(mark).decode()}"


def shows(system: System, token: str) -> bool:
    return system.state == State.ACTIVE and hmac.compare_digest(token_of(system).encode(), token.encode())
