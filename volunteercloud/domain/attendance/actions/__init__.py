"""All writes at a shift: scans, ticks, what devices bring back, absence, confirmation, other evidence."""

from .closing import close_project
from .confirming import Confirmed, confirm, mark_absent
from .deciding import decide_conflict
from .devices import hand_out, revoke_device
from .scanning import scan_code, scan_pass, tick
from .seeing import mark_original_seen
from .settling import Served, settle
from .syncing import sync
from .timing import close_forgotten, set_times

__all__ = [
    "Confirmed",
    "Served",
    "close_forgotten",
    "close_project",
    "confirm",
    "decide_conflict",
    "hand_out",
    "mark_absent",
    "mark_original_seen",
    "revoke_device",
    "scan_code",
    "scan_pass",
    "set_times",
    "settle",
    "sync",
    "tick",
]
