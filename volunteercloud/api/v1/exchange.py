"""The exchange with systems that are no nodes: what is new for them, what they bring, and receipts both ways.

Messages are in the form that was agreed with the system, as JSON or XML; docs/exchange.md describes envelope, digest and
signature.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from volunteercloud.api.fields import numbers, string
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.domain.exchange import actions, envelopes, markup, queries, telling
from volunteercloud.domain.exchange.actions.giving import Rejection
from volunteercloud.domain.exchange.models import System

XML = "application/xml"
MOST_REJECTED = envelopes.MOST_LINES


class SystemToken(HttpBearer):
    """The token that a system was given when an officer named it."""

    openapi_name = "SystemToken"

    def authenticate(self, request: HttpRequest, token: str) -> System:
        found = queries.by_token(token.replace("\x00", ""))
        if found is None:
            raise AuthenticationError
        return found


router = Router(tags=["exchange"], auth=SystemToken())


class AfterNumber(Schema):
    after: numbers(0, 2**62) = Field(0, description="The number of the last message that was taken in.")
    limit: numbers(1, queries.MOST_MESSAGES) = 10


class MessagesOut(Schema):
    """`messages` are in the words of the form; `next` is what to ask after the next time."""

    messages: list[dict[str, Any]]
    next: int = Field(examples=[17])
    more: bool


class RejectedOut(Schema):
    source_id: str = Field(examples=["R-001"])
    source_version: int = Field(examples=[1])
    code: str = Field(examples=["person.unknown"])
    path: str = Field(description="The element that it is about, where it is one.", examples=[""])
    why: str = Field(examples=["Nobody here has this number and name."])


class MessageReceiptOut(Schema):
    """The same message gets the same receipt. `missing` are numbers before this one that have not come."""

    message_id: str = Field(examples=["019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10"])
    sequence: int = Field(examples=[3])
    accepted: int = Field(examples=[98])
    rejected: list[RejectedOut]
    missing: list[int] = Field(examples=[[]])


class RejectedIn(Schema):
    source_id: UUID
    code: string(60) = Field(examples=["E-17"])
    text: string(300) = ""


class MessageReceiptIn(Schema):
    message_id: UUID
    rejected: list[RejectedIn] = Field(max_length=MOST_REJECTED)


class KeptOut(Schema):
    sequence: int = Field(examples=[17])
    accepted: int = Field(examples=[98])
    rejected: int = Field(examples=[2])


@router.get("/messages", response=MessagesOut, summary=_("Fetch what is new for a system"))
def exchange_messages(request, wanted: Query[AfterNumber]):
    """In the order of their numbers, which have no gap: whoever asks after the last one misses nothing. With
    `Accept: application/xml` as XML."""
    system = request.auth
    found = queries.messages_after(system, wanted.after, wanted.limit + 1)
    page = found[: wanted.limit]
    written = [queries.written(system, message) for message in page]
    following = page[-1].sequence if page else wanted.after
    if not _wants_xml(request):
        return {"messages": written, "next": following, "more": len(found) > len(page)}
    parts = "".join(envelopes.as_xml(one).decode().partition("\n")[2].strip() for one in written)
    more = str(len(found) > len(page)).lower()
    return _xml(f"<exchange><next>{following}</next><more>{more}</more><messages>{parts}</messages></exchange>")


@router.post("/messages", response=MessageReceiptOut, summary=_("Bring a message of a system"))
def bring_message(request):
    """A signed message in the form that was agreed, JSON or XML in UTF-8, 8 MB at most. Good lines are taken in whatever the
    others are like; the receipt names the others with a code. The same message again gets the same receipt."""
    system, content = request.auth, _content(request)
    receipt = actions.take(actor=_actor(system), code=system.code, content=content, at=timezone.now())
    rejected = [{**one, "why": str(telling.of_line(one["code"]))} for one in receipt["rejected"]]
    said = receipt | {"rejected": rejected}
    return _xml(markup.written("receipt", _as_tree(said))) if _wants_xml(request) else said


@router.post("/receipts", response=KeptOut, summary=_("Answer a message that was fetched"))
def answer_message(request, body: MessageReceiptIn):
    """What the system did not take in, with codes of its own. Everything else of the message counts as taken in. The first
    answer stands."""
    system = request.auth
    rejected = [Rejection(one.source_id, one.code, one.text) for one in body.rejected]
    kept = actions.note_receipt(
        actor=_actor(system), code=system.code, message_id=body.message_id, rejected=rejected, at=timezone.now()
    )
    return {"sequence": kept.sequence, "accepted": kept.count - len(kept.receipt), "rejected": len(kept.receipt)}


def _actor(system: System) -> Actor:
    return Actor(ActorKind.SYSTEM, system.name)


def _content(request: HttpRequest) -> bytes:
    """No more than may be taken; what is longer is refused for its length."""
    return request.read(envelopes.LARGEST + 1)


def _wants_xml(request: HttpRequest) -> bool:
    return request.get_preferred_type(["application/json", XML]) == XML


def _xml(text: str) -> HttpResponse:
    return HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', content_type=f"{XML}; charset=utf-8")


def _as_tree(said: Any) -> Any:
    """An answer of ours as elements: lists as elements that come again."""
    if isinstance(said, dict):
        return {
            name: [_as_tree(one) for one in (value if isinstance(value, list) else [value])]
            for name, value in said.items()
        }
    return str(said)
