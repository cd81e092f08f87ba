"""Where else one is registered: asking, being found by such a question, and who asked about oneself."""

from contextlib import suppress

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.consents import TERMS, Purpose
from volunteercloud.domain.matching import actions as matching_actions
from volunteercloud.domain.national import actions, queries
from volunteercloud.web import answers

from . import whom

TROUBLES = {
    "national.budget": _("So many were asked about today that no more answers are given. Ask again tomorrow."),
    "national.real_name": _("Your document is verified no more. Register it first."),
    "national.other_key": _("The national node answers by another key than before. Its operators are asked to look."),
    "national.wrong_answer": _(
        "The national node answered by another key than before. Its operators are asked to look."
    ),
}
OTHER_TROUBLE = _("The national node could not be reached. Ask again later.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registered(request):
    """What is known, and one button each for asking, agreeing and taking back."""
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    refusal = None
    if request.method == "POST":
        try:
            decide(request.POST.get("do"), actor, about.id, now)
        except Refused as refused:
            refusal = refused
        else:
            return redirect(reverse("volunteer:registered") + about.query)
    shown = queries.elsewhere(actor, about.id)
    facts = {
        "whom": about,
        "shown": shown,
        "terms": TERMS[Purpose.REGISTERED],
        "agrees": identity_queries.agrees(about.id, Purpose.REGISTERED),
        "questions": [(each, TROUBLES.get(each.code, OTHER_TROUBLE)) for each in shown.questions],
        "is_waiting": any(each.state == "waiting" for each in shown.questions),
        "refusal": refusal,
    }
    return render(request, "volunteer/registered.html", facts, status=409 if refusal else 200)


def decide(do, actor, volunteer_id, now):
    if do == "ask":
        actions.ask(actor=actor, volunteer_id=volunteer_id, at=now)
    elif do == "agree":
        matching_actions.give_consent(actor=actor, volunteer_id=volunteer_id, purpose=Purpose.REGISTERED, at=now)
    elif do == "withdraw":
        with suppress(NotFound):  # withdrawn already, on another page
            matching_actions.withdraw_consent(
                actor=actor, volunteer_id=volunteer_id, purpose=Purpose.REGISTERED, at=now
            )
    else:
        raise BadRequest
