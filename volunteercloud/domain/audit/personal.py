"""The trail names who did what; it is never changed, but names leave it with the account."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="audit.Entry",
        person="actor_id",
        purpose=Purpose.TRAIL,
        closing=Closing.EMPTIED,
        fields={C.NAME: "actor_label"},
        by_area=True,
    ),
    Held(
        model="audit.Entry",
        person="owner_id",
        purpose=Purpose.TRAIL,
        closing=Closing.EMPTIED,
        fields={C.NAME: "subject_label", C.TRACES: "facts"},
        by_area=True,
    ),
)
PLAIN = (Plain("audit.Entry", "name actor_kind subject_kind region_code", "words of our own"),)
