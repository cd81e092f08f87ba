"""Many shifts at once, the standby list, absences, and why a person can or cannot take a shift."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from volunteercloud.api.fields import OfWhom, numbers, string
from volunteercloud.api.keys import needs
from volunteercloud.api.v1.attendance import RefusalOut
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import explaining, standing_in
from volunteercloud.domain.activities.actions import absences, signing_up_many, standing_by
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["activities"])

MY_SIGN_UP = "/me/sign-ups/{uuid:organization_id}/{uuid:shift_id}"
SHIFT = "/organizations/{uuid:organization_id}/shifts/{uuid:shift_id}"


class SignUpsIn(Schema):
    shift_ids: Annotated[list[UUID], Field(max_length=200)] = Field(description="Shifts of one project, at most 60.")
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class TakenOut(Schema):
    """What became of one shift: `state` is confirmed, requested or waiting; empty with the reason in `why_not`."""

    shift_id: UUID
    starts_at: datetime
    ends_at: datetime
    state: str = Field(examples=["confirmed"])
    why_not: RefusalOut | None

    @staticmethod
    def of(taken: signing_up_many.Taken):
        return {
            "shift_id": taken.shift.id,
            "starts_at": taken.shift.starts_at,
            "ends_at": taken.shift.ends_at,
            "state": taken.sign_up.state if taken.sign_up else "",
            "why_not": RefusalOut.of(taken.refusal),
        }


class StandbyIn(Schema):
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class StandbyOut(Schema):
    """`state` is ready, called, comes, cannot or withdrawn."""

    organization_id: UUID
    shift_id: UUID
    volunteer_id: UUID
    volunteer_name: str
    volunteer_number: str
    state: str = Field(examples=["ready"])
    since: datetime
    called_at: datetime | None


class StandbyAnswerIn(StandbyIn):
    comes: bool


class CallIn(Schema):
    wanted: numbers(0, 1000) = Field(
        description="How many of those who stand by are to come in all, from 1 to 50: sent again, nobody else is called.",
        examples=[1],
    )


class StatementIn(Schema):
    statement: string(500) = Field(examples=["我到了，签到码没有扫上。"])
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class AbsenceOut(Schema):
    """`kind` is unexcused, excused or taken_back. Recorded hours are never touched by it."""

    shift_id: UUID
    volunteer_id: UUID
    kind: str = Field(examples=["unexcused"])
    reason: str
    told_at: datetime
    told_by_name: str
    statement: str
    stated_at: datetime | None
    answer: str
    answered_at: datetime | None
    answered_by_name: str


class AbsenceDecisionIn(Schema):
    kind: Literal["unexcused", "excused", "taken_back"]
    answer: string(500) = Field(description="The person reads it.", examples=["核对过现场照片，您确实到了。"])


class RestrictionOut(Schema):
    no_shows: int
    until: datetime


class EligibilityOut(Schema):
    """`name` is told of people who were on a roster of the organization before."""

    volunteer_id: UUID
    number: str
    name: str
    state: str = Field(description="Of their sign-up for this shift, as far as it stands.")
    reasons: list[RefusalOut] = Field(description="Everything that stands against it, in the order it is asked.")
    fine: list[str] = Field(description="What does not.", examples=[["Real name verified"]])
    asks_first: RestrictionOut | None = Field(description="A coordinator approves their sign-ups until then.")
    is_full: bool = Field(description="They would join the waiting list.")

    @staticmethod
    def of(found: explaining.Explained):
        said = {name: getattr(found, name) for name in EligibilityOut.model_fields if hasattr(found, name)}
        return said | {
            "reasons": [RefusalOut.of(reason) for reason in found.reasons],
            "fine": [str(words) for words in found.fine],
            "asks_first": found.asks_first and {"no_shows": found.asks_first.no_shows, "until": found.asks_first.until},
        }


class StandbyCallIn(Schema):
    number: string(40) = Field(description="The public number of the person.", examples=["V7KD4M2QXH3P"])


@router.post(
    "/me/sign-ups/{uuid:organization_id}",
    response=list[TakenOut],
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Sign up for many shifts"),
)
def sign_up_for_many(request, organization_id: UUID, body: SignUpsIn):
    """What became of each, in order of time. Refused as a whole when two of the chosen overlap, which are named."""
    actor = request.auth.actor
    taken = signing_up_many.sign_up_for_many(
        actor=actor,
        organization_id=organization_id,
        shift_ids=body.shift_ids,
        volunteer_id=body.volunteer_id or actor.id,
        at=timezone.now(),
    )
    return [TakenOut.of(one) for one in taken]


@router.put(f"{MY_SIGN_UP}/standby", response=StandbyOut, auth=needs(Scope.SERVICE_WRITE), summary=_("Stand by"))
def stand_by(request, organization_id: UUID, shift_id: UUID, body: StandbyIn):
    """“I could come if somebody is missing”: no place, and no turn in the waiting list. Safe to send again."""
    return standing_by.stand_by(**_mine(request, organization_id, shift_id, body.volunteer_id))


@router.delete(
    f"{MY_SIGN_UP}/standby", response=StandbyOut, auth=needs(Scope.SERVICE_WRITE), summary=_("Stand by no longer")
)
def withdraw_standby(request, organization_id: UUID, shift_id: UUID, volunteer_id: OfWhom = None):
    """Whoever was called and comes holds a place, and leaves the shift as anybody does."""
    return standing_by.withdraw_standby(**_mine(request, organization_id, shift_id, volunteer_id))


@router.post(
    f"{MY_SIGN_UP}/standby/answer",
    response=StandbyOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Answer a call"),
)
def answer_standby(request, organization_id: UUID, shift_id: UUID, body: StandbyAnswerIn):
    """For whoever was called; coming, the place is theirs at once. Safe to send again."""
    return standing_by.answer_standby(comes=body.comes, **_mine(request, organization_id, shift_id, body.volunteer_id))


@router.get(f"{MY_SIGN_UP}/absence", response=AbsenceOut, auth=needs(Scope.SERVICE_READ), summary=_("Show my absence"))
def my_absence(request, organization_id: UUID, shift_id: UUID, volunteer_id: OfWhom = None):
    actor = request.auth.actor
    found = standing_in.mine(actor, organization_id, shift_id, volunteer_id or actor.id).absence
    if found is None:
        raise NotFound
    return found


@router.post(
    f"{MY_SIGN_UP}/absence/statement",
    response=AbsenceOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Answer to an absence"),
)
def answer_to_absence(request, organization_id: UUID, shift_id: UUID, body: StatementIn):
    """Once: that one did come, or why not. A coordinator decides."""
    return absences.answer_to_absence(
        statement=body.statement, **_mine(request, organization_id, shift_id, body.volunteer_id)
    )


@router.get(
    f"{SHIFT}/standby", response=list[StandbyOut], auth=needs(Scope.ORGANIZATION_READ), summary=_("List who stands by")
)
def standby(request, organization_id: UUID, shift_id: UUID):
    """In the order of offering. For whoever leads the shift."""
    return standing_in.standby_of_shift(request.auth.actor, organization_id, shift_id)


@router.post(
    f"{SHIFT}/standby/calls",
    response=list[StandbyOut],
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("Call people who stand by"),
)
def call_standby(request, organization_id: UUID, shift_id: UUID, body: CallIn):
    """From the opening of check-in on; the rested and least used first. Answers who was called now."""
    return standing_by.call_standby(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        wanted=body.wanted,
        at=timezone.now(),
    )


@router.get(
    "/organizations/{uuid:organization_id}/absences",
    response=list[AbsenceOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List absences to answer"),
)
def absences_to_answer(request, organization_id: UUID):
    """What people said to absences and nobody has answered, the oldest first. For coordinators."""
    return standing_in.absences_to_answer(request.auth.actor, organization_id)


@router.post(
    f"{SHIFT}/absences/{{uuid:volunteer_id}}/decision",
    response=AbsenceOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Decide about an absence"),
)
def decide_absence(request, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, body: AbsenceDecisionIn):
    """For coordinators, once the person has said something to it. Never about oneself."""
    return absences.decide_absence(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        kind=body.kind,
        answer=body.answer,
        at=timezone.now(),
    )


@router.get(
    f"{SHIFT}/eligibility",
    response=EligibilityOut,
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Say why a person can or cannot take a shift"),
)
def explain(request, organization_id: UUID, shift_id: UUID, asked: Query[StandbyCallIn]):
    """Every reason, with what would help, and what is fine. No more of the person is told than that."""
    found = explaining.explain(request.auth.actor, organization_id, shift_id, asked.number, timezone.now())
    return EligibilityOut.of(found)


def _mine(request, organization_id, shift_id, volunteer_id):
    actor = request.auth.actor
    return {
        "actor": actor,
        "organization_id": organization_id,
        "shift_id": shift_id,
        "volunteer_id": volunteer_id or actor.id,
        "at": timezone.now(),
    }
