"""The public page of an organization, at an address that stays, and its poster."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.core import ids
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.figures import queries as figure_queries
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.organizations import posters, register
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import State as OrganizationState
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.projects.models import State
from volunteercloud.domain.supervision import queries as supervision_queries
from volunteercloud.web import answers
from volunteercloud.web.data import organizations as open_figures
from volunteercloud.web.organizer import words
from volunteercloud.web.volunteer.belonging import entrance_of

MOST_BELOW = 12
MOST_PROJECTS = 10


@require_safe
def profile(request, number):
    meant = ids.clean_public_code(number)
    if not meant:
        raise NotFound
    if meant != number:
        return redirect("public:organization", meant, permanent=True)
    viewer = answers.actor_of(request)
    node = register.by_number(number)
    organization = organization_queries.organization(viewer, node.organization_id)
    above = register.ancestors(organization.id) if node.parent_id else []
    below = list(register.children(ANONYMOUS, organization.id)[: MOST_BELOW + 1])
    projects = list(project_queries.projects_of(ANONYMOUS, organization.id, state=State.PUBLISHED)[: MOST_PROJECTS + 1])
    facts = {
        "organization": organization,
        "state": words.ORGANIZATION_STATES[organization.state],
        "is_at_work": organization.state == OrganizationState.ACTIVE,
        "above": above,
        "below": below[:MOST_BELOW],
        "has_more_below": len(below) > MOST_BELOW,
        "projects": projects[:MOST_PROJECTS],
        "has_more_projects": len(projects) > MOST_PROJECTS,
        "related": _related(organization),
        "figures": figure_queries.of(organization.id),
        "branch": figure_queries.of_branch(organization.id) if below else None,
        "trend": open_figures.trend_of(organization.id, timezone.localdate()),
        "needs": docking_queries.organization_results(organization.id),
        "notices": supervision_queries.notices_of(organization.id),
        "reports": supervision_queries.accepted_reports(organization.id),
        "entrance": entrance_of(viewer, organization),
        "works_here": organization_queries.role(viewer.id, organization.id) is not None,
    }
    return render(request, "public/organization.html", facts)


@login_required
@require_safe
def poster(request, number):
    """For the staff: printing costs a second of the machine."""
    viewer = answers.actor_of(request)
    node = register.by_number(number)
    if organization_queries.role(viewer.id, node.organization_id) is None:
        raise NotFound
    organization = organization_queries.organization(viewer, node.organization_id)
    paper = posters.pdf(organization, request.LANGUAGE_CODE, answers.reader_now())
    response = HttpResponse(paper, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="poster-{organization.number}.pdf"'
    return response


def _related(organization):
    """The organizations that its page leads to by name, by their id: liaison and successor."""
    wanted = [one for one in (organization.liaison_id, organization.successor_id) if one]
    return {node.organization_id: node for node in register.named(wanted)} if wanted else {}
