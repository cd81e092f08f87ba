"""Taking a place in a shift, and one's own sign-up: where it stands, taking up an offered place, leaving."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.models import SignUpState
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web import answers

from . import activities, whom

STEPS = {
    "accept": (signing_up.accept_offer, _("The place is yours.")),
    "leave": (signing_up.cancel_sign_up, _("You have left this shift.")),
}


@require_POST
def sign_up(request, organization_id, project_id):
    """A visitor is led to sign in, and comes back to the project with the same shift chosen."""
    chosen = request.POST.get("shift", "")
    if not request.user.is_authenticated:
        address = reverse("volunteer:project", args=[organization_id, project_id])
        return redirect_to_login(f"{address}?{urlencode({'shift': chosen})}")
    try:
        taken = signing_up.sign_up(
            actor=answers.actor_of(request),
            organization_id=organization_id,
            shift_id=_shift_id(chosen),
            volunteer_id=whom.id_of(request),
            at=answers.reader_now(),
        )
    except Refused as refusal:
        return activities.project_page(request, organization_id, project_id, chosen=chosen, refusal=refusal)
    return redirect(_address(request, organization_id, taken.shift_id))


def _shift_id(chosen):
    try:
        return UUID(chosen)
    except ValueError:
        raise Refused(
            "signup.none_chosen",
            _("No shift is chosen yet."),
            next_step=_("Choose one of the shifts, then sign up."),
        ) from None


def _address(request, organization_id, shift_id):
    return reverse("volunteer:my_sign_up", args=[organization_id, shift_id]) + whom.query_of(request)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_sign_up(request, organization_id, shift_id):
    refusal = None
    if request.method == "POST":
        try:
            return _step(request, organization_id, shift_id)
        except Refused as refused:
            refusal = refused
    now = answers.reader_now()
    key = (organization_id, shift_id, whom.id_of(request))
    mine = activity_queries.my_place(answers.actor_of(request), *key)
    rule_set = region_queries.rules_for(mine.shift.activity.region_id, timezone.localdate(now))
    leave_until = mine.shift.starts_at - timedelta(minutes=rule_set.cancel_before_minutes)
    facts = {
        "mine": mine,
        "whom": whom.of(request),
        "refusal": refusal,
        "rule_set": rule_set,
        "attendance": attendance_queries.mine(answers.actor_of(request), *key),
        "is_over": now >= mine.shift.ends_at,
        "leave_until": leave_until,
        "can_leave": now <= leave_until,
    }
    return render(request, "volunteer/activities/sign_up.html", facts, status=409 if refusal else 200)


def _step(request, organization_id, shift_id):
    if request.POST.get("do") not in STEPS:
        raise NotFound
    action, done = STEPS[request.POST["do"]]
    try:
        taken = action(
            actor=answers.actor_of(request),
            organization_id=organization_id,
            shift_id=shift_id,
            volunteer_id=whom.id_of(request),
            at=answers.reader_now(),
        )
    except NotFound:  # nothing stands any more, most often after a double click: the page says how it is
        return redirect(_address(request, organization_id, shift_id))
    if taken.state != SignUpState.REQUESTED:  # whose page says what it waits for
        messages.success(request, done)
    return redirect(_address(request, organization_id, shift_id))
