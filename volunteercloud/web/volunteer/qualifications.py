"""Qualifications that a person states to hold: the list, one more, one less."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.web import answers

from . import whom
from .forms import QualificationForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def qualifications(request):
    about, at = whom.of(request), answers.reader_now()
    actor = answers.actor_of(request)
    form = QualificationForm(request.POST or None)
    if form.is_valid() and answers.run(form, lambda: _state(actor, about.id, form, at)):
        messages.success(request, _("It stands in your list. A leader notes it once they have seen the original."))
        return redirect(reverse("volunteer:qualifications") + about.query)
    facts = {
        "whom": about,
        "qualifications": identity_queries.qualifications(actor, about.id),
        "today": timezone.localdate(at),
    }
    return answers.form_page(request, "volunteer/identity/qualifications.html", form, **facts)


def _state(actor, volunteer_id, form, at):
    stated = identity_actions.StatedQualification(**form.cleaned_data)
    return identity_actions.state_qualification(actor=actor, volunteer_id=volunteer_id, stated=stated, at=at)


@login_required
@require_POST
def withdraw(request, qualification_id):
    identity_actions.withdraw_qualification(
        actor=answers.actor_of(request),
        volunteer_id=whom.id_of(request),
        qualification_id=qualification_id,
        at=answers.reader_now(),
    )
    messages.success(request, _("It stands in your list no more."))
    return redirect(reverse("volunteer:qualifications") + whom.query_of(request))
