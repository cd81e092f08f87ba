"""All writes to organizations: their registration, their people, their standing."""

from .documents import add_document, read_document, remove_document
from .ending import end_organization
from .placing import answer_joining, ask_to_join, found_branch, leave_parent, move_organization, withdraw_joining
from .registration import (
    change_organization,
    decide_organization,
    register_organization,
    submit_organization,
    withdraw_organization,
)
from .staffing import add_staff, appoint_owner, change_role, end_staff, hand_over
from .standing import reinstate_organization, set_seal, set_trust, suspend_organization

__all__ = [
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
    "found_branch",
    "hand_over",
    "leave_parent",
    "move_organization",
    "read_document",
    "register_organization",
    "reinstate_organization",
    "remove_document",
    "set_seal",
    "set_trust",
    "submit_organization",
    "suspend_organization",
    "withdraw_joining",
    "withdraw_organization",
]
