"""Hours claimed afterwards, with their pictures."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="claims.Redemption",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "volunteer_name"},
    ),
    Held(
        model="claims.ServiceClaim",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "volunteer_name", C.NUMBER: "volunteer_number", C.WORDS: "text reason"},
    ),
    Held(
        model="claims.ServiceClaim",
        person="claimed_by",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "claimed_by_name"},
    ),
    Held(
        model="claims.Proof",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.PICTURES: "content"},
    ),
    Held(
        model="claims.Proof",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.KEPT,
        fields={C.TRACES: "media_type digest"},
        because="tells the same picture again; shows nothing",
    ),
    Held(
        model="claims.MyClaim",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.ERASED,
        fields={C.SERVICE: "organization_name organization_name_en title title_en", C.WORDS: "text reason"},
    ),
)
PLAIN = (
    Plain("claims.HourCodeBatch", "withdrawn_reason", "why codes were called back"),
    Plain("claims.HourCode", "*", "keyed hashes"),
)
