"""What an hour is worth where: loaded from lists, read by the year."""

from collections.abc import Collection

from django.db import transaction

from volunteercloud.domain.regions import queries as region_queries

from .lists import DATA, Loaded, Row, read, whole
from .models import Wage

TIME_VALUES = DATA / "wages-2024.csv"
DEMO = DATA / "demo-wages.csv"
COLUMNS = ("code", "year", "fen_an_hour", "source")
MOST_FEN = 10_000_000
BATCH = 1_000


@transaction.atomic
def load(content: bytes) -> Loaded:
    """Take in a list with the columns code (empty for the whole country), year, fen_an_hour, source. A region and year that is
    known is replaced; the same list again writes nothing. Where a line can't be taken none is."""
    found = read(content, COLUMNS, _key)
    if found.troubles:
        return Loaded(troubles=found.troubles)
    codes, years = {str(key[0]) for key in found.rows}, {key[1] for key in found.rows}
    known = {
        (row.region_code, row.year): (row.fen_an_hour, row.source)
        for row in Wage.objects.filter(region_code__in=codes, year__in=years)
    }
    written = [
        Wage(region_code=key[0], year=key[1], fen_an_hour=int(row["fen_an_hour"]), source=row["source"])
        for key, row in found.rows.items()
        if known.get(key) != (int(row["fen_an_hour"]), row["source"])  # type: ignore[call-overload]
    ]
    Wage.objects.bulk_create(
        written,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["region_code", "year"],
        update_fields=["fen_an_hour", "source"],
    )
    return Loaded(written=len(written), same=len(found.rows) - len(written))


def of(region_codes: Collection[str], years: Collection[int]) -> dict[tuple[str, int], Wage]:
    """What an hour was worth: of the region or the nearest above it that has a value, and of the year or the nearest earlier
    one, else of the first later one; the nearest region comes first. One statement."""
    ways = {code: _upwards(code) for code in region_codes}
    wanted = {above for way in ways.values() for above in way}
    by_region: dict[str, list[Wage]] = {}
    for wage in Wage.objects.filter(region_code__in=wanted).order_by("region_code", "year"):
        by_region.setdefault(wage.region_code, []).append(wage)
    found = {}
    for code, way in ways.items():
        nearest = next((by_region[above] for above in way if above in by_region), [])
        for year in years if nearest else ():
            earlier = [wage for wage in nearest if wage.year <= year]
            found[code, year] = earlier[-1] if earlier else nearest[0]
    return found


def _upwards(code: str) -> list[str]:
    way = [code]
    while way[-1]:
        way.append(region_queries.code_above(way[-1]))
    return way


def _key(row: Row) -> tuple[str, int]:
    whole(row["fen_an_hour"], MOST_FEN)
    return row["code"], whole(row["year"], 2199, smallest=1950)
