"""Taking places in shifts, and one's own sign-up: where it stands, taking up an offered place, leaving."""

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

from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.activities import choices as shift_choices
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities import standing_in
from volunteercloud.domain.activities.actions import absences, covering, signing_up, signing_up_many, standing_by
from volunteercloud.domain.activities.models import SignUpState
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs.actions import opening
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web import answers

from . import activities, whom
from .forms import CoverForm, StatementForm

STEPS = {
    "accept": (signing_up.accept_offer, _("The place is yours.")),
    "leave": (signing_up.cancel_sign_up, _("You have left this shift.")),
}


@require_POST
def sign_up(request, organization_id, project_id):
    """For one shift or many. A visitor is led to sign in, and comes back to the project with the same shifts chosen."""
    chosen = request.POST.getlist("shift")
    if not request.user.is_authenticated:
        address = reverse("volunteer:project", args=[organization_id, project_id])
        return redirect_to_login(f"{address}?{urlencode({'shift': chosen}, doseq=True)}")
    step = _stand_by if request.POST.get("do") == "standby" else _sign_up
    try:
        return step(request, organization_id, project_id, [_shift_id(text) for text in chosen])
    except Refused as refusal:
        return activities.project_page(request, organization_id, project_id, chosen=chosen, refusal=refusal)


def _sign_up(request, organization_id, project_id, shift_ids):
    """One shift leads to its page; of many the next page says what became of each."""
    who = {"actor": answers.actor_of(request), "organization_id": organization_id, "at": answers.reader_now()}
    if len(shift_ids) == 1:
        taken = signing_up.sign_up(shift_id=shift_ids[0], volunteer_id=whom.id_of(request), **who)
        return redirect(_address(request, organization_id, taken.shift_id))
    taken = signing_up_many.sign_up_for_many(shift_ids=shift_ids, volunteer_id=whom.id_of(request), **who)
    facts = {
        "taken": taken,
        "whom": whom.of(request),
        "refused": sum(one.refusal is not None for one in taken),
        "project": project_queries.public_project(organization_id, project_id),
    }
    return render(request, "volunteer/activities/signed_up.html", facts)


def _stand_by(request, organization_id, project_id, shift_ids):
    if len(shift_ids) != 1:
        raise Refused("standby.one", _("Choose one shift that you could stand by for."))
    standing_by.stand_by(
        actor=answers.actor_of(request),
        organization_id=organization_id,
        shift_id=shift_ids[0],
        volunteer_id=whom.id_of(request),
        at=answers.reader_now(),
    )
    address = reverse("volunteer:standby", args=[organization_id, shift_ids[0]])
    return redirect(address + whom.query_of(request))


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
    beside = standing_in.mine(answers.actor_of(request), *key)
    is_upcoming = mine.sign_up.state == SignUpState.CONFIRMED and now < mine.shift.starts_at
    facts = {
        "mine": mine,
        "cover": beside.cover,
        "absence": beside.absence,
        "swaps": _swaps(request, mine.shift, now) if is_upcoming and now <= leave_until else [],
        "whom": whom.of(request),
        "refusal": refusal,
        "rule_set": rule_set,
        "attendance": attendance_queries.mine(answers.actor_of(request), *key),
        "is_over": now >= mine.shift.ends_at,
        "need": docking_queries.need_of_shift(organization_id, shift_id),
        "opens_at": mine.shift.starts_at - opening.BEFORE,
        "is_open": now >= mine.shift.starts_at - opening.BEFORE,
        "leave_until": leave_until,
        "can_leave": now <= leave_until,
    }
    return render(request, "volunteer/activities/sign_up.html", facts, status=409 if refusal else 200)


def _swaps(request, shift, now):
    """The other shifts of the project to come, for a place in return."""
    found = shift_choices.choices(ANONYMOUS, shift.organization_id, shift.project_id, now)
    return [choice.shift for choice in found if choice.shift.id != shift.id]


@login_required
@require_POST
def ask_cover(request, organization_id, shift_id):
    form = CoverForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose one of the shifts, and write 300 characters at most."))
        return redirect(_address(request, organization_id, shift_id))
    try:
        cover = covering.ask_cover(
            actor=answers.actor_of(request),
            organization_id=organization_id,
            shift_id=shift_id,
            volunteer_id=whom.id_of(request),
            note=form.cleaned_data["note"],
            other_shift_id=form.cleaned_data["other_shift"],
            at=answers.reader_now(),
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(_address(request, organization_id, shift_id))
    return redirect(reverse("volunteer:cover", args=[organization_id, cover.id]) + whom.query_of(request))


@login_required
@require_POST
def answer_absence(request, organization_id, shift_id):
    form = StatementForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Say how it was, in 500 characters at most."))
        return redirect(_address(request, organization_id, shift_id))
    try:
        absences.answer_to_absence(
            actor=answers.actor_of(request),
            organization_id=organization_id,
            shift_id=shift_id,
            volunteer_id=whom.id_of(request),
            statement=form.cleaned_data["statement"],
            at=answers.reader_now(),
        )
        messages.success(request, _("A coordinator reads it and answers you."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect(_address(request, organization_id, shift_id))


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
