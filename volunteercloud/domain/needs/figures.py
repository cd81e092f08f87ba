"""Reading the figures of needs: what was posted, met, and not met for which reason. One region and those right below it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from volunteercloud.core.actor import Actor

from . import seeing
from .models import NeedFigure

SMALLEST = 10  # fewer are shown to officers alone


@dataclass(slots=True)
class Sums:
    """Numbers of needs. None stands for fewer than ten, and others are rounded to tens, where they are for everybody."""

    posted: int | None = 0
    opened: int | None = 0
    answered: int | None = 0
    docked: int | None = 0
    met: int | None = 0
    unmet: int | None = 0
    unmet_by: dict[str, int | None] = field(default_factory=dict)
    met_percent: int | None = None
    answer_minutes: int | None = None
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """All of a region, then by month, by category (those with most unmet first) and by region right below it."""

    is_exact: bool
    whole: Sums
    by_month: dict[date, Sums]
    by_category: dict[str, Sums]
    by_region: dict[str, Sums]


def figures(viewer: Actor | None, region_code: str, from_month: date, to_month: date) -> Figures:
    """The figures of a region and everything below it, of needs posted from one month to another, both included; of the whole
    country without a code. Exact for officers of the region with the right to needs and for the operator's command; for others
    small numbers are left open. Two statements, and as many rows as the region has children, months and categories.
    """
    is_exact = viewer is not None and (viewer.is_system or seeing.is_officer(viewer, region_code))
    months = NeedFigure.objects.filter(month__range=(from_month, to_month))
    below = list(_below(months, region_code))
    own = list(months.filter(region_id=region_code).order_by("month", "category")) if region_code else below
    return Figures(
        is_exact,
        _summed(own, is_exact),
        {month: _summed((row for row in own if row.month == month), is_exact) for month in _months(own)},
        {code: _summed((row for row in own if row.category == code), is_exact) for code in _worst(own, "category")},
        {
            code: _summed((row for row in below if row.region_id == code), is_exact)
            for code in _worst(below, "region_id")
        },
    )


def _below(months: QuerySet[NeedFigure], region_code: str) -> QuerySet[NeedFigure]:
    found = months.filter(region__parent_id=region_code or None)
    return found.order_by("region_id", "month", "category")


def _months(rows: Iterable[NeedFigure]) -> list[date]:
    return sorted({row.month for row in rows})


def _worst(rows: Iterable[NeedFigure], by: str) -> list[str]:
    """The values of a column, those with most unmet needs first."""
    unmet: Counter[str] = Counter()
    for row in rows:
        unmet[getattr(row, by)] += row.unmet
    return sorted(unmet, key=lambda code: (-unmet[code], code))


def _summed(rows: Iterable[NeedFigure], is_exact: bool) -> Sums:
    total: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for row in rows:
        for name in ("posted", "opened", "answered", "answer_minutes", "docked", "met", "unmet", "rated", "rating_sum"):
            total[name] += getattr(row, name)
        reasons.update(row.unmet_by)
    ended = total["met"] + total["unmet"]

    def shown(number: int) -> int | None:
        if is_exact or number == 0:
            return number
        return None if number < SMALLEST else round(number, -1)

    def enough(number: int) -> bool:
        return number >= (1 if is_exact else SMALLEST)

    return Sums(
        **{name: shown(total[name]) for name in ("posted", "opened", "answered", "docked", "met", "unmet")},
        unmet_by={reason: shown(number) for reason, number in reasons.most_common()},
        met_percent=round(100 * total["met"] / ended) if enough(ended) else None,
        answer_minutes=round(total["answer_minutes"] / total["answered"]) if enough(total["answered"]) else None,
        rating=round(total["rating_sum"] / total["rated"], 1) if enough(total["rated"]) else None,
    )
