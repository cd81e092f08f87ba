"""What a reader posted: the list with what waits for them first, and one need from its draft to what came of it."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core import qr
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.needs import docking_queries, queries, rules
from volunteercloud.domain.needs.actions import confirming, ending, offering, posting
from volunteercloud.domain.needs.models import (
    EDITABLE,
    MET,
    SERVED,
    STANDING,
    WAITING,
    OfferState,
    PosterKind,
    State,
    Unmet,
)
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import register
from volunteercloud.web import answers, cursors

from . import stages, words
from .forms import RatingForm, WordsForm

MOST_COMPARED = 8
WITHDRAWABLE = (*EDITABLE, State.MODERATION, *WAITING)
ENDS_SOON = timedelta(days=7)
# Whose turn it is: what the poster has to do comes before what runs, and that before what is over.
TURNS = (
    (
        "mine",
        gettext_lazy("Your turn"),
        frozenset({State.DRAFT, State.RETURNED, State.OFFERED, State.DONE}),
    ),
    ("running", gettext_lazy("On its way"), frozenset(STANDING) - {State.RETURNED, State.OFFERED, State.DONE}),
)


@login_required
@require_safe
def mine(request):
    after = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    found = queries.mine(answers.actor_of(request), after=after)
    page = found[: queries.PAGE]
    facts = {
        "groups": _grouped(page),
        "needs": page,
        "cursor": cursors.written(page[-1].created_at, page[-1].id) if len(found) > len(page) else "",
    }
    return render(request, "needs/mine.html", facts)


def _grouped(needs):
    """The page in the order of whose turn it is; each group with its title."""
    rest = list(needs)
    groups = []
    for name, title, states in TURNS:
        theirs = [need for need in rest if need.state in states]
        rest = [need for need in rest if need.state not in states]
        groups.append((name, title, theirs))
    return [group for group in (*groups, ("over", _("Over"), rest)) if group[2]]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_need(request, need_id):
    actor = answers.actor_of(request)
    found = queries.my_need(actor, need_id)
    if request.method != "POST":
        return _page(request, actor, found)
    do = DOES.get(request.POST.get("do"))
    if do is None:
        raise NotFound
    form_of, action, said = do
    form = form_of(request.POST, found.need, actor)
    if not form.is_valid():
        return _page(request, actor, found, form=form)
    try:
        action(actor, found.need, request.POST, form.cleaned_data, answers.reader_now())
    except Refused as refusal:
        return _page(request, actor, found, form=form, refusal=refusal)
    messages.success(request, said)
    if found.need.state == State.DRAFT:  # withdrawn, which deletes it
        return redirect("needs:mine")
    return redirect("needs:my_need", need_id)


@login_required
@never_cache
@require_safe
def slip(request, need_id):
    """A sheet to print and keep, for who asked for help without a phone at hand: number, state, and a code that leads here."""
    found = queries.my_need(answers.actor_of(request), need_id)
    address = settings.SITE_URL + reverse("needs:need", args=[found.need.number])
    facts = {
        "need": found.need,
        "address": address,
        "code": mark_safe(qr.svg(address)),
        "now": answers.reader_now(),
    }
    return render(request, "needs/slip.html", facts)


def _page(request, actor, found, *, form=None, refusal=None):
    need, now = found.need, answers.reader_now()
    offers = [offer for offer in found.offers if offer.state == OfferState.WAITING]
    is_served = need.state in SERVED or need.state in MET
    facts = {
        "need": need,
        "details": found.details,
        "steps": stages.told(found.steps),
        "stages": stages.of(need),
        "offers": offers,
        **_who(need, offers),
        "chosen": [offer for offer in found.offers if offer.state == OfferState.CHOSEN],
        "review": queries.case_of(need.id) if need.state == State.MODERATION else None,
        "visits": docking_queries.visits(actor, need.id) if is_served else [],
        "readers": docking_queries.readers(actor, need.id),
        "is_mine_to_change": need.state in EDITABLE,
        "is_waiting": need.state in WAITING,
        "can_extend": _can_extend(need, now),
        "can_withdraw": need.state in WITHDRAWABLE,
        "is_organizations": need.poster_kind == PosterKind.ORGANIZATION,
        "reasons": list(words.UNMET.items()),
        "rating": form if isinstance(form, RatingForm) else _rating(None, need, actor),
        "said": form if isinstance(form, WordsForm) else WordsForm(),
        "now": now,
        "refusal": refusal,
        "tried": request.POST.get("do", ""),
        "tried_offer": request.POST.get("offer_id", ""),
    }
    return render(request, "needs/my_need.html", facts, status=(409 if refusal else 422) if form else 200)


def _can_extend(need, now):
    """Whether it ends soon, and might stay open for longer: not where help is wanted for a time that ends before."""
    is_ending = need.state in WAITING and need.expires_at - now < ENDS_SOON
    return is_ending and rules.expires_at(need, now) > need.expires_at


def _who(need, offers):
    """Who the organizations are that offer or were chosen: their public pages, and of the first few what they did before."""
    wanted = [offer.organization_id for offer in offers if offer.organization_id]
    known = [*wanted, *([need.organization_id] if need.organization_id else [])]
    nodes = {node.organization_id: node for node in register.named(known)} if known else {}
    results = {one: docking_queries.organization_results(one) for one in wanted[:MOST_COMPARED]}
    return {"nodes": nodes, "results": results}


def _withdraw(actor, need, sent, said, at):
    posting.withdraw_need(actor=actor, need_id=need.id, reason=said["words"], at=at)


def _solved(actor, need, sent, said, at):
    unmet = sent.get("unmet") if sent.get("unmet") in Unmet.values else Unmet.OTHER
    ending.close_unmet(actor=actor, need_id=need.id, unmet=unmet, reason=said["words"], at=at)


def _extend(actor, need, sent, said, at):
    ending.extend_need(actor=actor, need_id=need.id, at=at)


def _choose(actor, need, sent, said, at):
    offering.choose(actor=actor, offer_id=_offer_of(need, sent), at=at)


def _decline(actor, need, sent, said, at):
    offering.decline(actor=actor, offer_id=_offer_of(need, sent), reason=said["words"], at=at)


def _confirm(actor, need, sent, said, at):
    confirming.confirm_result(actor=actor, need_id=need.id, rating=said.get("rating"), words=said["words"], at=at)


def _contest(actor, need, sent, said, at):
    confirming.contest_result(actor=actor, need_id=need.id, words=said["words"], at=at)


def _offer_of(need, sent):
    try:
        return UUID(sent.get("offer_id", ""))
    except ValueError:
        raise NotFound from None


def _nothing_asked(sent, need, actor):
    return WordsForm(sent, required=False)


def _reason(sent, need, actor):
    return WordsForm(sent)


def _rating(sent, need, actor):
    """Nobody rates an organization they work for."""
    return RatingForm(sent, is_asked=not _works_for(actor, need.organization_id))


def _works_for(actor, organization_id):
    return organization_id is not None and organization_queries.role(actor.id, organization_id) is not None


# What the buttons of the page do: the form they send, the action, and what is said afterwards.
DOES = {
    "withdraw": (_nothing_asked, _withdraw, gettext_lazy("The need is withdrawn.")),
    "close": (_nothing_asked, _solved, gettext_lazy("The need is closed. Thank you for saying why.")),
    "extend": (_nothing_asked, _extend, gettext_lazy("The need stays open.")),
    "choose": (_nothing_asked, _choose, gettext_lazy("You have chosen. They have been told.")),
    "decline": (_reason, _decline, gettext_lazy("They have been told.")),
    "confirm": (_rating, _confirm, gettext_lazy("Thank you. Whoever helped can read what you said.")),
    "contest": (_reason, _contest, gettext_lazy("Your station has been told, and looks into it.")),
}
