"""What the public sees of the figures (decision 0049): nothing of fewer than ten people, by itself or by subtraction."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from itertools import product

from volunteercloud.core.actor import Actor, system
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.regions import queries as region_queries

from . import boxes
from .boxes import FEWEST, Cell, Table
from .models import Slice
from .patterns import Patterns, Spot, is_held
from .periods import Period
from .reading import Asked
from .sums import WITHHELD, Sums

SEES_ALL = system("statistics")


def sees_exact(viewer: Actor | None, region_code: str) -> bool:
    """Officers of the region and above with the right to its figures, and the system itself; everybody else is the public."""
    if viewer is None:
        return False
    return viewer.is_system or identity_rules.is_officer_for(viewer, region_code or None, Right.STATISTICS)


def sight(viewer: Actor | None, region_code: str) -> Actor | None:
    """Who stands for a viewer in all that is read of one region: the system where the figures are seen exactly, else the public.
    So a page of many readings asks once."""
    return SEES_ALL if sees_exact(viewer, region_code) else None


def check_exact(viewer: Actor, region_code: str) -> None:
    """Raises `NotFound` where the viewer does not see the exact figures of a region: what rests on them is nobody else's."""
    if not sees_exact(viewer, region_code):
        raise NotFound


def exact_among(viewer: Actor | None, region_codes: Collection[str]) -> frozenset[str]:
    """Those of several regions whose exact figures the viewer sees; one question where an officer stands above them all."""
    if viewer is None or not (viewer.is_system or viewer.id):
        return frozenset()
    above = min(region_codes, key=len, default="")
    while not all(code.startswith(above) for code in region_codes):
        above = region_queries.code_above(above)
    if sees_exact(viewer, above):
        return frozenset(region_codes)
    return frozenset(code for code in region_codes if sees_exact(viewer, code))


def rounded(number: int) -> int | None:
    """A number of people or places to which nothing is attached: to tens, and nothing said of fewer than ten but none."""
    return number if number == 0 else None if number < FEWEST else (number + 5) // 10 * 10


def let_through(
    known: Patterns, asked: Asked, found: Mapping[Spot, Sums], region_codes: Collection[str]
) -> dict[Spot, Sums]:
    """What the public sees of cells that were read, of those of the regions asked for whose exact figures it does not see. Where
    something is withheld, cells without service are too, so that nobody can tell one by its absence; where the total is
    withheld, no value is listed."""
    present: dict[tuple[str, Period], dict[str, Sums]] = defaultdict(dict)
    for spot, sums in found.items():
        present[spot.region_code, spot.period][spot.value] = sums
    is_part = asked.only is None and asked.by not in (Slice.TOTAL, Slice.KIND)
    shown = {}
    for region_code, period in product(region_codes, asked.wanted):
        if is_part and is_held(known.withheld(region_code, period, asked.basis, Slice.TOTAL), ""):
            continue
        there = present.get((region_code, period), {})
        if asked.only is not None:
            listed: Collection[str] = (asked.only,)
        else:
            listed = sorted(there.keys() | known.values(region_code, period, asked.basis, asked.by))
        held = known.withheld(region_code, period, asked.basis, asked.by)
        for value in listed:
            if is_held(held, value):
                shown[Spot(region_code, period, value)] = WITHHELD
            elif value in there:
                shown[Spot(region_code, period, value)] = public(there[value])
    return shown


def withheld_times(people: Mapping[date, int]) -> set[date]:
    """Which times of one longer time that is published are withheld of somebody who stands in no table, an organization."""
    sizes: dict[Cell, int] = {("", str(start), ""): boxes.size(number) for start, number in people.items()}
    found = boxes.box(Table(sizes, [(), {("", "")}, ()]))
    return {start for start in people if ("", str(start), "") in found}


def public(sums: Sums) -> Sums:
    """A cell that no other gives away: as it is where ten people or more are in it. First-timers are told to tens, a number to
    which nothing is attached."""
    if sums.records and sums.people < FEWEST:
        return WITHHELD
    return replace(sums, firsts=rounded(sums.firsts or 0))
