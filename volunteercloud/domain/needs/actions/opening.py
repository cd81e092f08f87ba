"""Opening whom a need is for and where: for who posted it, who looks after it and who comes. Seen by the poster."""

from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor


def open_details(*, actor: Actor, need_id: UUID, volunteer_id: UUID | None = None, at: datetime) -> object:
    """`drafts.Details` of a need. For its poster; for managers of its station and of the organization that takes it up; for
    who leads its shifts; and for who holds a place there, from 24 hours before the start until the end."""
    raise NotImplementedError
