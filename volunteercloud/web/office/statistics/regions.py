"""The dashboard of an officer's region: what everybody sees, but exactly, every measure with the time before, and its alerts."""

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.core import cells
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.statistics import disclosure, measures, periods
from volunteercloud.domain.statistics.measures import Need, Unit
from volunteercloud.domain.statistics.periods import Period
from volunteercloud.domain.statistics.questions import actions
from volunteercloud.domain.statistics.watching import alerts
from volunteercloud.web.data import asking, reading, sheets, showing
from volunteercloud.web.data.figures import Figure, figure_of
from volunteercloud.web.office.desk import officers_only

from .words import Said, said


@dataclass(frozen=True, slots=True)
class Line:
    """A measure of the table; ``has_parts`` leads to the organizations that it comes from."""

    now: Figure
    before: Figure | None
    has_parts: bool


@require_safe
@officers_only(Right.STATISTICS)
def own(request, desk):
    """The officer's first region."""
    return _page(request, desk, desk.regions[0])


@require_safe
@officers_only(Right.STATISTICS)
def region(request, desk, code):
    """Another officer's region is not found."""
    return _page(request, desk, code)


@require_safe
@officers_only(Right.STATISTICS)
def download(request, desk, code):
    """Every number of the page; leaves an entry."""
    shown = _shown(request, desk, code)
    actions.export(actor=desk.officer, region_code=code, what="dashboard", at=desk.at)
    name = f"{code or asking.NATION}-{asking.key_of(shown.read.period)}.csv"
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    rows = cells.Lines(answer)
    rows.add(sheets.COLUMNS)
    rows.add_all(sheets.lines(shown))
    return answer


def _page(request, desk, code):
    shown = _shown(request, desk, code)
    period = shown.read.period
    facts = {
        "desk": desk,
        "shown": replace(shown, figures=[]),  # all of them stand in the table of measures
        "read": shown.read,
        "stand": shown.read.stand,
        "key": asking.key_of(period),
        "has_rates": showing.any_known(shown.below),
        "lines": _lines(desk, code, period),
        "before": asking.said(before) if (before := periods.previous(period)) else "",
        "alerts": _alerts(desk, code),
        "other_regions": [each for each in desk.regions if each != code],
    }
    return render(request, "office/statistics/region.html", facts)


def _shown(request, desk, code):
    if not desk.covers(code):
        raise NotFound
    today = timezone.localdate(desk.at)
    period = asking.period_of(request.GET.get("period", ""), today)
    return showing.shown(reading.exact(desk.officer, code, period), today, "office:statistics_region")


def _lines(desk, code: str, period: Period) -> list[Line]:
    """All measures that are one number, beside the time before: two readings, however many measures."""
    chosen = [each for each in measures.listed() if each.unit != Unit.MIX]
    before = periods.previous(period)
    codes = [each.code for each in chosen]
    sight = disclosure.sight(desk.officer, code)
    found = measures.table(sight, [code], [period, before] if before else [period], codes)
    return [
        Line(
            figure_of(each, found[code, period][each.code]),
            figure_of(each, found[code, before][each.code]) if before else None,
            Need.SHIFTS in each.needs,
        )
        for each in chosen
    ]


def _alerts(desk, code: str) -> list[Said]:
    found = alerts.alerts(desk.officer, [code], is_open=True)
    return [said(alert) for alert in found[:5]]
