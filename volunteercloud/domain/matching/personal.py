"""Who agreed to be found, and who was asked."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="matching.Preference",
        person="volunteer_id",
        purpose=Purpose.FOUND,
        closing=Closing.ERASED,
        fields={C.PLACE: "latitude longitude", C.HOME: "from_region", C.TRACES: "parts"},
    ),
    Held(
        model="matching.Findable",
        person="volunteer_id",
        purpose=Purpose.FOUND,
        closing=Closing.ERASED,
        fields={
            C.NUMBER: "number",
            C.HOME: "region_code",
            C.TRAITS: "birth_on",
            C.ABILITIES: "skills languages categories qualifications",
            C.SERVICE: "served_categories served_with member_of closed_to",
            C.PLACE: "latitude longitude",
            C.TRACES: "parts marks",
        },
    ),
    Held(
        model="matching.Ask",
        person="volunteer_id",
        purpose=Purpose.FOUND,
        closing=Closing.EMPTIED,
        fields={C.NUMBER: "number", C.WORDS: "words"},
    ),
    Held(
        model="matching.Asked",
        person="volunteer_id",
        purpose=Purpose.FOUND,
        closing=Closing.ERASED,
        fields={C.SERVICE: "organization_name title title_en place place_en address", C.WORDS: "words"},
    ),
    Held(
        model="matching.Closed",
        person="volunteer_id",
        purpose=Purpose.FOUND,
        closing=Closing.ERASED,
        fields={C.WORDS: "organization_name"},
    ),
)
PLAIN = (Plain("matching.Weights", "*", "how matching weighs"),)
