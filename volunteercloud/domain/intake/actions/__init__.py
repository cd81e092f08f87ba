"""All writes of intake: sending a list, its dry run, entering it; and entries that a program sends."""

from .checking import check
from .entering import enter_part, finish, give_back
from .entries import enter_entries
from .sending import discard, map_columns, order, send

__all__ = ["check", "discard", "enter_entries", "enter_part", "finish", "give_back", "map_columns", "order", "send"]
