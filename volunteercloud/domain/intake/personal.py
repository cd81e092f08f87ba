"""Lists of organizations, members and opportunities, line by line."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="intake.IntakeLine",
        person="owner_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.EMPTIED,
        fields={C.NAME: "name", C.WORDS: "cells given facts notes", C.CONTACT: "above beside"},
        by_area=True,
    ),
)
PLAIN = (
    Plain("intake.Intake", "mapping file_name counts trouble headings", "shapes and sums"),
    Plain("intake.IntakeFile", "*", "sealed, gone when the list is done"),
)
