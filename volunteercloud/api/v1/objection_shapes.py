"""What an objection looks like to programs, and what they send about one."""

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema

from volunteercloud.api.fields import Minutes, Moment, string
from volunteercloud.domain.objections.models import Outcome, Side, Wish
from volunteercloud.domain.objections.rules import Times
from volunteercloud.domain.reviews.models import Case

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
