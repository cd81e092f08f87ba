"""The searches that people keep: read by their person, or by whoever holds the address of a feed."""

import hmac
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import queries as identity_queries

from . import asked, links, middles, news, queries
from .asking import Query
from .models import Document, SavedSearch, Telling

MOST = 20  # that one person keeps
LOOKED_THROUGH = 200  # matches of one search on one day
REMEMBERED = 500  # so many matches that are no news any more


def mine(viewer: Actor) -> list[SavedSearch]:
    """All that the viewer keeps, the latest first."""
    return list(SavedSearch.objects.filter(volunteer_id=viewer.person_id).order_by("-saved_at", "-id")[:MOST])


def search(viewer: Actor, search_id: UUID) -> SavedSearch:
    """One of the viewer's own; others' are not found."""
    return of(viewer.person_id, search_id)


def same(viewer: Actor, query: str) -> SavedSearch | None:
    """The search that the viewer keeps under this address (`asked.written`) already."""
    if viewer.id is None:
        return None
    return SavedSearch.objects.filter(volunteer_id=viewer.id, query=query).first()


def by_feed(token: str) -> SavedSearch:
    """The search of a feed, whose address is its permission. `NotFound` for a guess, for a key that was replaced, and for a
    search that is gone: the same answer."""
    link = links.read_feed(token)
    found = of(link.volunteer_id, link.search_id)
    if not hmac.compare_digest(found.feed_key, link.key):
        raise NotFound
    return found


def by_ending(token: str) -> SavedSearch | None:
    """The search of a link that ends its mails; None if it is gone. Refused for a link that is none of ours."""
    link = links.read_ending(token)
    return SavedSearch.objects.filter(volunteer_id=link.volunteer_id, id=link.search_id).first()


def of(volunteer_id: UUID, search_id: UUID) -> SavedSearch:
    """A person's search. No viewer: the caller's own rule has decided who asks."""
    found = SavedSearch.objects.filter(volunteer_id=volunteer_id, id=search_id).first()
    if found is None:
        raise NotFound
    return found


def feed_token(search: SavedSearch) -> str:
    return links.feed(search.volunteer_id, search.id, search.feed_key)


def due(today: date, limit: int) -> list[tuple[UUID, UUID]]:
    """The keys of searches to look through today, those that waited longest first."""
    waiting = SavedSearch.objects.exclude(telling=Telling.NO).exclude(looked_on__gte=today)
    return list(waiting.order_by("looked_on", "id").values_list("volunteer_id", "id")[:limit])


def matches(volunteer_id: UUID, query: str, now: datetime, limit: int) -> list[Document]:
    """What a kept search finds now, in its own order."""
    return [hit.document for hit in queries.find(_meant(volunteer_id, query, now), now, limit).hits]


def changed(search: SavedSearch, until: int, now: datetime) -> list[Document]:
    """What a kept search finds among the changes since it was last looked through, up to a place in their feed."""
    wanted = _meant(search.volunteer_id, search.query, now)
    return news.changed(wanted, now, search.told_until, until, LOOKED_THROUGH)


def _meant(volunteer_id: UUID, query: str, now: datetime) -> Query:
    today = timezone.localdate(now)
    wanted = asked.read_written(query, today)
    fits = asked.fits_of(identity_queries.volunteer(volunteer_id), today) if wanted.is_open_to_me else None
    return asked.query(wanted, today, near=middles.near(wanted), fits=fits)
