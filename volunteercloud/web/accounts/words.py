"""What the fields of allauth's forms are called here."""

from django.utils.translation import gettext_lazy as _

from .guard import TOO_OFTEN

WORDS = {
    "login": (_("Phone number or e-mail"), ""),
    "contact": (_("Phone number or e-mail"), ""),
    "phone": (_("Phone number"), _("A mobile phone in mainland China; from elsewhere with + and the country code.")),
    "email": (_("E-mail address"), ""),
    "password": (_("Password"), ""),
    "oldpassword": (_("Present password"), ""),
    "password1": (
        _("New password"),
        _("At least 8 characters; no day, no phone number, no word of this site and none of the common ones."),
    ),
    "password2": (_("New password again"), ""),
    "remember": (_("Stay signed in on this device"), ""),
    "code": (_("Code"), ""),
    "name": (_("Name of the passkey"), _("For example “my phone”.")),
}
# What allauth says no with, where its own words do not tell what to do next.
ERRORS = {
    "incorrect_code": _("This code does not match. Compare it with the newest message, or have a new one sent."),
    "incorrect_password": _("This password does not match. Try again, or set a new one."),
    "email_password_mismatch": _("E-mail address and password do not match. Try again, or have a code sent instead."),
    "phone_password_mismatch": _("Phone number and password do not match. Try again, or have a code sent instead."),
    "too_many_login_attempts": TOO_OFTEN,
}


class Worded:
    """Labels and hints of ours; no placeholders, which vanish when one begins to write."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in WORDS:
                field.label, field.help_text = WORDS[name]
