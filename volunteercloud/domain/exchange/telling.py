"""Why a message or a line was not taken, in words: for officers, and for those who look after the other system."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

NEXT = _("Mend it and send it again under a new number; nothing of it was taken in.")
WHOLE: dict[str, Promise] = {
    "exchange.unreadable": _("This is no message of the form that was agreed, as JSON or XML in UTF-8."),
    "exchange.envelope": _("The envelope of the message lacks a value, or has one that the form does not allow."),
    "exchange.count": _("The message has another number of lines than its envelope says, or none."),
    "exchange.digest": _("The lines are not those that the digest was made of."),
    "exchange.signature": _("The message is not signed with the key of this system."),
    "exchange.too_many": _("A message holds 1,000 lines at most."),
    "exchange.too_large": _("A message has 8 MB at most."),
    "exchange.parties": _("The message is from somebody else, or for somebody else."),
    "exchange.version": _("The message is in another version of the form than is valid today."),
    "exchange.not_brought": _("This system may not bring that here."),
    "exchange.contradiction": _("The same number or name stood on another message, which was taken in."),
}
LINES: dict[str, Promise] = {
    "value.missing": _("A value that every line needs is missing."),
    "value.text": _("A text is too long, or has signs that cannot be kept."),
    "value.number": _("This is no number, or none that is possible."),
    "value.flag": _("This is neither of the two words of the form."),
    "value.day": _("This is no day as the form writes it."),
    "value.moment": _("This is no time as the form writes it."),
    "value.code": _("The form has no such code."),
    "line.twice": _("The same thing stands twice in the message."),
    "line.order": _("The end is not after the start."),
    "line.sum": _("The minutes are not what start, end and break come to."),
    "line.outdated": _("A newer version was taken in already."),
    "line.unknown": _("Nothing of this name was taken in before."),
    "line.another_person": _("An earlier version was about somebody else."),
    "person.unknown": _("Nobody here has this number and name."),
    "group.unknown": _("No organization of the region has this code."),
    "group.not_agreed": _("The organization has not agreed that this system records in its name."),
    "group.not_active": _("The organization may not act at the moment."),
    "exchange.contradiction": _("The same version said something else before."),
    "record.overlap": _("The time overlaps a record that stands."),
    "record.real_name": _("The real name of this person is not verified."),
    "record.confirmer": _("Who agreed for the organization is the volunteer, or works there no more."),
    "record.guardian_consent": _("A minor without a guardian’s consent on that day."),
    "record.future": _("The service is not over yet."),
    "record.order": _("The end is not after the start, or not over yet."),
}
OTHER = _("A rule of service records speaks against it.")


def refusal(code: str, about: str = "") -> Refused:
    facts: dict[str, object] = {"about": about[:200]} if about else {}
    return Refused(code, WHOLE[code], next_step=NEXT, facts=facts)


def of_line(code: str) -> Promise:
    return LINES.get(code, OTHER)
