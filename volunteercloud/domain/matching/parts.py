"""Parts of the week: morning, afternoon and evening of each day, as people say when they are free."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils import timezone

from volunteercloud.domain.search.asking import Part

from .models import PARTS

A_DAY = 3
BEGINNINGS = (
    0,
    12 * 60,
    17 * 60,
)  # minutes of the day at which morning, afternoon and evening begin, as `search` has it
A_WEEK = timedelta(days=7)
MINUTES = 24 * 60  # of a day
WORTH_NAMING = 60


def part_at(moment: datetime) -> int:
    """The part of the week that a moment lies in, by the clock of the place."""
    day, minute = divmod(_minute_of_week(moment), MINUTES)
    return day * A_DAY + _of_day(minute)


def between(starts_at: datetime | None, ends_at: datetime | None) -> tuple[int, ...]:
    """The parts that ``[starts_at, ends_at)`` is in for an hour or half of its time, in their order: who is free in the
    morning can come from nine to half past twelve. None without a time, all where it is a week long."""
    if starts_at is None or ends_at is None or ends_at <= starts_at:
        return ()
    if ends_at - starts_at >= A_WEEK:
        return tuple(range(PARTS))
    begins = _minute_of_week(starts_at)
    until = begins + int((ends_at - starts_at).total_seconds()) // 60
    lasting = {
        (day * A_DAY + place) % PARTS: min(until, day * MINUTES + end) - max(begins, day * MINUTES + start)
        for day in range(begins // MINUTES, until // MINUTES + 1)
        for place, (start, end) in enumerate(pairwise((*BEGINNINGS, MINUTES)))
    }
    enough = max(1, min(WORTH_NAMING, (until - begins) // 2, max(lasting.values())))
    return tuple(sorted(part for part, minutes in lasting.items() if minutes >= enough))


def weekly(weekdays: Iterable[int], from_minute: int | None, to_minute: int | None) -> tuple[int, ...]:
    """The parts of these days (1 is Monday) between two minutes of the day; the whole days without them."""
    first = _of_day(from_minute) if from_minute is not None else 0
    last = _of_day(max(to_minute - 1, from_minute or 0)) if to_minute else A_DAY - 1
    return tuple(sorted({(day - 1) * A_DAY + part for day in weekdays for part in range(first, last + 1)}))


def named(weekdays: Iterable[int], parts_of_day: Collection[str]) -> tuple[int, ...]:
    """The parts that days (1 is Monday) and parts of the day, as `search` calls them, name together."""
    wanted = [place for place, part in enumerate(Part) if not parts_of_day or part in parts_of_day]
    return tuple(sorted({(day - 1) * A_DAY + place for day in weekdays for place in wanted}))


def are_free(free: Collection[int], asked: Collection[int], *, one_is_enough: bool) -> bool:
    """Whether somebody with these free parts can come. Whoever named none is free at any time; of what recurs one of its
    times is enough, as several people share it."""
    if not free or not asked:
        return True
    return not set(free).isdisjoint(asked) if one_is_enough else set(free).issuperset(asked)


def _minute_of_week(moment: datetime) -> int:
    local = timezone.localtime(moment)
    return local.weekday() * MINUTES + local.hour * 60 + local.minute


def _of_day(minute: int) -> int:
    return max(part for part, begins in enumerate(BEGINNINGS) if begins <= minute)
