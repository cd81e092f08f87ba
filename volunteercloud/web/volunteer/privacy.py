"""One's data and one's rights over it: seeing, correcting, taking along, stopping what rests on consent, closing the account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from volunteercloud.domain.privacy import actions, queries
from volunteercloud.web import answers

from . import whom


@login_required
@require_safe
def rights(request):
    about, actor, now = whom.of(request), answers.actor_of(request), answers.reader_now()
    facts = {
        "whom": about,
        "closing": queries.closing(actor, about.id),
        "restricted_at": queries.restricted_at(actor, about.id),
        "obstacles": queries.in_the_way(actor, about.id, now),
    }
    return render(request, "volunteer/privacy.html", facts)


@login_required
@require_POST
@reauthentication_required
def everything(request):
    """Every field of the register, as a file for people and programs."""
    taken = actions.take_everything(
        actor=answers.actor_of(request), volunteer_id=whom.id_of(request), at=answers.reader_now()
    )
    answer = JsonResponse(taken, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="everything.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def restrict(request):
    _done(request, actions.restrict, _("What is done with your data is restricted now."))
    return _back(request)


@login_required
@require_POST
def lift_restriction(request):
    _done(request, actions.lift_restriction, _("The restriction is lifted. What you withdrew stays withdrawn."))
    return _back(request)


@login_required
@require_POST
@reauthentication_required
def close(request):
    """Asks for the password again: a stranger at the keyboard closes nothing."""
    _done(request, actions.ask_to_close, _("Your account will be closed. Until then you can keep it."))
    return _back(request)


@login_required
@require_POST
def keep(request):
    _done(request, actions.call_off_closing, _("You keep your account."))
    return _back(request)


def _done(request, action, said):
    action(actor=answers.actor_of(request), volunteer_id=whom.id_of(request), at=answers.reader_now())
    messages.success(request, said)


def _back(request):
    return redirect(reverse("volunteer:privacy") + whom.query_of(request))
