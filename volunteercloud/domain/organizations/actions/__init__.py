"""All writes to organizations: their registration, their people, their standing."""

from .registration import (
    change_organization,
    decide_organization,
    register_organization,
    submit_organization,
    withdraw_organization,
)
from .staffing import add_staff, change_role, end_staff
from .standing import reinstate_organization, set_seal, set_trust, suspend_organization

__all__ = [
    "add_staff",
    "change_organization",
    "change_role",
    "decide_organization",
    "end_staff",
    "register_organization",
    "reinstate_organization",
    "set_seal",
    "set_trust",
    "submit_organization",
    "suspend_organization",
    "withdraw_organization",
]
