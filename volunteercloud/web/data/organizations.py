"""The figures of an organization, month by month."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import register
from volunteercloud.domain.statistics import periods, queries
from volunteercloud.domain.statistics.models import Span
from volunteercloud.domain.statistics.sums import NOTHING, Sums
from volunteercloud.web import answers

from . import asking, reading, showing


@dataclass(frozen=True, slots=True)
class Figures:
    """``years`` the newest first, ``ever`` of all time; ``trend`` of the last two years, None where there is too little."""

    ever: Sums
    years: list[tuple[str, Sums]]
    trend: showing.Trend | None


@require_safe
def organization(request, number):
    meant = ids.clean_public_code(number)
    if not meant:
        raise NotFound
    if meant != number:
        return redirect("data:organization", meant, permanent=True)
    now = answers.reader_now()
    node = register.by_number(number)
    facts = {
        "organization": organization_queries.organization(answers.actor_of(request), node.organization_id),
        "figures": figures(node.organization_id, timezone.localdate(now)),
        "as_of": queries.as_of(now),
    }
    return render(request, "data/organization.html", facts)


def figures(organization_id: UUID, today: date) -> Figures:
    """Everybody sees the same; groups of fewer than ten are withheld."""
    until = date(today.year + 1, 1, 1)
    years = queries.of_organization(organization_id, Span.YEAR, date(periods.FIRST_YEAR, 1, 1), until)
    ever = queries.of_organization(organization_id, Span.EVER, periods.EVER, date(1, 1, 2)).get(periods.EVER, NOTHING)
    said = [(asking.said(periods.year(start)), sums) for start, sums in sorted(years.items(), reverse=True)]
    return Figures(ever, said, trend_of(organization_id, today))


def trend_of(organization_id: UUID, today: date) -> showing.Trend | None:
    """Two years of months, for this page and for the organization's own."""
    last = today.replace(day=1)
    since = date(last.year - 2, last.month, 1)
    months = queries.of_organization(organization_id, Span.MONTH, since, periods.month(last).end)
    return showing.trend(reading.filled(months, Span.MONTH, min(months, default=None), last))
