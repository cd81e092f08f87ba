"""Needs at the officer's desk: those nobody took up in time, who looks after them where, and what the figures say."""

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
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs import queries as need_queries
from volunteercloud.domain.needs.actions import ending, offering, stations
from volunteercloud.domain.needs.models import WAITING
from volunteercloud.web import answers, cursors
from volunteercloud.web.needs import figures as pictures
from volunteercloud.web.needs import stages
from volunteercloud.web.organizer.needs.forms import DeclineForm, OfOfferForm, UnmetForm
from volunteercloud.web.organizer.organizations.tree_forms import OrganizationField
from volunteercloud.web.region_field import RegionField

from .desk import officers_only


class StationForm(forms.Form):
    region_code = RegionField(
        label=gettext_lazy("Region"),
        max_length=100,
        help_text=gettext_lazy("A street or district. What lies below is looked after too, until it has its own."),
    )
    organization_id = OrganizationField(
        label=gettext_lazy("Number or full name of the organization"),
        help_text=gettext_lazy("It is at work, and stands in the region or above."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class EndStationForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Words to the organization"),
        help_text=gettext_lazy("Its staff read exactly this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


@require_safe
@officers_only(Right.NEEDS)
def passed_up(request, desk):
    """Open needs that came up to the officer's regions, the urgent ones first, then those open longest."""
    after = cursors.read(request.GET.get("after"), int, cursors.instant, UUID)
    rows = need_queries.passed_up(desk.officer, after=after)
    page = rows[: need_queries.PAGE]
    facts = {
        "desk": desk,
        "rows": page,
        "cursor": cursors.written(*need_queries.cursor(page[-1])) if len(rows) > len(page) else "",
    }
    return render(request, "office/needs/passed_up.html", facts)


STEPS = {
    "choose": (OfOfferForm, offering.choose, gettext_lazy("Chosen, and they have been told.")),
    "decline": (DeclineForm, offering.decline, gettext_lazy("Declined, and they have been told.")),
    "unmet": (UnmetForm, None, gettext_lazy("Ended with its reason. Whoever asked for help has been told.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.NEEDS)
def need(request, desk, need_id):
    """One need with what was tried; the officer chooses among offers, or ends it with the reason."""
    found = _of(desk, need_id)
    do = request.POST.get("do", "")
    filled = {name: form(request.POST if name == do else None, prefix=name) for name, (form, *_rest) in STEPS.items()}
    form = filled.get(do)
    if form is not None and form.is_valid() and answers.run(form, lambda: _act(desk, found, do, form.cleaned_data)):
        messages.success(request, STEPS[do][2])
        return redirect("office:need", need_id)
    offers = docking_queries.offers(desk.officer, need_id)
    facts = {
        "desk": desk,
        "need": found,
        "forms": filled,
        "steps": stages.told(need_queries.steps(need_id)),
        "offers": offers,
        "groups": [
            (_("Organizations"), [one for one in offers if one.organization_id]),
            (_("Volunteers"), [one for one in offers if one.volunteer_id]),
        ],
        "people": {},
        "is_waiting": found.state in WAITING,
        "visits": docking_queries.visits(desk.officer, need_id) if found.way else [],
        "declined": filled["decline"].cleaned_data.get("offer_id") if filled["decline"].is_bound else None,
    }
    return answers.form_page(request, "office/needs/need.html", form or OfOfferForm(), **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.NEEDS)
def named_stations(request, desk):
    """Who looks after needs where; the form names a station for a region that has none of its own."""
    region = desk.region(request.GET.get("region"))
    form = StationForm(request.POST or None, initial={"region_code": request.GET.get("region") and region})
    named = form.is_valid() and answers.run(
        form, lambda: stations.name_station(actor=desk.officer, at=desk.at, **form.cleaned_data)
    )
    if named:
        messages.success(request, _("%(name)s is named.") % {"name": named.organization_name})
        return redirect("office:stations")
    return _stations(request, desk, region, form, EndStationForm())


@require_POST
@officers_only(Right.NEEDS)
def end_station(request, desk, station_id):
    region = desk.region(request.GET.get("region"))
    form = EndStationForm(request.POST)
    ended = form.is_valid() and answers.run(
        form,
        lambda: stations.end_station(
            actor=desk.officer, station_id=station_id, reason=form.cleaned_data["reason"], at=desk.at
        ),
    )
    if ended:
        messages.success(request, _("%(name)s is station no longer.") % {"name": ended.organization_name})
        return redirect("office:stations")
    return _stations(request, desk, region, StationForm(), form, station_id)


@require_safe
@officers_only(Right.NEEDS, Right.STATISTICS)
def figures(request, desk):
    """The figures of a region of the officer's, and of what lies right below it."""
    facts = {"desk": desk, "shown": _picture(request, desk), "spans": pictures.SPANS.items()}
    return render(request, "office/needs/figures.html", facts)


@require_safe
@officers_only(Right.NEEDS, Right.STATISTICS)
def figures_file(request, desk):
    return pictures.file_of(_picture(request, desk))


def _picture(request, desk):
    region = desk.region(request.GET.get("region"))
    span = pictures.span_of(request.GET.get("months"))
    return pictures.picture(desk.officer, region, span, timezone.localdate(desk.at))


def _stations(request, desk, region, form, ending_form, ended_id=None):
    facts = {
        "desk": desk,
        "region": region,
        "rows": need_queries.stations(region),
        "ending": ending_form,
        "ended_id": ended_id,
    }
    response = answers.form_page(request, "office/needs/stations.html", form, **facts)
    response.status_code = 422 if form.errors or ending_form.errors else 200
    return response


def _act(desk, found, do, given):
    if do == "unmet":
        return ending.close_unmet(actor=desk.officer, need_id=found.id, at=desk.at, **given)
    return STEPS[do][1](actor=desk.officer, at=desk.at, **given)


def _of(desk, need_id):
    found = need_queries.need(desk.officer, need_id)
    if not found.region_id or not desk.covers(found.region_id):
        raise NotFound
    return found
