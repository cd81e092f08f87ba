"""All writes to transfers: what people decide, what a step of the other node brings about, and what time ends."""

from .amending import amend_what_follows
from .asking import agree, ask, decline
from .deadlines import end_untrusted, lapse
from .informing import tell_awaited
from .leasing import go_on, lease, make_due, return_leased
from .looking import open_transfer
from .taking_in import FLOOD, take_in

__all__ = [
    "FLOOD",
    "agree",
    "amend_what_follows",
    "ask",
    "decline",
    "end_untrusted",
    "go_on",
    "lapse",
    "lease",
    "make_due",
    "open_transfer",
    "return_leased",
    "take_in",
    "tell_awaited",
]
