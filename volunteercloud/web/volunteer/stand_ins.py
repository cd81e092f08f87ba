"""A request for cover as one person sees it, and standing by for a shift."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities import standing_in
from volunteercloud.domain.activities.actions import covering, standing_by, taking_over
from volunteercloud.web import answers

from . import ways, whom

STEPS = {
    "take": taking_over.take_cover,
    "no": covering.decline_cover,
    "undo": taking_over.undo_cover,
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request, organization_id, cover_id):
    """The request, whether one can take the place over, and what came of it."""
    actor, volunteer_id, refusal = answers.actor_of(request), whom.id_of(request), None
    if request.method == "POST":
        try:
            _take_step(request, organization_id, cover_id)
            return redirect(reverse("volunteer:cover", args=[organization_id, cover_id]) + whom.query_of(request))
        except Refused as refused:
            refusal = refused
    now = answers.reader_now()
    seen = standing_in.cover(actor, organization_id, cover_id, volunteer_id, now)
    facts = {
        "seen": seen,
        "shift": seen.shift,
        "whom": whom.of(request),
        "refusal": refusal,
        "has_begun": now >= seen.shift.starts_at,
        "way": ways.out_of((refusal or seen.why_not).code) if refusal or seen.why_not else None,
    }
    return render(request, "volunteer/activities/cover.html", facts, status=409 if refusal else 200)


def _take_step(request, organization_id, cover_id):
    do = request.POST.get("do")
    key = {"organization_id": organization_id, "cover_id": cover_id}
    who = {"actor": answers.actor_of(request), "at": answers.reader_now()}
    if do == "withdraw":
        covering.withdraw_cover(**who, **key)
        messages.success(request, _("You keep your place."))
        return
    if do not in STEPS:
        raise NotFound
    STEPS[do](volunteer_id=whom.id_of(request), **who, **key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def standby(request, organization_id, shift_id):
    """Where one stands on the standby list; whoever was called answers with one tap."""
    actor, volunteer_id, refusal = answers.actor_of(request), whom.id_of(request), None
    if request.method == "POST":
        try:
            return _answer(request, organization_id, shift_id, volunteer_id)
        except Refused as refused:
            refusal = refused
    mine = standing_in.mine(actor, organization_id, shift_id, volunteer_id).standby
    if mine is None:
        raise NotFound
    facts = {
        "standby": mine,
        "shift": activity_queries.shift(organization_id, shift_id),
        "whom": whom.of(request),
        "refusal": refusal,
    }
    return render(request, "volunteer/activities/standby.html", facts, status=409 if refusal else 200)


def _answer(request, organization_id, shift_id, volunteer_id):
    do = request.POST.get("do")
    who = {
        "actor": answers.actor_of(request),
        "organization_id": organization_id,
        "shift_id": shift_id,
        "volunteer_id": volunteer_id,
        "at": answers.reader_now(),
    }
    here = reverse("volunteer:standby", args=[organization_id, shift_id]) + whom.query_of(request)
    if do == "withdraw":
        standing_by.withdraw_standby(**who)
    elif do in ("come", "cannot"):
        standing_by.answer_standby(comes=do == "come", **who)
        if do == "come":
            here = reverse("volunteer:my_sign_up", args=[organization_id, shift_id]) + whom.query_of(request)
    else:
        raise NotFound
    return redirect(here)
