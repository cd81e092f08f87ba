"""All writes of opportunities elsewhere: naming sources, what their lists bring, and their end."""

from .sources import change_source, end_source, keep_mapping, name_source, turn_of
from .taking import Taken, take, withdraw_missing

__all__ = [
    "Taken",
    "change_source",
    "end_source",
    "keep_mapping",
    "name_source",
    "take",
    "turn_of",
    "withdraw_missing",
]
