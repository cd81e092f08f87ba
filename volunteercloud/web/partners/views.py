"""The addresses of OpenID Connect, and the page on which a person takes back what a site may learn."""

import hashlib
import json
from http import HTTPStatus
from urllib.parse import urlsplit

from allauth.account.internal.decorators import login_not_required
from allauth.idp.oidc import views as oidc
from allauth.idp.oidc.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from volunteercloud.core.actor import system
from volunteercloud.core.errors import Refused
from volunteercloud.domain.partners import actions, queries
from volunteercloud.domain.partners.scopes import NAMES, Scope
from volunteercloud.web import answers

# In seconds: until when a code is known to be used, which is longer than one holds.
REMEMBERED = 600
SITES = system("partner sites")


@require_safe
@login_not_required
def configuration(request):
    """How this site describes itself to others."""
    places = {"authorization": "authorization", "token": "token", "userinfo": "userinfo", "revocation": "revoke"}
    said = {
        "issuer": settings.SITE_URL,
        "jwks_uri": _address("jwks"),
        **{f"{name}_endpoint": _address(view) for name, view in places.items()},
        "scopes_supported": [scope.value for scope in Scope],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": list(settings.IDP_OIDC_AUTH_METHODS),
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "name", "real_name_verified", "credit_minutes", "honour_minutes"],
    }
    return JsonResponse(said)


class Consent(oidc.AuthorizationView):
    """Where a site sends people. allauth looks at who asks; here it is asked for PKCE, and nothing is agreed to in silence."""

    def get(self, request, *args, **kwargs):
        if request.GET.get("code_challenge_method") != "S256" or not request.GET.get("code_challenge"):
            raise _not_asked_well(_("It sends no code challenge (S256)."))
        # allauth would answer from what any other site was granted.
        if "none" in request.GET.get("prompt", "").split():
            raise _not_asked_well(_("It asks to be let in without asking you."))
        response = super().get(request, *args, **kwargs)
        if response.status_code == HTTPStatus.OK and hasattr(self, "_request_info"):
            response.form_targets = _origins(self._request_info["redirect_uri"])
        return response

    def form_valid(self, form):
        actions.agree(
            actor=answers.actor_of(self.request),
            partner_id=self._request_info["client_id"],
            scopes=form.cleaned_data["scopes"],
            at=answers.reader_now(),
        )
        return super().form_valid(form)


@csrf_exempt
@require_POST
@login_not_required
def token(request):
    """Exchange a code, once: two that come with the same one at the same moment do not both get something for it, and what
    one got ends when another comes, as one of them has stolen it."""
    if request.POST.get("grant_type") != "authorization_code":
        return oidc.token(request)
    code = _Code(request.POST.get("code", ""))
    if not code.is_first():
        code.came_again()
        return JsonResponse({"error": "invalid_grant"}, status=HTTPStatus.BAD_REQUEST)
    response = oidc.token(request)
    if response.status_code == HTTPStatus.OK:
        code.gave(json.loads(response.content)["access_token"])
    return response


@require_safe
@login_required
def partners(request):
    agreed = queries.agreed(answers.actor_of(request), answers.reader_now())
    found = [(one, [NAMES[scope] for scope in Scope if scope in one.scopes]) for one in agreed]
    return render(request, "account/partners.html", {"partners": found})


@require_POST
@login_required
def withdraw(request, partner_id):
    actions.withdraw(actor=answers.actor_of(request), partner_id=partner_id, at=answers.reader_now())
    messages.success(request, _("This site learns nothing more about you."))
    return redirect("account:partners")


def _address(view: str) -> str:
    return settings.SITE_URL + reverse(f"idp:oidc:{view}")


class _Code:
    """What is remembered of a code that came: that it did, what was given for it, and that it came again."""

    def __init__(self, code: str) -> None:
        self._name = hashlib.sha256(code.encode()).hexdigest()

    def is_first(self) -> bool:
        return cache.add(f"partner-code-used/{self._name}", True, REMEMBERED)

    def gave(self, access_token: str) -> None:
        cache.set(f"partner-code-gave/{self._name}", get_adapter().hash_token(access_token), REMEMBERED)
        if cache.get(f"partner-code-again/{self._name}"):  # it came while the first was being answered
            self.came_again()

    def came_again(self) -> None:
        cache.set(f"partner-code-again/{self._name}", True, REMEMBERED)
        if given := cache.get(f"partner-code-gave/{self._name}"):
            actions.end_stolen(actor=SITES, token_hash=given, at=answers.reader_now())


def _origins(address: str) -> list[str]:
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"]


def _not_asked_well(why: str) -> Refused:
    return Refused("partners.request", why, next_step=_("Go back to the other site, and tell those who run it."))
