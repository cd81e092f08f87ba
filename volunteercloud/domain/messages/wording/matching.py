"""About being asked to come, and who said yes."""

from django.utils.translation import gettext_lazy as _

from .text import Text

TEXTS: dict[str, Text] = {
    "matching_asked": Text(
        _("Can you come? {title}"),
        _(
            "{organization} asks whether you come to “{title}”. It knows your number, not your name. Say yes or no until "
            "{until}; either is fine."
        ),
    ),
    "matching_accepted": Text(
        _("Somebody you asked says yes: {title}"),
        _("The person with the number {number} comes to “{title}”. You find them on the roster or among the offers."),
    ),
}
