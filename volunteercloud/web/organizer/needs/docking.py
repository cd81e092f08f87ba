"""Docking: a need becomes a shift, an activity or a project, with everything filled in that it says."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs.actions import docking
from volunteercloud.domain.needs.models import OfferState, Way
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.projects.models import State as ProjectState
from volunteercloud.web import answers
from volunteercloud.web.needs import words

from . import frame
from .forms import ActivityDockForm, ProjectDockForm, ShiftDockForm


@login_required
@require_safe
def choose_way(request, organization_id, need_id):
    """The three ways, and the projects that a shift or an activity can be put into."""
    seen = frame.docked_by(request, organization_id, need_id)
    facts = {
        "seen": seen,
        "need": seen.need,
        "organization": seen.organization,
        "projects": public_projects(seen),
    }
    return render(request, "organizer/needs/choose_way.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def into_shift(request, organization_id, need_id, project_id):
    seen, filled = _begun(request, organization_id, need_id)
    project = public_project(seen, project_id)
    plans = activity_queries.plans(seen.actor, organization_id, project_id, since=seen.at)
    form = ShiftDockForm(
        request.POST or None, plans=plans, volunteers=_volunteers(seen), initial=_times(filled, seen.need)
    )
    return _dock(
        request,
        seen,
        Way.SHIFT,
        form,
        lambda given: docking.dock_into_activity(
            **_who(seen),
            activity_id=given["where"][0],
            post_id=given["where"][1],
            times=form.times(),
            **form.offers(),
        ),
        filled=filled,
        project=project,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def as_activity(request, organization_id, need_id, project_id):
    seen, filled = _begun(request, organization_id, need_id)
    project = public_project(seen, project_id)
    form = ActivityDockForm(
        request.POST or None,
        volunteers=_volunteers(seen),
        initial=_times(filled, seen.need) | {"title": filled.title},
    )
    return _dock(
        request,
        seen,
        Way.ACTIVITY,
        form,
        lambda given: docking.dock_as_activity(
            **_who(seen), project_id=project_id, title=given["title"], times=form.times(), **form.offers()
        ),
        filled=filled,
        project=project,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def as_project(request, organization_id, need_id):
    seen, filled = _begun(request, organization_id, need_id)
    initial = _times(filled, seen.need) | {"title": filled.title, "risks": filled.risks}
    form = ProjectDockForm(request.POST or None, initial=initial)
    return _dock(
        request,
        seen,
        Way.PROJECT,
        form,
        lambda given: docking.dock_as_project(
            **_who(seen), times=form.times(), **{name: given[name] for name in ("title", "risks", "submit")}
        ),
        filled=filled,
    )


def public_projects(seen):
    """Those into which something can be put now: public ones of the organization, the last changed first."""
    return list(project_queries.projects_of(seen.actor, seen.organization.id, state=ProjectState.PUBLISHED))


def public_project(seen, project_id: UUID):
    found = project_queries.project(seen.actor, seen.organization.id, project_id)
    if found.state != ProjectState.PUBLISHED:
        raise NotFound
    return found


def run_renamed(form, action):
    """`answers.run` for an action whose times have other names in the form."""

    def renamed():
        try:
            return action()
        except Refused as refusal:
            refusal.field = form.renamed.get(refusal.field, refusal.field)
            raise

    return answers.run(form, renamed)


def _begun(request, organization_id, need_id):
    seen = frame.docked_by(request, organization_id, need_id)
    return seen, docking_queries.filled(seen.actor, organization_id, need_id, seen.at)


def _dock(request, seen, way, form, act, **facts):
    if form.is_valid() and run_renamed(form, lambda: act(form.cleaned_data)):
        messages.success(request, _("Docked. Whoever asked for help has been told when somebody comes."))
        return redirect("organizer:need", seen.organization.id, seen.need.id)
    facts |= {
        "seen": seen,
        "need": seen.need,
        "organization": seen.organization,
        "way": way,
        "way_words": words.WAYS[way],
        "first": [form[name] for name in ("where", "title", "risks") if name in form.fields],
        "last": [form[name] for name in ("offer_ids", "submit") if name in form.fields],
    }
    return answers.form_page(request, "organizer/needs/dock.html", form, **facts)


def _who(seen):
    return {"actor": seen.actor, "organization_id": seen.organization.id, "need_id": seen.need.id, "at": seen.at}


def _volunteers(seen):
    """Volunteers who offered and were not turned down; only its station knows them."""
    if not seen.looks_after:
        return []
    offers = docking_queries.offers(seen.actor, seen.need.id)
    return [one for one in offers if one.volunteer_id and one.state in (OfferState.WAITING, OfferState.CHOSEN)]


def _times(filled, need):
    """The form's own fields from what the need says: a clock on the wall."""
    initial = {"places": filled.places, "weeks": 1}
    if filled.starts_at and filled.ends_at:
        starts, ends = timezone.localtime(filled.starts_at), timezone.localtime(filled.ends_at)
        initial |= {
            "on": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "next_day": ends.date() > starts.date(),
        }
    return initial
