"""What a document is filtered by, one term for each value, and what a query asks of them. Pure.

A point stands in a cell of each of several grids; what is near is asked for by the few cells of one grid that cover the
circle. The exact distance is looked at afterwards.
"""

from datetime import date, datetime, timedelta
from math import cos, floor, radians

from django.utils import timezone

from volunteercloud.core.geography import EARTH_METRES

from .asking import Part, Query
from .models import Document

REGION_LENGTHS = (2, 4, 6, 9, 12)
GRIDS = range(6, 16)  # cells of 180/2^n degrees: from about 313 kilometres down to 610 metres
MOST_CELLS = 64
KM_A_DEGREE = EARTH_METRES * radians(1) / 1000
NOON, EVENING = 12, 17  # hours at which a part of the day ends
DAY, WEEK = timedelta(days=1), 7


def of(document: Document) -> set[str]:
    """Every mark of a document. Nothing about ages: nearly everything is for everybody, so an index of them finds little."""
    marks = {f"kind:{document.kind}", f"u:{document.urgency}", "o:1" if document.is_remote else "o:0"}
    marks |= {f"r:{document.region_code[:length]}" for length in REGION_LENGTHS if length <= len(document.region_code)}
    marks |= {f"b:{code}" for code in document.beneficiaries} | {f"s:{code}" for code in document.skills}
    marks |= {f"l:{code}" for code in document.languages} | {f"g:{goal(code)}" for code in document.sdg_targets}
    marks |= {f"t:{code}" for code in document.sdg_targets}
    marks |= {f"w:{day}" for day in document.weekdays} | {f"p:{part}" for part in document.parts_of_day}
    if document.category:
        marks.add(f"c:{document.category}")
    if document.owner_id:
        marks.add(f"owner:{document.owner_id.hex}")
    if document.has_insurance:
        marks.add("i:1")
    if document.is_accessible:
        marks.add("x:1")
    if document.starts_at:
        marks.add(_day(timezone.localdate(document.starts_at)))
    if document.latitude is not None and document.longitude is not None:
        marks |= {_cell(grid, *_place(grid, document.latitude, document.longitude)) for grid in GRIDS}
    return marks


def asked(query: Query) -> list[list[str]]:
    """What a document must have: of each list one."""
    return [*places(query), *kinds(query)]


def places(query: Query) -> list[list[str]]:
    """Where it must be and whose, which few documents have."""
    groups = [
        [f"owner:{query.owner_id.hex}"] if query.owner_id else [],
        cells(*query.near, query.within_km) if query.near and query.within_km else [],
        [f"r:{query.region_code}"] if query.region_code else [],
    ]
    return [group for group in groups if group]


def kinds(query: Query) -> list[list[str]]:
    """What it must be like."""
    groups = [[f"s:{code}"] for code in query.skills] + [[f"l:{code}"] for code in query.languages]
    groups += [
        [f"b:{code}" for code in query.beneficiaries],
        [f"t:{code}" if "." in code else f"g:{code}" for code in query.sdg],
        [f"c:{code}" for code in query.categories],
        [f"u:{urgency}" for urgency in query.urgencies],
        [f"w:{day}" for day in query.weekdays],
        [f"p:{part}" for part in query.parts_of_day],
        [] if query.remote is None else [f"o:{int(query.remote)}"],
        ["x:1"] if query.accessible else [],
        ["i:1"] if query.insured else [],
        [f"kind:{kind}" for kind in query.kinds],
    ]
    return [group for group in groups if group]


def days(first: date, number: int) -> list[str]:
    """Of what begins on one of so many days from the first one on."""
    return [_day(first + place * DAY) for place in range(number)]


def cells(latitude: float, longitude: float, within_km: float) -> list[str]:
    """The cells that cover a circle, of the finest grid that needs few of them; none where even the coarsest needs many."""
    high = within_km / KM_A_DEGREE
    wide = high / max(cos(radians(min(abs(latitude) + high, 89.0))), 0.01)
    for grid in reversed(GRIDS):
        edge = _edge(grid)
        if edge < high / 2 or (2 * high / edge + 2) * (2 * wide / edge + 2) > MOST_CELLS:
            continue
        left, low = floor((longitude - wide + 180) / edge), floor((latitude - high + 90) / edge)
        right, top = floor((longitude + wide + 180) / edge), floor((latitude + high + 90) / edge)
        columns = {column % 2 ** (grid + 1) for column in range(left, right + 1)}
        return [_cell(grid, column, row) for column in sorted(columns) for row in range(low, top + 1)]
    return []


def weekdays(starts_at: datetime, ends_at: datetime) -> list[int]:
    """The days of the week that a time touches, 1 for Monday."""
    first, last = timezone.localdate(starts_at), timezone.localdate(ends_at - timedelta(microseconds=1))
    return sorted({(first + place * DAY).isoweekday() for place in range(min((last - first).days + 1, WEEK))})


def parts_of_day(starts_at: datetime, ends_at: datetime) -> list[str]:
    """The part of the day in which a time begins; every part for what lasts a day or more."""
    if ends_at - starts_at >= DAY:
        return list(Part)
    hour = timezone.localtime(starts_at).hour
    return [Part.MORNING if hour < NOON else Part.AFTERNOON if hour < EVENING else Part.EVENING]


def goal(target: str) -> str:
    """The goal of a target of the SDGs: 3 of 3.8."""
    return target.split(".")[0]


def _day(day: date) -> str:
    return f"y:{day:%y%m%d}"


def _edge(grid: int) -> float:
    return 180 / 2.0**grid


def _place(grid: int, latitude: float, longitude: float) -> tuple[int, int]:
    edge = _edge(grid)
    return floor((longitude + 180) / edge) % 2 ** (grid + 1), floor((latitude + 90) / edge)


def _cell(grid: int, column: int, row: int) -> str:
    return f"d{grid}:{column}.{row}"
