"""SD-JWT: one credential of which the holder shows what they choose, hours without a name for one.

It is bound to no key: whoever holds the text can show it, and who it is about is known only where name or number are shown.
So a verifier to whom it matters asks for one of them. Two presentations of one credential can be told to be the same one.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused

from . import actions, disclosures, keys
from .models import Credential, Form

TYP = "dc+sd-jwt"


def issued(viewer: Actor, volunteer_id: UUID, at: datetime) -> str:
    """The whole credential of a person with every disclosure, for the holder alone; issued now if none stands. Empty for a
    person without any record that counts, or without a verified real name. Called within a transaction."""
    try:
        credential = actions.issue(actor=viewer, volunteer_id=volunteer_id, form=Form.DISCLOSING, at=at)
    except Refused:
        return ""
    return text(credential)


def text(credential: Credential) -> str:
    """The signed text and every disclosure, each ended by a tilde; the same each time."""
    said = credential.document
    signed = keys.sign(said["payload"], TYP, credential.issued_at, credential.key_version)
    return "~".join([signed, *said["disclosures"], ""])


def presented(text: str, names: Collection[str]) -> str:
    """The same credential with the disclosures of these claims only. Refused for a claim that there is not
    (`credential.claim_unknown`)."""
    if unknown := sorted(set(names) - set(disclosures.CLAIMS)):
        raise Refused(
            "credential.claim_unknown",
            _("This credential says nothing called %(name)s.") % {"name": unknown[0][:40]},
            next_step=_("Choose among the claims it has."),
            field="claims",
        )
    signed, *said = text.split("~")
    return "~".join([signed, *(each for each in said if each and disclosures.name_of(each) in names), ""])
