"""What the platform told the person, worded in the reader's language."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema

from volunteercloud.api import cursors
from volunteercloud.api.fields import Page, Paging
from volunteercloud.api.keys import needs
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.messages import actions, queries

router = Router(tags=["messages"])


class MessageOut(Schema):
    id: UUID
    subject: str
    body: str
    link: str = Field(description="A path of the site, or empty.")
    created_at: datetime
    is_read: bool
    sender: str = Field(description="The organization that wrote it; empty where the platform did.")


class UnreadOut(Schema):
    unread: int = Field(description="Counted among the newest hundred.")


class ReadIn(Schema):
    message_ids: list[UUID] = Field(max_length=100)


class ReadOut(Schema):
    marked: int = Field(description="How many were unread before.")


@router.get("/me/messages", response=Page[MessageOut], auth=needs(Scope.PROFILE), summary=_("List my messages"))
def my_messages(request, paging: Paging):
    """The newest first."""
    before = cursors.read(paging.cursor, datetime, UUID)
    letters = queries.inbox(request.auth.actor, language=get_language(), before=before, limit=paging.limit)
    return cursors.page(letters, paging.limit, lambda letter: (letter.created_at, letter.id))


@router.get("/me/messages/unread", response=UnreadOut, auth=needs(Scope.PROFILE), summary=_("Count my unread messages"))
def unread_messages(request):
    return {"unread": queries.unread_count(request.auth.actor)}


@router.post("/me/messages/read", response=ReadOut, auth=needs(Scope.PROFILE), summary=_("Mark messages as read"))
def mark_messages_read(request, body: ReadIn):
    marked = actions.mark_read(actor=request.auth.actor, message_ids=body.message_ids, at=timezone.now())
    return {"marked": marked}
