"""Lists of organizations that an officer takes in."""

from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.intake.models import Kind
from volunteercloud.web.intake import views
from volunteercloud.web.intake.forms import OrganizationsForm

from .desk import officers_only, region_name


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.ORGANIZATIONS)
def intakes(request, desk):
    regions = [(code, region_name(code)) for code in desk.regions]
    form = OrganizationsForm(regions, request.POST or None, request.FILES or None, label_suffix="")
    return views.send(request, _console(desk), form, "office/intakes.html", desk=desk)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.ORGANIZATIONS)
def intake(request, desk, intake_id):
    return views.look(request, _console(desk), intake_id, desk=desk)


@require_safe
@officers_only(Right.ORGANIZATIONS)
def progress(request, desk, intake_id):
    return views.progress(_console(desk), intake_id)


@require_safe
@officers_only(Right.ORGANIZATIONS)
def results(request, desk, intake_id, form):
    return views.results(_console(desk), intake_id, form)


def _console(desk):
    return views.Console(desk.officer, Kind.ORGANIZATIONS, desk.officer.id, "office:intake")
