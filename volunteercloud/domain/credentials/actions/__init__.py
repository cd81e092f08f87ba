"""Everything that changes what a person holds in their own hand. Each function is one step, audited, refused in words."""

from .issuing import follow, issue, revoke
from .keeping_keys import revoke_key, rotate_key

__all__ = ["follow", "issue", "revoke", "revoke_key", "rotate_key"]
