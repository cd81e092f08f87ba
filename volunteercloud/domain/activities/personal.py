"""Who signed up for what."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="activities.SignUp",
        person="volunteer_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.EMPTIED,
        fields={C.NAME: "volunteer_name", C.NUMBER: "volunteer_number", C.WORDS: "reason"},
    ),
    Held(
        model="activities.Standby",
        person="volunteer_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.EMPTIED,
        fields={C.NAME: "volunteer_name", C.NUMBER: "volunteer_number"},
    ),
    Held(
        model="activities.Absence",
        person="volunteer_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.EMPTIED,
        fields={C.WORDS: "reason statement answer"},
    ),
    Held(
        model="activities.Absence",
        person="told_by",
        purpose=Purpose.TAKING_PART,
        closing=Closing.EMPTIED,
        fields={C.NAME: "told_by_name"},
    ),
    Held(
        model="activities.Cover",
        person="giver_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.EMPTIED,
        fields={C.NAME: "giver_name", C.WORDS: "note"},
    ),
    Held(
        model="activities.Cover",
        person="taker_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.EMPTIED,
        fields={C.NAME: "taker_name"},
    ),
    Held(
        model="activities.CoverAsk",
        person="volunteer_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.EMPTIED,
        fields={C.NAME: "volunteer_name"},
    ),
    Held(
        model="activities.ShiftLeader",
        person="person_id",
        purpose=Purpose.WORK,
        closing=Closing.EMPTIED,
        fields={C.NAME: "name"},
    ),
    Held(
        model="activities.MySignUp",
        person="volunteer_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.ERASED,
        fields={C.SERVICE: "organization_name title title_en post post_en place place_en during"},
    ),
)
PLAIN = (
    Plain("activities.SignUp", "added_reason", "why an organization added somebody"),
    Plain("activities.Pause", "reason", "of a series"),
    Plain("activities.PublicDay", "*", "a calendar"),
    Plain("activities.Activity", "*", "public"),
    Plain("activities.Post", "*", "public"),
    Plain("activities.Series", "*", "public"),
    Plain("activities.SeriesSlot", "*", "public"),
    Plain("activities.SeriesDay", "*", "public"),
    Plain("activities.Shift", "*", "public"),
)
