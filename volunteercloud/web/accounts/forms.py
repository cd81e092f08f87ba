"""allauth's forms of accounts in the house's words. What they check and do is allauth's.

`settings.ACCOUNT_FORMS` finds each by its name: the form allauth calls `change_phone` is `ChangePhoneForm`.
"""

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context, ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.messages.models import Channel

from . import guard
from .fields import PhoneField
from .words import Worded

SIGNUP_PASSWORD = (
    _("Password"),
    _("May be left empty: then you sign in with a code. At least 8 characters; no day and no phone number."),
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
        cleaned = super().clean()
        if not self.errors and self._user is None:
            channel = Channel.EMAIL if cleaned.get("email") else Channel.SMS
            get_adapter().pretend_to_send(channel, cleaned.get("email") or cleaned["phone"])
        return cleaned

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        return self._counted(phone, get_adapter().get_user_by_phone(phone))

    def clean_email(self):
        email = self.cleaned_data["email"]
        users = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
        return self._counted(email, next(iter(users), None))

    def _counted(self, contact, account):
        """Whose address it is. How many codes are sent there is counted for a known browser by itself, so that a stranger
        who asks for them without end keeps nobody from the code that lets them in."""
        self._user = account
        key = guard.counted_as(context.request, contact.lower())
        if not ratelimit.consume(context.request, action="request_login_code", key=key):
            raise get_adapter().validation_error("too_many_login_attempts")
        return contact


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
