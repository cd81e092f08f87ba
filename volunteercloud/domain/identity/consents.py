"""The purposes a person may agree to, each in a version of its own: a new text is a new version and asked anew."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Purpose(StrEnum):
    SERVICE = "service"
    CONTACT = "contact"
    FOUND = "found"
    REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed to. Without a required purpose there is no account, so it stands as long as the account does. What is
    not asked when somebody registers is asked where it matters: whether one may be found by organizations, of grown people
    alone."""

    version: str
    title: Promise
    text: Promise
    required: bool = False
    at_registration: bool = True


TERMS: dict[Purpose, Terms] = {
    Purpose.SERVICE: Terms(
        version="2026-11",
        title=_("Registration and service records"),
        text=_(
            "We keep your name, contact, document and the hours you serve, so that your service can be proved and "
            "carried along. Your document number is stored encrypted; whoever reads it leaves a trace that you can see."
        ),
        required=True,
    ),
    Purpose.CONTACT: Terms(
        version="2026-11-23",
        title=_("News and invitations"),
        text=_(
            "Organizations that you served with may send you news and write to you when they invite you to join. About "
            "what you signed up for they write to you in any case, and those you belong to send their news until you end "
            "them."
        ),
    ),
    Purpose.FOUND: Terms(
        version="2026-11",
        title=_("May be found by organizations"),
        text=_(
            "Organizations that look for people may see that somebody like you is there: your public number, your district "
            "and why you would fit, never your name, age or contact. They may ask you, at most three times a week in all; "
            "you say yes or no. People under 18 are never shown."
        ),
        at_registration=False,
    ),
    Purpose.REGISTERED: Terms(
        version="2026-11",
        title=_("Known elsewhere as registered here"),
        text=_(
            "When you ask at another place where you are registered, it learns that you are registered here, and nothing "
            "else. The national node keeps a token that nobody can turn back into your document number. You see here each "
            "time somebody asked."
        ),
        at_registration=False,
    ),
}

AT_REGISTRATION = {purpose: terms for purpose, terms in TERMS.items() if terms.at_registration}
REQUIRED = frozenset(purpose for purpose, terms in TERMS.items() if terms.required)

# Agreed to each time somebody states where they live from a day on: no purpose that stands, so nothing to withdraw.
RESIDENCE = Terms(
    version="2026-11",
    title=_("What moving does"),
    text=_(
        "Officers of the region you leave and of the one you move to learn your name, your public number, both regions and "
        "the day. From that day you count where you live, and the rules of that region hold for what you serve then. Hours "
        "that were recorded keep their region and count as before."
    ),
)
