from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import publishing
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.projects import actions
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.projects import rules as project_rules
from volunteercloud.domain.projects.models import State
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Kind
from volunteercloud.web import answers, cursors
from volunteercloud.web.organizer import words

from . import check
from .steps import STEPS


@require_safe
@login_required
def projects(request, organization_id):
    actor = answers.actor_of(request)
    organization = organization_queries.organization(actor, organization_id)
    after = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    archived = "archive" in request.GET
    duty = organization_rules.duty(actor, organization_id, organization_rules.MANAGERS)
    found = list(project_queries.projects_of(actor, organization_id, archived=archived, after=after))
    page = found[: project_queries.PAGE]
    facts = {
        "organization": organization,
        "rows": [(row, words.PROJECT_STATES[row.state]) for row in page],
        "cursor": cursors.written(page[-1].changed_at, page[-1].id) if len(found) > len(page) else "",
        "opens": duty is not None,
        "manages": duty is not None and duty.is_whole,
        "archived": archived,
    }
    return render(request, "organizer/projects/list.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_project(request, organization_id):
    actor, at = answers.actor_of(request), answers.reader_now()
    organization = organization_queries.organization(actor, organization_id)
    if not organization_rules.can_manage(actor, organization_id):
        raise NotFound
    here = STEPS[0]
    form = here.form(request.POST or None)
    begun = form.is_valid() and answers.run(
        form, lambda: actions.save_draft(actor=actor, organization_id=organization_id, details=form.cleaned_data, at=at)
    )
    if begun:
        return _go_on(request, begun, here)
    facts = {"organization": organization, "step": here, "steps": STEPS, "project": None}
    return answers.form_page(request, "organizer/projects/step.html", form, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def wizard(request, organization_id, project_id, step):
    """One page of the wizard; of a published project the same pages change what is public."""
    here = STEPS.named(step)
    if here is None:
        raise Http404
    project = _managed(request, organization_id, project_id)
    is_open = project.state in project_rules.EDITABLE or project.state == State.TEMPLATE
    if not (project.state == State.PUBLISHED and here.form) and not is_open:
        return redirect("organizer:project", organization_id, project_id)
    if here.form is None:
        return _check(request, project, here)
    return _fill_in(request, project, here)


def _fill_in(request, project, here):
    stands = {name: getattr(project, name) for name in here.form.base_fields}
    form = here.form(request.POST or None, initial=stands)
    keep = publishing.change_project if project.state == State.PUBLISHED else actions.save_draft
    saved = form.is_valid() and answers.run(
        form,
        lambda: keep(
            actor=answers.actor_of(request),
            organization_id=project.organization_id,
            project_id=project.id,
            details=form.cleaned_data,
            at=answers.reader_now(),
        ),
    )
    if saved:
        return _go_on(request, saved, here)
    facts = _wizard(project, here)
    return answers.form_page(request, "organizer/projects/step.html", form, **facts)


def _check(request, project, here):
    now = answers.reader_now()
    plans = activity_queries.plans(answers.actor_of(request), project.organization_id, project.id, since=now)
    missing = check.missing(project, plans, now)
    return render(
        request, "organizer/projects/check.html", {**_wizard(project, here), "plans": plans, "missing": missing}
    )


@require_safe
@login_required
def project(request, organization_id, project_id):
    """How a project stands that is no draft any more, and what can be done about it."""
    actor, now = answers.actor_of(request), answers.reader_now()
    found = _managed(request, organization_id, project_id)
    if found.state in project_rules.EDITABLE:
        return redirect("organizer:step", organization_id, project_id, "check")
    if found.state == State.TEMPLATE:
        return redirect("organizer:templates", organization_id)
    facts = {
        "organization": found.organization,
        "project": found,
        "state": words.PROJECT_STATES[found.state],
        "steps": [one for one in STEPS if one.form],
        "plans": activity_queries.plans(actor, organization_id, project_id, since=now),
        "review": review_queries.waiting_case(Kind.PROJECT, project_id),
        "now": now,
    }
    return render(request, "organizer/projects/project.html", facts)


@require_POST
@login_required
def submit(request, organization_id, project_id):
    submitted = publishing.submit_project(**_asked(request, organization_id, project_id))
    if submitted.state == State.PUBLISHED:
        messages.success(request, _("The project is public now."))
    else:
        messages.success(request, _("Submitted. You get a message when the officer has decided."))
    return redirect("organizer:project", organization_id, project_id)


@require_POST
@login_required
def withdraw(request, organization_id, project_id):
    actions.withdraw(**_asked(request, organization_id, project_id))
    return redirect("organizer:step", organization_id, project_id, "check")


def _asked(request, organization_id, project_id):
    actor, at = answers.actor_of(request), answers.reader_now()
    return {"actor": actor, "organization_id": organization_id, "project_id": project_id, "at": at}


def _managed(request, organization_id, project_id):
    """A project for those who manage it; to everybody else there is no such page."""
    actor = answers.actor_of(request)
    if not organization_rules.can_manage(actor, organization_id, project_id):
        raise NotFound
    return project_queries.project(actor, organization_id, project_id)


def _wizard(project, here):
    return {
        "organization": project.organization,
        "project": project,
        "step": here,
        "steps": STEPS,
        "before": STEPS.before(here),
        "is_public": project.state == State.PUBLISHED,
    }


def _go_on(request, project, here):
    if project.state == State.PUBLISHED or "leave" in request.POST:
        return redirect("organizer:project", project.organization_id, project.id)
    return redirect("organizer:step", project.organization_id, project.id, STEPS.after(here).name)
