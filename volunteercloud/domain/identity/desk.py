"""What officers may read of the trail, which knows no officers; and everybody's own trail."""

from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.audit import queries as audit_queries
from volunteercloud.domain.audit.models import Entry

from . import queries, rules
from .models import Right, Volunteer

# Every reading of what is somebody's own business, by whatever door.
LOOKS = (
    "identity.person_found",
    "identity.person_opened",
    "identity.document_number_read",
    "identity.document_photo_read",
    "records.explanation_read",
    "transfers.opened",
)


def trail(viewer: Actor, wanted: audit_queries.Filter) -> list[Entry]:
    """What was done in a region and below, the newest first. The region must be named and one of the viewer's."""
    if not queries.holds_office(viewer, wanted.region_code, Right.AUDIT):
        raise NotAllowed("identity.not_officer")
    return audit_queries.entries(wanted)


def own_trail(viewer: Actor, volunteer_id: UUID, before: tuple | None = None) -> list[Entry]:
    """What was done with a person's own account, documents and records, and by whom: who sees, is seen."""
    if not rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    return audit_queries.entries(audit_queries.Filter(owner_id=volunteer_id, before=before))


def looks(viewer: Actor, volunteer_id: UUID, before: tuple | None = None) -> list[Entry]:
    """Who looked at a person's data, the newest first: others than the person and the guardian, for either of them."""
    if not rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    guardian = Volunteer.objects.filter(id=volunteer_id).values_list("guardian_id", flat=True).first()
    own = tuple(person for person in (volunteer_id, guardian) if person)
    return audit_queries.entries(audit_queries.Filter(owner_id=volunteer_id, names=LOOKS, not_by=own, before=before))
