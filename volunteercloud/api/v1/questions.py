"""Questions of officers to the figures: asked and answered at once, or by the worker; kept under a name, and shared.

A question is written as the part of an address behind the `?` of `answers`, the same in every place and on the pages.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import Field as Limits
from pydantic import StringConstraints

from volunteercloud.api.fields import Code, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.api.v1.statistics import NATION, Regional, Where
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.identity import officers
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.statistics import queries
from volunteercloud.domain.statistics.measures import Unit
from volunteercloud.domain.statistics.questions import actions, answering, asking, keeping
from volunteercloud.domain.statistics.questions.answering import Answer
from volunteercloud.domain.statistics.questions.asking import Dimension, Question, Step
from volunteercloud.domain.statistics.questions.models import Inquiry, InquiryState

router = Router(tags=["statistics"], auth=needs(Scope.OFFICE))

EXAMPLE = "m=records&region=990101&level=0&step=month&from=2026-01&to=2026-05&by=category"
Written = string(asking.MOST_SIGNS, examples=[EXAMPLE])
MonthOf = Annotated[str, Limits(pattern=r"^([0-9]{4}-[0-9]{2})?$", examples=["2026-01"])]


class AskedFigures(Schema):
    """Without `from`, `to` and `all` it is about this year until now."""

    m: list[Code] = Field(
        ["credit_hours", "honour_hours", "people"],
        max_length=asking.MOST_MEASURES,
        description="Measures, and `records`.",
    )
    region: Where | None = Field(None, description="Yours if left out.")
    level: int = Field(
        0, ge=0, le=4, description="How deep regions are told apart: 1 provinces, 2 cities, 3 districts, 4 streets."
    )
    step: Step = Step.MONTH
    since: MonthOf = Field("", alias="from", description="The first month.")
    until: MonthOf = Field("", alias="to", description="The last month.")
    all: int | None = Field(None, description="1: all time.")
    by: list[Dimension] = Field([], max_length=asking.MOST_DIMENSIONS, description="What hours, people and records of.")


class CellsOut(Schema):
    """`start` is the first day, empty for the whole time. A number is null where it is not known."""

    region: str = Field(examples=["990101"])
    start: str = Field(examples=["2026-01-01"])
    values: dict[str, str] = Field(description="By dimension.", examples=[{"category": "elderly"}])
    numbers: dict[str, float | None] = Field(description="By measure, in its unit.", examples=[{"records": 12}])


class FoundFiguresOut(Schema):
    query: str = Field(description="The question, always the same for the same.", examples=[EXAMPLE])
    units: dict[str, Unit] = Field(description="Of each measure.", examples=[{"records": "people"}])
    rows: list[CellsOut]


class AnsweredOut(FoundFiguresOut):
    as_of: datetime | None = Field(description="Everything written before is counted; null: nothing was ever counted.")


class QuestionIn(Schema):
    query: Written


class KeptQuestionIn(QuestionIn):
    name: Annotated[string(80), StringConstraints(strip_whitespace=True, min_length=1)] = Field(examples=["每月记录"])
    is_shared: bool = Field(False, description="With officers of the region and below; each gets what they may see.")


class KeptQuestionOut(Regional):
    id: UUID
    name: str = Field(examples=["每月记录"])
    region: str = Field(examples=["990101"])
    query: str = Field(examples=[EXAMPLE])
    is_shared: bool
    account_label: str = Field(examples=["立秋"])
    kept_at: datetime


class KeptQuestionsOut(Schema):
    mine: list[KeptQuestionOut]
    shared: list[KeptQuestionOut]


class InquiryOut(Regional):
    """A question that the worker answers within half an hour. `refusal` says by its code why there is no answer."""

    id: UUID
    region: str = Field(examples=["990101"])
    query: str = Field(examples=[EXAMPLE])
    state: InquiryState = Field(examples=["done"])
    refusal: str = Field(examples=[""])
    asked_at: datetime
    ended_at: datetime | None


class InquiryAnswerOut(InquiryOut):
    answer: FoundFiguresOut | None

    @staticmethod
    def resolve_answer(asked: Inquiry) -> dict[str, Any] | None:
        if asked.state != InquiryState.DONE:
            return None
        question = asking.read(asked.query, asked.region_code, timezone.localdate())
        return _told(question, answering.heard(asked.answer))


@router.get("/answers", response=AnsweredOut, summary=_("Ask the figures"))
def ask_figures(request, asked: Query[AskedFigures]):
    """10,000 cells at most, in eight seconds at most; what takes longer is refused (`ask.slow`, `ask.later`) and is for
    `inquiries`. Exact, for officers of the region."""
    # The description above tells what a question may say; what it means is read from the address, as a kept one is.
    question, now = _question(request.auth.actor, request.META["QUERY_STRING"]), timezone.now()
    found = queries.as_of(now)
    answer = answering.answer(request.auth.actor, question, timezone.localdate(now))
    return _told(question, answer) | {"as_of": found.at if found else None}


@router.get("/questions", response=KeptQuestionsOut, summary=_("List kept questions"))
def kept_questions(request):
    """Yours by name, and what officers of your regions and above share. Ask one by adding its `query` to `answers`, with
    your own region where its is not yours."""
    mine, shared = keeping.kept(request.auth.actor)
    return {"mine": mine, "shared": shared}


@router.put("/questions", response=KeptQuestionOut, summary=_("Keep a question"))
def keep_question(request, body: KeptQuestionIn):
    """One of yours of the same name is replaced."""
    actor = request.auth.actor
    question = _question(actor, body.query)
    return actions.keep(actor=actor, question=question, name=body.name, is_shared=body.is_shared, at=timezone.now())


@router.delete("/questions/{uuid:question_id}", response={204: None}, summary=_("Drop a kept question"))
def drop_question(request, question_id: UUID):
    """Yours, or one that is shared in your region."""
    actions.forget(actor=request.auth.actor, question_id=question_id, at=timezone.now())
    return Status(204, None)


@router.get("/inquiries", response=list[InquiryOut], summary=_("List the questions that are answered for me"))
def inquiries(request):
    """The last twenty, the latest first; kept for thirty days."""
    return keeping.inquiries(request.auth.actor)


@router.post("/inquiries", response={201: InquiryOut}, summary=_("Have a question answered"))
@done_once
def inquire(request, body: QuestionIn):
    """In the background, three at a time. One that is under way is not asked twice: the answer is the one that is there."""
    actor = request.auth.actor
    asked = actions.inquire(actor=actor, question=_question(actor, body.query), at=timezone.now())
    return Status(201, InquiryOut.from_orm(asked))


@router.get("/inquiries/{uuid:inquiry_id}", response=InquiryAnswerOut, summary=_("Show what was answered"))
def inquiry(request, inquiry_id: UUID):
    return keeping.inquiry(request.auth.actor, inquiry_id)


@router.post("/inquiries/{uuid:inquiry_id}/cancel", response=InquiryOut, summary=_("Cancel a question"))
def cancel_inquiry(request, inquiry_id: UUID):
    """What is over already stays as it is."""
    return actions.cancel(actor=request.auth.actor, inquiry_id=inquiry_id, at=timezone.now())


def _question(viewer: Actor, query: str) -> Question:
    """What is asked; about the officer's first region where none is named."""
    own = officers.offices(viewer, Right.STATISTICS)
    if not own:
        raise NotAllowed("identity.not_officer")
    return asking.read(query, own[0], timezone.localdate())


def _told(question: Question, answer: Answer) -> dict[str, Any]:
    return {
        "query": asking.written(question),
        "units": {code: asking.unit(code) for code in question.measures},
        "rows": [
            {
                "region": row.region_code or NATION,
                "start": row.start,
                "values": dict(zip(question.dimensions, row.values, strict=True)),
                "numbers": dict(zip(question.measures, row.numbers, strict=True)),
            }
            for row in answer.rows
        ],
    }
