"""allauth's forms of accounts in the house's words. What they check and do is allauth's.

`settings.ACCOUNT_FORMS` finds each by its name: the form allauth calls `change_phone` is `ChangePhoneForm`.
"""

from allauth.account import forms as account_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .fields import PhoneField
from .words import Worded

SIGNUP_PASSWORD = (
    _("Password"),
    _("May be left empty: then you sign in with a code. At least 8 characters, not only figures."),
)


class SignupForm(Worded, account_forms.SignupForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "password1" in self.fields:
            self.fields["password1"].label, self.fields["password1"].help_text = SIGNUP_PASSWORD


class LoginForm(Worded, account_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"

    def clean_login(self):
        """A phone number in the one form it is kept in, however it was written."""
        login = super().clean_login()
        if "@" in login:
            return login
        return PhoneField().clean(login)


class RequestLoginCodeForm(Worded, account_forms.RequestLoginCodeForm):
    """One field where allauth has two that exclude each other."""

    contact = forms.CharField()
    field_order = ["contact"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].widget.attrs["autocomplete"] = "username"
        del self.fields["email"], self.fields["phone"]

    def clean(self):
        contact = self.cleaned_data.get("contact", "").strip()
        if contact:
            name, field = ("email", forms.EmailField()) if "@" in contact else ("phone", PhoneField())
            try:
                self.cleaned_data[name] = field.clean(contact)
                getattr(self, f"clean_{name}")()
            except ValidationError as error:
                self.add_error("contact", error)
        return super().clean()


class ConfirmLoginCodeForm(Worded, account_forms.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(Worded, account_forms.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordResetCodeForm(Worded, account_forms.ConfirmPasswordResetCodeForm):
    pass


class VerifyPhoneForm(Worded, account_forms.VerifyPhoneForm):
    pass


class ChangePhoneForm(Worded, account_forms.ChangePhoneForm):
    pass


class ChangeEmailForm(Worded, account_forms.ChangeEmailForm):
    pass


class AddEmailForm(Worded, account_forms.AddEmailForm):
    pass


class ChangePasswordForm(Worded, account_forms.ChangePasswordForm):
    pass


class SetPasswordForm(Worded, account_forms.SetPasswordForm):
    pass


class ResetPasswordForm(Worded, account_forms.ResetPasswordForm):
    pass


class ResetPasswordFromKeyForm(Worded, account_forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(Worded, account_forms.ReauthenticateForm):
    pass
