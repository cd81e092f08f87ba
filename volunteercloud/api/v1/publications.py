"""News, announcements and pages of help: read by everybody, written by officers."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from volunteercloud.api import cursors
from volunteercloud.api.fields import Day, Page, Paging, RegionCode, string
from volunteercloud.api.keys import needs
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.publications import actions, queries
from volunteercloud.domain.publications.models import Kind, Publication, State

router = Router(tags=["publications"])
PIECE = "/office/publications/{uuid:publication_id}"


class PublicationOut(Schema):
    """A text of a region, or of the whole country where `region_code` is null. The bodies are CommonMark without HTML."""

    id: UUID
    kind: Kind
    region_code: str | None
    slug: str = Field(examples=[""], description="The address of a page of help.")
    title: str = Field(examples=["征集志愿者"])
    title_en: str
    body: str
    body_en: str
    stands_until: date | None
    state: State
    version: int
    changed_at: datetime
    published_at: datetime | None

    @staticmethod
    def resolve_region_code(publication: Publication):
        return publication.region_id


class ContentIn(Schema):
    title: string(120, min_length=1)
    title_en: string(240) = ""
    body: string(20000, min_length=1)
    body_en: string(20000) = ""
    stands_until: Day | None = Field(None, description="For an announcement: its last day on the first page.")

    def content(self) -> actions.Content:
        return actions.Content(**{name: getattr(self, name) for name in ContentIn.model_fields})


class PublicationIn(ContentIn):
    kind: Kind
    region_code: RegionCode | None = Field(None, description="Left out for the whole country.")
    slug: str = Field("", max_length=40, pattern=r"^[a-z0-9-]*$", description="For a page of help.")


class VersionIn(ContentIn):
    seen_version: int = Field(description="The version that this one follows; refused if there is a later one.")


class NewsOf(Schema):
    region: RegionCode = Field("", description="The region of the reader; everything if left out.")


@router.get("/news", response=Page[PublicationOut], auth=None, summary=_("List news and announcements"))
def news(request, wanted: Query[NewsOf], paging: Paging):
    """Those of a region, of the regions above it and of the country, newest first."""
    before = cursors.read(paging.cursor, datetime, UUID)
    found = list(queries.news(wanted.region, before=before, limit=paging.limit))
    return cursors.page(found, paging.limit, lambda row: (row.published_at, row.id))


@router.get("/news/{uuid:publication_id}", response=PublicationOut, auth=None, summary=_("Show a published text"))
def piece_of_news(request, publication_id: UUID):
    return queries.published(publication_id)


@router.get("/help/{slug}", response=PublicationOut, auth=None, summary=_("Show a page of help"))
def page_of_help(request, slug: string(40), wanted: Query[NewsOf]):
    """The page nearest to a region that officers wrote under this address."""
    if found := queries.help_page(slug, wanted.region):
        return found
    raise NotFound


@router.post("/office/publications", response=PublicationOut, auth=needs(Scope.OFFICE), summary=_("Draft a text"))
def draft_publication(request, said: PublicationIn):
    return actions.draft_publication(
        actor=request.auth.actor,
        kind=said.kind,
        region_code=said.region_code or None,
        slug=said.slug,
        content=said.content(),
        at=timezone.now(),
    )


@router.get(PIECE, response=PublicationOut, auth=needs(Scope.OFFICE), summary=_("Show a text to those who edit it"))
def publication(request, publication_id: UUID):
    return queries.for_editor(request.auth.actor, publication_id)


@router.put(PIECE, response=PublicationOut, auth=needs(Scope.OFFICE), summary=_("Write a further version"))
def change_publication(request, publication_id: UUID, said: VersionIn):
    return actions.change_publication(
        actor=request.auth.actor,
        publication_id=publication_id,
        seen_version=said.seen_version,
        content=said.content(),
        at=timezone.now(),
    )


@router.post(f"{PIECE}/publication", response=PublicationOut, auth=needs(Scope.OFFICE), summary=_("Publish a text"))
def publish_publication(request, publication_id: UUID):
    return actions.publish(actor=request.auth.actor, publication_id=publication_id, at=timezone.now())


@router.delete(f"{PIECE}/publication", response=PublicationOut, auth=needs(Scope.OFFICE), summary=_("Withdraw a text"))
def withdraw_publication(request, publication_id: UUID):
    return actions.withdraw_publication(actor=request.auth.actor, publication_id=publication_id, at=timezone.now())
