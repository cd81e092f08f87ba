"""Who moved into the officer's region and who left it, by month."""

from datetime import date
from uuid import UUID

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.domain.identity import names, residences
from volunteercloud.domain.identity.models import Right
from volunteercloud.web import cursors

from .desk import officers_only

MONTHS = 16  # a year back, and those in which moves may lie ahead


@require_safe
@officers_only(Right.IDENTITY)
def moves(request, desk):
    """Names are masked here: who the person is stands on their page, which says who opened it."""
    region, today = desk.region(request.GET.get("region")), timezone.localdate(desk.at)
    month = _month(request.GET.get("month")) or today.replace(day=1)
    incoming = request.GET.get("way") != "out"
    after = cursors.read(request.GET.get("after"), date.fromisoformat, UUID)
    found = residences.moves(desk.officer, region, incoming=incoming, month=month, after=after)
    page = found[: residences.PAGE]
    facts = {
        "desk": desk,
        "region": region,
        "month": month,
        "incoming": incoming,
        "rows": [(each, names.masked(each.volunteer.name)) for each in page],
        "often": residences.OFTEN,
        "cursor": cursors.written(page[-1].from_on, page[-1].id) if len(found) > len(page) else "",
        "months": _months(residences.by_month(desk.officer, region, date(today.year - 1, today.month, 1), MONTHS)),
    }
    return render(request, "office/moves.html", facts)


def _month(text):
    """The first day of a month written as 2026-11; None for anything else."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None


def _months(months):
    """Each with the widths of its two bars, in percent of the largest."""
    largest = max((max(each.came, each.left) for each in months), default=0)
    return [(each, 100 * each.came // largest, 100 * each.left // largest) for each in months]
