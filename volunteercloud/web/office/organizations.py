from uuid import UUID

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import actions, register
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import State
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.web import cursors
from volunteercloud.web.organizer.words import ORGANIZATION_STATES, PROJECT_STATES, ROLES

from . import supervision
from .desk import officers_only
from .forms import OrganizationsForm


@require_safe
@officers_only(Right.ORGANIZATIONS)
def listing(request, desk):
    form = OrganizationsForm(request.GET or None, initial={"region": desk.regions[0]})
    given = form.cleaned_data if form.is_valid() else {}
    wanted = register.Wanted(
        region_code=desk.region(given.get("region")),
        states=[given["state"]] if given.get("state") else [],
        text=given.get("text", ""),
        after=cursors.read(request.GET.get("after"), str, UUID),
    )
    found = list(register.listing(desk.officer, wanted))
    page = found[: register.PAGE]
    facts = {
        "desk": desk,
        "form": form,
        "rows": [(row, ORGANIZATION_STATES[row.state]) for row in page],
        "cursor": cursors.written(page[-1].name, page[-1].organization_id) if len(found) > len(page) else "",
    }
    return render(request, "office/organizations.html", facts)


@require_safe
@officers_only(Right.ORGANIZATIONS)
def organization(request, desk, organization_id):
    found = _of(desk, organization_id)
    projects = project_queries.projects_of(desk.officer, organization_id)[: project_queries.PAGE]
    facts = {
        "desk": desk,
        "organization": found,
        "state": ORGANIZATION_STATES[found.state],
        "is_active": found.state == State.ACTIVE,
        "staff": [(row, ROLES[row.role][0]) for row in organization_queries.staff(desk.officer, organization_id)],
        **supervision.summary(found),
        "projects": [(row, PROJECT_STATES[row.state]) for row in projects],
    }
    return render(request, "office/organization.html", facts)


@require_POST
@officers_only(Right.ORGANIZATIONS)
def trust(request, desk, organization_id):
    actions.set_trust(
        actor=desk.officer, organization_id=organization_id, trusted="trusted" in request.POST, at=desk.at
    )
    return redirect("office:organization", organization_id)


def _of(desk, organization_id):
    """An organization of the officer's regions; others have a public page, but none at this desk."""
    found = organization_queries.organization(desk.officer, organization_id)
    if not desk.covers(found.region_id):
        raise NotFound
    return found
