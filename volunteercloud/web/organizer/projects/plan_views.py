"""The fourth page of the wizard and, later, the plan of a published project."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import planning
from volunteercloud.domain.objections import notices
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.projects import rules as project_rules
from volunteercloud.web import answers

from .plan_forms import ActivityForm, PlacesForm, PostForm, ShiftsForm
from .steps import STEPS


@require_safe
@login_required
def plan(request, organization_id, project_id):
    project = _managed(request, organization_id, project_id)
    actor, now = answers.actor_of(request), answers.reader_now()
    plans = activity_queries.plans(actor, organization_id, project_id, since=now)
    facts = {**_facts(project), "plans": plans, "on_notice": _on_notice(plans, now)}
    return render(request, "organizer/projects/plan.html", facts)


def _on_notice(plans, now):
    """The activities whose records stand on a public notice list for a while."""
    return {plan.activity.id for plan in plans if notices.days(plan.activity.region_id, now)}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_activity(request, organization_id, project_id):
    project = _managed(request, organization_id, project_id)
    stands = {name: getattr(project, name) for name in ActivityForm.base_fields}
    form = ActivityForm(request.POST or None, initial=stands)
    added = form.is_valid() and answers.run(
        form,
        lambda: planning.add_activity(**_who(request, organization_id), project_id=project_id, **form.cleaned_data),
    )
    if added:
        return redirect("organizer:add_post", organization_id, project_id, added.id)
    return answers.form_page(request, "organizer/projects/add_activity.html", form, **_facts(project))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_post(request, organization_id, project_id, activity_id):
    project = _managed(request, organization_id, project_id)
    form = PostForm(request.POST or None)
    added = form.is_valid() and answers.run(
        form,
        lambda: planning.add_post(**_who(request, organization_id), activity_id=activity_id, draft=form.post()),
    )
    if added:
        return redirect("organizer:add_shifts", organization_id, project_id, added.id)
    return answers.form_page(request, "organizer/projects/add_post.html", form, **_facts(project))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_shifts(request, organization_id, project_id, post_id):
    project = _managed(request, organization_id, project_id)
    form = ShiftsForm(request.POST or None, initial={"on": timezone.localdate()})
    added = form.is_valid() and _run_renamed(
        form, lambda: planning.add_shifts(**_who(request, organization_id), post_id=post_id, **form.shifts())
    )
    if added:
        return redirect("organizer:plan", organization_id, project_id)
    return answers.form_page(request, "organizer/projects/add_shifts.html", form, **_facts(project))


@require_POST
@login_required
def change_places(request, organization_id, project_id, shift_id):
    form = PlacesForm(request.POST)
    places = form.cleaned_data["places"] if form.is_valid() else 0
    planning.change_places(**_who(request, organization_id), shift_id=shift_id, places=places)
    return redirect("organizer:plan", organization_id, project_id)


@require_POST
@login_required
def remove_shift(request, organization_id, project_id, shift_id):
    planning.remove_shift(**_who(request, organization_id), shift_id=shift_id)
    return redirect("organizer:plan", organization_id, project_id)


def _run_renamed(form, action):
    """`answers.run` for an action whose fields have other names in the form."""

    def renamed():
        try:
            return action()
        except Refused as refusal:
            refusal.field = form.renamed.get(refusal.field, refusal.field)
            raise

    return answers.run(form, renamed)


def _who(request, organization_id):
    return {"actor": answers.actor_of(request), "organization_id": organization_id, "at": answers.reader_now()}


def _managed(request, organization_id, project_id):
    actor = answers.actor_of(request)
    if not organization_rules.can_manage(actor, organization_id, project_id):
        raise NotFound
    return project_queries.project(actor, organization_id, project_id)


def _facts(project):
    return {
        "organization": project.organization,
        "project": project,
        "step": STEPS.named("shifts"),
        "steps": STEPS,
        "is_wizard": project.state in project_rules.EDITABLE,
    }
