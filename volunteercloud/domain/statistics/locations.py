"""Where each code of a region counts today: the end of its successors, and what is above that."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import connection

from volunteercloud.core.writing import told
from volunteercloud.domain.regions.models import Level, Region

from .models import Place

STORE = """
    INSERT INTO statistics_place (code, street, district, city, province)
    SELECT code, street, district, city, province FROM json_populate_recordset(NULL::statistics_place, %s)
    ON CONFLICT (code) DO UPDATE
    SET street = EXCLUDED.street, district = EXCLUDED.district, city = EXCLUDED.city, province = EXCLUDED.province"""
UNLISTED = """
    SELECT code FROM (
        SELECT place_code AS code FROM statistics_servicefact UNION SELECT home_code FROM statistics_servicefact
        UNION SELECT region_code FROM statistics_personfact UNION SELECT place_code FROM statistics_shiftfact
    ) AS used
    WHERE code <> '' AND NOT EXISTS (SELECT 1 FROM statistics_place AS place WHERE place.code = used.code)
    ORDER BY code LIMIT %s"""
MOST_UNLISTED = 100
BATCH = 5_000
HIGHEST = 50  # how far up: a list in which a region lies in itself ends here


class Location(NamedTuple):
    """The codes that something at a place counts under; empty where there is no such level above it, or nothing is known."""

    street: str = ""
    district: str = ""
    city: str = ""
    province: str = ""

    @property
    def regions(self) -> tuple[str, ...]:
        """Everywhere, and down to the district."""
        return ("", *(code for code in (self.province, self.city, self.district) if code))


NOWHERE = Location()
SLOTS = {Level.PROVINCE: "province", Level.CITY: "city", Level.DISTRICT: "district", Level.STREET: "street"}


class Step(NamedTuple):
    """What the list of regions says of a code."""

    parent: str | None
    level: int
    successor: str | None


def located(codes: Iterable[str]) -> dict[str, Location]:
    """Where these codes count, as the cells were counted by. What is missing counts to the nation only."""
    found = Place.objects.filter(code__in=set(codes))
    return {
        code: Location(*above) for code, *above in found.values_list("code", "street", "district", "city", "province")
    }


def derived(steps: Mapping[str, Step]) -> dict[str, Location]:
    """Where each code of a list counts: under the last of its successors and everything above that, each itself followed
    to its last successor. A code that was split has no successor, and stays under its own."""
    return {code: _location(code, steps) for code in steps}


def store() -> list[str]:
    """Write down what the list of regions says today. Answers the codes that counted elsewhere before; the caller counts
    the cells again in the same transaction where there are facts of them."""
    listed = Region.objects.values_list("code", "parent_id", "level", "successor_id")
    now = derived({code: Step(parent, level, successor) for code, parent, level, successor in listed})
    before = located(Place.objects.values_list("code", flat=True))
    changed = sorted(code for code, location in now.items() if before.get(code) != location)
    for start in range(0, len(changed), BATCH):
        rows = [{"code": code, **now[code]._asdict()} for code in changed[start : start + BATCH]]
        with connection.cursor() as cursor:
            cursor.execute(STORE, [told(rows)])
    return changed


def _location(code: str, steps: Mapping[str, Step]) -> Location:
    found: dict[str, str] = {}
    current: str | None = _today(code, steps)
    for _above in range(HIGHEST):
        if current is None or current not in steps:
            break
        slot = SLOTS.get(Level(steps[current].level))
        if slot:
            found.setdefault(slot, current)
        parent = steps[current].parent
        current = _today(parent, steps) if parent else None
    return Location(**found)


def _today(code: str, steps: Mapping[str, Step]) -> str:
    """The last of its successors; the code itself, where a list bites its tail and nobody is the last."""
    followed = [code]
    while followed[-1] in steps and (successor := steps[followed[-1]].successor) in steps:
        if successor is None or successor in followed:
            return code
        followed.append(successor)
    return followed[-1]


def unlisted() -> list[str]:
    """Codes in facts that no list of regions ever had, which count to the nation alone; at most `MOST_UNLISTED`."""
    with connection.cursor() as cursor:
        cursor.execute(UNLISTED, [MOST_UNLISTED])
        return [code for (code,) in cursor.fetchall()]
