"""Lists of members that a manager brings."""

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.domain.intake.models import Kind
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.web import answers
from volunteercloud.web.intake import views
from volunteercloud.web.intake.forms import SendForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def intakes(request, organization_id):
    console = _console(request, organization_id)
    form = SendForm(request.POST or None, request.FILES or None, label_suffix="")
    organization = organization_queries.organization(console.actor, organization_id)
    return views.send(request, console, form, "organizer/members/lists.html", organization=organization)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request, organization_id, intake_id):
    console = _console(request, organization_id)
    organization = organization_queries.organization(console.actor, organization_id)
    return views.look(request, console, intake_id, organization=organization)


@login_required
@require_safe
def progress(request, organization_id, intake_id):
    return views.progress(_console(request, organization_id), intake_id)


@login_required
@require_safe
def results(request, organization_id, intake_id, form):
    return views.results(_console(request, organization_id), intake_id, form)


def _console(request, organization_id):
    actor = answers.actor_of(request)
    return views.Console(actor, Kind.MEMBERS, organization_id, "organizer:intake", (organization_id,))
