"""The services that the operator named, as allauth knows providers. It finds this module by its name."""

import secrets

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

from .asking import Outside


def known(provider_id: str):
    """What the operator said of a service; None if it is named no more."""
    return next((one for one in settings.SIGN_IN_PROVIDERS if one.id == provider_id), None)


class OutsideProvider(OAuth2Provider):
    id = "outside"
    name = "OpenID Connect"
    account_class = ProviderAccount
    oauth2_adapter_class = Outside
    pkce_enabled_default = True

    def __init__(self, request, app=None):
        super().__init__(request, app)
        self.name, self.known, self.asking = app.name, known(app.provider_id), None

    def serialize(self):
        """By its id: two services may know us by the same name."""
        return {"id": self.app.provider_id}

    def get_login_url(self, request, **kwargs):
        return f"{reverse('outside_login', args=[self.app.provider_id])}?{urlencode(kwargs)}".rstrip("?")

    def get_oauth2_adapter(self, request):
        self.asking = self.asking or self.oauth2_adapter_class(request, self.app.provider_id)
        return self.asking

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        """The token that comes back names what is remembered here, so that none of another sign-in is taken for it. What is
        asked for is ours to say: allauth lets the address of a page add to it."""
        nonce = secrets.token_urlsafe(32)
        kwargs |= {"scope": self.get_oauth2_adapter(request).scopes, "auth_params": {"nonce": nonce}}
        return super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)

    def extract_uid(self, data):
        return data["sub"]

    def extract_extra_data(self, data):
        """Nothing of what a service says about people is kept, but who they are there."""
        return {}

    def extract_common_fields(self, data):
        email = data.get("email")
        return {"email": email if isinstance(email, str) else None}

    def extract_email_addresses(self, data):
        """Believed only of a service whose word the operator takes for it; else it is proved by a code, as any other."""
        email = data.get("email")
        if not isinstance(email, str):
            return []
        is_proved = self.known.proves_email and data.get("email_verified") is True
        return [EmailAddress(email=email, verified=is_proved, primary=True)]


provider_classes = [OutsideProvider]
