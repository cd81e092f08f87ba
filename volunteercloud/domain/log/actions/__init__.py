"""All writes to the log: sealing and erasing as parts of other actions, giving places, alarms, watching other logs."""

from .alarms import close_alarm, raise_alarm
from .following import follow_log, keep_seen, settle
from .integrating import RolledBack, integrate, mend
from .sealing import NewLeaf, append, erase, new_salt

__all__ = [
    "NewLeaf",
    "RolledBack",
    "append",
    "close_alarm",
    "erase",
    "follow_log",
    "integrate",
    "keep_seen",
    "mend",
    "new_salt",
    "raise_alarm",
    "settle",
]
