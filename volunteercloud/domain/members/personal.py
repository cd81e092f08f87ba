"""Members as their organizations keep them."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="members.Member",
        person="volunteer_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.EMPTIED,
        fields={
            C.NAME: "name name_latin",
            C.NUMBER: "number member_number",
            C.CONTACT: "phone_tail",
            C.WORDS: "note reason",
            C.TRACES: "labels",
        },
        left={"labels": list},
    ),
    Held(
        model="members.MemberKey",
        person="volunteer_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.ERASED,
        fields={C.NAME: "key"},
    ),
    Held(
        model="members.Membership",
        person="volunteer_id",
        purpose=Purpose.TAKING_PART,
        closing=Closing.ERASED,
        fields={
            C.NAME: "name name_latin",
            C.CONTACT: "phone_tail",
            C.WORDS: "reason",
            C.NUMBER: "offered_number",
            C.TRACES: "offered_labels",
        },
    ),
    Held(
        model="members.Label",
        person="leader_id",
        purpose=Purpose.WORK,
        closing=Closing.EMPTIED,
        fields={C.NAME: "leader_name"},
    ),
)
PLAIN = (
    Plain("members.Label", "name", "a group’s name"),
    Plain("members.JoinLink", "name", "a link’s name"),
)
