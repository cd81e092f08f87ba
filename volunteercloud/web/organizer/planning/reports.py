"""What came of a period: by project and by person, on a page and as a file that every spreadsheet opens."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from volunteercloud.core import cells
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.attendance import reports
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.web import answers, formats

from .forms import PeriodForm

PEOPLE_SHOWN = 200


@login_required
@require_safe
def report(request, organization_id):
    actor = answers.actor_of(request)
    form = _period(request)
    found = _found(actor, organization_id, form)
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "report": found,
        "people": found.people[:PEOPLE_SHOWN] if found else [],
        "hidden": max(len(found.people) - PEOPLE_SHOWN, 0) if found else 0,
    }
    return answers.form_page(request, "organizer/planning/report.html", form, **facts)


@login_required
@require_safe
def download(request, organization_id, part):
    form = _period(request)
    found = _found(answers.actor_of(request), organization_id, form)
    if found is None or part not in ("people", "projects"):
        raise NotFound
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{part}-{found.from_on}-{found.to_on}.csv"'
    lines = cells.Lines(answer)
    if part == "people":
        lines.add([_("Name"), _("Number"), _("Credit hours"), _("Honour hours"), _("Records")])
        lines.add_all([line.name, line.number, *_hours(line), line.records] for line in found.people)
    else:
        lines.add([_("Project"), _("People"), _("Credit hours"), _("Honour hours"), _("Records")])
        lines.add_all([_title(line), len(line.people), *_hours(line), line.records] for line in found.projects)
    return answer


def _period(request):
    """Of the month so far, unless another is asked for."""
    today = timezone.localdate()
    given = {"from_on": today.replace(day=1), "to_on": today} | request.GET.dict()
    return PeriodForm(given)


def _found(actor, organization_id, form):
    if not form.is_valid():
        reports.report(actor, organization_id, timezone.localdate(), timezone.localdate() - timedelta(days=1))
        return None
    return reports.report(actor, organization_id, form.cleaned_data["from_on"], form.cleaned_data["to_on"])


def _title(line):
    title = line.name if formats.in_chinese() or not line.name_en else line.name_en
    return title or _("Without a project")


def _hours(line):
    return [f"{minutes / 60:.2f}" for minutes in (line.credit_minutes, line.honour_minutes)]
