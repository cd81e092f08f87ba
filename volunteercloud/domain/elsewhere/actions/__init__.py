"""Naming sources of opportunities elsewhere, correcting and ending them. What their lists bring is written by `taking`."""

from .sources import change_source, end_source, name_source

__all__ = ["change_source", "end_source", "name_source"]
