"""What was said about a record, and decided."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Purpose

HELD = (
    Held(
        model="objections.Objection",
        person="volunteer_id",
        purpose=Purpose.OBJECTIONS,
        closing=Closing.SEALED,
        fields={C.WORDS: "grounds statement appeal answer"},
    ),
    Held(
        model="objections.Objection",
        person="raised_by",
        purpose=Purpose.OBJECTIONS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "raised_by_name"},
    ),
    Held(
        model="objections.Objection",
        person="appealed_by",
        purpose=Purpose.OBJECTIONS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "appealed_by_name"},
    ),
    Held(
        model="objections.Objection",
        person="volunteer_id",
        purpose=Purpose.OBJECTIONS,
        closing=Closing.KEPT,
        fields={C.SERVICE: "organization_name organization_name_en region_code title title_en day"},
        because="as the record it is about",
    ),
    Held(
        model="objections.Ruling",
        person="volunteer_id",
        purpose=Purpose.OBJECTIONS,
        closing=Closing.SEALED,
        fields={C.WORDS: "reason"},
    ),
    Held(
        model="objections.ObjectionForOrganization",
        person="volunteer_id",
        purpose=Purpose.OBJECTIONS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "volunteer_name"},
    ),
    Held(
        model="objections.ObjectionForOrganization",
        person="volunteer_id",
        purpose=Purpose.OBJECTIONS,
        closing=Closing.KEPT,
        fields={C.SERVICE: "title title_en day"},
        because="as the record it is about",
    ),
)
