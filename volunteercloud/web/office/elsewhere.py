"""Opportunities elsewhere at the officer's desk: who publishes them, their lists, and the end of a source."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core import ids
from volunteercloud.domain.elsewhere import actions, queries
from volunteercloud.domain.elsewhere.access import RIGHTS
from volunteercloud.domain.intake.models import Kind
from volunteercloud.web import answers, cursors
from volunteercloud.web.intake import views
from volunteercloud.web.intake.forms import OpportunitiesForm
from volunteercloud.web.region_field import RegionField

from .desk import officers_only


class ChangeForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Who publishes there"),
        help_text=gettext_lazy("Everybody reads this beside each opportunity."),
        max_length=200,
    )
    address = forms.CharField(
        label=gettext_lazy("Web address"),
        help_text=gettext_lazy("Where those lead that have no page of their own. It begins with https://."),
        max_length=500,
        required=False,
        widget=forms.URLInput,
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        help_text=gettext_lazy("Under which they let others show it, for example CC BY 4.0."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class SourceForm(ChangeForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
    region_code = RegionField(
        label=gettext_lazy("Region"),
        max_length=100,
        help_text=gettext_lazy("All of their opportunities are in it. Rows without a region are of this one."),
    )


class EndForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stands in the audit trail."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(*RIGHTS)
def sources(request, desk):
    """Who publishes elsewhere in the officer's regions; the form names another."""
    form = SourceForm(request.POST or None, initial={"id": ids.uuid7(), "region_code": desk.regions[0]})
    if form.is_valid():
        given = dict(form.cleaned_data)
        source_id = given.pop("id")
        named = answers.run(
            form, lambda: actions.name_source(actor=desk.officer, source_id=source_id, at=desk.at, **given)
        )
        if named:
            messages.success(request, _("%(name)s is named. Send its first list.") % {"name": named.name})
            return redirect("office:opportunity_lists", named.id)
    after = cursors.read(request.GET.get("after"), str, UUID)
    found = queries.sources(desk.officer, after)
    page = found[: queries.PAGE]
    numbers = queries.numbers([one.id for one in page])
    facts = {
        "desk": desk,
        "rows": [(one, numbers.get(one.id, 0)) for one in page],
        "cursor": cursors.written(page[-1].name, page[-1].id) if len(found) > len(page) else "",
    }
    return answers.form_page(request, "office/elsewhere/sources.html", form, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(*RIGHTS)
def source(request, desk, source_id):
    """One source: send a list, and see those so far."""
    form = OpportunitiesForm(request.POST or None, request.FILES or None, label_suffix="")
    return _page(request, desk, queries.source(desk.officer, source_id), form)


@require_POST
@officers_only(*RIGHTS)
def change_source(request, desk, source_id):
    found = queries.source(desk.officer, source_id)
    form = ChangeForm(request.POST)
    changed = form.is_valid() and answers.run(
        form,
        lambda: actions.change_source(actor=desk.officer, source_id=source_id, at=desk.at, **form.cleaned_data),
    )
    if changed:
        messages.success(request, _("Kept. Rows show it from the next list on."))
        return redirect("office:opportunity_lists", source_id)
    return _page(request, desk, found, OpportunitiesForm(label_suffix=""), changing=form)


@require_POST
@officers_only(*RIGHTS)
def end_source(request, desk, source_id):
    found = queries.source(desk.officer, source_id)
    form = EndForm(request.POST)
    reason = form.data.get("reason", "")
    ended = form.is_valid() and answers.run(
        form, lambda: actions.end_source(actor=desk.officer, source_id=source_id, reason=reason, at=desk.at)
    )
    if ended:
        messages.success(request, _("%(name)s is ended, and nothing of it is found any more.") % {"name": found.name})
        return redirect("office:sources")
    return _page(request, desk, found, OpportunitiesForm(label_suffix=""), ending=form)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(*RIGHTS)
def intake(request, desk, source_id, intake_id):
    found = queries.source(desk.officer, source_id)
    return views.look(request, _console(desk, source_id), intake_id, desk=desk, source=found)


@require_safe
@officers_only(*RIGHTS)
def progress(request, desk, source_id, intake_id):
    return views.progress(_console(desk, source_id), intake_id)


@require_safe
@officers_only(*RIGHTS)
def results(request, desk, source_id, intake_id, form):
    return views.results(_console(desk, source_id), intake_id, form)


def _page(request, desk, found, form, changing=None, ending=None):
    said = {"name": found.name, "address": found.address, "licence": found.licence}
    facts = {
        "desk": desk,
        "source": found,
        "standing": queries.numbers([found.id]).get(found.id, 0),
        "changing": changing or ChangeForm(initial=said),
        "ending": ending or EndForm(),
    }
    response = views.send(request, _console(desk, found.id), form, "office/elsewhere/source.html", **facts)
    if facts["changing"].errors or facts["ending"].errors:
        response.status_code = 422
    return response


def _console(desk, source_id):
    return views.Console(
        desk.officer, Kind.OPPORTUNITIES, desk.officer.id, "office:opportunity_list", (source_id,), source_id
    )
