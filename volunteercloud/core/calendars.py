"""What our iCalendar texts (RFC 5545) share: their head, the number of a change, and which signs a text may hold."""

import unicodedata
from datetime import UTC, datetime, timedelta

from icalendar import Calendar

FETCHED_EVERY = timedelta(hours=1)
# Numbers of changes count from here, so that they fit into 31 bits until 2094.
FIRST_CHANGE = datetime(2026, 1, 1, tzinfo=UTC)
UNWRITTEN = frozenset({"Cc", "Zl", "Zp"})  # categories of Unicode: control characters, ends of lines and paragraphs


def begun(name: str, product: str) -> Calendar:
    """A calendar without events yet. ``product`` names in English what it is of."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Volunteer Cloud//{product}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    one_line = " ".join(plain(name).split())  # no break is escaped in a property that no standard knows
    calendar.add("name", one_line)
    calendar.add("x-wr-calname", one_line)
    calendar.add("refresh-interval", FETCHED_EVERY, parameters={"VALUE": "DURATION"})
    return calendar


def sequence(changed_at: datetime) -> int:
    return max(0, int((changed_at - FIRST_CHANGE).total_seconds()))


def plain(text: str) -> str:
    """The text without what the format forbids, and without signs that programs take for the end of a line."""
    return "".join(sign if sign == "\n" or unicodedata.category(sign) not in UNWRITTEN else " " for sign in text)
