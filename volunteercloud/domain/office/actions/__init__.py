"""Deciding at the desk: one case of any kind, many with one reason; and passing on what nobody decided in time."""

from .batches import MOST_CASES, decide_many, decide_next, finish_batch
from .deciding import DECIDE, decide_case, look_at
from .escalating import escalate_overdue
from .merging import decide_merge, propose_merge, undo_merge

__all__ = [
    "DECIDE",
    "MOST_CASES",
    "decide_case",
    "decide_many",
    "decide_merge",
    "decide_next",
    "escalate_overdue",
    "finish_batch",
    "look_at",
    "propose_merge",
    "undo_merge",
]
