"""Who people are: accounts, names, documents, homes, guardians, consents, offices."""

from typing import Any

from django.contrib.auth.hashers import make_password

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose, blank


def no_password(_before: Any) -> str:
    return make_password(None)


HELD = (
    Held(
        model="identity.Account",
        person="id",
        purpose=Purpose.ACCOUNT,
        closing=Closing.EMPTIED,
        fields={
            C.CONTACT: "email phone_sealed phone_tail",
            C.NAME: "label",
            C.SECRETS: "password",
            C.TRACES: "language",
        },
        left={"label": blank, "password": no_password},
    ),
    Held(
        model="identity.Volunteer",
        person="id",
        purpose=Purpose.REAL_NAME,
        closing=Closing.SEALED,
        fields={
            C.NAME: "name name_latin",
            C.TRAITS: "sex birth_on nationality",
            C.DOCUMENT: "real_name_level real_name_at",
        },
        left={"name": blank, "name_latin": blank},
    ),
    Held(
        model="identity.Volunteer",
        person="id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.EMPTIED,
        fields={C.HOME: "resides_since", C.ABILITIES: "skills languages categories"},
    ),
    Held(
        model="identity.Volunteer",
        person="id",
        purpose=Purpose.PROOF,
        closing=Closing.KEPT,
        fields={C.NUMBER: "number"},
        because="certificates and the log name it; it leads to nobody any more",
    ),
    Held(
        model="identity.Document",
        person="volunteer_id",
        purpose=Purpose.REAL_NAME,
        closing=Closing.SEALED,
        fields={C.DOCUMENT: "number_sealed tail provider reference expires_on stated photo_sealed photo_type"},
    ),
    Held(
        model="identity.Consent",
        person="volunteer_id",
        purpose=Purpose.ACCOUNT,
        closing=Closing.KEPT,
        fields={C.TRACES: "purpose version"},
        because="the proof that what was done was agreed to; names nobody",
    ),
    Held(
        model="identity.Qualification",
        person="volunteer_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.ERASED,
        fields={C.ABILITIES: "name granted_by valid_from valid_to", C.NUMBER: "number"},
    ),
    Held(
        model="identity.Guardianship",
        person="guardian_id",
        purpose=Purpose.REAL_NAME,
        closing=Closing.EMPTIED,
        fields={C.FAMILY: "ward_name"},
    ),
    Held(
        model="identity.Guardianship",
        person="ward_id",
        purpose=Purpose.REAL_NAME,
        closing=Closing.EMPTIED,
        fields={C.FAMILY: "ward_name"},
    ),
    Held(
        model="identity.GuardianConsent",
        person="volunteer_id",
        purpose=Purpose.REAL_NAME,
        closing=Closing.EMPTIED,
        fields={C.FAMILY: "guardian_name relation"},
    ),
    Held(
        model="identity.GuardianConsent",
        person="guardian_id",
        purpose=Purpose.REAL_NAME,
        closing=Closing.EMPTIED,
        fields={C.FAMILY: "guardian_name relation"},
    ),
    Held(
        model="identity.ApiToken",
        person="account_id",
        purpose=Purpose.ACCOUNT,
        closing=Closing.ERASED,
        fields={C.SECRETS: "name scopes"},
    ),
    Held(
        model="identity.Merge",
        person="volunteer_id",
        purpose=Purpose.REAL_NAME,
        closing=Closing.EMPTIED,
        fields={C.WORDS: "grounds undone_reason", C.NUMBER: "other_number moved"},
        left={"other_number": blank},
    ),
    Held(
        model="identity.Residence",
        person="volunteer_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.KEPT,
        fields={C.HOME: "from_on until_on terms"},
        because="figures of a region and day rest on it; names nobody",
    ),
    Held(
        model="identity.OfficerGrant",
        person="account_id",
        purpose=Purpose.WORK,
        closing=Closing.KEPT,
        fields={C.TRACES: "rights ends_on"},
        because="what an officer decided must be seen to have been theirs to decide",
    ),
    Held(
        model="identity.StandIn",
        person="account_id",
        purpose=Purpose.WORK,
        closing=Closing.KEPT,
        fields={C.TRACES: "during"},
        because="what an officer decided must be seen to have been theirs to decide",
    ),
)
PLAIN = (
    Plain("identity.Document", "kind level", "that there was one, of which kind"),
    Plain(
        "identity.Claim",
        "*",
        "keyed hashes, released by a step of this area; the public number’s stays, so that nobody is given it again",
    ),
)
