"""An organization in the public index. Not an action by itself: written in the transaction that changes it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from volunteercloud.domain.search import index
from volunteercloud.domain.search.models import Document, Kind

from .models import Organization, State

LONGEST = 500
ENDED = (State.DISSOLVED, State.REMOVED)


def show(organization: Organization, at: datetime) -> None:
    """Say in the index how an organization stands: at work, held with all that belongs to it, or gone with it."""
    if organization.state == State.ACTIVE:
        index.release(organization.id, at)
        index.put([_document(organization)], at)
    elif organization.state == State.SUSPENDED:
        index.hold(organization.id, at)
    elif organization.state in ENDED:
        index.withdraw_owner(organization.id, at)


def show_many(organizations: Sequence[Organization], at: datetime) -> None:
    """The same for many new ones that are at work."""
    index.put([_document(organization) for organization in organizations], at)


def documents(_at: datetime) -> Iterator[Document]:
    """Every organization at work: what the index must hold."""
    for organization in Organization.objects.filter(state=State.ACTIVE).order_by("id").iterator(chunk_size=500):
        yield _document(organization)


def _document(organization: Organization) -> Document:
    return Document(
        id=organization.id,
        kind=Kind.ORGANIZATION,
        owner_id=organization.id,
        owner_name=organization.name,
        owner_name_en=organization.name_en,
        number=organization.number,
        title=organization.name,
        title_en=organization.name_en,
        summary=organization.purpose[:LONGEST],
        summary_en=organization.purpose_en[:LONGEST],
        category=organization.categories[0] if organization.categories else "",
        region_code=organization.region_id,
    )
