"""Beginning with what is there, and putting away what is over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities.actions import copying
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.projects import actions as project_actions
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.web import answers

from . import frame
from .forms import CloseForm, CopyForm, TemplateForm


@login_required
@require_safe
def templates(request, organization_id):
    actor = answers.actor_of(request)
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "templates": project_queries.templates(actor, organization_id),
    }
    return render(request, "organizer/planning/templates.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request, organization_id, project_id, owner_id=None):
    """A copy of a project of one's own, or of a template that stands above."""
    actor = answers.actor_of(request)
    organization = organization_queries.organization(actor, organization_id)
    source = _source(request, actor, organization_id, owner_id or organization_id, project_id)
    form = CopyForm(request.POST or None)
    copied = form.is_valid() and answers.run(
        form,
        lambda: copying.copy_project(
            **frame.who(request, organization_id),
            project_id=project_id,
            from_organization_id=owner_id,
            first_on=form.cleaned_data["first_on"],
        ),
    )
    if copied:
        messages.success(request, _("Copied as a draft. Look it through, give it its dates and submit it."))
        return redirect("organizer:step", organization_id, copied.id, "check")
    facts = {"organization": organization, "source": source}
    return answers.form_page(request, "organizer/planning/copy.html", form, **facts)


def _source(request, actor, organization_id, owner_id, project_id):
    if owner_id == organization_id:
        return frame.managed(request, organization_id, project_id)
    found = project_queries.templates(actor, organization_id)
    source = next((one for one in found if (one.organization_id, one.id) == (owner_id, project_id)), None)
    if source is None:
        raise NotFound
    return source


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request, organization_id, project_id):
    project = frame.managed(request, organization_id, project_id)
    form = TemplateForm(request.POST or None, initial={"name": project.title})
    kept = form.is_valid() and answers.run(
        form,
        lambda: copying.keep_template(
            **frame.who(request, organization_id), project_id=project_id, **form.cleaned_data
        ),
    )
    if kept:
        messages.success(request, _("Kept as a template, for you and everybody below you."))
        return redirect("organizer:templates", organization_id)
    facts = {"organization": project.organization, "project": project}
    return answers.form_page(request, "organizer/planning/keep.html", form, **facts)


@login_required
@require_POST
def delete(request, organization_id, project_id):
    copying.delete_draft(**frame.who(request, organization_id), project_id=project_id)
    messages.success(request, _("Deleted."))
    return redirect("organizer:projects", organization_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request, organization_id, project_id):
    project = frame.managed(request, organization_id, project_id)
    form = CloseForm(request.POST or None)
    closed = form.is_valid() and answers.run(
        form,
        lambda: attendance_actions.close_project(
            **frame.who(request, organization_id), project_id=project_id, **form.cleaned_data
        ),
    )
    if closed:
        messages.success(request, _("The project is closed. What was served stays."))
        return redirect("organizer:project", organization_id, project_id)
    facts = {"organization": project.organization, "project": project}
    return answers.form_page(request, "organizer/planning/close.html", form, **facts)


@login_required
@require_POST
def archive(request, organization_id, project_id):
    project_actions.archive(**frame.who(request, organization_id), project_id=project_id)
    messages.success(request, _("In the archive. You find it there whenever you look for it."))
    return redirect("organizer:projects", organization_id)


@login_required
@require_POST
def restore(request, organization_id, project_id):
    project_actions.restore(**frame.who(request, organization_id), project_id=project_id)
    return redirect("organizer:project", organization_id, project_id)
