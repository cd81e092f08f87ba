"""Parts of the week: morning, afternoon and evening of each day, as people say when they are free."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

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
WORTH_NAMING = timedelta(hours=1)


def part_at(moment: datetime) -> int:
    """The part of the week that a moment lies in, by the clock of the place."""
    local = timezone.localtime(moment)
    return local.weekday() * A_DAY + _of_day(local.hour * 60 + local.minute)


def between(starts_at: datetime | None, ends_at: datetime | None) -> tuple[int, ...]:
    """The parts that ``[starts_at, ends_at)`` is in for an hour or half of its time, in their order: who is free in the
    morning can come from nine to half past twelve. None without a time, all where it is a week long."""
    if starts_at is None or ends_at is None or ends_at <= starts_at:
        return ()
    if ends_at - starts_at >= A_WEEK:
        return tuple(range(PARTS))
    enough = min(WORTH_NAMING, (ends_at - starts_at) / 2)
    found: dict[int, timedelta] = {}
    begins = starts_at
    while begins < ends_at:
        until = min(_next_beginning(begins), ends_at)
        part = part_at(begins)
        found[part] = found.get(part, timedelta()) + (until - begins)
        begins = until
    longest = max(found.values())
    return tuple(sorted(part for part, lasts in found.items() if lasts >= min(enough, longest)))


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


def _next_beginning(moment: datetime) -> datetime:
    local = timezone.localtime(moment)
    minute = next((begins for begins in BEGINNINGS if begins > local.hour * 60 + local.minute), 24 * 60)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(minutes=minute)


def _of_day(minute: int) -> int:
    return max(part for part, begins in enumerate(BEGINNINGS) if begins <= minute)
