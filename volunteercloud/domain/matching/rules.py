"""How often people may be asked and until when they answer, and the words in which a question is refused."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

MOST_ASKED_A_WEEK = 3  # of one person, by all organizations together
MOST_ASKED_A_DAY = 50  # by one organization
A_WEEK, A_DAY = timedelta(days=7), timedelta(days=1)
ANSWER_WITHIN = timedelta(days=3)


def asked_too_much_today() -> Refused:
    return Refused(
        "matching.day_full",
        _("Your organization has asked 50 people within a day, and more would wear people out."),
        next_step=_("Wait for answers, or ask more people tomorrow."),
    )


def nobody_to_ask() -> Refused:
    return Refused(
        "matching.nobody_asked",
        _("None of these people can be asked now: they were asked, do not fit any more, or wish not to be."),
        next_step=_("Look at the list again; it shows who can be asked."),
    )


def not_waiting() -> Refused:
    return Refused(
        "matching.answered",
        _("This question is no longer open: it was answered, or its time has passed."),
        next_step=_("You can still look at what is offered and sign up yourself."),
    )
