"""All writes to the log: sealing and erasing as parts of other actions, giving places, alarms, watching other logs."""

from .alarms import close_alarm, raise_alarm
from .cosigning import ask_witness, cosign, keep_cosignature, note_trouble
from .following import follow_log, keep_seen, settle
from .integrating import RolledBack, integrate, mend
from .sealing import NewLeaf, append, erase, new_salt

__all__ = [
    "NewLeaf",
    "RolledBack",
    "append",
    "ask_witness",
    "close_alarm",
    "cosign",
    "erase",
    "follow_log",
    "integrate",
    "keep_cosignature",
    "keep_seen",
    "mend",
    "new_salt",
    "note_trouble",
    "raise_alarm",
    "settle",
]
