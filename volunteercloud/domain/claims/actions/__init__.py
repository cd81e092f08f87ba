"""All writes about evidence without a scan: hour codes, claims, late entries."""

from .entering import LateEntry, enter_late

__all__ = ["LateEntry", "enter_late"]
