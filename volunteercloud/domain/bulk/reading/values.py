"""What a cell means: days, times of day, lengths. Read as people in China and abroad write them; what could be meant in
two ways is refused, never guessed.

Each function takes a cell and returns its meaning, None for an empty one, and raises `Unclear` with a code of `words`.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

EPOCH_1900 = date(1899, 12, 30)  # Excel's day 0, moved by its belief in a 29 February 1900
EPOCH_1904 = date(1904, 1, 1)
FIRST_SERIAL, LAST_SERIAL = 30_000, 75_000  # 1982 to 2105: a number outside is no day of service
DAY_MINUTES = 24 * 60
# Of a day, a time or a length: a cell can hold a thousand times as much, over which patterns would take seconds.
LONGEST = 80
MONTH_NAMES = """
jan january, feb february, mar march, apr april, may, jun june, jul july, aug august, sep sept september, oct october,
nov november, dec december
"""
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES.split(","), 1) for name in names.split()}
# Pasted along and never seen: direction marks, zero-width signs, soft hyphens.
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−－", "-"))

WEEKDAY = re.compile(
    r"[(,]?\s*(?:星期|周|礼拜)[一二三四五六日天][)]?|[(]?\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b[),.]?\s*"
)
YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
WITHOUT_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]?([a-z]{3,9})\.?[ ,-]*(\d{4})?")
MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?[ ,]*(\d{4})?")

PARTS = ["凌晨", "清晨", "早上", "早晨", "上午", "中午", "下午", "傍晚", "晚上", "夜里", "晚"]
CHINESE = re.compile(rf"({'|'.join(PARTS)})?\s*(\d{{1,2}})\s*(?:点钟?|时|:)\s*(半|(\d{{1,2}})\s*分?|整)?")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?")
ENGLISH = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\.?")
FOUR_DIGITS = re.compile(r"([01]\d|2[0-4])([0-5]\d)")
APART = re.compile(r"\s*(?:-|~|至|到|\bto\b|\buntil\b)\s*")
DATE_AND_TIME = re.compile(r"(.*?(?:\d[日号]?|\d{4}))[ t]\s*(\S*\d{1,2}\s*(?::|点|时).*)")

NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4})?")
LENGTH = re.compile(
    r"(?:(\d{1,2}(?:\.\d{1,2})?)\s*(?:个)?\s*(?:小时|钟头|hours?|hrs?|h))?\s*"
    r"(?:(半)|(?:(\d{1,4})\s*(?:分钟?|minutes?|mins?|m)))?"
)
AND_A_HALF = re.compile(r"(\d{1,2})\s*个?半\s*(?:小时|钟头)")


class Unclear(ValueError):
    """A cell that says nothing certain. ``code`` is one of `words`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text(cell: Any) -> str:
    """What stands in a cell as one line: full-width digits, spaces and colons made plain, unseen signs dropped."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, str) and cell.isascii():
        return " ".join(cell.split())
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", str(cell)))
    return " ".join(plain.split())


def _short(cell: Any, code: str) -> str:
    said = text(cell).lower()
    if len(said) > LONGEST:
        raise Unclear(code)
    return said


def day(cell: Any, *, today: date, epoch_1904: bool = False) -> date | None:
    """The day in a cell. Without a year it is the last such day that is not after ``today``."""
    if isinstance(cell, datetime):
        return _sensible(cell.date(), today)
    if isinstance(cell, date):
        return _sensible(cell, today)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _of_serial(float(cell), today, epoch_1904)
    said = _short(cell, "line.date").translate(DASHES)
    if not said:
        return None
    said = WEEKDAY.sub("", said).strip(" ,()")
    return _sensible(_of_text(said, today), today)


def _of_serial(number: float, today: date, epoch_1904: bool) -> date:
    if 19_000_101 <= number <= 21_001_231 and number.is_integer():
        return _sensible(_of_text(str(int(number)), today), today)
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        raise Unclear("line.date")
    return _sensible((EPOCH_1904 if epoch_1904 else EPOCH_1900) + timedelta(days=int(number)), today)


def _of_text(said: str, today: date) -> date:
    for form in (YEAR_FIRST, DIGITS):
        if found := form.fullmatch(said):
            return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := WITHOUT_YEAR.fullmatch(said):
        return _latest(int(found[1]), int(found[2]), today)
    if found := YEAR_LAST.fullmatch(said):
        first, second = int(found[1]), int(found[2])
        if first <= 12 and second <= 12 and first != second:
            raise Unclear("line.date_ambiguous")
        month, number = (first, second) if second > 12 else (second, first)
        return _made(int(found[3]), month, number)
    for form, month_at, day_at in ((DAY_MONTH, 2, 1), (MONTH_DAY, 1, 2)):
        if (found := form.fullmatch(said)) and found[month_at] in MONTHS:
            month, number = MONTHS[found[month_at]], int(found[day_at])
            return _made(int(found[3]), month, number) if found[3] else _latest(month, number, today)
    raise Unclear("line.date")


def _made(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise Unclear("line.no_such_day") from None


def _latest(month: int, number: int, today: date) -> date:
    """29 February may be up to eight years back; any other day is of this year or the last."""
    for year in range(today.year, today.year - 9, -1):
        try:
            found = date(year, month, number)
        except ValueError:
            continue
        if found <= today:
            return found
    raise Unclear("line.no_such_day")


def _sensible(found: date, today: date) -> date:
    if not today.year - 30 <= found.year <= today.year + 1:
        raise Unclear("line.year")
    return found


def moment(cell: Any, *, today: date) -> tuple[date | None, int | None]:
    """The time of day in a cell as minutes after midnight, with the day where the cell says one too. 24:00 is 1,440."""
    if isinstance(cell, datetime):
        return _sensible(cell.date(), today), cell.hour * 60 + cell.minute
    if isinstance(cell, time):
        return None, cell.hour * 60 + cell.minute
    if isinstance(cell, timedelta):
        return None, _within_day(round(cell.total_seconds() / 60))
    if isinstance(cell, float) and 0 <= cell < 1:
        return None, round(cell * DAY_MINUTES)
    if isinstance(cell, float) and FIRST_SERIAL <= cell <= LAST_SERIAL and not cell.is_integer():
        return _of_serial(cell, today, False), round(cell % 1 * DAY_MINUTES)
    said = _short(cell, "line.time").translate(DASHES)
    if not said:
        return None, None
    if (found := DATE_AND_TIME.fullmatch(said)) and any(sign in found[1] for sign in "-/.年月"):
        return day(found[1], today=today), clock(found[2])
    return None, clock(said)


def clock(said: str) -> int:
    """A time of day as people write it, in minutes after midnight."""
    if found := CLOCK.fullmatch(said):
        return _minutes(int(found[1]), int(found[2]))
    if found := ENGLISH.fullmatch(said):
        hour = int(found[1])
        if not 1 <= hour <= 12:
            raise Unclear("line.time")
        return _minutes(hour % 12 + 12 * (found[3] == "p"), int(found[2] or 0))
    if found := FOUR_DIGITS.fullmatch(said):
        return _minutes(int(found[1]), int(found[2]))
    if found := CHINESE.fullmatch(said):
        return _minutes(_hour(found[1], int(found[2])), 30 if found[3] == "半" else int(found[4] or 0))
    raise Unclear("line.time")


def _hour(part: str | None, hour: int) -> int:
    """The hour by the part of the day named before it: 下午2点 is 14. At twelve people differ, but for noon."""
    if part is None:
        return hour
    if part == "中午":
        if hour not in {11, 12, 1}:
            raise Unclear("line.time")
        return hour + 12 * (hour == 1)
    if hour == 12:
        raise Unclear("line.time")
    if part in {"下午", "傍晚", "晚上", "夜里", "晚"}:
        return hour if hour > 12 else hour + 12
    if hour > 12:
        raise Unclear("line.time")
    return hour


def _minutes(hour: int, minute: int) -> int:
    if minute > 59:
        raise Unclear("line.time")
    return _within_day(hour * 60 + minute)


def _within_day(minutes: int) -> int:
    if not 0 <= minutes <= DAY_MINUTES:
        raise Unclear("line.time")
    return minutes


def span(cell: Any) -> tuple[int, int] | None:
    """Start and end in one cell: 9:00-11:30, 上午9点至11点."""
    said = _short(cell, "line.span").translate(DASHES)
    if not said:
        return None
    ends = APART.split(said)
    if len(ends) != 2:
        raise Unclear("line.span")
    first, last = ends
    part = next((part for part in PARTS if first.startswith(part)), "")
    if part and not any(last.startswith(one) for one in PARTS) and (bare := re.match(r"\d+", last)):
        # 下午2点到5点: the part of the day holds for both, unless the second is told by the 24-hour clock.
        last = part + last if int(bare[0]) <= 12 else last
    return clock(first), clock(last)


def length(cell: Any, *, unit_minutes: int = 60) -> int | None:
    """A length in minutes; a bare number counts units of ``unit_minutes``."""
    if isinstance(cell, datetime):
        raise Unclear("line.hours")
    if isinstance(cell, timedelta):
        return _a_length(cell.total_seconds() / 60)
    if isinstance(cell, time):
        return _a_length(cell.hour * 60 + cell.minute)
    if isinstance(cell, bool):
        raise Unclear("line.hours")
    if isinstance(cell, int | float):
        return _a_length(float(cell) * unit_minutes)
    said = _short(cell, "line.hours")
    if not said:
        return None
    if NUMBER.fullmatch(said):
        return _a_length(float(said) * unit_minutes)
    if said == "半小时":
        return 30
    if found := AND_A_HALF.fullmatch(said):
        return _a_length(int(found[1]) * 60 + 30)
    if (found := CLOCK.fullmatch(said)) and unit_minutes == 60:
        return _a_length(int(found[1]) * 60 + int(found[2]))
    if found := LENGTH.fullmatch(said):
        hours, half, minutes = found.groups()
        return _a_length(float(hours or 0) * 60 + (30 if half else int(minutes or 0)))
    raise Unclear("line.hours")


def minutes(cell: Any) -> int | None:
    """A length whose bare number counts minutes."""
    return length(cell, unit_minutes=1)


def _a_length(minutes: float) -> int:
    if not 0 <= minutes <= DAY_MINUTES:
        raise Unclear("line.hours")
    return round(minutes)
