"""Who waits for an officer, and what was decided."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="reviews.Case",
        person="owner_id",
        purpose=Purpose.OBJECTIONS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "title"},
    ),
    Held(
        model="reviews.Case",
        person="submitted_by",
        purpose=Purpose.OBJECTIONS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "submitted_by_label"},
    ),
)
PLAIN = (
    Plain("reviews.Case", "reason proposed_reason asked_code", "why an officer decided: part of the decision"),
    Plain("reviews.Proposal", "reason detail", "why an officer decided: part of the decision"),
)
