"""All writes to organizations: their registration, their people, their standing."""

from .documents import add_document, read_document, remove_document
from .ending import end_organization
from .inviting import accept_invitation, invite_staff, withdraw_invitation
from .listing import Listed, enter_many
from .placing import answer_joining, ask_to_join, found_branch, leave_parent, move_organization, withdraw_joining
from .registration import (
    change_organization,
    decide_organization,
    register_organization,
    submit_organization,
    withdraw_organization,
)
from .staffing import add_staff, appoint_owner, change_role, end_staff, hand_over
from .standing import set_seal, set_trust

__all__ = [
    "Listed",
    "accept_invitation",
    "add_document",
    "add_staff",
    "answer_joining",
    "appoint_owner",
    "ask_to_join",
    "change_organization",
    "change_role",
    "decide_organization",
    "end_organization",
    "end_staff",
    "enter_many",
    "found_branch",
    "hand_over",
    "invite_staff",
    "leave_parent",
    "move_organization",
    "read_document",
    "register_organization",
    "remove_document",
    "set_seal",
    "set_trust",
    "submit_organization",
    "withdraw_invitation",
    "withdraw_joining",
    "withdraw_organization",
]
