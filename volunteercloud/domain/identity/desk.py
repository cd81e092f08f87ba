"""What officers may read of areas that know no officers: the queue of reviews, and the trail; and everybody's own trail."""

from uuid import UUID

from django.db.models import QuerySet

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.audit import queries as audit_queries
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.reviews import queries as reviews_queries
from volunteercloud.domain.reviews.models import Case

from . import queries, rules
from .models import Right


def queue(
    viewer: Actor,
    *,
    region_code: str = "",
    kind: str = "",
    after: reviews_queries.Cursor | None = None,
    limit: int = reviews_queries.PAGE,
) -> QuerySet[Case]:
    """What waits in a region of the viewer's and below, or in all of them; longest first, a page and one more."""
    return reviews_queries.waiting(_regions(viewer, region_code), kind=kind, after=after, limit=limit)


def waiting_counts(viewer: Actor, *, region_code: str = "") -> dict[str, int]:
    """How many wait, by kind."""
    return reviews_queries.counts(_regions(viewer, region_code))


def case(viewer: Actor, case_id: UUID) -> Case:
    """A case of the viewer's regions and below, of whatever state."""
    found = reviews_queries.case(case_id)
    if not queries.holds_office(viewer, found.region_id):
        raise NotFound
    return found


def trail(viewer: Actor, wanted: audit_queries.Filter) -> QuerySet[Entry]:
    """What was done in a region and below, the newest first. The region must be named and one of the viewer's."""
    if not queries.holds_office(viewer, wanted.region_code, Right.AUDIT):
        raise NotAllowed("identity.not_officer")
    return audit_queries.entries(wanted)


def own_trail(viewer: Actor, volunteer_id: UUID, before: tuple | None = None) -> QuerySet[Entry]:
    """What was done with a person's own account, documents and records, and by whom: who sees, is seen."""
    if not rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    return audit_queries.entries(audit_queries.Filter(owner_id=volunteer_id, before=before))


def _regions(viewer: Actor, region_code: str) -> list[str]:
    offices = queries.offices(viewer)
    if not region_code:
        return offices
    if not any(region_code.startswith(office) for office in offices):
        raise NotAllowed("identity.not_officer")
    return [region_code]
