"""Dates, hours, counts and codes as the reader writes them: 3月14日（周六） in Chinese, Sat 14 March in English.

Instants are stored in UTC and shown in the site's time zone. Hours are never rounded up: a page shows no more than
was recorded.
"""

from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

import phonenumbers
from django.utils import timezone, translation

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS_CHINESE = "一二三四五六日"


def in_chinese() -> bool:
    return (translation.get_language() or "").startswith("zh")


def local(value: date | datetime) -> date | datetime:
    """An instant in the site's time zone; a plain date as it is."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def weekday(value: date) -> str:
    number = local(value).weekday()
    return f"周{WEEKDAYS_CHINESE[number]}" if in_chinese() else WEEKDAYS[number]


def month(value: date) -> str:
    return f"{local(value).month}月" if in_chinese() else MONTHS[local(value).month - 1][:3]


def plain_day(value: date) -> str:
    """The day without its weekday; with the year where it is not this year."""
    value = local(value)
    this_year = value.year == timezone.localdate().year
    if in_chinese():
        return f"{'' if this_year else f'{value.year}年'}{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]}{'' if this_year else f' {value.year}'}"


def dated(value: date) -> str:
    """A day with its year, whatever the year: for what people keep."""
    value = local(value)
    if in_chinese():
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def day(value: date) -> str:
    return f"{plain_day(value)}（{weekday(value)}）" if in_chinese() else f"{weekday(value)} {plain_day(value)}"


def clock(value: datetime) -> str:
    value = local(value)
    return f"{value.hour}:{value.minute:02}"


def moment(value: datetime) -> str:
    return f"{plain_day(value)}{' ' if in_chinese() else ', '}{clock(value)}"


def lately(value: datetime) -> str:
    """Today the time alone, before today the day alone: for narrow columns."""
    value = local(value)
    if value.date() == timezone.localdate():
        return clock(value)
    return f"{value.month}月{value.day}日" if in_chinese() else f"{value.day} {month(value)}"


def clocks(start: datetime, end: datetime) -> str:
    """From when to when; the day of the end is named where it is another day."""
    if local(start).date() == local(end).date():
        return f"{clock(start)}–{clock(end)}"
    return f"{clock(start)}–{plain_day(end)} {clock(end)}"


def period(start: datetime, end: datetime) -> str:
    return f"{day(start)}{'' if in_chinese() else ', '}{clocks(start, end)}"


def days(first: date, last: date) -> str:
    """A span of days, both ends included."""
    written = plain_day if local(first).year == local(last).year else dated
    return written(first) if local(first) == local(last) else f"{written(first)}–{written(last)}"


def hours(minutes: int) -> str:
    """Minutes as hours with one decimal, as they stand in lists: 2.0."""
    return f"{(Decimal(minutes) / 60).quantize(Decimal('0.1'), ROUND_DOWN):,}"


def plain_hours(minutes: int) -> str:
    """Minutes as hours, as they stand in a sentence: 2, 2.5."""
    return hours(minutes).removesuffix(".0")


def count(number: int) -> str:
    return f"{number:,}"


def large(number: int) -> str:
    """A total: from ten thousand up in 万 and 亿 for a Chinese reader, with one decimal."""
    if not in_chinese() or number < 10_000:
        return count(number)
    size, unit = (100_000_000, "亿") if number >= 100_000_000 else (10_000, "万")
    value = (Decimal(number) / size).quantize(Decimal("0.1"), ROUND_DOWN)
    return f"{value:,}".removesuffix(".0") + unit


def phone(number: str) -> str:
    """A phone number in E.164 as it is read aloud: +86 139 0000 1234."""
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
