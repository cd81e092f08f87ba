"""The papers of people on a roster: who states the qualification of the post, and whose original a leader has seen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.attendance import originals
from volunteercloud.web import answers

from . import frame


@login_required
@require_safe
def stated(request, organization_id, shift_id):
    actor = answers.actor_of(request)
    sheet = frame.sheet_of(actor, organization_id, shift_id)
    facts = {
        "sheet": sheet,
        "organization": sheet.shift.organization,
        "people": originals.originals(actor, organization_id, shift_id),
        "me": actor.id,
    }
    return render(request, "organizer/shifts/originals.html", facts)


@login_required
@require_POST
def seen(request, organization_id, shift_id, volunteer_id, qualification_id):
    found = attendance_actions.mark_original_seen(
        actor=answers.actor_of(request),
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        qualification_id=qualification_id,
        at=answers.reader_now(),
    )
    messages.success(request, _("Noted: you have seen “%(name)s”.") % {"name": found.name})
    return redirect("organizer:originals", organization_id, shift_id)
