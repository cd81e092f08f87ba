"""Guardians: children in one's account, and consent for a minor with an account of their own."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.consents import AT_REGISTRATION
from volunteercloud.web import answers

from .forms import GuardianForm, WardForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wards(request):
    actor, form = answers.actor_of(request), WardForm(request.POST or None)
    if form.is_valid() and answers.run(form, lambda: _add(actor, form)):
        messages.success(request, _("The child is in your account now."))
        return redirect("volunteer:wards")
    return answers.form_page(
        request,
        "volunteer/identity/wards.html",
        form,
        volunteer=identity_queries.profile(actor, actor.id),
        wards=identity_queries.wards(actor),
        terms=AT_REGISTRATION.values(),
    )


def _add(actor, form):
    return identity_actions.add_ward(actor=actor, at=answers.reader_now(), **form.cleaned_data)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_consent(request):
    """For a minor: how the guardian's consent stands, and the link to send. Asking again shows the same link."""
    actor, link, refusal = answers.actor_of(request), "", None
    if request.method == "POST":
        try:
            _consent, token = identity_actions.request_guardian_consent(
                actor=actor, volunteer_id=actor.id, at=answers.reader_now()
            )
            link = settings.SITE_URL + reverse("volunteer:guardian_asked", args=[token])
        except Refused as refused:
            refusal = refused
    volunteer, today = identity_queries.profile(actor, actor.id), timezone.localdate(answers.reader_now())
    facts = {
        "consent": identity_queries.guardian_consent(actor, actor.id),
        "is_of_age": volunteer.birth_on is not None and not identity_rules.needs_guardian_consent(volunteer, today),
        "link": link,
        "refusal": refusal,
    }
    return render(request, "volunteer/identity/guardian_consent.html", facts, status=409 if refusal else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_asked(request, token):
    """Where the link leads: a guardian sees who asks, signs in, and agrees."""
    now = answers.reader_now()
    asked = identity_queries.guardian_request(token, now)
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(request.path)
    form = GuardianForm(request.POST or None, today=timezone.localdate(now), language=request.LANGUAGE_CODE)
    if form.is_valid() and answers.run(form, lambda: _agree(request, token, form, now)):
        return redirect("volunteer:guardianship", asked.volunteer_id)
    return answers.form_page(request, "volunteer/identity/guardian_asked.html", form, asked=asked)


def _agree(request, token, form, at):
    return identity_actions.give_guardian_consent(
        actor=answers.actor_of(request), token=token, relation=form.cleaned_data["relation"], at=at
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guardianship(request, volunteer_id):
    """For a guardian: the consent that stands, and the way to withdraw it."""
    actor = answers.actor_of(request)
    if request.method == "POST":
        identity_actions.withdraw_guardian_consent(actor=actor, volunteer_id=volunteer_id, at=answers.reader_now())
        messages.success(request, _("Your consent is withdrawn. Nothing new can be signed up for."))
        return redirect("volunteer:messages")
    facts = {"consent": identity_queries.consent_given(actor, volunteer_id)}
    return render(request, "volunteer/identity/guardianship.html", facts)
