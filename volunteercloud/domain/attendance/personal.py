"""Who came and went, when and where."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Purpose, blank

HELD = (
    Held(
        model="attendance.Scan",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.PLACE: "latitude longitude", C.WORDS: "note"},
        left={"note": blank},
    ),
    Held(
        model="attendance.Scan",
        person="actor_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "actor_name"},
    ),
    Held(
        model="attendance.Attendance",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.WORDS: "in_note out_note"},
        left={"in_note": blank, "out_note": blank},
    ),
    Held(
        model="attendance.Attendance",
        person="in_actor_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "in_actor_name"},
    ),
    Held(
        model="attendance.Attendance",
        person="out_actor_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "out_actor_name"},
    ),
    Held(
        model="attendance.Conflict",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "who", C.TRACES: "facts", C.WORDS: "note"},
    ),
    Held(
        model="attendance.Conflict",
        person="actor_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "actor_name"},
    ),
    Held(
        model="attendance.Device",
        person="leader_id",
        purpose=Purpose.WORK,
        closing=Closing.EMPTIED,
        fields={C.NAME: "leader_name"},
    ),
)
