"""The officer's desk beside its queue: identity reviews, and the trail of everything done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from volunteercloud.api import cursors
from volunteercloud.api.fields import Moment, OfWhom, Page, RegionCode, string
from volunteercloud.api.keys import needs
from volunteercloud.api.v1.cases import CaseOut
from volunteercloud.api.v1.identity import DocumentOut, VolunteerOut
from volunteercloud.domain.audit import queries as audit_queries
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import desk
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["office"])


class StatedOut(DocumentOut):
    stated: dict[str, Any] = Field(description="What the person entered about the document.")
    has_photo: bool

    @staticmethod
    def resolve_has_photo(document):
        return bool(document.photo_type)


class IdentityReviewOut(Schema):
    case: CaseOut
    document: StatedOut
    volunteer: VolunteerOut


class TrailIn(Schema):
    region: RegionCode = Field(min_length=2, description="One of your regions, or below.")
    name: string(60) = Field("", description="The beginning of an entry's name.", examples=["identity.document"])
    owner_id: UUID | None = None
    actor_id: UUID | None = None
    since: Moment | None = None
    until: Moment | None = None
    cursor: string(400) = ""


class After(Schema):
    cursor: string(400) = ""


class EntryOut(Schema):
    """One thing that was done. `name` is the area and what happened, in the past tense."""

    id: UUID
    at: datetime
    name: str = Field(examples=["records.record_corrected"])
    actor_kind: str
    actor_id: UUID | None
    actor_label: str
    owner_id: UUID
    subject_kind: str
    subject_id: UUID
    subject_label: str
    region_code: str
    facts: dict[str, Any]


@router.get(
    "/office/cases/{uuid:case_id}/identity",
    response=IdentityReviewOut,
    auth=needs(Scope.OFFICE),
    summary=_("Show an identity review"),
)
def identity_review(request, case_id: UUID):
    """What the person stated about the document, its number masked."""
    return identity_queries.identity_review(request.auth.actor, case_id)


@router.get("/office/cases/{uuid:case_id}/photo", auth=needs(Scope.OFFICE), summary=_("Fetch the photo of a document"))
def document_photo(request, case_id: UUID):
    """For an officer who may decide about it; each reading stands in the trail."""
    shown = identity_actions.read_photo(actor=request.auth.actor, case_id=case_id, at=timezone.now())
    return HttpResponse(shown.content, content_type=shown.type, headers={"Cache-Control": "no-store"})


@router.get("/office/trail", response=Page[EntryOut], auth=needs(Scope.OFFICE), summary=_("Read the trail"))
def trail(request, wanted: Query[TrailIn]):
    """What was done in a region and below, the newest first, fifty a page."""
    asked = audit_queries.Filter(
        owner_id=wanted.owner_id,
        actor_id=wanted.actor_id,
        name=wanted.name,
        region_code=wanted.region,
        since=wanted.since,
        until=wanted.until,
        before=cursors.read(wanted.cursor, datetime, UUID),
    )
    return _trail_page(desk.trail(request.auth.actor, asked))


@router.get("/me/trail", response=Page[EntryOut], auth=needs(Scope.PROFILE), summary=_("Read my own trail"))
def my_trail(request, page: Query[After], volunteer_id: OfWhom = None):
    """What was done with my account, documents and records, and by whom: who sees, is seen. Fifty a page."""
    actor = request.auth.actor
    return _trail_page(desk.own_trail(actor, volunteer_id or actor.id, cursors.read(page.cursor, datetime, UUID)))


@router.get("/me/looks", response=Page[EntryOut], auth=needs(Scope.PROFILE), summary=_("Read who looked at my data"))
def my_looks(request, page: Query[After], volunteer_id: OfWhom = None):
    """Each reading of my number, documents, page and records by somebody else, with the stated purpose. Fifty a page."""
    actor = request.auth.actor
    return _trail_page(desk.looks(actor, volunteer_id or actor.id, cursors.read(page.cursor, datetime, UUID)))


def _trail_page(entries) -> dict[str, Any]:
    return cursors.page(entries, audit_queries.PAGE, lambda entry: (entry.at, entry.id))
