"""The volunteer's pass, and what follows when the volunteer scans the rotating code on the spot."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core import qr
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import HOLDING
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.attendance import passes
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.domain.attendance.models import Direction
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.web import answers

from . import whom
from .forms import ScanForm

COOKIE = "scanned"
SOON = timedelta(hours=12)
# A code is old after a minute. Whoever scanned it in time may take this long to sign in and to press the button.
SCAN_HOLDS = timedelta(minutes=5)


@login_required
@never_cache
@require_safe
def my_pass(request):
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    volunteer = identity_queries.profile(actor, about.id)
    coming = activity_queries.coming_up(actor, about.id, now, limit=5)
    token = attendance_queries.pass_of(actor, about.id, now).token
    facts = {
        "volunteer": volunteer,
        "whom": about,
        "code": qr.svg(settings.SITE_URL + reverse("scanned_pass", args=[token]), title=str(_("My pass as a QR code"))),
        "next": next((row for row in coming if row.state in HOLDING and row.during.lower < now + SOON), None),
        "now": now,
    }
    return render(request, "volunteer/attendance/pass.html", facts)


@dataclass(frozen=True, slots=True)
class Scanned:
    """A rotating code that this browser scanned while it was new, and when."""

    code: str
    at: datetime

    @property
    def shift_code(self) -> passes.ShiftCode:
        return passes.read_code(self.code, self.at)


@never_cache
@require_safe
def scanned_code(request, token):
    """Where the rotating code leads. The moment counts as the moment of the scan, and is kept in this browser alone:
    signed, so that nobody can move it; in a cookie, so that an address passed on to a friend is worth nothing."""
    now = answers.reader_now()
    passes.read_code(token, now)
    response = redirect("volunteer:here")
    response.set_signed_cookie(
        COOKIE,
        f"{int(now.timestamp())}.{token}",
        max_age=int(SCAN_HOLDS.total_seconds()),
        path=reverse("volunteer:here"),
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _scanned(request):
    try:
        kept = request.get_signed_cookie(COOKIE, max_age=SCAN_HOLDS)
    except (KeyError, BadSignature):
        raise Refused(
            "code.old",
            _("This phone has scanned no check-in code in the last five minutes."),
            next_step=_("Scan the one on the screen at the place itself."),
        ) from None
    moment, _dot, code = kept.partition(".")
    return Scanned(code, datetime.fromtimestamp(int(moment), UTC))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here(request):
    """Check in or out by the code that was just scanned, oneself or a child; one button for each."""
    scanned, refusal = _scanned(request), None
    if request.method == "POST":
        try:
            return _check(request, scanned)
        except Refused as refused:
            refusal = refused
    actor, place = answers.actor_of(request), scanned.shift_code
    facts = {
        "shift": activity_queries.shift(place.organization_id, place.shift_id),
        "people": [
            Person(row, scanned.at)
            for row in attendance_queries.mine_and_wards(actor, place.organization_id, place.shift_id)
        ],
        "refusal": refusal,
        "scanned_at": scanned.at,
    }
    return render(request, "volunteer/attendance/here.html", facts, status=409 if refusal else 200)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster, and what this scan can still do for them."""

    row: attendance_queries.Row
    scanned_at: datetime

    @property
    def direction(self) -> str:
        """In, out, or nothing: one scan does one thing, so that nobody checks out by pressing twice."""
        attendance = self.row.attendance
        if attendance is None or attendance.in_at is None:
            return Direction.IN
        is_new_scan = attendance.out_at is None and attendance.in_at < self.scanned_at
        return Direction.OUT if is_new_scan else ""


def _check(request, scanned):
    form = ScanForm(request.POST)
    if not form.is_valid():
        raise NotFound
    attendance_actions.scan_code(
        actor=answers.actor_of(request),
        code=scanned.code,
        volunteer_id=whom.id_of(request),
        direction=form.cleaned_data["direction"],
        request_id=form.cleaned_data["request_id"],
        at=scanned.at,
        point=form.point,
    )
    return redirect("volunteer:here")
