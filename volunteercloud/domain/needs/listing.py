"""The public copy of a need in the index. Not an action by itself: written by those that open a need, take it up or end it."""

from collections.abc import Iterator
from datetime import datetime

from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search import index
from volunteercloud.domain.search.models import Document, Kind

from .models import Need, State


def publish(need: Need, at: datetime) -> None:
    """Say in the index what anybody may know of an open need: its region, never its address; a point to about a kilometre."""
    index.put([_document(need)], at)


def withdraw(need: Need, at: datetime) -> None:
    index.withdraw([need.id], at)


def documents(at: datetime) -> Iterator[Document]:
    """Every need that may be taken up: what the index must hold."""
    open_ones = Need.objects.filter(state__in=[State.OPEN, State.OFFERED], expires_at__gt=at)
    for need in open_ones.order_by("id").iterator(chunk_size=500):
        yield _document(need)


def _document(need: Need) -> Document:
    code = need.region_id or ""
    return Document(
        id=need.id,
        kind=Kind.NEED,
        number=need.number,
        address=f"/needs/{need.number}/",
        title=need.title,
        title_en=need.title_en,
        summary=need.words[:500],
        summary_en=need.words_en[:500],
        category=need.category,
        beneficiaries=[need.beneficiary],
        skills=need.skills,
        languages=need.languages,
        minimum_age=need.minimum_age,
        region_code=code,
        place=region_queries.full_name(code, "zh-hans")[:200],
        place_en=region_queries.full_name(code, "en")[:200],
        latitude=need.latitude,
        longitude=need.longitude,
        starts_at=need.starts_at,
        ends_at=need.ends_at,
        closes_at=need.expires_at,
        is_remote=need.is_remote,
        urgency=need.urgency,
        places=need.people,
    )
