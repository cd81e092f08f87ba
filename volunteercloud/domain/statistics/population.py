"""How many people live where: loaded from lists, read by the day."""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from . import lists
from .lists import DATA, Loaded, Row, Wrong
from .models import Population

CENSUS = DATA / "population-2020.csv"
DEMO = DATA / "demo-population.csv"
COLUMNS = ("code", "counted_on", "residents", "source")
MOST_RESIDENTS = 10_000_000_000


def load(content: bytes) -> Loaded:
    """Take in a list with the columns code (empty for the whole country), counted_on, residents, source. A region and day that
    is known is replaced; the same list again writes nothing. Where a line can't be taken none is."""
    return lists.load(content, COLUMNS, _entry)


def of(region_codes: Collection[str], on: date) -> dict[str, Population]:
    """The last count on or before a day, of each region that has one; one statement."""
    return {code: found for (code, _day), found in of_many(region_codes, [on]).items()}


def of_many(region_codes: Collection[str], days: Iterable[date]) -> dict[tuple[str, date], Population]:
    """The same for several days; regions that somebody asked for within a minute take no statement."""
    rows = [row for counts in _counts.of(region_codes).values() for row in counts]
    return {(row.region_code, day): row for day in days for row in rows if row.counted_on <= day}


def _entry(row: Row) -> Population:
    residents = lists.whole(row["residents"], MOST_RESIDENTS)
    return Population(
        region_code=row["code"], counted_on=_day(row["counted_on"]), residents=residents, source=row["source"]
    )


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 2199:
        raise Wrong("list.day", _("The day is not written as 2020-11-01, or lies outside 1900 to 2199."))
    return day


_counts = lists.Remembered(Population, "counted_on")
