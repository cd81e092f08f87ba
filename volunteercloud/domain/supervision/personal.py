"""Yearly reports and sanctions of organizations."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="supervision.Report",
        person="organization_id",
        purpose=Purpose.WORK,
        closing=Closing.KEPT,
        fields={C.NAME: "head"},
        because="an organization answers under this name",
    ),
)
PLAIN = (
    Plain("supervision.Report", "text money statement figures reason", "of the organization"),
    Plain("supervision.Sanction", "*", "of the organization"),
)
