"""Claims: what waits, what somebody shows, and the leader's answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.domain.claims import actions, proofs, queries
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.web import answers, cursors

from .forms import ConfirmationForm, DeclineForm


@login_required
@require_safe
def waiting(request, organization_id):
    """What waits for an answer, the longest waiting first."""
    actor, now = answers.actor_of(request), answers.reader_now()
    after = cursors.read(request.GET.get("after"), cursors.instant, cursors.identifier)
    rows = queries.waiting(actor, organization_id, after=after)
    claims, more = rows[: queries.PAGE], len(rows) > queries.PAGE
    facts = {
        "claims": claims,
        "after": cursors.written(claims[-1].claimed_at, claims[-1].id) if more else None,
        "organization": organization_queries.organization(actor, organization_id),
        "now": now,
    }
    return render(request, "organizer/claims/waiting.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request, organization_id, claim_id):
    actor, do = answers.actor_of(request), request.POST.get("do", "")
    seen = queries.claim(actor, organization_id, claim_id)
    times = {"starts_at": seen.claim.starts_at, "ends_at": seen.claim.ends_at}
    form = ConfirmationForm(request.POST if do == "confirm" else None, initial=times)
    decline = DeclineForm(request.POST if do == "decline" else None, prefix="decline")
    answered = {
        "actor": actor, "organization_id": organization_id, "claim_id": claim_id, "at": answers.reader_now()
    }  # fmt: skip
    steps = (
        (form, actions.confirm_claim, _("The claim is confirmed and on record. The volunteer has been told.")),
        (decline, actions.decline_claim, _("The claim is declined. The volunteer has been told.")),
    )
    for filled, action, done in steps:
        if filled.is_valid() and answers.run(filled, lambda: action(**answered, **filled.cleaned_data)):  # noqa: B023
            messages.success(request, done)
            return redirect("organizer:claims", organization_id)
    facts = {"seen": seen, "decline": decline, "organization": seen.shift.organization, "me": actor.id}
    return answers.form_page(request, "organizer/claims/claim.html", form, **facts)


@login_required
@require_safe
def proof(request, organization_id, claim_id, position):
    """A proof by itself: a picture that the page shows, or a PDF that is only handed over as a file."""
    opened = actions.read_proof(
        actor=answers.actor_of(request),
        organization_id=organization_id,
        claim_id=claim_id,
        position=position,
        at=answers.reader_now(),
    )
    response = HttpResponse(opened.content, content_type=opened.media_type)
    if opened.media_type == proofs.PDF:
        response.headers["Content-Disposition"] = f'attachment; filename="proof-{position}.pdf"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
