"""Alerts, and the bands that they come from."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.statistics import saying
from volunteercloud.domain.statistics.measures import Unit
from volunteercloud.domain.statistics.watching import actions, watched
from volunteercloud.domain.statistics.watching import alerts as bands_and_alerts
from volunteercloud.domain.statistics.watching.alerts import CHANGES, CROSSINGS, Rule
from volunteercloud.domain.statistics.watching.models import Against, Crossing
from volunteercloud.web import answers, cursors
from volunteercloud.web.data import asking
from volunteercloud.web.office.desk import officers_only, region_name

from .words import said

LARGEST = 1e12


class BandForm(forms.Form):
    figure = forms.ChoiceField(label=gettext_lazy("Figure"))
    crossing = forms.ChoiceField(label=gettext_lazy("Raise an alert when it"), choices=list(CROSSINGS.items()))
    limit = forms.FloatField(
        label=gettext_lazy("Limit"),
        help_text=gettext_lazy("Shares and changes in percent, time in hours, money in yuan."),
        min_value=0,
        max_value=LARGEST,
    )
    against = forms.ChoiceField(
        label=gettext_lazy("A change is measured against"),
        choices=[
            (Against.MONTH, gettext_lazy("the month before")),
            (Against.YEAR, gettext_lazy("the same month of last year")),
        ],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["figure"].choices = [(each.code, each.title) for each in watched.listed()]

    def clean(self):
        """The limit in the unit that figures are kept in."""
        found = super().clean()
        if {"figure", "crossing", "limit"} <= found.keys():
            found["limit"] = found["limit"] * _size(found["figure"], found["crossing"])
        return found


@require_safe
@officers_only(Right.STATISTICS)
def alerts(request, desk):
    """Of all regions of the officer: open ones, or those that are over."""
    is_open = request.GET.get("show") != "closed"
    after = cursors.read(request.GET.get("after"), _month, UUID)
    found = bands_and_alerts.alerts(desk.officer, desk.regions, is_open=is_open, after=after)
    page = found[: bands_and_alerts.PAGE]
    facts = {
        "desk": desk,
        "rows": [said(one) for one in page],
        "is_open": is_open,
        "cursor": cursors.written(page[-1].month, page[-1].id) if len(found) > len(page) else "",
    }
    return render(request, "office/statistics/alerts.html", facts)


@require_safe
@officers_only(Right.STATISTICS)
def alert(request, desk, alert_id):
    found = bands_and_alerts.alert(desk.officer, alert_id)
    month = asking.key_of(bands_and_alerts.periods.month(found.month))
    return render(request, "office/statistics/alert.html", {"desk": desk, "row": said(found), "key": month})


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.STATISTICS)
def bands(request, desk, code):
    """The bands of a region, its own and those for all; the form sets one."""
    if not desk.covers(code):
        raise NotFound
    form = BandForm(request.POST or None)
    is_set = form.is_valid() and answers.run(
        form, lambda: actions.set_band(actor=desk.officer, region_code=code, at=desk.at, **form.cleaned_data)
    )
    if is_set:
        messages.success(request, _("The band is set, and judged within a quarter of an hour."))
        return redirect("office:bands", code)
    own = bands_and_alerts.bands(desk.officer, code)
    by_name = {str(band.id): band for band in own}
    rows = [(_sentence(rule), by_name.get(rule.name)) for rule in bands_and_alerts.rules(own)]
    facts = {"desk": desk, "code": code, "name": region_name(code), "rows": rows}
    return answers.form_page(request, "office/statistics/bands.html", form, **facts)


@require_POST
@officers_only(Right.STATISTICS)
def end_band(request, desk, band_id):
    band = actions.end_band(actor=desk.officer, band_id=band_id, at=desk.at)
    messages.success(request, _("The band has ended."))
    return redirect("office:bands", band.region_code)


def _sentence(rule: Rule) -> tuple[str, str]:
    return str(saying.title(rule.figure)), saying.band(rule.figure, rule.crossing, rule.limit, rule.against)


def _size(figure: str, crossing: str) -> float:
    if crossing in CHANGES or crossing == Crossing.LEAPS:
        return 0.01
    return {Unit.SHARE: 0.01, Unit.MINUTES: 60, Unit.FEN: 100}.get(watched.watched(figure).unit, 1)


def _month(text: str):
    return timezone.datetime.strptime(text, "%Y-%m-%d").date()
