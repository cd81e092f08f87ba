"""Searches that a person keeps: to be told of what is new, and to fetch it as a calendar or a feed."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api.fields import string
from volunteercloud.api.keys import needs
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.search import actions, saved
from volunteercloud.domain.search.models import SavedSearch

router = Router(tags=["search"])

ONE = "/me/searches/{uuid:search_id}"
How = Literal["no", "inbox", "email"]


class SavedSearchIn(Schema):
    """`query` is what stands behind the question mark in the address of the page of results; what makes no sense in it is
    left out. It is fixed once the search is kept."""

    name: string(100) = Field(examples=["周末助老"])
    query: string(4000) = Field("", examples=["region=9901&category=elderly&when=weekend"])
    telling: How = Field("inbox", description="How the person learns of new matches, once a day at most.")


class SavedSearchOut(Schema):
    """Whoever has an address of its feeds sees what it finds, without a key."""

    id: UUID
    name: str
    query: str
    telling: How
    saved_at: datetime
    told_at: datetime | None = Field(description="When the person was last told of something.")
    calendar_address: str = Field(description="iCalendar of what has a time.")
    feed_address: str = Field(description="Atom feed, the latest change first.")

    @staticmethod
    def of(search: SavedSearch) -> dict:
        said = {name: getattr(search, name) for name in SavedSearchOut.model_fields if hasattr(search, name)}
        token = saved.feed_token(search)
        return said | {
            "calendar_address": settings.SITE_URL + reverse("volunteer:search_calendar", args=[token]),
            "feed_address": settings.SITE_URL + reverse("volunteer:search_feed", args=[token]),
        }


@router.get(
    "/me/searches", response=list[SavedSearchOut], auth=needs(Scope.PROFILE), summary=_("List my saved searches")
)
def my_searches(request):
    """At most twenty, the latest first."""
    return [SavedSearchOut.of(search) for search in saved.mine(request.auth.actor)]


@router.put(
    ONE,
    response={200: SavedSearchOut, 201: SavedSearchOut},
    auth=needs(Scope.PROFILE_WRITE),
    summary=_("Save a search, or change it"),
)
def save_search(request, search_id: UUID, body: SavedSearchIn):
    """You make up the id, so it may be sent again. A search that is kept already gets this name and this way of telling; its
    query stays. The same query under another id answers with the search that has it."""
    actor, at = request.auth.actor, timezone.now()
    if any(search.id == search_id for search in saved.mine(actor)):
        changed = actions.change_search(actor=actor, search_id=search_id, name=body.name, telling=body.telling, at=at)
        return Status(200, SavedSearchOut.of(changed))
    kept = actions.save_search(actor=actor, search_id=search_id, at=at, **body.dict())
    return Status(201 if kept.id == search_id else 200, SavedSearchOut.of(kept))


@router.post(
    f"{ONE}/new-addresses",
    response=SavedSearchOut,
    auth=needs(Scope.PROFILE_WRITE),
    summary=_("Give the feeds of a search new addresses"),
)
def renew_search_addresses(request, search_id: UUID):
    """The addresses until now lead nowhere from this moment on."""
    return SavedSearchOut.of(actions.renew_feed_key(actor=request.auth.actor, search_id=search_id, at=timezone.now()))


@router.delete(ONE, response={204: None}, auth=needs(Scope.PROFILE_WRITE), summary=_("Throw a saved search away"))
def delete_search(request, search_id: UUID):
    """Its feeds go with it. One that is gone already is no mistake."""
    actions.delete_search(actor=request.auth.actor, search_id=search_id, at=timezone.now())
    return Status(204, None)
