"""Hour codes of a shift: made on the spot, printed, withdrawn, and who redeemed them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core import ids
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.claims import actions, queries, rules, sheets
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.web import answers

from .forms import BatchForm, WithdrawalForm

FORMS = {
    "pdf": (sheets.pdf, "application/pdf"),
    "xlsx": (lambda printed, at: sheets.spreadsheet(printed), sheets.SPREADSHEET),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hour_codes(request, organization_id, shift_id):
    actor, now = answers.actor_of(request), answers.reader_now()
    shift = activity_queries.shift(organization_id, shift_id)
    worth = rules.service_minutes(shift)
    form = BatchForm(
        request.POST or None, initial={"batch_id": ids.uuid7(), "minutes": worth, "size": shift.taken or shift.places}
    )
    if form.is_valid() and answers.run(form, lambda: _make(actor, shift, form, now)):
        messages.success(request, _("The codes are made. Print them and hand each to one person."))
        return redirect("organizer:hour_codes", organization_id, shift_id)
    facts = _shown(actor, shift, now) | {"worth": worth, "is_over": now >= shift.ends_at}
    return answers.form_page(request, "organizer/claims/hour_codes.html", form, **facts)


def _make(actor, shift, form, now):
    return actions.make_codes(
        actor=actor, organization_id=shift.organization_id, shift_id=shift.id, at=now, **form.cleaned_data
    )


def _shown(actor, shift, now):
    return {
        "sheet": {"shift": shift},
        "organization": shift.organization,
        "batches": queries.batches(actor, shift.organization_id, shift.id),
        "redemptions": queries.redemptions(actor, shift.organization_id, shift.id),
        "manages": organization_rules.can_manage(actor, shift.organization_id, shift.project_id),
        "now": now,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request, organization_id, shift_id, batch_id):
    """One batch, to be withdrawn with a reason."""
    actor, now = answers.actor_of(request), answers.reader_now()
    shift = activity_queries.shift(organization_id, shift_id)
    found = queries.batch(actor, organization_id, batch_id)
    form = WithdrawalForm(request.POST or None)
    key = {"actor": actor, "organization_id": organization_id, "batch_id": batch_id, "at": now}
    if form.is_valid() and answers.run(form, lambda: actions.withdraw_codes(**key, **form.cleaned_data)):
        messages.success(request, _("The codes are withdrawn. What was redeemed before stands."))
        return redirect("organizer:hour_codes", organization_id, shift_id)
    facts = {"sheet": {"shift": shift}, "organization": shift.organization, "codes": found}
    return answers.form_page(request, "organizer/claims/withdraw_codes.html", form, **facts)


@login_required
@require_safe
def sheet(request, organization_id, shift_id, batch_id, form):
    if form not in FORMS:
        raise Http404
    make, media_type = FORMS[form]
    now = answers.reader_now()
    printed = actions.print_codes(
        actor=answers.actor_of(request), organization_id=organization_id, batch_id=batch_id, at=now
    )
    response = HttpResponse(make(printed, now), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="hour-codes-{str(batch_id)[-8:]}.{form}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
