"""allauth's forms of the second step and of passkeys in the house's words; see `forms`."""

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms

from .words import Worded


class AuthenticateForm(Worded, base_forms.AuthenticateForm):
    pass


class ReauthenticateForm(Worded, base_forms.ReauthenticateForm):
    pass


class ActivateTotpForm(Worded, totp_forms.ActivateTOTPForm):
    pass


class AddWebauthnForm(Worded, webauthn_forms.AddWebAuthnForm):
    pass


class EditWebauthnForm(Worded, webauthn_forms.EditWebAuthnForm):
    pass
