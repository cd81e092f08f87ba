"""The people of last time for this time, and every request of a shift approved in one press."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import planned
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import rosters
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.web import answers, formats
from volunteercloud.web.organizer.shifts.frame import identifier

from . import frame
from .forms import RosterForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def last_time(request, organization_id, shift_id):
    """The page says what became of each person; sent twice, it says the same again."""
    actor = answers.actor_of(request)
    shift = activity_queries.shift(organization_id, shift_id)
    if not organization_rules.can_manage(actor, organization_id, shift.project_id):
        raise NotFound
    earlier = planned.earlier_shifts(actor, shift)
    form = RosterForm(
        request.POST or None,
        shifts=[(str(row.id), _label(row)) for row in earlier],
        initial={"from_shift_id": str(earlier[0].id) if earlier else ""},
    )
    results = None
    if form.is_valid():
        results = answers.run(
            form,
            lambda: rosters.copy_roster(
                **frame.who(request, organization_id),
                shift_id=shift_id,
                from_shift_id=form.cleaned_data["from_shift_id"],
                reason=form.cleaned_data["reason"],
                confirms=form.cleaned_data["how"] == "confirm",
            ),
        )
    facts = {
        "shift": shift,
        "organization": shift.organization,
        "earlier": earlier,
        "results": results,
        "kept": sum(one.is_new for one in results or []),
    }
    return answers.form_page(request, "organizer/planning/last_time.html", form, **facts)


@login_required
@require_POST
def approve(request, organization_id, shift_id):
    people = [found for found in map(identifier, request.POST.getlist("people")) if found]
    approved = rosters.approve_many(**frame.who(request, organization_id), shift_id=shift_id, volunteer_ids=people)
    said = ngettext(
        "%(people)s person is confirmed and has been told.",
        "%(people)s people are confirmed and have been told.",
        len(approved),
    )
    messages.success(request, said % {"people": len(approved)})
    return redirect("organizer:overview", organization_id)


def _label(shift):
    people = ngettext("%(number)s person", "%(number)s people", shift.confirmed) % {"number": shift.confirmed}
    facts = {"when": formats.period(shift.starts_at, shift.ends_at), "post": shift.post.name, "people": people}
    return _("%(when)s, %(post)s, %(people)s") % facts
