"""Scans that did not fit: kept as they came, each with its reason, for a leader to accept or dismiss."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.attendance import conflicts as sentences
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.domain.attendance.models import Conflict
from volunteercloud.web import answers, cursors

from . import frame
from .forms import DecisionForm


@dataclass(frozen=True, slots=True)
class Case:
    """One scan that waits: why, what can be done, and the form to say so, as it was filled in if that was wrong."""

    conflict: Conflict
    form: DecisionForm

    @property
    def words(self):
        return sentences.words(self.conflict.reason)

    @property
    def next_step(self):
        return sentences.next_step(self.conflict.reason)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conflicts(request, organization_id, shift_id):
    actor = answers.actor_of(request)
    asked = frame.identifier(request.POST.get("conflict")) if request.method == "POST" else None
    form = DecisionForm(request.POST or None, prefix=str(asked or ""))
    if form.is_valid() and answers.run(
        form,
        lambda: attendance_actions.decide_conflict(
            actor=actor,
            organization_id=organization_id,
            conflict_id=asked,
            accept=form.cleaned_data["decision"] == "accept",
            note=form.cleaned_data["note"],
            counts_at=form.cleaned_data["counts_at"],
            at=answers.reader_now(),
        ),
    ):
        messages.success(request, _("Decided. It stays below with your words."))
        return redirect("organizer:conflicts", organization_id, shift_id)
    after = cursors.read(request.GET.get("after"), cursors.instant, cursors.identifier)
    found = attendance_queries.conflicts(actor, organization_id, shift_id=shift_id, after=after)
    shown = found[: attendance_queries.PAGE]
    forms = {asked: form}
    shift = activity_queries.shift(organization_id, shift_id)
    facts = {
        "shift": shift,
        "organization": shift.organization,
        "cases": [Case(one, forms.get(one.id) or DecisionForm(prefix=str(one.id))) for one in shown],
        "cursor": cursors.written(shown[-1].arrived_at, shown[-1].id) if len(found) > len(shown) else "",
        "decided": attendance_queries.conflicts(actor, organization_id, shift_id=shift_id, is_open=False),
    }
    return answers.form_page(request, "organizer/shifts/conflicts.html", form, **facts)
