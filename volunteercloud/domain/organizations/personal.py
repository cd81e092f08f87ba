"""Who works for an organization."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="organizations.Staff",
        person="person_id",
        purpose=Purpose.WORK,
        closing=Closing.EMPTIED,
        fields={C.NAME: "name", C.TRACES: "project_ids"},
    ),
    Held(
        model="organizations.Invitation",
        person="inviter_id",
        purpose=Purpose.WORK,
        closing=Closing.KEPT,
        fields={C.CONTACT: "address_sealed shown"},
        because="sealed, of whoever was invited, and over in two weeks",
    ),
    Held(
        model="organizations.Seat",
        person="person_id",
        purpose=Purpose.WORK,
        closing=Closing.ERASED,
        fields={C.TRACES: "organization_name"},
    ),
    Held(
        model="organizations.Organization",
        person="owner_id",
        purpose=Purpose.WORK,
        closing=Closing.KEPT,
        fields={C.NAME: "contact_name head handler", C.CONTACT: "contact_phone contact_email address"},
        because="an organization answers under these; whoever leaves is replaced before the account is closed",
    ),
)
PLAIN = (
    Plain("organizations.Staff", "owning_id", "an id, made by the database"),
    Plain(
        "organizations.Organization",
        "number name name_en liaison_name parent_name successor_name purpose purpose_en seal reason",
        "of the organization",
    ),
    Plain("organizations.Node", "*", "of the organization, public"),
    Plain("organizations.Joining", "*", "between two organizations"),
    Plain("organizations.Document", "*", "papers of an organization"),
    Plain("organizations.Submission", "*", "what an organization stated of itself"),
    Plain("organizations.UsccClaim", "*", "of the organization"),
)
