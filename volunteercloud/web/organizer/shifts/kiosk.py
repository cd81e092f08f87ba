"""The desk at the door: a tablet that volunteers use themselves, and at which nobody is signed in.

Putting it there ends the leader's session and leaves a signed cookie, good for this one shift for a day, by which the
device goes on taking scans in the leader's name. To leave the door somebody who leads the shift signs in again.
"""

from datetime import timedelta

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import load_backend, logout
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from volunteercloud.core.actor import ANONYMOUS, Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.web import answers

from . import code

COOKIE = settings.ONE_PLACE + "kiosk"
SALT = "volunteercloud.kiosk"
LIFE = timedelta(hours=24)


def actor_of(request, organization_id, shift_id) -> Actor:
    """Who scans on this device: whoever is signed in, else the leader who put it at the door of this shift, else nobody."""
    actor = answers.actor_of(request)
    return actor if actor.id else _at_the_door(request, organization_id, shift_id)


def is_at_the_door(request) -> bool:
    """Whether anybody who passes may have touched this device: nobody is signed in at it."""
    return answers.actor_of(request).id is None


def _at_the_door(request, organization_id, shift_id) -> Actor:
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return ANONYMOUS
    if [str(organization_id), str(shift_id)] != said["shift"]:
        return ANONYMOUS
    leader = load_backend(settings.AUTHENTICATION_BACKENDS[0]).get_user(said["leader"])
    # Ends with the leader's password, as every session of theirs does.
    if leader is None or not constant_time_compare(said["session"], leader.get_session_auth_hash()):
        return ANONYMOUS
    return identity_queries.actor_for(leader)


@login_required
@require_POST
def begin(request, organization_id, shift_id):
    """Sign the leader out, and leave the device with what the door needs."""
    if not activity_queries.leads(answers.actor_of(request), organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    leader = request.user
    said = {
        "shift": [str(organization_id), str(shift_id)],
        "leader": str(leader.pk),
        "session": leader.get_session_auth_hash(),
    }
    logout(request)
    response = redirect("organizer:kiosk", organization_id, shift_id)
    response.set_cookie(
        COOKIE,
        signing.dumps(said, salt=SALT),
        max_age=LIFE,
        path=_place(organization_id, shift_id),
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


@never_cache
@require_safe
def screen(request, organization_id, shift_id):
    if not _at_the_door(request, organization_id, shift_id).id:
        return redirect("organizer:scan_shift", organization_id, shift_id)
    return render(request, "organizer/shifts/kiosk.html", {"shift": activity_queries.shift(organization_id, shift_id)})


@never_cache
@require_safe
def code_now(request, organization_id, shift_id):
    """The rotating code for those who scan it with their own phone."""
    actor = _at_the_door(request, organization_id, shift_id)
    return render(request, "organizer/shifts/_code.html", code.picture_for(actor, organization_id, shift_id))


class Leave(LoginView):
    """The sign-in of a leader without a way to anywhere else."""

    template_name = "organizer/shifts/kiosk_leave.html"

    def get_success_url(self):
        return reverse("organizer:kiosk_left", kwargs=self.kwargs)

    def get_context_data(self, **known):
        return super().get_context_data(**known) | {"kiosk": reverse("organizer:kiosk", kwargs=self.kwargs)}


@login_required
@require_safe
def left(request, organization_id, shift_id):
    """The door ends for who leads the shift. Anybody else is signed out again, and the door stays."""
    if not activity_queries.leads(answers.actor_of(request), organization_id, shift_id):
        logout(request)
        return redirect("organizer:kiosk", organization_id, shift_id)
    response = redirect("organizer:scan_shift", organization_id, shift_id)
    response.delete_cookie(COOKIE, path=_place(organization_id, shift_id), samesite="Strict")
    return response


def _place(organization_id, shift_id):
    return reverse("organizer:roster", args=[organization_id, shift_id])
