"""Proving who one is once more: by a second step where power asks for it, and again before what can't be taken back."""

import time
from functools import wraps
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from . import sessions

STEPPED = "stepped"  # in the session: it was begun, or confirmed since, with a second step
# Which pages are of which power.
OF_POWER = {"office": sessions.OFFICERS, "organizer": sessions.OWNERS}
SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_missing(request, power: str) -> bool:
    """Whether a power of this person asks for a second step that this session did not see."""
    if power not in settings.TWO_STEP or timezone.localdate() < settings.TWO_STEP_FROM:
        return False
    if request.session.get(STEPPED):
        return False
    if request.session.get(sessions.KIND) in {None, sessions.VOLUNTEER}:  # one who was given power since
        sessions.begin(request.session, request.user)
    if power not in request.session[sessions.POWERS]:
        return False
    if not _stepped(request):
        return True
    request.session[STEPPED] = True
    return False


def has_second_step(account) -> bool:
    return Authenticator.objects.filter(user_id=account.pk, type__in=SECOND_STEPS).exists()


def second_step_first(get_response):
    """Pages of power lead to the second step for as long as there is none."""

    def middleware(request):
        return get_response(request)

    def process_view(request, view, arguments, named):
        power = OF_POWER.get(request.resolver_match.namespace)
        if power is None or not settings.TWO_STEP or not request.user.is_authenticated:
            return None
        if not is_missing(request, power):
            return None
        return redirect(_with_way_back("account:two_step", _page_of(request)))

    middleware.process_view = process_view
    return middleware


def proved_again(view):
    """Ask once more who it is before a view runs, unless that was asked a short while ago; signing in counts.

    What was typed is not kept meanwhile: one comes back to the page, and presses again.
    """

    @wraps(view)
    def asked(request, *arguments, **named):
        if is_fresh(request):
            return view(request, *arguments, **named)
        return confirmation(request)

    return asked


def proved_again_to_write(view):
    """The same for a view whose page may be read, and only its form asks."""

    @wraps(view)
    def asked(request, *arguments, **named):
        if request.method in {"GET", "HEAD"} or is_fresh(request):
            return view(request, *arguments, **named)
        return confirmation(request)

    return asked


def is_fresh(request) -> bool:
    if not settings.STEP_UP_SECONDS or not request.user.is_authenticated:
        return True
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.STEP_UP_SECONDS


def confirmation(request):
    """Lead to the way of proof that this person has. Whoever has neither password nor second step signs in anew."""
    back = _page_of(request)
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not ways:
        logout(request)
        messages.info(request, _("Sign in once more, then go on."))
        return redirect(_with_way_back("account_login", back))
    if request.method not in {"GET", "HEAD"}:
        messages.info(request, _("Confirm that it is you, then press once more."))
    return redirect(_with_way_back(ways[0]["url"], back))


def _stepped(request) -> bool:
    """Whether a passkey, an app or a recovery code was shown in this session; or it is the one in which the second step was
    set up, as all others ended then."""
    records = get_authentication_records(request, request.user)
    if any(record["method"] == "mfa" for record in records):
        return True
    began = min((record["at"] for record in records), default=time.time())
    added = Authenticator.objects.filter(user_id=request.user.pk, type__in=SECOND_STEPS).order_by("-created_at")
    newest = added.values_list("created_at", flat=True).first()
    return newest is not None and newest.timestamp() > began


def _page_of(request) -> str:
    """The page one is at: for a form the one that it stands on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return reverse("account:overview")
    return urlsplit(came_from)._replace(scheme="", netloc="").geturl() or "/"


def _with_way_back(to: str, back: str) -> str:
    address = to if to.startswith("/") else reverse(to)
    return f"{address}?{urlencode({REDIRECT_FIELD_NAME: back})}"
