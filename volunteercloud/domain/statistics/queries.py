"""Reading the figures: stored cells, a few rows a question, whatever lies below them.

A viewer who is not an officer of the region with the right to its figures sees what `disclosure` lets through.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from volunteercloud.core.actor import Actor

from .models import Basis, OrganizationCell, Progress, ServiceCell, Slice, Span
from .periods import Period
from .sums import NOTHING, Sums, of_cell


@dataclass(frozen=True, slots=True)
class AsOf:
    """Everything written before ``at`` is counted; ``lag_seconds`` is how far that is behind the clock."""

    at: datetime
    lag_seconds: float


def as_of(now: datetime) -> AsOf | None:
    """How fresh the figures are; nothing where nothing was ever counted."""
    progress = Progress.objects.filter(id=1).first()
    return AsOf(progress.as_of, max(0.0, (now - progress.as_of).total_seconds())) if progress else None


def total(viewer: Actor | None, region_code: str, period: Period, basis: Basis = Basis.PLACE) -> Sums:
    """What a region, or everywhere with an empty code, comes to in a period."""
    return parts(viewer, region_code, period, Slice.TOTAL, basis).get("", NOTHING)


def parts(
    viewer: Actor | None, region_code: str, period: Period, by: Slice, basis: Basis = Basis.PLACE
) -> dict[str, Sums]:
    """The same by the values of a slice."""
    del viewer
    found = ServiceCell.objects.filter(
        basis=basis, region_code=region_code, span=period.span, start=period.start, slice=by
    ).order_by("value")
    return {cell.value: of_cell(cell) for cell in found}


def series(
    viewer: Actor | None,
    region_code: str,
    span: Span,
    since: date,
    until: date,
    by: Slice = Slice.TOTAL,
    value: str = "",
    basis: Basis = Basis.PLACE,
) -> dict[date, Sums]:
    """The same one after the other: all days, months or years from ``since`` to before ``until`` in which there was any."""
    del viewer
    found = ServiceCell.objects.filter(
        basis=basis, region_code=region_code, span=span, slice=by, value=value, start__gte=since, start__lt=until
    ).order_by("start")
    return {cell.start: of_cell(cell) for cell in found}


def by_region(
    viewer: Actor | None, region_codes: Sequence[str], period: Period, basis: Basis = Basis.PLACE
) -> dict[str, Sums]:
    """The totals of several regions, for a map or a table: those right below one, as a rule."""
    del viewer
    found = ServiceCell.objects.filter(
        basis=basis, region_code__in=region_codes, span=period.span, start=period.start, slice=Slice.TOTAL, value=""
    ).order_by("region_code")
    return {cell.region_code: of_cell(cell) for cell in found}


def of_organization(organization_id: UUID, span: Span, since: date, until: date) -> dict[date, Sums]:
    """What an organization comes to, month by month or year by year."""
    found = OrganizationCell.objects.filter(
        organization_id=organization_id, span=span, start__gte=since, start__lt=until
    ).order_by("start")
    return {cell.start: of_cell(cell) for cell in found}
