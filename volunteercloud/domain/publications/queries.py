"""Reading what regions say. What is published is public; drafts are for those who may edit them."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Length

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.core.memory import Remembered
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.regions import queries as region_queries

from .models import Kind, Publication, PublicationVersion, State

PAGE = 20
MOST_NOTICES = 3
MOST_VERSIONS = 50
NEAREST = Coalesce(Length("region_id"), 0).desc()

Cursor = tuple[datetime, UUID]


def news(region_code: str, *, before: Cursor | None = None, limit: int = PAGE) -> QuerySet[Publication]:
    """News and announcements for a region: its own, those of the regions above and of the country, newest first.

    Without a region everything. A page, and one more that says there is a next page.
    """
    found = Publication.objects.filter(_reaching(region_code) if region_code else Q(), state=State.PUBLISHED)
    if before:
        published_at, publication_id = before
        found = found.filter(Q(published_at__lt=published_at) | Q(published_at=published_at, id__lt=publication_id))
    return found.exclude(kind=Kind.HELP).select_related("region").order_by("-published_at", "-id")[: limit + 1]


def _fetch_notices(key: tuple[str, date]) -> tuple[Publication, ...]:
    region_code, today = key
    found = Publication.objects.filter(_reaching(region_code) if region_code else Q(), kind=Kind.NOTICE)
    standing = found.filter(state=State.PUBLISHED, stands_until__gte=today)
    return tuple(standing.order_by("-published_at", "-id")[:MOST_NOTICES])


_notices = Remembered(_fetch_notices)


def notices(region_code: str, today: date) -> tuple[Publication, ...]:
    """The newest announcements that stand for a region on a day; a minute old at most, for the first page."""
    return _notices((region_code, today))


def published(publication_id: UUID) -> Publication:
    """A text that everybody may read. Raises `NotFound`."""
    found = Publication.objects.filter(id=publication_id, state=State.PUBLISHED).select_related("region").first()
    if found is None:
        raise NotFound
    return found


def _fetch_help(region_code: str) -> dict[str, Publication]:
    found = Publication.objects.filter(_reaching(region_code), kind=Kind.HELP, state=State.PUBLISHED)
    nearest: dict[str, Publication] = {}
    for page in found.select_related("region").order_by("slug", NEAREST):
        nearest.setdefault(page.slug, page)
    return nearest


_help = Remembered(_fetch_help)


def help_page(slug: str, region_code: str) -> Publication | None:
    """The page of help of this address nearest to a region: its own, else of a region above it, else of the country."""
    return _help(region_code).get(slug)


def help_pages(region_code: str) -> list[Publication]:
    """The pages of help that reach a region, by address; of one address the nearest. A minute old at most."""
    return list(_help(region_code).values())


def editable(viewer: Actor, *, before: Cursor | None = None) -> QuerySet[Publication]:
    """What the viewer may edit, the last changed first: a page, and one more that says there is a next page."""
    offices = identity_queries.offices(viewer, Right.SYSTEM)
    within = Q(region__isnull=True) if "" in offices else Q()
    for office in offices:
        within |= Q(region__code__startswith=office)
    found = Publication.objects.filter(within) if within else Publication.objects.none()
    if before:
        changed_at, publication_id = before
        found = found.filter(Q(changed_at__lt=changed_at) | Q(changed_at=changed_at, id__lt=publication_id))
    return found.select_related("region").order_by("-changed_at", "-id")[: PAGE + 1]


def for_editor(viewer: Actor, publication_id: UUID) -> Publication:
    """A text in whatever state, for those who may edit it. Raises `NotFound`."""
    found = Publication.objects.filter(id=publication_id).select_related("region").first()
    if found is None or not identity_queries.holds_office(viewer, found.region_id, Right.SYSTEM):
        raise NotFound
    return found


def versions(viewer: Actor, publication_id: UUID) -> QuerySet[PublicationVersion]:
    """What a text said before, newest first, for those who may edit it."""
    for_editor(viewer, publication_id)
    return PublicationVersion.objects.filter(publication_id=publication_id).order_by("-number")[:MOST_VERSIONS]


def _reaching(region_code: str) -> Q:
    """What speaks to somebody of this region: the country, the regions above and the region itself."""
    return Q(region__isnull=True) | Q(region_id__in=[step.code for step in region_queries.path(region_code)])
