"""Who comes in somebody's place, who stands by, who did not come, and why a person can or cannot take the shift."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.activities import explaining, standing_in
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import absences, asking, standing_by, taking_over
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web import answers

from . import frame
from .forms import AbsentForm, AnswerAbsenceForm, AskForm, CallForm, NumberForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stand_ins(request, organization_id, shift_id):
    """Requests for cover and the standby list of one shift. What refuses a step is told above them."""
    actor, now = answers.actor_of(request), answers.reader_now()
    if request.method == "POST":
        try:
            messages.success(request, _taken_step(request, organization_id, shift_id))
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("organizer:stand_ins", organization_id, shift_id)
    sheet = frame.sheet_of(actor, organization_id, shift_id)
    standby = standing_in.standby_of_shift(actor, organization_id, shift_id)
    under_way = sum(one.state in ("called", "comes") for one in standby)
    facts = {
        "sheet": sheet,
        "organization": sheet.shift.organization,
        "sought": standing_in.covers_of_shift(actor, organization_id, shift_id),
        "standby": standby,
        "ready": sum(one.state == "ready" for one in standby),
        "wanted": under_way + 1,
        "manages": organization_rules.can_manage(actor, organization_id, sheet.shift.project_id),
        "has_begun": now >= sheet.shift.starts_at,
        "may_call": _check_in_opens(sheet.shift) <= now < sheet.shift.ends_at,
    }
    return render(request, "organizer/shifts/stand_ins.html", facts)


def _check_in_opens(shift):
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(shift.starts_at))
    return shift.starts_at - timedelta(minutes=rule_set.check_in_opens_minutes)


def _taken_step(request, organization_id, shift_id):
    """What was done, in a sentence."""
    do = request.POST.get("do")
    who = {"actor": answers.actor_of(request), "organization_id": organization_id, "at": answers.reader_now()}
    if do == "call":
        form = CallForm(request.POST)
        wanted = form.cleaned_data["wanted"] if form.is_valid() else 0
        called = standing_by.call_standby(shift_id=shift_id, wanted=wanted, **who)
        names = pgettext("between two facts", ", ").join(one.volunteer_name for one in called)
        return _("Called: %(names)s.") % {"names": names} if called else _("Nobody else is free and rested.")
    cover_id = frame.identifier(request.POST.get("cover"))
    if do == "ask":
        form = AskForm(request.POST)
        number = form.cleaned_data["number"] if form.is_valid() else 0
        asked = len(asking.ask_people(cover_id=cover_id, number=number, **who))
        if not asked:
            return _("Nobody else of this project fits and is free.")
        return ngettext("%(number)s person was asked.", "%(number)s people were asked.", asked) % {"number": asked}
    if do not in ("approve", "refuse"):
        raise NotFound
    taking_over.decide_cover(cover_id=cover_id, approve=do == "approve", **who)
    return _("Decided; both are told.") if do == "approve" else _("Decided; others may take the place.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absent(request, organization_id, shift_id, volunteer_id):
    """That somebody did not come, with an excuse or without."""
    actor = answers.actor_of(request)
    row = attendance_queries.on_roster(actor, organization_id, shift_id, volunteer_id=volunteer_id)
    told = standing_in.absences_of_shift(actor, organization_id, shift_id).get(volunteer_id)
    form = AbsentForm(request.POST or None, initial={"kind": told.kind, "reason": told.reason} if told else None)
    if form.is_valid() and answers.run(
        form,
        lambda: attendance_actions.mark_absent(
            actor=actor,
            organization_id=organization_id,
            shift_id=shift_id,
            volunteer_id=volunteer_id,
            at=answers.reader_now(),
            **form.cleaned_data,
        ),
    ):
        messages.success(request, _("Noted for %(name)s.") % {"name": row.sign_up.volunteer_name})
        return redirect("organizer:roster", organization_id, shift_id)
    shift = activity_queries.shift(organization_id, shift_id)
    facts = {"row": row, "shift": shift, "organization": shift.organization}
    return answers.form_page(request, "organizer/shifts/absent.html", form, **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absences_to_answer(request, organization_id):
    """What people say to absences, for a coordinator to answer."""
    actor = answers.actor_of(request)
    form = AnswerAbsenceForm(request.POST or None)
    if form.is_valid() and answers.run(
        form,
        lambda: absences.decide_absence(
            actor=actor, organization_id=organization_id, at=answers.reader_now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("Answered; the person is told."))
        return redirect("organizer:absences", organization_id)
    facts = {
        "absences": standing_in.absences_to_answer(actor, organization_id),
        "organization": organization_queries.organization(actor, organization_id),
    }
    return answers.form_page(request, "organizer/shifts/absences.html", form, **facts)


@login_required
@require_http_methods(["GET", "HEAD"])
def eligibility(request, organization_id, shift_id):
    """Why a person can or cannot take this shift; the number is asked for in the address, as nothing changes."""
    actor, found = answers.actor_of(request), None
    shift = activity_queries.shift(organization_id, shift_id)
    form = NumberForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        found = answers.run(
            form,
            lambda: explaining.explain(
                actor, organization_id, shift_id, form.cleaned_data["number"], answers.reader_now()
            ),
        )
    elif not organization_rules.can_manage(actor, organization_id, shift.project_id):
        raise NotFound
    facts = {"shift": shift, "organization": shift.organization, "found": found}
    return answers.form_page(request, "organizer/shifts/eligibility.html", form, **facts)
