"""The check-in desk's page, and its way without script: one scan at a time, by number or by the code of a pass."""

import re
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.attendance import passes
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.domain.attendance import rules as attendance_rules
from volunteercloud.domain.attendance.models import Direction
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.web import answers

from . import frame
from .forms import ScanForm

MOST_ORGANIZATIONS = 20
PASS_ADDRESS = "/s/pass/"  # noqa: S105  where passes lead, no secret
# The public number of a volunteer as `identity` makes it: a letter, ten characters, a check character.
NUMBER = re.compile(r"V[0-9A-Z]{11}")
# Refusals that say that everything is in order already.
HARMLESS = frozenset({"attendance.already_in", "attendance.already_out"})


@login_required
@require_safe
def start(request):
    """Where the installed desk opens: the shifts of today in all organizations of the reader; one alone at once."""
    actor, today = answers.actor_of(request), timezone.localdate(answers.reader_now())
    leads = [
        seat.organization_id
        for seat in organization_queries.my_organizations(actor)[:MOST_ORGANIZATIONS]
        if seat.role in organization_rules.LEADERS
    ]
    shifts = [shift for one in leads for shift in activity_queries.week(actor, one, today, days=1)]
    if len(shifts) == 1:
        return redirect("organizer:scan_shift", shifts[0].organization_id, shifts[0].id)
    return render(request, "organizer/shifts/choose.html", {"shifts": shifts})


@login_required
@require_safe
def choose(request, organization_id):
    """The shifts of today; with one alone, its scan page at once."""
    actor, today = answers.actor_of(request), timezone.localdate(answers.reader_now())
    shifts = activity_queries.week(actor, organization_id, today, days=1)
    if len(shifts) == 1:
        return redirect("organizer:scan_shift", organization_id, shifts[0].id)
    facts = {"shifts": shifts, "organization": organization_queries.organization(actor, organization_id)}
    return render(request, "organizer/shifts/choose.html", facts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one scan, for the leader's eye."""

    name: str
    direction: str
    at: object
    refusal: Refused | None = None

    @property
    def is_harmless(self) -> bool:
        return self.refusal is not None and self.refusal.code in HARMLESS


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request, organization_id, shift_id):
    actor, outcome = answers.actor_of(request), None
    direction = request.POST.get("direction") or request.GET.get("direction")
    direction = direction if direction in Direction.values else Direction.IN
    form = ScanForm(request.POST or None)
    if form.is_valid():
        outcome = _deliver(actor, organization_id, shift_id, form.cleaned_data, answers.reader_now())
    if outcome:
        form = ScanForm()
    facts = {
        "form": form,
        "sheet": frame.sheet_of(actor, organization_id, shift_id),
        "direction": direction,
        "outcome": outcome,
    }
    return render(request, "organizer/shifts/scan.html", facts, status=409 if outcome and outcome.refusal else 200)


def _deliver(actor, organization_id, shift_id, given, at):
    """One scan, whatever was read: nothing that a code or a finger can say ends in anything but an outcome."""
    name, said = "", given["said"].strip()
    scan_of = {
        "actor": actor,
        "organization_id": organization_id,
        "shift_id": shift_id,
        "direction": given["direction"],
        "request_id": given["request_id"],
        "at": at,
    }
    try:
        is_number = NUMBER.fullmatch(ids.clean_public_code(said)) is not None
        who = {"number": said} if is_number else {"volunteer_id": passes.read_pass(_token(said), at)}
        person = _person(actor, organization_id, shift_id, **who)
        name = person.volunteer_name
        if is_number:
            attendance_actions.tick(volunteer_id=person.volunteer_id, **scan_of)
        else:
            attendance_actions.scan_pass(token=_token(said), **scan_of)
    except Refused as refusal:
        return Outcome(name, given["direction"], at, refusal)
    return Outcome(name, given["direction"], at)


def _token(said):
    """The code of a pass, out of the address that its picture holds."""
    return said.partition(PASS_ADDRESS)[2] or said


def _person(actor, organization_id, shift_id, **who):
    try:
        person = attendance_queries.on_roster(actor, organization_id, shift_id, **who).sign_up
    except NotFound:
        raise attendance_rules.not_on_roster() from None
    if person.volunteer_id == actor.id:
        raise Refused(
            "attendance.own",
            _("This is your own pass, and nobody checks themselves in as leader."),
            next_step=_("Scan the code on the screen with your phone, or ask another leader."),
        )
    return person
