"""Series of a project: started, changed from a day on, ended; and the days on which nothing is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import planned
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import changing, pausing, signing_up
from volunteercloud.domain.activities.actions import series as series_actions
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.web import answers

from . import frame
from .forms import CallOffForm, ChangeForm, EndForm, PauseForm, SeriesForm


@login_required
@require_safe
def all_of(request, organization_id, project_id):
    project = frame.managed(request, organization_id, project_id)
    actor, now = answers.actor_of(request), answers.reader_now()
    facts = {
        "project": project,
        "organization": project.organization,
        "series": planned.series_of(actor, organization_id, project_id, now),
        "plans": activity_queries.plans(actor, organization_id, project_id, since=now),
    }
    return render(request, "organizer/planning/series.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request, organization_id, project_id, activity_id):
    project = frame.managed(request, organization_id, project_id)
    plans = activity_queries.plans(answers.actor_of(request), organization_id, project_id)
    plan = next((one for one in plans if one.activity.id == activity_id), None)
    if plan is None:
        raise NotFound
    form = SeriesForm(
        request.POST or None,
        posts=[(str(post.id), post.name) for post, _shifts in plan.posts],
        initial={"from_on": timezone.localdate(), "post_id": request.GET.get("post", "")},
    )
    started = form.is_valid() and answers.run(
        form,
        lambda: series_actions.start_series(
            **frame.who(request, organization_id),
            activity_id=activity_id,
            pattern=form.pattern(),
            slots=[form.slot()],
        ),
    )
    if started:
        messages.success(request, _("The series is started. Its shifts are made eight weeks ahead, every night."))
        return redirect("organizer:series", organization_id, project_id)
    facts = {"project": project, "organization": project.organization, "activity": plan.activity}
    return answers.form_page(request, "organizer/planning/start.html", form, **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request, organization_id, project_id, series_id):
    project = frame.managed(request, organization_id, project_id)
    found = planned.series(answers.actor_of(request), organization_id, series_id)
    form = EndForm(request.POST or None, initial={"from_on": timezone.localdate()})
    called_off = (
        answers.run(
            form,
            lambda: changing.end_series(
                **frame.who(request, organization_id), series_id=series_id, **form.cleaned_data
            ),
        )
        if form.is_valid()
        else None
    )
    if called_off is not None:
        messages.success(request, _("The series is ended.") + _told(called_off))
        return redirect("organizer:series", organization_id, project_id)
    facts = {"project": project, "organization": project.organization, "one": found}
    return answers.form_page(request, "organizer/planning/end.html", form, **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, organization_id, shift_id):
    """Time and places of a shift, or calling it off."""
    actor = answers.actor_of(request)
    shift = activity_queries.shift(organization_id, shift_id)
    if not organization_rules.can_manage(actor, organization_id, shift.project_id):
        raise NotFound
    day, do = planned.day_of(actor, organization_id, shift_id), request.POST.get("do", "")
    before = {
        "starts": timezone.localtime(shift.starts_at).time(),
        "ends": timezone.localtime(shift.ends_at).time(),
        "break_minutes": shift.break_minutes,
        "places": shift.places,
    }
    form = ChangeForm(request.POST if do == "change" else None, in_series=day is not None, initial=before)
    off = CallOffForm(request.POST if do == "call_off" else None, prefix="off")
    which = {**frame.who(request, organization_id), "shift_id": shift_id}
    if form.is_valid():
        follows = form.cleaned_data.get("reach") == "following"
        action = changing.change_following if follows else changing.change_shift
        changed = answers.run(form, lambda: action(**which, change=form.change(before)))
        if changed:
            messages.success(request, _changed(changed))
            return redirect("organizer:roster", organization_id, shift_id)
    if off.is_valid() and answers.run(off, lambda: signing_up.cancel_shift(**which, **off.cleaned_data)):
        messages.success(request, _("The shift is called off, and everybody on it has been told."))
        return redirect("organizer:plan", organization_id, shift.project_id)
    facts = {"shift": shift, "organization": shift.organization, "day": day, "off": off}
    return answers.form_page(request, "organizer/planning/change.html", form, **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pauses(request, organization_id):
    actor = answers.actor_of(request)
    organization = organization_queries.organization(actor, organization_id)
    if not organization_rules.can_manage(actor, organization_id):
        raise NotFound
    form = PauseForm(request.POST or None)
    added = form.is_valid() and answers.run(
        form, lambda: pausing.add_pause(**frame.who(request, organization_id), **form.cleaned_data)
    )
    if added:
        messages.success(request, _("Nothing is on these days.") + _told(added[1]))
        return redirect("organizer:pauses", organization_id)
    found = planned.pauses(actor, organization_id, timezone.localdate())
    facts = {"organization": organization, "pauses": found}
    return answers.form_page(request, "organizer/planning/pauses.html", form, **facts)


@login_required
@require_POST
def remove_pause(request, organization_id, pause_id):
    pausing.remove_pause(**frame.who(request, organization_id), pause_id=pause_id)
    messages.success(request, _("Taken back. The series make their shifts of these days again."))
    return redirect("organizer:pauses", organization_id)


def _changed(changed):
    shifts = len(changed.shifts)
    said = ngettext(
        "%(shifts)s shift is changed, and everybody on it has been told a new time.",
        "%(shifts)s shifts are changed, and everybody on them has been told a new time.",
        shifts,
    ) % {"shifts": shifts}
    if not changed.let_go:
        return said
    return said + " " + ngettext(
        "%(people)s person serves elsewhere then and has left.",
        "%(people)s people serve elsewhere then and have left.",
        changed.let_go,
    ) % {"people": changed.let_go}  # fmt: skip


def _told(called_off):
    if not called_off:
        return ""
    return " " + ngettext(
        "%(shifts)s shift with sign-ups was called off, and the people on it have been told.",
        "%(shifts)s shifts with sign-ups were called off, and the people on them have been told.",
        len(called_off),
    ) % {"shifts": len(called_off)}  # fmt: skip
