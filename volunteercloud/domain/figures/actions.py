"""Counting: what was written since the last count, or everything anew."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from volunteercloud.core.actor import Actor

from . import counting
from .models import Count

# A transaction may be this old when it commits what it stamped at its beginning.
OVERLAP = timedelta(minutes=15)


@transaction.atomic
def count(*, actor: Actor, whole: bool = False, at: datetime) -> int:
    """Bring the figures of organizations and of the tree up to date; answers how many rows changed.

    Only organizations that wrote records since the last count are counted, or all with ``whole``: once a day, as people
    who were active a year ago stop being so without anybody writing. Of two that count at once the second waits, and
    finds little left to do.
    """
    last, is_first = Count.objects.select_for_update().get_or_create(id=1, defaults={"until": at, "whole_at": at})
    today = timezone.localdate(at)
    only = None if whole or is_first else counting.touched(last.until - OVERLAP)

    changed = counting.count_own(only, today, at) + counting.count_branches(today, at)
    last.until = max(last.until, at)
    if only is None:
        last.whole_at = last.until
    last.save()
    return changed
