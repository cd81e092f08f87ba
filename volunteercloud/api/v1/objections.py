"""Objections to service records: raised, answered, decided, appealed; by the volunteer, the organization, the officers."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import Minutes, Moment, OfWhom, Page, Paging, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.activities import public
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.objections import actions, notices, queries
from volunteercloud.domain.objections.models import Objection, Outcome, Side, Wish
from volunteercloud.domain.objections.queries import Opened
from volunteercloud.domain.objections.rules import Times
from volunteercloud.domain.reviews.models import Case

router = Router(tags=["objections"])

MINE = "/me/objections/{uuid:objection_id}"
HOME = "/organizations/{uuid:organization_id}/objections"
THEIRS = HOME + "/{uuid:objection_id}"
PERSON = "/office/people/{uuid:volunteer_id}/objections/{uuid:objection_id}"

Words = string(2000, examples=["那天我十一点半才走，带队人可以作证。"])


class ObjectionOut(Schema):
    """`due_at` is until when whoever is next has to act: the organization answers an `open` one, officers decide what is
    `referred` or `appealed`, either party may appeal against what is `decided`."""

    id: UUID
    volunteer_id: UUID
    record_id: UUID
    version: int = Field(description="The version of the record that it is about.")
    organization_id: UUID
    organization_name: str
    region_code: str
    title: str
    title_en: str
    day: date
    side: Side
    case_id: UUID | None = Field(description="The case of evidence that an officer objects upon.")
    raised_by_name: str
    raised_at: datetime
    grounds: str
    wish: Wish
    wished_from: datetime | None
    wished_to: datetime | None
    wished_break: int | None
    state: str = Field(examples=["open"], description="open, referred, decided, appealed, settled, withdrawn or final")
    due_at: datetime | None
    answer: str
    answered_by_name: str
    answered_at: datetime | None
    statement: str = Field(description="The volunteer's word where somebody else objects.")
    outcome: str = Field(examples=[""], description="dismissed, corrected, voided or restored; empty before that")
    appeal: str
    appeal_side: str
    appealed_by_name: str
    appealed_at: datetime | None
    closed_at: datetime | None


class RulingOut(Schema):
    """A decision; `instance` 2 is the one on appeal, by another officer."""

    instance: int
    outcome: Outcome
    reason: str
    decided_by_name: str
    decided_at: datetime
    version_before: int
    version_after: int


class OpenedObjectionOut(Schema):
    objection: ObjectionOut
    rulings: list[RulingOut]


class ListedObjectionOut(Schema):
    """An objection in an organization's list."""

    id: UUID
    volunteer_id: UUID
    volunteer_name: str
    record_id: UUID
    title: str
    title_en: str
    day: date
    side: Side
    wish: Wish
    state: str = Field(examples=["open"])
    outcome: str = Field(examples=[""])
    due_at: datetime | None
    raised_at: datetime


class ObjectionCaseOut(Schema):
    """The case in the officers' queue: its region may be one above that of the service, on an appeal."""

    id: UUID
    region_code: str
    state: str = Field(examples=["waiting"])
    submitted_at: datetime
    due_at: datetime | None

    @staticmethod
    def resolve_region_code(case: Case):
        return case.region_id


class CaseOpenedOut(OpenedObjectionOut):
    case: ObjectionCaseOut


class TimesIn(Schema):
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    break_minutes: Minutes = 0

    def times(self) -> Times | None:
        if self.starts_at is None or self.ends_at is None:
            return None
        return Times(starts_at=self.starts_at, ends_at=self.ends_at, break_minutes=self.break_minutes)


class ObjectionIn(TimesIn):
    """The times are those wished for, where `wish` is `times`."""

    wish: Wish
    grounds: Words = Field(description="What you know and how you know it; everybody concerned reads it.")


class MyObjectionIn(ObjectionIn):
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class OfficersObjectionIn(ObjectionIn):
    case_id: UUID | None = Field(
        None, description="A case of evidence; an objection upon one is not bound to the window."
    )


class MyWordsIn(Schema):
    text: Words
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class OurWordsIn(Schema):
    text: Words


class SettlementIn(TimesIn):
    """`corrected` with the times as they were, or `voided`."""

    outcome: Outcome
    text: Words


class RulingIn(TimesIn):
    """On appeal `dismissed` means that the objection fails after all. The times are needed for `corrected`."""

    outcome: Outcome
    reason: string(1000, examples=["两位同组的人都这样说，扫码时间也对得上。"])


class NoticeLineOut(Schema):
    """A line of a public notice list: nobody can be recognized by it who is not known already."""

    name: str = Field(examples=["小*"], description="Masked.")
    number_tail: str = Field(examples=["9TRD"])
    day: date
    minutes: int
    grade: str
    until: datetime


def _raise(request, volunteer_id: UUID, record_id: UUID, side: Side, body: ObjectionIn, **more) -> Status:
    objection = actions.object_to_record(
        actor=request.auth.actor,
        volunteer_id=volunteer_id,
        record_id=record_id,
        side=side,
        wish=body.wish,
        grounds=body.grounds,
        times=body.times(),
        **more,
        at=timezone.now(),
    )
    return Status(201, ObjectionOut.from_orm(objection))


def _newest(rows: list, paging: Paging):
    return cursors.page(rows, paging.limit, lambda row: (row.raised_at, row.id))


def _whole(opened: Opened) -> dict:
    return {"objection": opened.objection, "rulings": opened.rulings}


# The volunteer


@router.get(
    "/me/objections",
    response=Page[ObjectionOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("List objections to my records"),
)
def my_objections(request, paging: Paging, volunteer_id: OfWhom = None):
    """Whoever raised them, the newest first."""
    actor = request.auth.actor
    before = cursors.read(paging.cursor, datetime, UUID)
    return _newest(queries.mine(actor, volunteer_id or actor.id, before, paging.limit), paging)


@router.get(
    MINE, response=OpenedObjectionOut, auth=needs(Scope.SERVICE_READ), summary=_("Show an objection to my record")
)
def my_objection(request, objection_id: UUID, volunteer_id: OfWhom = None):
    actor = request.auth.actor
    return _whole(queries.my_objection(actor, volunteer_id or actor.id, objection_id))


@router.post(
    "/me/records/{uuid:record_id}/objections",
    response={201: ObjectionOut},
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Object to my record"),
)
@done_once
def object_to_my_record(request, record_id: UUID, body: MyObjectionIn):
    """To the version that stands, within the region's time. The organization answers, or an officer decides."""
    return _raise(request, body.volunteer_id or request.auth.actor.id, record_id, Side.VOLUNTEER, body)


@router.post(
    MINE + "/withdrawal",
    response=ObjectionOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Withdraw my objection"),
)
def withdraw_my_objection(request, objection_id: UUID, volunteer_id: OfWhom = None):
    """Before it is decided."""
    actor = request.auth.actor
    return actions.withdraw_objection(
        actor=actor, volunteer_id=volunteer_id or actor.id, objection_id=objection_id, at=timezone.now()
    )


@router.post(
    MINE + "/statement",
    response=ObjectionOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Say what I know about an objection"),
)
def state_my_view(request, objection_id: UUID, body: MyWordsIn):
    """Where somebody else objects to your record. Once; whoever decides reads it."""
    actor = request.auth.actor
    return actions.state_view(
        actor=actor,
        volunteer_id=body.volunteer_id or actor.id,
        objection_id=objection_id,
        statement=body.text,
        at=timezone.now(),
    )


@router.post(
    MINE + "/appeal",
    response=ObjectionOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Appeal against a decision about my record"),
)
def appeal_my_decision(request, objection_id: UUID, body: MyWordsIn):
    """Another officer decides, of a region above where there is one."""
    actor = request.auth.actor
    return actions.appeal_decision(
        actor=actor,
        volunteer_id=body.volunteer_id or actor.id,
        objection_id=objection_id,
        side=Side.VOLUNTEER,
        appeal=body.text,
        at=timezone.now(),
    )


# The organization


@router.get(
    HOME,
    response=Page[ListedObjectionOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List objections to an organization's records"),
)
def organization_objections(request, organization_id: UUID, paging: Paging):
    """The newest first."""
    before = cursors.read(paging.cursor, datetime, UUID)
    return _newest(queries.of_organization(request.auth.actor, organization_id, before, paging.limit), paging)


@router.get(
    THEIRS,
    response=OpenedObjectionOut,
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Show an objection to an organization's record"),
)
def organization_objection(request, organization_id: UUID, objection_id: UUID):
    return _whole(queries.organizations_objection(request.auth.actor, organization_id, objection_id))


@router.post(
    "/volunteers/{uuid:volunteer_id}/records/{uuid:record_id}/objections",
    response={201: ObjectionOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Object to a record of the organization's own"),
)
@done_once
def object_for_organization(request, volunteer_id: UUID, record_id: UUID, body: ObjectionIn):
    """For staff of the organization that recorded, where a correction is not theirs to make. An officer decides."""
    return _raise(request, volunteer_id, record_id, Side.ORGANIZATION, body)


@router.post(
    THEIRS + "/answer",
    response=ObjectionOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Answer an objection"),
)
def answer_objection(request, organization_id: UUID, objection_id: UUID, body: OurWordsIn):
    """Stand by the record and say why; an officer decides."""
    return actions.answer_objection(
        actor=request.auth.actor,
        organization_id=organization_id,
        objection_id=objection_id,
        answer=body.text,
        at=timezone.now(),
    )


@router.post(
    THEIRS + "/settlement",
    response=ObjectionOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Settle an objection by changing the record"),
)
def settle_objection(request, organization_id: UUID, objection_id: UUID, body: SettlementIn):
    """Agree: correct the record or revoke it. The new version can be objected to again."""
    return actions.settle_objection(
        actor=request.auth.actor,
        organization_id=organization_id,
        objection_id=objection_id,
        outcome=body.outcome,
        answer=body.text,
        times=body.times(),
        at=timezone.now(),
    )


@router.post(
    THEIRS + "/withdrawal",
    response=ObjectionOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Withdraw an organization's objection"),
)
def withdraw_organizations_objection(request, organization_id: UUID, objection_id: UUID):
    found = queries.organizations_objection(request.auth.actor, organization_id, objection_id).objection
    return _withdraw(request, found)


@router.post(
    THEIRS + "/appeal",
    response=ObjectionOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Appeal for the organization"),
)
def appeal_for_organization(request, organization_id: UUID, objection_id: UUID, body: OurWordsIn):
    found = queries.organizations_objection(request.auth.actor, organization_id, objection_id).objection
    return actions.appeal_decision(
        actor=request.auth.actor,
        volunteer_id=found.volunteer_id,
        objection_id=objection_id,
        side=Side.ORGANIZATION,
        appeal=body.text,
        at=timezone.now(),
    )


# The officers


@router.get(
    "/office/objections/{uuid:case_id}",
    response=CaseOpenedOut,
    auth=needs(Scope.OFFICE),
    summary=_("Show the objection of a case"),
)
def objection_case(request, case_id: UUID):
    """Cases of the kind `objection` wait in the queue; this is what one is about."""
    case, opened = queries.case_of(request.auth.actor, case_id)
    return _whole(opened) | {"case": case}


@router.post(
    "/office/objections/{uuid:case_id}/decision",
    response=ObjectionOut,
    auth=needs(Scope.OFFICE),
    summary=_("Decide an objection or an appeal"),
)
def decide_objection(request, case_id: UUID, body: RulingIn):
    """Never in a matter of your own, never the same officer twice. A change of the record is a new version with your reason."""
    return actions.decide_objection(
        actor=request.auth.actor,
        case_id=case_id,
        outcome=body.outcome,
        reason=body.reason,
        times=body.times(),
        at=timezone.now(),
    )


@router.post(
    "/office/people/{uuid:volunteer_id}/records/{uuid:record_id}/objections",
    response={201: ObjectionOut},
    auth=needs(Scope.OFFICE),
    summary=_("Object to a record as an officer"),
)
@done_once
def object_as_officer(request, volunteer_id: UUID, record_id: UUID, body: OfficersObjectionIn):
    """For officers of the region of service. The organization answers, and another officer decides."""
    return _raise(request, volunteer_id, record_id, Side.OFFICER, body, case_id=body.case_id)


@router.get(PERSON, response=OpenedObjectionOut, auth=needs(Scope.OFFICE), summary=_("Show an objection as an officer"))
def officers_objection(request, volunteer_id: UUID, objection_id: UUID):
    """To a service in your region, whether it has come to the officers or not."""
    return _whole(queries.officers_objection(request.auth.actor, volunteer_id, objection_id))


@router.post(
    PERSON + "/withdrawal",
    response=ObjectionOut,
    auth=needs(Scope.OFFICE),
    summary=_("Withdraw an officer's objection"),
)
def withdraw_officers_objection(request, volunteer_id: UUID, objection_id: UUID):
    """By the officer who raised it."""
    found = queries.officers_objection(request.auth.actor, volunteer_id, objection_id).objection
    return _withdraw(request, found)


def _withdraw(request, objection: Objection) -> Objection:
    return actions.withdraw_objection(
        actor=request.auth.actor,
        volunteer_id=objection.volunteer_id,
        objection_id=objection.id,
        at=timezone.now(),
    )


# Everybody


@router.get(
    "/notices/{uuid:organization_id}/{uuid:activity_id}",
    response=Page[NoticeLineOut],
    auth=None,
    summary=_("Read a public notice list"),
)
def notice_list(request, organization_id: UUID, activity_id: UUID, paging: Paging):
    """Records of an activity that have just been written, with masked names, for as long as the region puts them on notice."""
    activity, at = public.activity(organization_id, activity_id), timezone.now()
    after = cursors.read(paging.cursor, UUID)
    rows = notices.lines(organization_id, activity_id, activity.region_id, at, after and after[0], paging.limit)
    return cursors.page(rows, paging.limit, lambda line: (line.record_id,))
