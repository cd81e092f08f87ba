"""What was certified: numbers go on answering, whose they were is sealed."""

from typing import Any

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

OF_THE_HOLDER = ("name", "latin_name", "document_kind", "document_number", "volunteer_number")


def nameless(facts: dict[str, Any]) -> dict[str, Any]:
    """What a certificate goes on saying of service, with nothing of whose it was."""
    return facts | dict.fromkeys(OF_THE_HOLDER, "")


HELD = (
    Held(
        model="certificates.Certificate",
        person="volunteer_id",
        purpose=Purpose.PROOF,
        closing=Closing.SEALED,
        fields={C.NAME: "facts"},
        left={"facts": nameless},
    ),
    Held(
        model="certificates.Certificate",
        person="volunteer_id",
        purpose=Purpose.PROOF,
        closing=Closing.KEPT,
        fields={C.SERVICE: "number code from_on to_on withdrawn_reason"},
        because="whoever holds the paper must still be able to verify it",
    ),
    Held(
        model="certificates.CertificateRequest",
        person="volunteer_id",
        purpose=Purpose.PROOF,
        closing=Closing.EMPTIED,
        fields={C.NAME: "volunteer_name", C.WORDS: "purpose reason"},
    ),
    Held(
        model="certificates.CertificateRequest",
        person="volunteer_id",
        purpose=Purpose.PROOF,
        closing=Closing.KEPT,
        fields={C.SERVICE: "from_on to_on"},
        because="what the organization was asked for",
    ),
    Held(
        model="certificates.MyRequest",
        person="volunteer_id",
        purpose=Purpose.PROOF,
        closing=Closing.ERASED,
        fields={C.SERVICE: "organization_name from_on to_on", C.WORDS: "reason"},
    ),
)
PLAIN = (
    Plain("certificates.CertificateLine", "grade", "which record in which version"),
    Plain("certificates.CertificateNumber", "*", "leads from a number to what it certifies"),
)
