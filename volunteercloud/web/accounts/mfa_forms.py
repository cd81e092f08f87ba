"""allauth's forms of the second step and of passkeys in the house's words; see `forms`."""

from allauth.account.adapter import get_adapter as account_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django.core.exceptions import ValidationError

from . import guard
from .words import Worded


class AuthenticateForm(Worded, base_forms.AuthenticateForm):
    def clean_code(self):
        """Who gets here has the password; of those who have not the second step, the owner should know."""
        try:
            return super().clean_code()
        except ValidationError:
            if guard.is_third_wrong_step(self.user.pk):
                account_adapter().tell_suspicious(self.user, "account_password_known", {})
            raise


class ReauthenticateForm(Worded, base_forms.ReauthenticateForm):
    pass


class ActivateTotpForm(Worded, totp_forms.ActivateTOTPForm):
    pass


class AddWebauthnForm(Worded, webauthn_forms.AddWebAuthnForm):
    pass


class EditWebauthnForm(Worded, webauthn_forms.EditWebAuthnForm):
    pass
