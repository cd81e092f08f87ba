"""What an hour is worth where: loaded from lists, read by the year."""

from collections.abc import Collection

from volunteercloud.domain.regions import queries as region_queries

from . import lists
from .lists import DATA, Loaded, Row
from .models import Wage

TIME_VALUES = DATA / "wages-2024.csv"
DEMO = DATA / "demo-wages.csv"
COLUMNS = ("code", "year", "fen_an_hour", "source")
MOST_FEN = 10_000_000


def load(content: bytes) -> Loaded:
    """Take in a list with the columns code (empty for the whole country), year, fen_an_hour, source. A region and year that is
    known is replaced; the same list again writes nothing. Where a line can't be taken none is."""
    return lists.load(content, COLUMNS, _entry)


def of(region_codes: Collection[str], years: Collection[int]) -> dict[tuple[str, int], Wage]:
    """What an hour was worth: of the region or the nearest above it that has a value, and of the year or the nearest earlier
    one, else of the first later one; the nearest region comes first. One statement, or none
    where somebody asked for these regions within a minute."""
    ways = {code: _upwards(code) for code in region_codes}
    wanted = {above for way in ways.values() for above in way}
    by_region = _worth.of(wanted)
    found = {}
    for code, way in ways.items():
        nearest = next((by_region[above] for above in way if by_region[above]), ())
        for year in years if nearest else ():
            earlier = [wage for wage in nearest if wage.year <= year]
            found[code, year] = earlier[-1] if earlier else nearest[0]
    return found


def _upwards(code: str) -> list[str]:
    way = [code]
    while way[-1]:
        way.append(region_queries.code_above(way[-1]))
    return way


def _entry(row: Row) -> Wage:
    year = lists.whole(row["year"], 2199, smallest=1950)
    fen = lists.whole(row["fen_an_hour"], MOST_FEN)
    return Wage(region_code=row["code"], year=year, fen_an_hour=fen, source=row["source"])


_worth = lists.Remembered(Wage, "year")
