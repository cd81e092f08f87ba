"""Confirming hours: who checked out becomes a record, a person at a time, in one press."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.web import answers

from . import frame
from .forms import ConfirmForm, TimesForm

MOST_SHOWN = 500


@dataclass(slots=True)
class Waiting:
    shift: Shift
    people: int = 0


@login_required
@require_safe
def waiting(request, organization_id):
    """The shifts on which somebody waits for confirmation, the longest waiting first."""
    shifts: dict[UUID, Waiting] = {}
    actor = answers.actor_of(request)
    for row in attendance_queries.unconfirmed(actor, organization_id, limit=MOST_SHOWN):
        shifts.setdefault(row.shift_id, Waiting(row.sign_up.shift)).people += 1
    facts = {"shifts": shifts.values(), "organization": organization_queries.organization(actor, organization_id)}
    return render(request, "organizer/shifts/waiting.html", facts)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one person in this confirmation."""

    name: str
    refusal: Refused | None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, organization_id, shift_id):
    """The page says what became of each person; sent twice, it says the same again."""
    actor = answers.actor_of(request)
    sheet, results = frame.sheet_of(actor, organization_id, shift_id), []
    names = {str(row.sign_up.volunteer_id): row.sign_up.volunteer_name for row in sheet.held}
    form = ConfirmForm(request.POST or None)
    form.fields["people"].choices, form.fields["people"].coerce = list(names.items()), UUID
    if form.is_valid():
        confirmed = attendance_actions.confirm(
            actor=actor,
            organization_id=organization_id,
            shift_id=shift_id,
            volunteer_ids=form.cleaned_data["people"],
            explanation=form.cleaned_data["explanation"],
            at=answers.reader_now(),
        )
        results = [Result(names[str(one.volunteer_id)], one.refusal) for one in confirmed]
        sheet = frame.sheet_of(actor, organization_id, shift_id)
    facts = {
        "sheet": sheet,
        "organization": sheet.shift.organization,
        "results": results,
        "refused": sum(bool(result.refusal) for result in results),
    }
    return answers.form_page(request, "organizer/shifts/confirm.html", form, **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def times(request, organization_id, shift_id, volunteer_id):
    """When somebody came and left as the leader states it, with a reason, before it is confirmed."""
    actor = answers.actor_of(request)
    row = attendance_queries.on_roster(actor, organization_id, shift_id, volunteer_id=volunteer_id)
    shift = activity_queries.shift(organization_id, shift_id)
    known = {name: getattr(row.attendance, name, None) for name in ("in_at", "out_at")}
    form = TimesForm(request.POST or None, initial=known)
    stated = form.is_valid() and answers.run(
        form,
        lambda: attendance_actions.set_times(
            actor=actor,
            organization_id=organization_id,
            shift_id=shift_id,
            volunteer_id=volunteer_id,
            reason=form.cleaned_data["reason"],
            at=answers.reader_now(),
            **{name: _as_it_was(form.cleaned_data[name], moment) for name, moment in known.items()},
        ),
    )
    if stated:
        messages.success(request, _("The times of %(name)s are set.") % {"name": row.sign_up.volunteer_name})
        return redirect("organizer:confirm_shift", organization_id, shift_id)
    facts = {"row": row, "shift": shift, "organization": shift.organization}
    return answers.form_page(request, "organizer/shifts/times.html", form, **facts)


def _as_it_was(stated, known):
    """The moment as it was scanned where the form, which shows minutes, was left as it stood."""
    return known if known and stated == known.replace(second=0, microsecond=0) else stated
