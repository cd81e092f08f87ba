"""Measures 指标: what is made of the figures, each with its definition, formula, source and version.

A value is made of what the viewer sees and of nothing else, so that no measure tells more than the figures it rests on.
"""

from collections.abc import Sequence

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound

from . import evidence
from .catalogue import MEASURES
from .evidence import Evidence
from .formulas import FORMULAS
from .models import Span
from .periods import Period
from .queries import Seen
from .reading import Asked
from .terms import Better, Measure, Missing, Need, Unit, Value

__all__ = [
    "Better",
    "Measure",
    "Missing",
    "Need",
    "Unit",
    "Value",
    "cells",
    "compare",
    "history",
    "listed",
    "measure",
    "table",
    "values",
]

BY_CODE = {each.code: each for each in MEASURES}


def listed() -> list[Measure]:
    """All measures, in the order in which a page shows them."""
    return list(MEASURES)


def measure(code: str) -> Measure:
    """One by its code. Raises `NotFound`."""
    try:
        return BY_CODE[code]
    except KeyError:
        raise NotFound from None


def cells(region_codes: Sequence[str], wanted: Sequence[Period], codes: Sequence[str]) -> list[Asked]:
    """What these measures ask of the cells: whoever reads more of them reads all in one statement."""
    return list(evidence.cells(region_codes, wanted, _needs(codes)).values())


def values(
    viewer: Actor | None, region_code: str, period: Period, codes: Sequence[str], seen: Seen | None = None
) -> dict[str, Value]:
    """The values of several measures for one region and period. Seven statements at most, however many measures; one less with
    ``seen``, what was read of `cells`."""
    return table(viewer, [region_code], [period], codes, seen)[region_code, period]


def compare(viewer: Actor | None, region_codes: Sequence[str], period: Period, code: str) -> dict[str, Value]:
    """One measure of several regions, for a map, a table or a ranking; as many statements as for one."""
    chosen = measure(code)
    found = evidence.gather(viewer, region_codes, [period], chosen.needs)
    return {each: _value(chosen, each, period, found[each, period]) for each in region_codes}


def table(
    viewer: Actor | None,
    region_codes: Sequence[str],
    wanted: Sequence[Period],
    codes: Sequence[str],
    seen: Seen | None = None,
) -> dict[tuple[str, Period], dict[str, Value]]:
    """Several measures of several regions, period by period; as many statements as for one of each."""
    chosen = [measure(code) for code in codes]
    found = evidence.gather(viewer, region_codes, wanted, _needs(codes), seen)
    return {at: {each.code: _value(each, *at, facts) for each in chosen} for at, facts in found.items()}


def history(viewer: Actor | None, region_code: str, wanted: Sequence[Period], code: str) -> dict[Period, Value]:
    """One measure of one region, period by period; as many statements as for one."""
    chosen = measure(code)
    found = evidence.gather(viewer, [region_code], wanted, chosen.needs)
    return {period: _value(chosen, region_code, period, found[region_code, period]) for period in wanted}


def _needs(codes: Sequence[str]) -> set[Need]:
    return {need for code in codes for need in measure(code).needs}


def _value(chosen: Measure, region_code: str, period: Period, found: Evidence) -> Value:
    if not _is_kept(chosen, region_code, period):
        return Value(chosen.code, region_code, period, missing=Missing.PERIOD)
    result = FORMULAS[chosen.code](found)
    return Value(
        chosen.code,
        region_code,
        period,
        result.number,
        result.top,
        result.bottom,
        result.parts,
        result.missing,
        result.facts,
    )


def _is_kept(chosen: Measure, region_code: str, period: Period) -> bool:
    """Of days and of streets there are totals alone."""
    if period.span == Span.DAY:
        return chosen.needs == {Need.PLACE}
    is_street = len(region_code) > len("990101")
    return not (is_street and chosen.needs & {Need.KIND, Need.CATEGORY, Need.SDG, Need.COHORTS})
