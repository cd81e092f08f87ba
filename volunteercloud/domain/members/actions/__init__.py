"""All writes to members: how they come and go, what an organization keeps them under, the ways in."""

from .answering import answer_requests, remove_member
from .entering import Line, Outcome, enter_many
from .following import empty_label, follow_people
from .joining import invite, join, join_by_link, leave
from .labelling import change_label, end_label, label_members, make_label, note_member
from .opening import make_link, revoke_link, set_joining

__all__ = [
    "Line",
    "Outcome",
    "answer_requests",
    "change_label",
    "empty_label",
    "end_label",
    "enter_many",
    "follow_people",
    "invite",
    "join",
    "join_by_link",
    "label_members",
    "leave",
    "make_label",
    "make_link",
    "note_member",
    "remove_member",
    "revoke_link",
    "set_joining",
]
