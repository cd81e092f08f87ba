"""The roster of a shift: who is expected, who came, and the leader's ticks beside each name."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.domain.attendance.models import Direction
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.web import answers

from . import frame
from .forms import ReasonForm, TickForm


@login_required
@require_safe
def roster(request, organization_id, shift_id):
    actor, now = answers.actor_of(request), answers.reader_now()
    sheet = frame.sheet_of(actor, organization_id, shift_id)
    facts = {
        "sheet": sheet,
        "organization": sheet.shift.organization,
        "manages": organization_rules.can_manage(actor, organization_id, sheet.shift.project_id),
        "me": actor.id,
        "has_begun": now >= sheet.shift.starts_at,
        "may_check_in": now < sheet.shift.ends_at,
        "need": docking_queries.need_of_shift(organization_id, shift_id),
        "conflicts": attendance_queries.count_open_conflicts(organization_id, shift_id),
    }
    return render(request, "organizer/shifts/roster.html", facts)


@login_required
@require_POST
def step(request, organization_id, shift_id, volunteer_id):
    """One step for one person: in, out, absent, approve. What refuses it is told on the roster."""
    form = TickForm(request.POST)
    if not form.is_valid():
        raise NotFound
    who = {"organization_id": organization_id, "shift_id": shift_id, "volunteer_id": volunteer_id}
    try:
        _take(form, actor=answers.actor_of(request), at=answers.reader_now(), **who)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("organizer:roster", organization_id, shift_id)


def _take(form, **who):
    do, request_id = form.cleaned_data["do"], form.cleaned_data["request_id"]
    take = {
        "in": partial(attendance_actions.tick, direction=Direction.IN, request_id=request_id),
        "out": partial(attendance_actions.tick, direction=Direction.OUT, request_id=request_id),
        "absent": attendance_actions.mark_absent,
        "approve": partial(signing_up.decide_sign_up, approve=True),
    }[do]
    take(**who)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_off(request, organization_id, shift_id, volunteer_id):
    """Take somebody off the roster, with a reason that the person is told."""
    actor = answers.actor_of(request)
    organization = organization_queries.organization(actor, organization_id)
    row = attendance_queries.on_roster(actor, organization_id, shift_id, volunteer_id=volunteer_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and answers.run(
        form,
        lambda: signing_up.decide_sign_up(
            actor=actor,
            organization_id=organization_id,
            shift_id=shift_id,
            volunteer_id=volunteer_id,
            approve=False,
            reason=form.cleaned_data["reason"],
            at=answers.reader_now(),
        ),
    ):
        messages.success(
            request, _("%(name)s is off the roster and has been told.") % {"name": row.sign_up.volunteer_name}
        )
        return redirect("organizer:roster", organization_id, shift_id)
    return answers.form_page(request, "organizer/shifts/take_off.html", form, row=row, organization=organization)
