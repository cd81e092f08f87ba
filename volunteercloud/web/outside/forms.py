"""allauth's forms of services outside in the house's words."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount import forms as outside_forms
from allauth.socialaccount.adapter import get_adapter
from django import forms

from volunteercloud.web.accounts.words import Worded


class SignupForm(Worded, outside_forms.SignupForm):
    pass


class DisconnectForm(outside_forms.DisconnectForm):
    def clean(self):
        """allauth wants a password for what is the last one; here a code to a proved contact opens the account as well."""
        cleaned = forms.Form.clean(self)
        account = cleaned.get("account")
        if account and not self._has_another_way(account):
            raise get_adapter().validation_error("last_way")
        return cleaned

    def _has_another_way(self, account) -> bool:
        user = self.request.user
        return (
            user.phone_verified
            or EmailAddress.objects.filter(user=user, verified=True).exists()
            or Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()
            or self.accounts.exclude(pk=account.pk).exists()
        )
