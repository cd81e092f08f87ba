"""Projects of organizations."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="projects.Project",
        person="organization_id",
        purpose=Purpose.WORK,
        closing=Closing.KEPT,
        fields={C.NAME: "contact_name", C.CONTACT: "contact_phone"},
        because="public, and of the organization, which changes it",
    ),
)
PLAIN = (
    Plain(
        "projects.Project",
        "content content_en latitude longitude risks risks_en policy_number reason summary place place_en title title_en",
        "public words of an organization",
    ),
)
