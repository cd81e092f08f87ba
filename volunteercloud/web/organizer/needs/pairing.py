"""Twin help: a plan of visits to one household, looked at before it is begun, and ended with a reason."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import planned
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs import queries as need_queries
from volunteercloud.domain.needs.actions import pairing
from volunteercloud.web import answers, cursors

from . import docking, frame
from .forms import EndPairingForm, PairForm

PREVIEW = "preview"


@login_required
@require_safe
def all_of(request, organization_id):
    actor, organization, manages = frame.member_of(request, organization_id)
    if not manages:
        raise NotFound
    after = cursors.read(request.GET.get("after"), cursors.instant, cursors.identifier)
    rows = docking_queries.pairings(actor, organization_id, after)
    page = rows[: docking_queries.PAGE]
    facts = {
        "organization": organization,
        "rows": page,
        "cursor": cursors.written(page[-1].since, page[-1].id) if len(rows) > len(page) else "",
    }
    return render(request, "organizer/needs/twins.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request, organization_id, need_id, project_id):
    """The plan; one button shows its first days, the other begins it."""
    seen = frame.docked_by(request, organization_id, need_id)
    project = docking.public_project(seen, project_id)
    plans = activity_queries.plans(seen.actor, organization_id, project_id, since=seen.at)
    filled = docking_queries.filled(seen.actor, organization_id, need_id, seen.at)
    form = PairForm(request.POST or None, plans=plans, initial=_initial(seen, filled))
    is_preview = request.POST.get("do") == PREVIEW
    if form.is_valid() and not is_preview:
        paired = answers.run(form, lambda: pairing.pair(**_who(seen), need_id=need_id, **form.plan()))
        if paired:
            messages.success(request, _("The visits are planned, and whoever asked for help has been told."))
            return redirect("organizer:twin", organization_id, paired.id)
    facts = {
        "seen": seen,
        "need": seen.need,
        "organization": seen.organization,
        "project": project,
        "days": _days(seen, project, form) if form.is_valid() and is_preview else None,
    }
    return answers.form_page(request, "organizer/needs/pair.html", form, **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request, organization_id, pairing_id):
    """A pair with its visits; the form ends it."""
    actor, organization, manages = frame.member_of(request, organization_id)
    if not manages:
        raise NotFound
    found, at = docking_queries.pairing(actor, organization_id, pairing_id), answers.reader_now()
    form = EndPairingForm(request.POST or None)
    ended = form.is_valid() and answers.run(
        form,
        lambda: pairing.end_pairing(
            actor=actor, organization_id=organization_id, pairing_id=pairing_id, at=at, **form.cleaned_data
        ),
    )
    if ended:
        messages.success(request, _("Ended. The visits to come are called off, and everybody has been told."))
        return redirect("organizer:twin", organization_id, pairing_id)
    need = need_queries.need(actor, found.need_id)
    facts = {
        "organization": organization,
        "pairing": found,
        "need": need,
        "visits": docking_queries.visits(actor, found.need_id),
    }
    return answers.form_page(request, "organizer/needs/twin.html", form, **facts)


def _who(seen):
    return {"actor": seen.actor, "organization_id": seen.organization.id, "at": seen.at}


def _initial(seen, filled):
    need = seen.need
    starts_on = timezone.localdate(max(need.starts_at, seen.at)) if need.starts_at else timezone.localdate(seen.at)
    initial = {"weekdays": need.weekdays, "from_on": starts_on, "places": filled.places, "every_weeks": 1}
    if filled.starts_at and filled.ends_at:
        starts, ends = timezone.localtime(filled.starts_at), timezone.localtime(filled.ends_at)
        initial |= {"starts": starts.time(), "ends": ends.time()}
    if need.frequency == "recurring" and need.ends_at:
        initial["to_on"] = timezone.localdate(need.ends_at)
    return initial


def _days(seen, project, form):
    today = timezone.localdate(seen.at)
    return planned.first_days(seen.organization.id, project.region_id, today, **asdict(form.pattern()))
