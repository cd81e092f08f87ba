"""Where else somebody is registered: asking, and who asked. Being found is a consent: `PUT /me/consents/registered`."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api.fields import OfWhom
from volunteercloud.api.keys import needs
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.national import actions, queries

router = Router(tags=["identity"])


class QuestionOut(Schema):
    """`nodes` are the nodes that hold a registration which may be told; `code` says why there is no answer."""

    id: UUID
    state: str = Field(examples=["answered"], description="waiting, answered or failed")
    asked_at: datetime
    answered_at: datetime | None
    nodes: list[str] = Field(examples=[["bailu.example"]])
    code: str = Field(examples=[""])


class ToldOut(Schema):
    """Another node asked, and was told: here."""

    node_name: str = Field(examples=["hanlu.example"])
    at: datetime


class RegisteredOut(Schema):
    """`presence` is empty where nobody elsewhere is told; else waiting, known or leaving."""

    is_set_up: bool = Field(description="Whether there is anybody to ask.")
    presence: str = Field(examples=["known"])
    questions: list[QuestionOut]
    told: list[ToldOut]

    @staticmethod
    def resolve_presence(shown):
        return shown.presence.state if shown.presence else ""


@router.get(
    "/me/registered",
    response=RegisteredOut,
    auth=needs(Scope.PROFILE),
    summary=_("Show where else I am registered, and who asked"),
)
def my_registrations(request, volunteer_id: OfWhom = None):
    """The latest questions with their answers, and what other nodes asked."""
    actor = request.auth.actor
    return queries.elsewhere(actor, volunteer_id or actor.person_id)


@router.post(
    "/me/registered/questions",
    response={202: QuestionOut},
    auth=needs(Scope.PROFILE_WRITE),
    summary=_("Ask where else I am registered"),
)
def ask_where_registered(request, volunteer_id: OfWhom = None):
    """The answer comes within a minute. While one question waits, the same is answered with that one."""
    actor = request.auth.actor
    return Status(202, actions.ask(actor=actor, volunteer_id=volunteer_id or actor.person_id, at=timezone.now()))
