"""Deciding at the desk: one case of any kind, many with one reason; and passing on what nobody decided in time."""

from .batches import MOST_CASES, decide_many, decide_next, finish_batch
from .deciding import decide_case
from .escalating import escalate_overdue

__all__ = ["MOST_CASES", "decide_case", "decide_many", "decide_next", "escalate_overdue", "finish_batch"]
