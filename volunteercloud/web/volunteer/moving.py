"""Moving 转移接续: where somebody lives, and what follows them from one place to another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import residences
from volunteercloud.domain.identity.consents import RESIDENCE
from volunteercloud.domain.records import whereabouts
from volunteercloud.domain.transfers import differing
from volunteercloud.domain.transfers import queries as transfer_queries
from volunteercloud.domain.transfers.models import OPEN, State
from volunteercloud.web import answers, formats
from volunteercloud.web import moving_words as words

from . import whom
from .moving_forms import ResidenceForm


@login_required
@require_safe
def moving(request):
    """Everything about moving on one page: where I live, what is on its way, what is asked of me."""
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    facts = {
        "whom": about,
        "volunteer": identity_queries.profile(actor, about.id),
        "asked": [
            (each, words.title(each.node, each.node.name)) for each in transfer_queries.awaited(actor, about.id, now)
        ],
        "misnamed": [words.title(node, node.name) for node in differing.of_person(actor, about.id, now)],
        **_home(residences.history(actor, about.id), timezone.localdate(now)),
        **_transfers(actor, about.id),
    }
    return render(request, "volunteer/moving/moving.html", facts)


def _transfers(actor, volunteer_id):
    """What is under way before what is over, each with its place and state; and what counts where because of them."""
    found, elsewhere = transfer_queries.mine(actor, volunteer_id), whereabouts.elsewhere(actor, volunteer_id)
    titles = words.titles({each.node_name for each in (*found, *elsewhere)})
    lines = [
        {
            "transfer": each,
            "way": words.way(each, titles[each.node_name]),
            "state": words.STATES[State(each.state)],
        }
        for each in found
    ]
    return {
        "under_way": [line for line in lines if line["transfer"].state in OPEN],
        "over": [line for line in lines if line["transfer"].state not in OPEN],
        "elsewhere": [(each, titles[each.node_name]) for each in elsewhere],
        "on_the_way": [
            line for line in lines if line["transfer"].state == State.COMMITTED and line["transfer"].records
        ],
    }


def _home(history, today):
    """Where the person lives today, even if the worker has not been there yet; what lies ahead; and what was."""
    standing = [each for each in history if each.cancelled_at is None]
    present = next((each for each in standing if each.from_on <= today), None)
    return {
        "present": present,
        "ahead": next((each for each in standing if each.from_on > today), None),
        "may_go_back": present is not None and present.from_on == today and present.before_id is not None,
        "past": [each for each in history if each is not present and (each.cancelled_at or each.from_on <= today)],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def residence(request):
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    today = timezone.localdate(now)
    form = ResidenceForm(request.POST or None, today=today)
    moved = form.is_valid() and answers.run(form, lambda: _move(actor, about.id, now, **form.cleaned_data))
    if moved:
        if moved.is_ahead:
            text = _("From %(day)s on you live there. Until then you can call it off.")
            messages.success(request, text % {"day": formats.dated(moved.from_on)})
        else:
            messages.success(request, _("You live there from today."))
        return redirect(reverse("volunteer:moving") + about.query)
    facts = {
        "whom": about,
        "volunteer": identity_queries.profile(actor, about.id),
        "present": residences.on(about.id, today),
        "ahead": residences.ahead(about.id),
        "terms": RESIDENCE,
    }
    return answers.form_page(request, "volunteer/moving/residence.html", form, **facts)


def _move(actor, volunteer_id, at, *, region_code, from_on, agrees):
    try:
        return identity_actions.move_residence(
            actor=actor,
            volunteer_id=volunteer_id,
            region_code=region_code,
            from_on=from_on,
            terms=RESIDENCE.version if agrees else "",
            at=at,
        )
    except Refused as refusal:
        if refusal.field == "terms":
            refusal.field = "agrees"
        raise


@login_required
@require_POST
def cancel_residence(request, residence_id):
    try:
        identity_actions.cancel_move(
            actor=answers.actor_of(request),
            volunteer_id=whom.id_of(request),
            residence_id=residence_id,
            at=answers.reader_now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Called off: you live on where you lived."))
    return redirect(reverse("volunteer:moving") + whom.query_of(request))
