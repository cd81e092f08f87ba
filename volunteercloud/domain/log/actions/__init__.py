"""All writes to the log: sealing and erasing as parts of other actions, giving places, alarms."""

from .alarms import close_alarm, raise_alarm
from .integrating import RolledBack, integrate
from .sealing import NewLeaf, append, erase, new_salt

__all__ = ["NewLeaf", "RolledBack", "append", "close_alarm", "erase", "integrate", "new_salt", "raise_alarm"]
