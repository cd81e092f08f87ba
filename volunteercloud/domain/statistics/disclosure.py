"""What the public sees of the figures (decision 0049): nothing of fewer than ten people, by itself or by subtraction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.regions import queries as region_queries

from . import boxes, patterns
from .boxes import FEWEST, Cell, Table
from .models import Basis, Slice
from .patterns import Spot
from .periods import Period
from .sums import WITHHELD, Sums


def sees_exact(viewer: Actor | None, region_code: str) -> bool:
    """Officers of the region and above with the right to its figures, and the system itself; everybody else is the public."""
    if viewer is None:
        return False
    return viewer.is_system or identity_rules.is_officer_for(viewer, region_code or None, Right.STATISTICS)


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
    basis: Basis, by: Slice, found: Mapping[Spot, Sums], asked: Iterable[tuple[str, Period]], only: str | None = None
) -> dict[Spot, Sums]:
    """What the public sees of cells that were read. ``asked`` are all regions and periods that were, ``only`` the one value if
    one was. Where something is withheld, cells without service are too, so that nobody can tell one by its absence; where the
    total is withheld, no value is listed."""
    at = patterns.version()
    present: dict[tuple[str, Period], set[str]] = defaultdict(set)
    for spot in found:
        present[spot.region_code, spot.period].add(spot.value)
    shown = {}
    for region_code, period in asked:
        is_part = only is None and by not in (Slice.TOTAL, Slice.KIND)
        if is_part and patterns.withholds(Spot(region_code, period), basis, Slice.TOTAL, at):
            continue
        listed = {only} if only is not None else present[region_code, period]
        if only is None:
            listed = listed | patterns.values(region_code, period, basis, by, at)
        for value in sorted(listed):
            spot = Spot(region_code, period, value)
            if patterns.withholds(spot, basis, by, at):
                shown[spot] = WITHHELD
            elif spot in found:
                shown[spot] = public(found[spot])
    return shown


def withheld_times(people: Mapping[date, int], longer: int | None) -> set[date]:
    """Which times of one longer time are withheld of somebody who stands in no table, an organization: ``longer`` are the
    people of the longer time, where that is published."""
    cells: dict[Cell, int] = {("", str(start), ""): number for start, number in people.items()}
    margin: dict[Cell, int] = {} if longer is None else {("", ""): longer}
    found = boxes.box(Table(cells, [{}, margin, {}]))
    return {start for start in people if ("", str(start), "") in found}


def public(sums: Sums) -> Sums:
    """A cell that no other gives away: as it is where ten people or more are in it. First-timers are told to tens, a number to
    which nothing is attached."""
    if sums.records and sums.people < FEWEST:
        return WITHHELD
    return replace(sums, firsts=rounded(sums.firsts or 0))
