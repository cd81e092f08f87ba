"""All writes about nodes: whom we trust, our own keys, and what was heard."""

from .hearing import forget_heard, hear
from .looks import note_trouble, take_look
from .own import describe, revoke, rotate
from .trust import confirm, propose, withdraw

__all__ = [
    "confirm",
    "describe",
    "forget_heard",
    "hear",
    "note_trouble",
    "propose",
    "revoke",
    "rotate",
    "take_look",
    "withdraw",
]
