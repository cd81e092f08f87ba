"""What suits the reader: opportunities in order with their reasons, what they wish, who may find and ask them, and why not."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.consents import TERMS, Purpose
from volunteercloud.domain.matching import actions, explaining, queries
from volunteercloud.domain.needs import queries as need_queries
from volunteercloud.domain.search.queries import Hit
from volunteercloud.web import answers
from volunteercloud.web.finding import lines

from . import ways, whom
from .suiting_forms import PARTS_OF_DAY, AnswerForm, SuitsForm


@login_required
@require_safe
def for_me(request):
    """Opportunities in the order in which they suit, each with its reasons."""
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    ranking = queries.for_volunteer(actor, about.id, now)
    hits = [Hit(suited.document, suited.metres) for suited in ranking.opportunities]
    found = list(zip(lines.lines(hits, about.id, now), ranking.opportunities, strict=True))
    facts = {
        "whom": about,
        "found": found,
        "version": ranking.version,
        "volunteer": identity_queries.profile(actor, about.id),
        "preference": queries.preference(actor, about.id),
        "asks": [ask for ask in queries.my_asks(actor, about.id) if ask.state == "waiting" and now < ask.until],
    }
    return render(request, "volunteer/suiting/for_me.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def suits(request):
    """How far, from where, when; what one likes and can do stands in the profile."""
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    preference = queries.preference(actor, about.id)
    initial = {"remote": True, "keep_point": True}
    if preference:
        initial |= {"reach_km": preference.reach_km, "parts": preference.parts, "remote": preference.remote}
    form = SuitsForm(request.POST if request.method == "POST" else None, preference=preference, initial=initial)
    if form.is_valid() and answers.run(
        form,
        lambda: actions.set_preference(actor=actor, volunteer_id=about.id, wished=form.wished, at=now),
    ):
        messages.success(request, _("Kept. What is found for you goes by it from now on."))
        return redirect(reverse("volunteer:suits") + about.query)
    facts = {
        "whom": about,
        "volunteer": identity_queries.profile(actor, about.id),
        "preference": preference,
        "parts_of_day": PARTS_OF_DAY,
        "terms": TERMS[Purpose.FOUND],
        "is_found": identity_queries.agrees(about.id, Purpose.FOUND),
        "closed": queries.closed_to(actor, about.id),
    }
    return answers.form_page(request, "volunteer/suiting/suits.html", form, **facts)


@login_required
@require_POST
def found(request):
    """Agree to be found, or take it back; or let an organization ask again."""
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    do = request.POST.get("do")
    if do == "again":
        organization_id = _identifier(request.POST.get("organization"))
        actions.allow_again(actor=actor, volunteer_id=about.id, organization_id=organization_id, at=now)
    elif do in ("agree", "withdraw"):
        step = actions.give_consent if do == "agree" else actions.withdraw_consent
        with suppress(NotFound):  # withdrawn already, on another page
            step(actor=actor, volunteer_id=about.id, purpose=Purpose.FOUND, at=now)
    else:
        raise BadRequest
    return redirect(reverse("volunteer:suits") + about.query + "#found")


@login_required
@require_safe
def asks(request):
    """What organizations asked, the latest first."""
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    facts = {"whom": about, "asks": queries.my_asks(actor, about.id), "now": now}
    return render(request, "volunteer/suiting/asks.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, organization_id, subject_id):
    """One question; a yes signs up, and what stands against that is told here."""
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    form, refusal = AnswerForm(request.POST or None), None
    if form.is_valid():
        do = form.cleaned_data["do"]
        try:
            actions.answer(
                actor=actor,
                volunteer_id=about.id,
                organization_id=organization_id,
                subject_id=subject_id,
                accept=do == "yes",
                never_again=do == "never",
                at=now,
            )
        except Refused as refused:
            refusal = refused
        else:
            return redirect(reverse("volunteer:ask", args=[organization_id, subject_id]) + about.query)
    facts = {
        "whom": about,
        "ask": queries.my_ask(actor, about.id, organization_id, subject_id),
        "now": now,
        "refusal": refusal,
        "way": refusal and ways.out_of(refusal.code),
    }
    return render(request, "volunteer/suiting/ask.html", facts, status=409 if refusal else 200)


@login_required
@require_safe
def why(request, organization_id, shift_id):
    """Every condition of a shift, met or not."""
    actor, about = answers.actor_of(request), whom.of(request)
    shift, explained = explaining.of_shift(actor, organization_id, shift_id, answers.reader_now(), about.id)
    facts = {"whom": about, "shift": shift, "explained": explained}
    return render(request, "volunteer/suiting/why.html", facts)


@login_required
@require_safe
def why_need(request, number):
    """Every condition of a need, met or not."""
    actor, about = answers.actor_of(request), whom.of(request)
    need = need_queries.need(actor, number)
    explained = explaining.of_need(actor, need, answers.reader_now(), about.id)
    return render(request, "volunteer/suiting/why.html", {"whom": about, "need": need, "explained": explained})


def _identifier(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise NotFound from None
