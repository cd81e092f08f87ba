"""How a value is written in a form, and read again: days, moments, numbers, truth and lists, by the format of its field.

Formats: empty (as we write it), a pattern of strftime for days and moments, ``hours`` for minutes as decimal hours,
``yes/no`` as two words parted by a stroke, and the separator of a list. Times are those of the clock on the wall.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from .fields import Kind

Value = str | int | bool | list[str]

HOURS = "hours"
LONGEST_NUMBER = 12
LONGEST_TEXT = 4000
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
# Midnight is also the end of a day, as 24:00.
MIDNIGHT = re.compile(r"(?<!\d)24([:时點点])00(?!\d{3})")
PATTERN = re.compile(r"(%[YmdHMS]|[^%])+")


class Unfit(ValueError):
    """A value that the form does not allow; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_format(kind: Kind, said: str) -> bool:
    """Whether a field of this kind can be written so, and be read again."""
    if not said:
        return True
    if kind is Kind.FLAG:
        yes, stroke, no = said.partition("/")
        return bool(yes and stroke and no) and yes != no
    if kind is Kind.LIST:
        return len(said) <= 3
    if kind is Kind.WHOLE:
        return said == HOURS
    if kind in (Kind.DAY, Kind.MOMENT):
        asked = {"%Y", "%m", "%d"} | ({"%H", "%M"} if kind is Kind.MOMENT else set())
        return PATTERN.fullmatch(said) is not None and asked <= set(re.findall("%.", said))
    return False


def written(value: Value, kind: Kind, said: str) -> str:
    """The text of a value of ours."""
    if kind is Kind.LIST:
        return (said or ",").join(value) if isinstance(value, list) else str(value)
    if kind is Kind.FLAG:
        yes, _stroke, no = (said or "true/false").partition("/")
        return yes if value else no
    if kind is Kind.WHOLE and said == HOURS:
        return f"{(Decimal(str(value)) / 60).quantize(Decimal('0.0001')).normalize():f}"
    if kind is Kind.DAY and said:
        return date.fromisoformat(str(value)).strftime(said)
    if kind is Kind.MOMENT and said:
        return timezone.localtime(datetime.fromisoformat(str(value))).strftime(said)
    return str(value)


def read(text: str, kind: Kind, said: str) -> Value:
    """The value of a text. Raises `Unfit`."""
    text = text.strip() if kind is not Kind.TEXT else text
    if len(text) > LONGEST_TEXT or "\x00" in text:
        raise Unfit("value.text")
    if kind is Kind.LIST:
        return [one.strip() for one in text.split(said or ",") if one.strip()]
    if kind is Kind.FLAG:
        return _flag(text, said or "true/false")
    if kind is Kind.WHOLE:
        return _hours(text) if said == HOURS else _whole(text)
    if kind is Kind.DAY:
        return _day(text, said)
    if kind is Kind.MOMENT:
        return _moment(text, said)
    return text


def moment(at: datetime) -> str:
    """A moment as we write it: to the second, by the clock on the wall."""
    return timezone.localtime(at).replace(microsecond=0).isoformat()


def _flag(text: str, said: str) -> bool:
    yes, _stroke, no = said.partition("/")
    if text not in (yes, no):
        raise Unfit("value.flag")
    return text == yes


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > LONGEST_NUMBER:
        raise Unfit("value.number")
    return int(text)


def _hours(text: str) -> int:
    try:
        hours = Decimal(text) if len(text) <= LONGEST_NUMBER else Decimal("nan")
    except InvalidOperation:
        hours = Decimal("nan")
    if not hours.is_finite() or not 0 <= hours <= 1_000_000:
        raise Unfit("value.number")
    return round(hours * 60)


def _day(text: str, said: str) -> str:
    try:
        found = datetime.strptime(text, said).date() if said else date.fromisoformat(text)  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise Unfit("value.day") from None
    if not EARLIEST <= found <= LATEST:
        raise Unfit("value.day")
    return found.isoformat()


def _moment(text: str, said: str) -> str:
    plain = MIDNIGHT.sub(r"00\g<1>00", text)
    try:
        found = datetime.strptime(plain, said) if said else datetime.fromisoformat(plain)  # noqa: DTZ007  made aware below
        if plain != text:
            found += timedelta(days=1)
        aware = timezone.make_aware(found) if timezone.is_naive(found) else found
        if not EARLIEST < aware.date() < LATEST:
            raise ValueError
    except (ValueError, OverflowError):
        raise Unfit("value.moment") from None
    return moment(aware)
