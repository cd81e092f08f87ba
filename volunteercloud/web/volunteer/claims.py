"""Service that no scan shows, on the volunteer's side: an hour code from paper, and claims with proof."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core import ids
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.claims import actions, queries
from volunteercloud.web import answers, cursors

from . import whom
from .claim_forms import ClaimForm, CodeForm


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def redeem(request):
    """A code typed from paper, or brought along by the picture on it."""
    actor, about = answers.actor_of(request), whom.of(request)
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("code", "")[:40]})
    redeemed = form.is_valid() and answers.run(form, lambda: _redeem(actor, about.id, form))
    if redeemed and redeemed.refusal:
        form.add_error("code", str(redeemed.refusal))
    elif redeemed:
        messages.success(request, _("The code is redeemed, and your service is on record."))
        return redirect(reverse("volunteer:record", args=[redeemed.record_id]) + about.query)
    return answers.form_page(request, "volunteer/claims/redeem.html", form, whom=about)


def _redeem(actor, volunteer_id, form):
    return actions.redeem_code(
        actor=actor, code=form.cleaned_data["code"], volunteer_id=volunteer_id, at=answers.reader_now()
    )


@login_required
@require_safe
def claims(request):
    """Shifts without a record that can be claimed, and what was claimed."""
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    after = cursors.read(request.GET.get("after"), cursors.instant, cursors.identifier)
    rows = queries.my_claims(actor, about.id, after=after)
    shown, more = rows[: queries.PAGE], len(rows) > queries.PAGE
    facts = {
        "whom": about,
        "claimable": [] if after else queries.claimable(actor, about.id, now),
        "claims": shown,
        "after": cursors.written(shown[-1].claimed_at, shown[-1].claim_id) if more else None,
    }
    return render(request, "volunteer/claims/claims.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_shift(request, organization_id, shift_id):
    actor, about = answers.actor_of(request), whom.of(request)
    place = activity_queries.my_place(actor, organization_id, shift_id, about.id)
    times = {"claim_id": ids.uuid7(), "starts_at": place.shift.starts_at, "ends_at": place.shift.ends_at}
    form = ClaimForm(request.POST or None, request.FILES or None, initial=times)
    if form.is_valid() and (made := answers.run(form, lambda: _claim(actor, place.sign_up, form))):
        messages.success(request, _("The claim is made. The leader has been told; you hear of the answer."))
        return _to(made.id, about)
    return answers.form_page(request, "volunteer/claims/claim_shift.html", form, whom=about, shift=place.shift)


def _claim(actor, sign_up, form):
    said = {name: value for name, value in form.cleaned_data.items() if name != "proofs"}
    return actions.claim_service(
        actor=actor,
        organization_id=sign_up.organization_id,
        shift_id=sign_up.shift_id,
        volunteer_id=sign_up.volunteer_id,
        uploads=[upload.read() for upload in form.cleaned_data["proofs"]],
        at=answers.reader_now(),
        **said,
    )


@login_required
@require_safe
def my_claim(request, claim_id):
    actor, about = answers.actor_of(request), whom.of(request)
    facts = {"whom": about, "claim": queries.my_claim(actor, about.id, claim_id)}
    return render(request, "volunteer/claims/claim.html", facts)


@login_required
@require_POST
def withdraw(request, claim_id):
    actor, about = answers.actor_of(request), whom.of(request)
    claim = queries.my_claim(actor, about.id, claim_id)
    actions.withdraw_claim(
        actor=actor, organization_id=claim.organization_id, claim_id=claim_id, at=answers.reader_now()
    )
    messages.success(request, _("The claim is withdrawn."))
    return _to(claim_id, about)


def _to(claim_id, about):
    return HttpResponseRedirect(reverse("volunteer:my_claim", args=[claim_id]) + about.query)
