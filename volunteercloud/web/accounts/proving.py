"""Proving who one is once more: by a second step where power asks for it, and again before what can't be taken back."""

import time
from types import SimpleNamespace
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

from volunteercloud.web import doors, routes

from . import sessions

OUTSIDE = "socialaccount"  # as allauth calls it; who is signed in there gets by without showing anything
STEPPED = "stepped"  # in the session: it was begun, or confirmed since, with a second step
READS = {"GET", "HEAD"}
# Which pages are of which power.
OF_POWER = {"office": sessions.OFFICERS, "organizer": sessions.OWNERS}
SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Behind which addresses lies what is asked for once more: numbers and photos of documents, everything of a person as a file,
# exports, rights given on, keys of programs and of other systems. Forms alone; what is only read stands below.
TO_WRITE = frozenset(
    {
        *("account:tokens", "usersessions_list", "office:person", "office:exports"),
        *("office:officers", "office:office", "office:revoke", "office:revoke_of_country"),
        *("office:stand_in", "office:owner", "organizer:invite", "organizer:member_of_staff", "organizer:agree_system"),
        *("organizer:webhooks", "organizer:change_webhook", "organizer:webhook_secret"),
        *("office:nodes", "office:confirm_node", "office:withdraw_node"),
        *("office:exchange", "office:renew_exchange_key"),
        *("api:create_token", "api:read_document_number", "api:order_export"),
        *("api:grant_office", "api:change_office", "api:end_office", "api:name_stand_in", "api:appoint_owner"),
        *("api:add_staff", "api:invite_staff", "api:change_role", "api:hand_over_staff", "api:set_trust"),
        *("api:add_webhook", "api:change_webhook", "api:renew_webhook_secret"),
    }
)
TO_READ = frozenset(
    {"office:photo", "office:export_file", "volunteer:download_copy", "api:document_photo", "api:export_file"}
)
# Programs are told by api/keys.
PAGES = frozenset(name for name in TO_WRITE | TO_READ if not name.startswith("api:"))


def lacks_second_step(session, account, power: str) -> bool:
    """Whether a power of this person asks for a second step that this session did not see."""
    if power not in settings.TWO_STEP or timezone.localdate() < settings.TWO_STEP_FROM or session.get(STEPPED):
        return False
    if session.get(sessions.KIND) in {None, sessions.VOLUNTEER}:  # one who was given power since
        sessions.begin(session, account)
    if power not in session[sessions.POWERS]:
        return False
    if not _stepped(session, account):
        return True
    session[STEPPED] = True
    return False


def lacks_fresh_proof(request, session, account) -> bool:
    """Whether what lies behind this address asks once more who it is: that was asked longer ago than it may be. Signing in
    counts as well, but not with a service outside."""
    name = routes.name_of(request)
    if not settings.STEP_UP_SECONDS or (name not in TO_READ and (name not in TO_WRITE or request.method in READS)):
        return False
    records = [record for record in _records(session, account) if record["method"] != OUTSIDE]
    return not records or time.time() - records[-1]["at"] >= settings.STEP_UP_SECONDS


def has_second_step(account) -> bool:
    return Authenticator.objects.filter(user_id=account.pk, type__in=SECOND_STEPS).exists()


def proved(get_response):
    """Pages of power lead to the second step for as long as there is none, and some to one more proof.

    What was typed is not kept meanwhile: one comes back to the page, and presses again.
    """

    def middleware(request):
        return get_response(request)

    @doors.before_views
    def check(request):
        match = request.resolver_match
        power = OF_POWER.get(match.namespace)
        if power is None and match.view_name not in PAGES:
            return None
        if not request.user.is_authenticated:
            return None
        if power and lacks_second_step(request.session, request.user, power):
            return redirect(_with_way_back("account:two_step", _page_of(request)))
        if lacks_fresh_proof(request, request.session, request.user):
            return _asked_again(request)
        return None

    middleware.process_view = check
    return middleware


def _asked_again(request):
    """Lead to the way of proof that this person has. Whoever has neither password nor second step signs in anew, by a code."""
    back = _page_of(request)
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not ways:
        logout(request)
        messages.info(request, _("Sign in once more, then go on."))
        return redirect(_with_way_back("account_request_login_code", back))
    if request.method not in READS:
        messages.info(request, _("Confirm that it is you, then press once more."))
    return redirect(_with_way_back(ways[0]["url"], back))


def _stepped(session, account) -> bool:
    """Whether a passkey, an app or a recovery code was shown in this session; or it is the one in which the second step was
    set up, as all others ended then."""
    records = _records(session, account)
    if any(record["method"] == "mfa" for record in records):
        return True
    began = min((record["at"] for record in records), default=time.time())
    added = Authenticator.objects.filter(user_id=account.pk, type__in=SECOND_STEPS).order_by("-created_at", "-id")
    newest = added.values_list("created_at", flat=True).first()
    return newest is not None and newest.timestamp() > began


def _records(session, account) -> list[dict]:
    """When and how this person proved who they are in a session, as allauth keeps it; apps have one beside the request's."""
    return get_authentication_records(SimpleNamespace(session=session), account)


def _page_of(request) -> str:
    """The page one is at: for a form the one that it stands on."""
    if request.method in READS:
        return request.get_full_path()
    came_from = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return reverse("account:overview")
    return urlsplit(came_from)._replace(scheme="", netloc="").geturl() or "/"


def _with_way_back(to: str, back: str) -> str:
    address = to if to.startswith("/") else reverse(to)
    return f"{address.partition('?')[0]}?{urlencode({REDIRECT_FIELD_NAME: back})}"
