"""Everything that changes what a person holds in their own hand. Each function is one step, audited, refused in words."""

from .copying import bring_copy, remove_copy, take_copy
from .issuing import follow, issue, revoke
from .keeping_keys import revoke_key, rotate_key
from .sharing import Chosen, note_view, share, withdraw_share

__all__ = [
    "Chosen",
    "bring_copy",
    "follow",
    "issue",
    "note_view",
    "remove_copy",
    "revoke",
    "revoke_key",
    "rotate_key",
    "share",
    "take_copy",
    "withdraw_share",
]
