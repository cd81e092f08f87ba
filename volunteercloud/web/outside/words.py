"""What is said about services outside."""

from django.utils.translation import gettext_lazy as _

ERRORS = {
    "connected_other": _("This sign-in belongs to another account already."),
    "last_way": _("This is the only way into your account. Confirm a phone number or an e-mail address first."),
}
