"""How many people live where: loaded from lists, read by the day."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .lists import DATA, Loaded, Row, Wrong, read, whole
from .models import Population

CENSUS = DATA / "population-2020.csv"
DEMO = DATA / "demo-population.csv"
COLUMNS = ("code", "counted_on", "residents", "source")
MOST_RESIDENTS = 10_000_000_000
BATCH = 1_000


@transaction.atomic
def load(content: bytes) -> Loaded:
    """Take in a list with the columns code (empty for the whole country), counted_on, residents, source. A region and day that
    is known is replaced; the same list again writes nothing. Where a line can't be taken none is."""
    found = read(content, COLUMNS, _key)
    if found.troubles:
        return Loaded(troubles=found.troubles)
    codes, days = {str(key[0]) for key in found.rows}, {key[1] for key in found.rows}
    known = {
        (row.region_code, row.counted_on): (row.residents, row.source)
        for row in Population.objects.filter(region_code__in=codes, counted_on__in=days)
    }
    written = [
        Population(region_code=key[0], counted_on=key[1], residents=int(row["residents"]), source=row["source"])
        for key, row in found.rows.items()
        if known.get(key) != (int(row["residents"]), row["source"])  # type: ignore[call-overload]
    ]
    Population.objects.bulk_create(
        written,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["region_code", "counted_on"],
        update_fields=["residents", "source"],
    )
    return Loaded(written=len(written), same=len(found.rows) - len(written))


def of(region_codes: Collection[str], on: date) -> dict[str, Population]:
    """The last count on or before a day, of each region that has one; one statement."""
    rows = Population.objects.filter(region_code__in=region_codes, counted_on__lte=on)
    return {row.region_code: row for row in rows.order_by("region_code", "counted_on")}


def of_many(region_codes: Collection[str], days: Iterable[date]) -> dict[tuple[str, date], Population]:
    """The same for several days, still in one statement."""
    rows = list(Population.objects.filter(region_code__in=region_codes).order_by("region_code", "counted_on"))
    return {(row.region_code, day): row for day in days for row in rows if row.counted_on <= day}


def _key(row: Row) -> tuple[str, date]:
    whole(row["residents"], MOST_RESIDENTS)
    try:
        counted_on = date.fromisoformat(row["counted_on"])
    except ValueError:
        raise Wrong("list.day", _("The day is not written as 2020-11-01.")) from None
    if not 1900 <= counted_on.year <= 2199:
        raise Wrong("list.day", _("The day is not written as 2020-11-01."))
    return row["code"], counted_on
