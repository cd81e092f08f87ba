from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.consents import TERMS
from volunteercloud.domain.matching import actions as matching_actions
from volunteercloud.domain.organizations import queries as organizations_queries
from volunteercloud.domain.regions import queries as regions_queries
from volunteercloud.web import answers, cookies
from volunteercloud.web.volunteer import whom

from . import proving, undoing
from .token_forms import TokenForm


@require_safe
@login_required
def overview(request):
    actor = answers.actor_of(request)
    offices = identity_queries.offices(actor)
    facts = {
        "email": EmailAddress.objects.get_primary(request.user),
        "languages": settings.LANGUAGES,
        "offices": regions_queries.full_names(offices, request.LANGUAGE_CODE).values(),
        "organizations": organizations_queries.my_organizations(actor),
    }
    return render(request, "account/overview.html", facts)


@require_safe
@login_required
def two_step(request):
    """Why the page that one came for is closed without a second step, and how to set one up or to show it."""
    asked = request.GET.get(REDIRECT_FIELD_NAME, "")
    back = asked if url_has_allowed_host_and_scheme(asked, None) else reverse("account:overview")
    facts = {"has_one": proving.has_second_step(request.user), "next": urlencode({REDIRECT_FIELD_NAME: back})}
    return render(request, "account/two_step.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request, account_id, token):
    """Take back that a phone number or an e-mail address was changed; who has the link needs no account for it."""
    before = undoing.opened(account_id, token, answers.reader_now())
    if request.method == "POST":
        undoing.undo(account_id, before, answers.reader_now())
        logout(request)
        messages.success(request, _("It is as it was, and everybody was signed out. Sign in with a code now."))
        return redirect("account_request_login_code")
    return render(request, "account/undo.html", {"before": before})


@require_POST
@login_required
def preferences(request):
    account = identity_actions.update_preferences(
        actor=answers.actor_of(request),
        language=request.POST.get("language", ""),
        elder_mode=request.POST.get("mode") == "elder",
        at=answers.reader_now(),
    )
    response = redirect("account:overview")
    cookies.remember(response, cookies.LANGUAGE, account.language)
    return cookies.remember(response, cookies.MODE, "elder" if account.elder_mode else "standard")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def consents(request):
    """One's own, and those that a guardian gave for a child."""
    actor, about = answers.actor_of(request), whom.of(request)
    if request.method == "POST":
        decide = matching_actions.withdraw_consent if "withdraw" in request.POST else matching_actions.give_consent
        decide(actor=actor, volunteer_id=about.id, purpose=request.POST.get("purpose", ""), at=answers.reader_now())
        return redirect(reverse("account:consents") + about.query)
    given = identity_queries.consents(actor, about.id)
    standing = {consent.purpose: consent for consent in given if consent.withdrawn_at is None}
    purposes = [(purpose, terms, standing.get(purpose)) for purpose, terms in TERMS.items()]
    withdrawn = [(consent, TERMS[consent.purpose]) for consent in given if consent.withdrawn_at]
    facts = {"whom": about, "purposes": purposes, "withdrawn": withdrawn}
    return render(request, "account/consents.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tokens(request):
    """The keys to the API; the secret of a new one is shown on the page that answers its making, and never again."""
    actor = answers.actor_of(request)
    form = TokenForm(request.POST or None)
    made = form.is_valid() and answers.run(
        form, lambda: identity_actions.create_token(actor=actor, at=answers.reader_now(), **form.cleaned_data)
    )
    facts = {"secret": made[1] if made else "", "tokens": identity_queries.tokens(actor)}
    return answers.form_page(request, "account/tokens.html", TokenForm() if made else form, **facts)


@require_POST
@login_required
def revoke_token(request, digest):
    identity_actions.revoke_token(actor=answers.actor_of(request), digest=digest, at=answers.reader_now())
    messages.success(request, _("The key no longer works."))
    return redirect("account:tokens")
