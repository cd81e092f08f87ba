"""The figures of a region row by row, to take along: ordered here, written by the worker, fetched in one go or piece by piece."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.statistics.exports import actions, queries
from volunteercloud.domain.statistics.exports.columns import COLUMNS
from volunteercloud.domain.statistics.exports.models import UNDER_WAY, Form, State
from volunteercloud.domain.statistics.open_data.writing import MEDIA
from volunteercloud.domain.statistics.open_data.writing import Form as OpenForm
from volunteercloud.web import answers, ranged
from volunteercloud.web.region_field import RegionField

from .desk import officers_only, region_name

STATES: dict[str, tuple[str, str | Promise]] = {
    State.WAITING: ("quiet", gettext_lazy("Waits for its turn")),
    State.RUNNING: ("look", gettext_lazy("Being written")),
    State.DONE: ("good", gettext_lazy("Ready")),
    State.CANCELLED: ("quiet", gettext_lazy("Cancelled")),
    State.FAILED: ("stop", gettext_lazy("Stopped")),
    State.DELETED: ("quiet", gettext_lazy("Deleted after a week")),
}
TROUBLES: dict[str, str | Promise] = {
    "disk": gettext_lazy("The disk of the site was full. What was written is kept; carry on when there is room."),
    "right": gettext_lazy("Your right to the figures of this region had ended."),
}


class ExportForm(forms.Form):
    region = RegionField(
        label=gettext_lazy("Region"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("With everything below it. Without one, the whole country."),
    )
    since = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    form = forms.ChoiceField(
        label=gettext_lazy("Form"),
        choices=[
            (Form.CSV, gettext_lazy("CSV, for spreadsheets up to a million rows")),
            (Form.PARQUET, gettext_lazy("Parquet, for databases and Python; a tenth of the size")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.STATISTICS)
def exports(request, desk):
    """What was ordered, how far it is, and another order."""
    form = ExportForm(request.POST) if request.method == "POST" else ExportForm(initial=_usual(desk))
    if form.is_valid() and answers.run(form, lambda: _order(desk, form.cleaned_data)):
        messages.success(request, _("The export is being written. You may leave this page; it goes on."))
        return redirect("office:exports")
    rows = [
        {
            "export": export,
            "region": region_name(export.region_code),
            "last_on": export.until - timedelta(days=1),
            "state": STATES[export.state],
            "trouble": TROUBLES.get(export.trouble, ""),
        }
        for export in queries.mine(desk.officer)
    ]
    running = next((row for row in rows if row["export"].state in UNDER_WAY), None)
    facts = {
        "desk": desk,
        "rows": rows,
        "running": running,
        "percent": _percent(running["export"]) if running else 0,
        "columns": COLUMNS,
    }
    return answers.form_page(request, "office/exports/exports.html", form, **facts)


@require_safe
@officers_only(Right.STATISTICS)
def progress(request, desk):
    """For the bar of an export that runs."""
    running = next((export for export in queries.mine(desk.officer) if export.state in UNDER_WAY), None)
    if running is None:
        return JsonResponse({"is_running": False, "percent": 100, "done": 0})
    return JsonResponse({"is_running": True, "percent": _percent(running), "done": running.done})


@require_POST
@officers_only(Right.STATISTICS)
def cancel(request, desk, export_id):
    actions.cancel(actor=desk.officer, export_id=export_id, at=desk.at)
    messages.success(request, _("The export is cancelled; what was written is deleted."))
    return redirect("office:exports")


@require_POST
@officers_only(Right.STATISTICS)
def resume(request, desk, export_id):
    actions.resume(actor=desk.officer, export_id=export_id, at=desk.at)
    messages.success(request, _("The export goes on where it stopped."))
    return redirect("office:exports")


@require_safe
@officers_only(Right.STATISTICS)
def download(request, desk, export_id):
    """The file, whole or from where a download stopped."""
    export, path = queries.file_of(desk.officer, export_id)
    answer = ranged.sent(request, path, MEDIA[OpenForm(export.form)], str(export.id))
    last_on = export.until - timedelta(days=1)
    name = f"facts-{export.region_code or 'nation'}-{export.since}-{last_on}.{export.form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _order(desk, said):
    return actions.order(
        actor=desk.officer,
        region_code=said["region"],
        since=said["since"],
        until=min(said["until"], date.max - timedelta(days=1)) + timedelta(days=1),
        form=Form(said["form"]),
        at=desk.at,
    )


def _usual(desk):
    """The officer's first region and the month that was over last."""
    last = timezone.localdate(desk.at).replace(day=1) - timedelta(days=1)
    return {"region": desk.regions[0], "since": last.replace(day=1), "until": last, "form": Form.CSV}


def _percent(export):
    return min(100 * export.done // max(export.expected, 1), 100)
