"""Figures that a band can be set for: the measures that are one number, and the share of grade E."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.statistics import boxes, measures, queries
from volunteercloud.domain.statistics.measures import Unit, Value
from volunteercloud.domain.statistics.periods import Period
from volunteercloud.domain.statistics.sums import NOTHING

GRADE_E = "grade_e_share"


@dataclass(frozen=True, slots=True)
class Watched:
    """A figure by its code; of a share less than ten people or places say nothing."""

    code: str
    title: str | Promise
    unit: Unit


def listed() -> list[Watched]:
    """All of them, in the order in which the measures are listed."""
    found = [Watched(each.code, each.title, each.unit) for each in measures.listed() if each.unit != Unit.MIX]
    return [*found, Watched(GRADE_E, _("Share of grade E"), Unit.SHARE)]


def watched(code: str) -> Watched:
    """One by its code. Raises `NotFound`."""
    found = next((each for each in listed() if each.code == code), None)
    if found is None:
        raise NotFound
    return found


def values(viewer: Actor, code: str, region_codes: Sequence[str], period: Period) -> dict[str, float]:
    """What a figure came to, of those regions where it says something: known, not withheld, and no share of fewer than ten. As
    many statements for many regions as for one."""
    if code == GRADE_E:
        return _grade_e(viewer, region_codes, period)
    found = measures.compare(viewer, region_codes, period, code)
    is_share = watched(code).unit == Unit.SHARE
    return {
        region_code: value.number
        for region_code, value in found.items()
        if value.number is not None and not (is_share and _is_small(value))
    }


def _is_small(value: Value) -> bool:
    return value.bottom is not None and value.bottom < boxes.FEWEST


def _grade_e(viewer: Actor, region_codes: Sequence[str], period: Period) -> dict[str, float]:
    found = queries.by_region(viewer, region_codes, period)
    told = {code: found.get(code, NOTHING) for code in region_codes}
    return {
        code: sums.minutes[4] / whole
        for code, sums in told.items()
        if (whole := sums.credit_minutes + sums.honour_minutes) and sums.people >= boxes.FEWEST
    }
