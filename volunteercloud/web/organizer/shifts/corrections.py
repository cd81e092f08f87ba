"""Correcting a record by those who wrote it: a new version with a reason, or a last one that revokes it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records import explaining
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import Standing
from volunteercloud.web import answers
from volunteercloud.web.objections import words

from .forms import CorrectionForm, RevocationForm


def _times(record):
    return {"starts_at": record.starts_at, "ends_at": record.ends_at, "break_minutes": record.break_minutes}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, organization_id, volunteer_id, record_id):
    actor, do = answers.actor_of(request), request.POST.get("do", "")
    versions = record_queries.recorded_by(actor, organization_id, volunteer_id, record_id)
    form = CorrectionForm(request.POST if do == "correct" else None, initial=_times(versions[-1]))
    revocation = RevocationForm(request.POST if do == "revoke" else None, prefix="revoke")
    record = {"actor": actor, "volunteer_id": volunteer_id, "record_id": record_id, "at": answers.reader_now()}
    steps = (
        (form, record_actions.correct_record, _("The corrected version stands now.")),
        (revocation, record_actions.revoke_record, _("The record is revoked.")),
    )
    for filled, action, done in steps:
        if filled.is_valid() and answers.run(filled, lambda: action(**record, **filled.cleaned_data)):  # noqa: B023
            messages.success(request, done)
            return redirect("organizer:correct", organization_id, volunteer_id, record_id)
    facts = {
        "record": versions[-1],
        "versions": versions[::-1],
        "revocation": revocation,
        "explained": explaining.explain(actor, volunteer_id, record_id),
        "is_valid": versions[-1].standing == Standing.VALID,
        "organization": organization_queries.organization(actor, organization_id),
        **words.beside(versions[-1], record["at"]),
    }
    return answers.form_page(request, "organizer/shifts/correct.html", form, **facts)
