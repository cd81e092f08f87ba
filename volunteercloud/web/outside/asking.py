"""What is asked of a service outside, and what of its answers is believed.

allauth does not check the signature of an ID token that came over TLS, sends no nonce, believes whichever issuer the
service's own description names, and follows redirections. Here each is closed, with requests bounded in time and bytes.
"""

import base64
import json
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.conf import settings
from django.urls import reverse
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from volunteercloud.core import calls

SECONDS = 5.0
MOST_BYTES = 200_000
LONGEST_SUBJECT = 191  # letters, as allauth keeps it
CLOCKS_APART = 60  # seconds
ALGORITHMS = ["RS256", "PS256", "ES256"]
METADATA = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Outside(OAuth2Adapter):
    """One service, asked for one request of somebody. ``state`` is what was remembered when they were sent there."""

    def __init__(self, request, provider_id):
        super().__init__(request)
        self.provider_id = provider_id
        self.state: dict[str, Any] = {}

    @cached_property
    def provider(self):
        return self.get_provider()

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """How the service describes itself: as the issuer that the operator named, and no other."""
        server = self.provider.known.server
        said = self._asked("GET", f"{server.rstrip('/')}/.well-known/openid-configuration")
        if said.get("issuer") != server:
            raise OAuth2Error("another issuer")
        if not all(isinstance(said.get(name), str) and calls.is_safe(said[name]) for name in METADATA):
            raise OAuth2Error("unsafe addresses")
        return said

    @property
    def scopes(self) -> list[str]:
        """What is asked for: an e-mail address only of a service that tells it."""
        told = self._described().get("scopes_supported", ["email"])
        return ["openid", *(["email"] if "email" in told else [])]

    @property
    def authorize_url(self) -> str:
        return self._described()["authorization_endpoint"]

    def _described(self) -> dict[str, Any]:
        try:
            return self.metadata
        except OAuth2Error as trouble:
            # allauth asks for it outside of what it catches.
            raise ImmediateHttpResponse(
                render_authentication_error(self.request, self.provider, exception=trouble)
            ) from None

    @property
    def access_token_url(self) -> str:
        """Asked for by allauth's own client, which never calls it."""
        return ""

    def get_callback_url(self, request, app):
        """As it was told to the service: under the name of this site, whichever name was asked."""
        return settings.SITE_URL + reverse("outside_callback", args=[self.provider_id])

    def get_access_token_data(self, request, app, client, pkce_code_verifier=None):
        """Exchange the code. The answer names the service where it can (RFC 9207): a code of another is not sent there."""
        if request.GET.get("iss", self.provider.known.server) != self.provider.known.server:
            raise OAuth2Error("another issuer")
        said = {
            "grant_type": "authorization_code",
            "code": request.GET.get("code", ""),
            "redirect_uri": self.get_callback_url(request, app),
            "code_verifier": pkce_code_verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        methods = self.metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in methods:
            pair = f"{quote(app.client_id, safe='')}:{quote(app.secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            said |= {"client_id": app.client_id, "client_secret": app.secret}
        return self._asked("POST", self.metadata["token_endpoint"], headers, urlencode(said).encode())

    def parse_token(self, data):
        if not isinstance(data.get("access_token"), str) or not isinstance(data.get("id_token"), str):
            raise OAuth2Error("no tokens")
        return super().parse_token({"access_token": data["access_token"]})

    def complete_login(self, request, app, token, **kwargs):
        said = self._verified(app, kwargs["response"]["id_token"])
        return self.provider.sociallogin_from_response(request, self._told_about(said, token.token) | said)

    def _verified(self, app, token: str) -> dict[str, Any]:
        """What an ID token says, if the service signed it, for us, now, and for the sign-in that was begun here."""
        keys = self._asked("GET", self.metadata["jwks_uri"])
        nonce = self.state.get("nonce") or ""
        wanted = jwt.JWTClaimsRegistry(
            leeway=CLOCKS_APART,
            iss={"essential": True, "value": self.provider.known.server},
            aud={"essential": True, "value": app.client_id},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
        try:
            said = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
            wanted.validate(said)
        except (JoseError, ValueError, KeyError, TypeError):
            raise OAuth2Error("a token that does not hold") from None
        subject, for_whom = said["sub"], said["aud"] if isinstance(said["aud"], list) else [said["aud"]]
        if said.get("azp", app.client_id) != app.client_id or (len(for_whom) > 1 and "azp" not in said):
            raise OAuth2Error("a token for somebody else")
        if not isinstance(subject, str) or not (
            0 < len(subject) <= LONGEST_SUBJECT and subject.isascii() and subject.isprintable()
        ):
            raise OAuth2Error("a subject that cannot be kept")
        return said

    def _told_about(self, said: dict[str, Any], access_token: str) -> dict[str, Any]:
        """The e-mail address, where the token does not say it."""
        address = self.metadata.get("userinfo_endpoint")
        if "email" in said or not isinstance(address, str) or not calls.is_safe(address):
            return {}
        told = self._asked("GET", address, {"Authorization": f"Bearer {access_token}"})
        if told.get("sub") != said["sub"]:
            raise OAuth2Error("about somebody else")
        return {name: told[name] for name in ("email", "email_verified") if name in told}

    def _asked(
        self, method: str, url: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> dict[str, Any]:
        """A JSON object. The operator chose the service, which may stand in a network of its own."""
        try:
            reply = calls.ask(
                method,
                url,
                headers={"Accept": "application/json", **(headers or {})},
                body=body,
                seconds=SECONDS,
                most_bytes=MOST_BYTES,
                allowed=None,
            )
            said = json.loads(reply.body)
        except (calls.Unanswered, ValueError, RecursionError):
            raise OAuth2Error("no answer") from None
        if reply.status != 200 or not isinstance(said, dict):
            raise OAuth2Error("no answer")
        return said
