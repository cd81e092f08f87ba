"""What passes by itself or by an operator's hand, and is nobody's mistake: told as "not now", whichever door it shows at."""

import errno

from django.db import InterfaceError, OperationalError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def is_passing(error: BaseException | None) -> bool:
    """Whether the database is away, has no connection or no room left, or a disk of ours is full."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return isinstance(error, OperationalError | InterfaceError)
