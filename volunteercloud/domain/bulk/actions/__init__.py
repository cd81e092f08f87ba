"""All writes of bulk entry: sending a list, answering what it asks, the dry run, entering it."""

from .answering import Answer, answer
from .checking import check
from .entering import enter_part, finish, give_back
from .entries import enter_entries
from .sending import discard, drop_files, match_columns, order, send

__all__ = [
    "Answer",
    "answer",
    "check",
    "discard",
    "drop_files",
    "enter_entries",
    "enter_part",
    "finish",
    "give_back",
    "match_columns",
    "order",
    "send",
]
