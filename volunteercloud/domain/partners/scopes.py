"""What a partner site may learn of a person, if the person agrees. Never a document, a phone number or an address."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Scope(StrEnum):
    """As the protocol says them."""

    OPENID = "openid"
    PROFILE = "profile"
    HOURS = "hours"


NAMES = {
    Scope.OPENID: _("That you have an account here"),
    Scope.PROFILE: _("Your name, and whether it is verified"),
    Scope.HOURS: _("Your credit hours and honour hours"),
}
