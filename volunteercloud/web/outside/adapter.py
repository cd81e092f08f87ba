"""What allauth asks of the house about services outside."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.db import transaction

from volunteercloud.core import ids

from .provider import OutsideProvider
from .words import ERRORS


class OutsideAdapter(DefaultSocialAccountAdapter):
    error_messages = DefaultSocialAccountAdapter.error_messages | ERRORS

    def list_apps(self, request, provider=None, client_id=None):
        """From the settings alone: allauth has a table for them, which stays empty."""
        return [
            SocialApp(
                provider=OutsideProvider.id,
                provider_id=one.id,
                name=one.name,
                client_id=one.client_id,
                secret=one.secret,
            )
            for one in settings.SIGN_IN_PROVIDERS
            if provider in {None, OutsideProvider.id, one.id} and client_id in {None, one.client_id}
        ]

    def can_authenticate_by_email(self, login, email):
        """Nobody comes into an account that is there because a service says that its address is theirs: they sign in and
        connect it."""
        return False

    def is_auto_signup_allowed(self, request, sociallogin):
        """Everybody agrees to the terms themselves."""
        return False

    @transaction.atomic
    def save_user(self, request, sociallogin, form=None):
        """Register the account with its consents, as anybody's. An address that is somebody's here already is not taken
        from them."""
        sociallogin.user.id = ids.uuid7()  # the one that waited in the session is a text by now
        stated = [address.email.lower() for address in sociallogin.email_addresses]
        taken = set(EmailAddress.objects.filter(email__in=stated, verified=True).values_list("email", flat=True))
        sociallogin.email_addresses = [one for one in sociallogin.email_addresses if one.email.lower() not in taken]
        return super().save_user(request, sociallogin, form)

    def populate_user(self, request, sociallogin, data):
        """The address alone: a name that others tell is no name of ours."""
        sociallogin.user.email = data.get("email") or None
        return sociallogin.user
