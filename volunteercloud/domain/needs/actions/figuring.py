"""Counting figures: what changed since the last count, or everything anew."""

from datetime import datetime, timedelta

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.domain.needs import counting
from volunteercloud.domain.needs.models import NeedCount

# A transaction may be this old when it commits what it stamped at its beginning.
OVERLAP = timedelta(minutes=15)


@transaction.atomic
def count_figures(*, actor: Actor, whole: bool = False, at: datetime) -> int:
    """Bring the figures of needs up to date; answers how many cells changed. Of two that count at once the second waits, and
    finds little left to do."""
    last, is_first = NeedCount.objects.select_for_update().get_or_create(id=1, defaults={"until": at})

    since = None if whole or is_first else last.until - OVERLAP
    changed = counting.count(counting.touched(since), at)

    last.until = max(last.until, at)
    last.save()
    return changed
