from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import actions
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import State
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.web import answers, cursors
from volunteercloud.web.organizer.words import ORGANIZATION_STATES, PROJECT_STATES, ROLES

from .desk import officers_only
from .forms import OrganizationsForm, SuspensionForm


@require_safe
@officers_only(Right.ORGANIZATIONS)
def listing(request, desk):
    form = OrganizationsForm(request.GET or None, initial={"region": desk.regions[0]})
    given = form.cleaned_data if form.is_valid() else {}
    wanted = organization_queries.Filter(
        region_code=desk.region(given.get("region")),
        state=given.get("state", ""),
        text=given.get("text", ""),
        after=cursors.read(request.GET.get("after"), str, UUID),
    )
    found = list(organization_queries.listing(desk.officer, wanted))
    page = found[: organization_queries.PAGE]
    facts = {
        "desk": desk,
        "form": form,
        "rows": [(row, ORGANIZATION_STATES[row.state]) for row in page],
        "cursor": cursors.written(page[-1].name, page[-1].id) if len(found) > len(page) else "",
    }
    return render(request, "office/organizations.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.ORGANIZATIONS)
def organization(request, desk, organization_id):
    """An organization's page; the form on it suspends."""
    found = _of(desk, organization_id)
    form = SuspensionForm(request.POST or None)
    suspended = form.is_valid() and answers.run(
        form,
        lambda: actions.suspend_organization(
            actor=desk.officer, organization_id=organization_id, at=desk.at, **form.cleaned_data
        ),
    )
    if suspended:
        messages.success(request, _("%(name)s is suspended.") % {"name": found.name})
        return redirect("office:organization", organization_id)
    projects = project_queries.projects_of(desk.officer, organization_id)[: project_queries.PAGE]
    facts = {
        "desk": desk,
        "organization": found,
        "state": ORGANIZATION_STATES[found.state],
        "is_active": found.state == State.ACTIVE,
        "staff": [(row, ROLES[row.role][0]) for row in organization_queries.staff(desk.officer, organization_id)],
        "projects": [(row, PROJECT_STATES[row.state]) for row in projects],
    }
    return answers.form_page(request, "office/organization.html", form, **facts)


@require_POST
@officers_only(Right.ORGANIZATIONS)
def trust(request, desk, organization_id):
    actions.set_trust(
        actor=desk.officer, organization_id=organization_id, trusted="trusted" in request.POST, at=desk.at
    )
    return redirect("office:organization", organization_id)


@require_POST
@officers_only(Right.ORGANIZATIONS)
def reinstate(request, desk, organization_id):
    actions.reinstate_organization(actor=desk.officer, organization_id=organization_id, at=desk.at)
    return redirect("office:organization", organization_id)


def _of(desk, organization_id):
    """An organization of the officer's regions; others have a public page, but none at this desk."""
    found = organization_queries.organization(desk.officer, organization_id)
    if not desk.covers(found.region_id):
        raise NotFound
    return found
