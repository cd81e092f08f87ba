"""Opportunities elsewhere in the public index. Not actions by themselves: written by those that take lists in."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

from volunteercloud.domain.search import index
from volunteercloud.domain.search.models import Document, Kind

from .models import Opportunity, State

LONGEST = 500


def show(opportunities: Sequence[Opportunity], at: datetime) -> None:
    index.put([_document(one) for one in opportunities], at)


def documents(_at: datetime) -> Iterator[Document]:
    """Every opportunity that stands: what the index must hold. The index itself leaves out those whose time is past."""
    for one in (
        Opportunity.objects.filter(state=State.OPEN).select_related("source").order_by("id").iterator(chunk_size=500)
    ):
        yield _document(one)


def closes_at(opportunity: Opportunity) -> datetime | None:
    """The end of the last day on which one may take it up."""
    if opportunity.closes_on is None:
        return None
    return timezone.make_aware(datetime.combine(opportunity.closes_on + timedelta(days=1), time.min))


def _document(one: Opportunity) -> Document:
    """Its owner is its source; whoever offers it is only a name."""
    return Document(
        id=one.id,
        kind=Kind.ELSEWHERE,
        owner_id=one.source_id,
        owner_name=one.organization_name or one.source.name,
        address=one.address,
        title=one.title,
        title_en=one.title_en,
        summary=one.words[:LONGEST],
        category=one.category,
        beneficiaries=one.beneficiaries,
        skills=one.skills,
        languages=one.languages,
        region_code=one.region_id,
        place=one.place,
        latitude=one.latitude,
        longitude=one.longitude,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        closes_at=closes_at(one),
        is_remote=one.is_remote,
        places=one.places,
    )
