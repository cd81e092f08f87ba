"""What an address of a dashboard asks for: which region, and which time."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.statistics import periods
from volunteercloud.domain.statistics.models import Span
from volunteercloud.domain.statistics.periods import Period
from volunteercloud.web import formats

NATION = "nation"
EVER = "all"
MONTHS_OFFERED = 36


class RegionConverter:
    """A region in an address: its code, or `nation` for the whole country, whose code is empty."""

    regex = r"nation|\d{2,12}"

    def to_python(self, value: str) -> str:
        return "" if value == NATION else value

    def to_url(self, value: str) -> str:
        return value or NATION


@dataclass(frozen=True, slots=True)
class Choice:
    """A period that the page offers; ``key`` stands in the address."""

    key: str
    label: str
    is_chosen: bool


def period_of(text: str, today: date) -> Period:
    """2026, 2026-03 or `all`; this year where nothing is asked for. Raises `NotFound` for a time that can't be."""
    if not text:
        return periods.year(today)
    if text == EVER:
        return periods.ever()
    year, _dash, month = text.partition("-")
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise NotFound
    if month and not (month.isascii() and month.isdecimal() and len(month) == 2 and 1 <= int(month) <= 12):
        raise NotFound
    if (_dash and not month) or not periods.FIRST_YEAR <= int(year) <= today.year + 1:
        raise NotFound
    first = date(int(year), int(month or 1), 1)
    return periods.month(first) if month else periods.year(first)


def key_of(period: Period) -> str:
    if period.span == Span.EVER:
        return EVER
    return f"{period.start:%Y-%m}" if period.span == Span.MONTH else f"{period.start.year:04}"


def said(period: Period) -> str:
    """The time as a reader says it."""
    if period.span == Span.EVER:
        return _("all time")
    in_chinese = formats.in_chinese()
    year = f"{period.start.year}年" if in_chinese else str(period.start.year)
    if period.span == Span.YEAR:
        return year
    return f"{year}{formats.month(period.start)}" if in_chinese else f"{formats.month(period.start)} {year}"


def choices(chosen: Period, today: date) -> list[Choice]:
    """This year, last year, all time."""
    this = periods.year(today)
    offered = (
        (this, _("This year")),
        (periods.year(date(today.year - 1, 1, 1)), _("Last year")),
        (periods.ever(), _("All time")),
    )
    return [Choice(key_of(period), label, period == chosen) for period, label in offered]


def months(chosen: Period, today: date) -> list[Choice]:
    """The months of three years, the newest first."""
    found: list[Choice] = []
    first = today.replace(day=1)
    for _number in range(MONTHS_OFFERED):
        month = periods.month(first)
        found.append(Choice(key_of(month), said(month), month == chosen))
        first = periods.month(date.fromordinal(first.toordinal() - 1)).start
    return found


def name_of(region_code: str, language: str) -> str:
    """The region as a heading says it."""
    return region_queries.short_name(region_code, language) if region_code else _("The whole country")
