"""One need in the console: what it says, how it stands, and every step that is the organization's or its station's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.domain.needs import alike, docking_queries
from volunteercloud.domain.needs import queries as need_queries
from volunteercloud.domain.needs.actions import ending, moderating, offering, opening
from volunteercloud.domain.needs.models import UNPOSTED, WAITING, State, What
from volunteercloud.web import answers
from volunteercloud.web.needs import stages

from . import frame
from .forms import DeclineForm, ModerationForm, OfferForm, OfOfferForm, UnmetForm, WithdrawForm

Done = dict[str, Any]


# What others who offered wrote to the poster is nothing to the one that was chosen.
OF_OFFERS = (What.OFFERED, What.OFFER_WITHDRAWN, What.DECLINED)


@dataclass(frozen=True, slots=True)
class Step:
    """What a button of the page does: its form, its action, and what is said afterwards."""

    form: type[forms.Form]
    act: Callable[[frame.Seen, Done], object]
    said: str | Promise


def _who(seen: frame.Seen) -> Done:
    return {"actor": seen.actor, "at": seen.at}


def _offer(seen: frame.Seen, given: Done) -> object:
    return offering.offer(**_who(seen), need_id=seen.need.id, organization_id=seen.organization.id, **given)


def _decide(seen: frame.Seen, given: Done) -> object:
    case = need_queries.case_of(seen.need.id)
    return case and moderating.decide_need(**_who(seen), case_id=case.id, **given)


def _extend(seen: frame.Seen, given: Done) -> object:
    return ending.extend_need(**_who(seen), need_id=seen.need.id)


def _unmet(seen: frame.Seen, given: Done) -> object:
    return ending.close_unmet(**_who(seen), need_id=seen.need.id, **given)


STEPS = {
    "offer": Step(OfferForm, _offer, _("Offered. You are told when somebody is chosen.")),
    "withdraw": Step(
        WithdrawForm, lambda seen, given: offering.withdraw_offer(**_who(seen), **given), _("Your offer is withdrawn.")
    ),
    "choose": Step(
        OfOfferForm, lambda seen, given: offering.choose(**_who(seen), **given), _("Chosen, and they have been told.")
    ),
    "decline": Step(
        DeclineForm,
        lambda seen, given: offering.decline(**_who(seen), **given),
        _("Declined, and they have been told."),
    ),
    "decide": Step(ModerationForm, _decide, _("Decided. Whoever asked for help has been told.")),
    "extend": Step(forms.Form, _extend, _("It stays open for longer.")),
    "unmet": Step(UnmetForm, _unmet, _("Ended with its reason. Whoever asked for help has been told.")),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need(request, organization_id, need_id):
    """The page with its forms; the button that was pressed says which of them is meant."""
    seen, do = frame.seen(request, organization_id, need_id), request.POST.get("do", "")
    filled = {name: step.form(request.POST if name == do else None, prefix=name) for name, step in STEPS.items()}
    form = filled.get(do)
    if form is not None and form.is_valid():
        step = STEPS[do]
        if answers.run(form, lambda: step.act(seen, form.cleaned_data)):
            messages.success(request, step.said)
            return redirect("organizer:need", organization_id, need_id)
        seen = frame.seen(request, organization_id, need_id)
    return _page(request, seen, filled, form)


@login_required
@require_POST
def address(request, organization_id, need_id):
    """The same page with whom it is for and where: no address leads to it, and the poster sees who looked."""
    seen = frame.seen(request, organization_id, need_id)
    details = opening.open_details(actor=seen.actor, need_id=need_id, at=seen.at)
    filled = {name: step.form(prefix=name) for name, step in STEPS.items()}
    response = _page(request, seen, filled, None, details=details)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(request, seen, filled, form, **more):
    facts = {
        "seen": seen,
        "need": seen.need,
        "organization": seen.organization,
        "forms": filled,
        **_course(seen),
        **(_offered(seen, filled) if seen.manages else {}),
        **more,
    }
    return answers.form_page(request, "organizer/needs/need.html", form or OfferForm(), **facts)


def _course(seen):
    """What happened so far, for who looks after it or answers for it."""
    need, found = seen.need, {}
    if not (seen.looks_after or (seen.manages and (seen.has_taken_up or seen.has_posted))):
        return found
    steps = need_queries.steps(need.id)
    if not (seen.looks_after or seen.has_posted):
        steps = [step for step in steps if step.what not in OF_OFFERS or step.by_name == seen.organization.name]
    found["steps"] = stages.told(steps)
    if need.way:
        found["visits"] = docking_queries.visits(seen.actor, need.id)
    return found


def _offered(seen, filled):
    """Who offers: for who chooses all of them, for who offered its own."""
    need = seen.need
    if need.state == State.MODERATION:
        return {"case": need_queries.case_of(need.id), "alike": alike.to(need, seen.at)} if seen.looks_after else {}
    if need.state in UNPOSTED:
        return {}
    mine = docking_queries.standing_offer(seen.actor, need.id, seen.organization.id)
    is_open = need.state in WAITING and need.organization_id is None
    found = {"mine": mine, "may_offer": is_open and mine is None and not (seen.has_posted or seen.may_dock)}
    if docking_queries.may_choose(seen.actor, need):
        offers = docking_queries.offers(seen.actor, need.id)
        found["groups"] = [
            (_("Organizations"), [one for one in offers if one.organization_id]),
            (_("Volunteers"), [one for one in offers if one.volunteer_id]),
        ]
        found["offers"] = offers
        found["is_waiting"] = need.state in WAITING
        found["people"] = docking_queries.volunteers_by_offer(seen.actor, need.id) if seen.looks_after else {}
        found["declined"] = filled["decline"].cleaned_data.get("offer_id") if filled["decline"].is_bound else None
    return found
