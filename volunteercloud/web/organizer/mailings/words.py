"""What states and audiences are called on the pages about messages to many."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.mailings.models import Audience, Standing, State

STATES = {
    State.DRAFT: ("quiet", pgettext_lazy("message", "Draft")),
    State.SENDING: ("look", pgettext_lazy("message", "Being sent")),
    State.STOPPED: ("stop", pgettext_lazy("message", "Stopped")),
    State.DONE: ("good", pgettext_lazy("message", "Sent")),
    State.CANCELLED: ("quiet", pgettext_lazy("message", "Cancelled")),
}
AUDIENCES = {
    Audience.MEMBERS: _("All members"),
    Audience.LABEL: _("Members under “%(name)s”"),
    Audience.PROJECT: _("Everybody signed up for “%(name)s”"),
    Audience.POST: _("Everybody signed up for the post “%(name)s”"),
}
STANDINGS = {
    Standing.CONFIRMED: _("Who comes to this shift of “%(name)s”"),
    Standing.WAITING: _("Who waits for a place in this shift of “%(name)s”"),
    Standing.ABSENT: _("Who was absent from this shift of “%(name)s”"),
}
DONE = {
    "start": _("It is being sent. You may leave this page."),
    "stop": _("Stopped. Who has it keeps it; nobody else gets it until you go on."),
    "resume": _("It goes on after the last one who has it."),
    "cancel": _("Cancelled. What has not left yet does not leave."),
    "discard": _("The draft is gone."),
}


def audience(mailing):
    said = STANDINGS[mailing.standing] if mailing.standing else AUDIENCES[mailing.audience]
    return said % {"name": mailing.about_name} if mailing.about_name else said
