"""Reports by mail: what the officer gets, and the form for another one."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.statistics import saying
from volunteercloud.domain.statistics.reports import actions, contents
from volunteercloud.domain.statistics.reports.models import Rhythm
from volunteercloud.web import answers
from volunteercloud.web.office.desk import officers_only, region_name
from volunteercloud.web.region_field import RegionField

FIRST = ("credit_hours", "honour_hours", "people", "record_coverage", "activity_rate")
RHYTHMS = {Rhythm.MONTH: gettext_lazy("every month"), Rhythm.WEEK: gettext_lazy("every week")}


class ReportForm(forms.Form):
    region = RegionField(
        label=gettext_lazy("Region"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("One of yours, or one below. Empty: your own."),
    )
    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often"),
        widget=forms.RadioSelect,
        choices=[
            (Rhythm.MONTH, gettext_lazy("Every month, on its second day, about the month before")),
            (Rhythm.WEEK, gettext_lazy("Every Monday, about the month so far")),
        ],
        initial=Rhythm.MONTH,
    )
    measures = forms.MultipleChoiceField(
        label=gettext_lazy("What it reports"), widget=forms.CheckboxSelectMultiple, initial=FIRST
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["measures"].choices = [(each.code, each.title) for each in contents.offered()]


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.STATISTICS)
def reports(request, desk):
    form = ReportForm(request.POST or None)
    ordered = form.is_valid() and answers.run(form, lambda: _subscribe(desk, **form.cleaned_data))
    if ordered:
        messages.success(request, _("You get it by mail from now on."))
        return redirect("office:mailed_reports")
    titles = {each.code: str(each.title) for each in contents.offered()}
    rows = [
        (one, saying.region(one.region_code), RHYTHMS[Rhythm(one.rhythm)], [titles[code] for code in one.measures])
        for one in contents.mine(desk.officer)
    ]
    return answers.form_page(request, "office/statistics/reports.html", form, desk=desk, rows=rows)


@require_POST
@officers_only(Right.STATISTICS)
def end(request, desk, report_id):
    actions.end(actor=desk.officer, report_id=report_id, at=desk.at)
    messages.success(request, _("You get this report no more."))
    return redirect("office:mailed_reports")


@csrf_exempt  # a mail program posts as RFC 8058 has it and has no cookie; the link itself is signed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request, token):
    """One press ends a report. Opening the page ends nothing: programs that look at mails open links too."""
    report = contents.read_ending(token)
    is_done = request.method == "POST"
    if is_done:
        actions.end_by_link(actor=answers.actor_of(request), token=token, at=answers.reader_now())
    facts = {"region": region_name(report.region_code), "is_done": is_done}
    response = render(request, "office/statistics/report_off.html", facts)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _subscribe(desk, region, rhythm, measures):
    code = region or desk.regions[0]
    if not desk.covers(code):
        raise NotFound
    return actions.subscribe(actor=desk.officer, region_code=code, rhythm=rhythm, measures=measures, at=desk.at)
