"""Decisions about many cases."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="office.BatchLine",
        person="case_id",
        purpose=Purpose.OBJECTIONS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "title", C.WORDS: "told"},
        by_area=True,
    ),
)
PLAIN = (
    Plain("office.Batch", "reason", "why an officer decided: part of the decision"),
    Plain("office.BatchLine", "code", "a code of ours"),
)
