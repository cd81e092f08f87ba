"""What registering asks beside allauth's own fields: one contact that works, and consent to named purposes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.identity.consents import AT_REGISTRATION

PREFIX = "consent_"


class ConsentForm(forms.Form):
    """The base that allauth puts under its sign-up forms, of the pages and of its API."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for purpose, terms in AT_REGISTRATION.items():
            self.fields[f"{PREFIX}{purpose}"] = forms.BooleanField(
                label=terms.title,
                help_text=terms.text,
                required=terms.required,
                error_messages={"required": _("Without this there can be no account. Tick it to register.")},
            )

    @property
    def consents(self):
        return [bound for bound in self if bound.name.startswith(PREFIX)]

    @property
    def purposes(self):
        """The purposes agreed to."""
        return [purpose for purpose in AT_REGISTRATION if self.cleaned_data.get(f"{PREFIX}{purpose}")]

    def full_clean(self):
        # allauth can require an e-mail address or none at all; here either contact is enough.
        self.fields["email"].required = False
        super().full_clean()

    def clean(self):
        cleaned = super().clean()
        untouched = "phone" not in self.errors and "email" not in self.errors
        if untouched and not self.cleaned_data.get("phone") and not self.cleaned_data.get("email"):
            self.add_error("phone", _("Give a phone number or an e-mail address; one of the two is enough."))
        return cleaned

    def signup(self, request, user):
        """allauth asks for this; `AccountAdapter.save_user` has registered the account with its consents."""
