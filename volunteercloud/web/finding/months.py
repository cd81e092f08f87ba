"""Results by days of a month: a list of days on phones, weeks side by side where there is room."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from volunteercloud.domain.search.asked import FARTHEST
from volunteercloud.domain.search.days import Day as FoundDay
from volunteercloud.domain.search.days import Days
from volunteercloud.domain.search.models import Document

from . import choices, lines
from .asking import CALENDAR, LIST, Wish

A_DAY = 4  # that stand on a day; the others are counted
NOTHING = FoundDay()


@dataclass(frozen=True, slots=True)
class Entry:
    document: Document
    address: str


@dataclass(frozen=True, slots=True)
class Day:
    """``address`` is that of the list of this day. Days of the months beside stand empty, to fill the weeks."""

    on: date
    is_of_month: bool
    is_today: bool
    entries: list[Entry]
    more: int
    address: str


@dataclass(frozen=True, slots=True)
class Month:
    """``last`` is its last day. ``before`` and ``after`` are addresses; empty where there is nothing to look for."""

    first: date
    last: date
    days: list[Day] = field(default_factory=list)
    before: str = ""
    after: str = ""


def read(text: str, wish: Wish) -> Month:
    """The month that an address names, as "2026-05"; else that of the days asked for, else this one."""
    begins = wish.asked.days(wish.today)[0] or wish.today
    try:
        begins = date.fromisoformat(f"{text}-01")
    except ValueError:
        begins = begins.replace(day=1)
    if abs(begins - wish.today) > FARTHEST:
        begins = wish.today.replace(day=1)
    return Month(begins, _next(begins) - timedelta(days=1))


def filled(month: Month, found: Days, wish: Wish) -> Month:
    """The weeks of the month; of this month those that are over are left out."""
    first = max(month.first, min(wish.today, month.last))
    monday = first - timedelta(days=first.weekday())
    sunday = month.last + timedelta(days=6 - month.last.weekday())
    days = [monday + timedelta(days=number) for number in range((sunday - monday).days + 1)]
    return replace(
        month,
        days=[_day(day, month, found.days.get(day, NOTHING), wish) for day in days],
        before=_address(wish, month.first - timedelta(days=1)) if month.first > wish.today else "",
        after=_address(wish, _next(month.first)) if _next(month.first) - wish.today <= FARTHEST else "",
    )


def _day(day: date, month: Month, found: FoundDay, wish: Wish) -> Day:
    asked = replace(wish.asked, when="", on=day, from_on=None, to_on=None)
    return Day(
        on=day,
        is_of_month=month.first <= day <= month.last,
        is_today=day == wish.today,
        entries=[Entry(document, lines.address_of(document)) for document in found.first],
        more=max(0, found.number - len(found.first)),
        address=choices.address(wish, asked, view=LIST),
    )


def _address(wish: Wish, day: date) -> str:
    return choices.address(wish, wish.asked, view=CALENDAR, month=f"{day:%Y-%m}")


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
