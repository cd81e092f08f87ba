"""What people hold in their own hand, and the pages they show."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="credentials.BroughtPackage",
        person="volunteer_id",
        purpose=Purpose.PROOF,
        closing=Closing.ERASED,
        fields={C.SERVICE: "digest node_name entries"},
    ),
    Held(
        model="credentials.Credential",
        person="volunteer_id",
        purpose=Purpose.PROOF,
        closing=Closing.SEALED,
        fields={C.NAME: "document"},
    ),
    Held(
        model="credentials.Credential",
        person="volunteer_id",
        purpose=Purpose.PROOF,
        closing=Closing.KEPT,
        fields={C.SERVICE: "from_on to_on digest"},
        because="so that one in somebody’s hand still falls with a record behind it",
    ),
    Held(
        model="credentials.CredentialLine",
        person="volunteer_id",
        purpose=Purpose.PROOF,
        closing=Closing.KEPT,
        fields={C.SERVICE: "day grade"},
        because="so that one in somebody’s hand still falls with a record behind it",
    ),
    Held(
        model="credentials.ShareLink",
        person="volunteer_id",
        purpose=Purpose.PROOF,
        closing=Closing.ERASED,
        fields={C.SECRETS: "digest"},
    ),
    Held(
        model="credentials.ShareLine",
        person="volunteer_id",
        purpose=Purpose.PROOF,
        closing=Closing.ERASED,
        fields={C.SERVICE: "grade"},
    ),
    Held(
        model="credentials.Share",
        person="volunteer_id",
        purpose=Purpose.PROOF,
        closing=Closing.ERASED,
        fields={C.WORDS: "title", C.SERVICE: "from_on to_on"},
    ),
)
PLAIN = (
    Plain("credentials.StatusList", "*", "bits"),
    Plain("credentials.StatusPlace", "*", "a place of a bit, for ever"),
)
