"""What a person agrees to when records move: a text of its own for each time, not a purpose that stands."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

VERSION = "2026-11"
TITLE = _("Moving my records from one place to another")
TEXT = _(
    "{origin} gives {receiver} my name, the number of my document (readable by {receiver} alone), sex, date of birth, my "
    "service records with their history and proofs, and what I chose to send along. {receiver} checks them. Those it "
    "accepts count there from then on and no longer at {origin}, where I can still read them. What {origin} corrects "
    "later follows. Once moved, they come back only by moving again."
)


def text(origin: str, receiver: str) -> Promise:
    """The text with both names filled in, as people read it before they agree."""
    return format_lazy(TEXT, origin=origin, receiver=receiver)


def check(version: str) -> None:
    """Refused unless it is the text of today that was agreed to."""
    if version != VERSION:
        raise Refused(
            "transfer.terms",
            _("Records move only with your consent, and it was not given to the text of today."),
            next_step=_("Read the text and agree to it."),
            field="terms",
            facts={"version": VERSION},
        )
