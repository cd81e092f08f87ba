"""What is said about needs: to everybody, to whoever posted one, to whoever looks after it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from volunteercloud.api.fields import Code, Codes, Latitude, Longitude, Moment, RegionCode, numbers, string
from volunteercloud.domain.needs.drafts import NeedDraft
from volunteercloud.domain.needs.figures import Figures
from volunteercloud.domain.needs.models import About, Flag, Frequency, Need, PosterKind, State, Unmet, What
from volunteercloud.domain.needs.queries import Moderation, MyNeed

LINE = ("id", "number", "state", "title", "title_en", "category", "beneficiary", "frequency", "starts_at", "ends_at")
LINE += ("people", "urgency", "is_remote", "latitude", "longitude", "station_name", "organization_name", "opened_at")

Minute = numbers(0, 24 * 60, description="Of the day: 570 is 9:30.", examples=[570])
Urgency = Literal[0, 1, 2]


class NeedIn(Schema):
    """A need as far as it is written. A draft may lack anything; it replaces what stood there before.

    Everything from `address` on is sealed and shown to nobody but who comes; the rest is read by everybody.
    """

    title: string(200) = Field("", examples=["陪爷爷去医院复查"])
    title_en: string(400) = Field("", examples=["See a grandfather to hospital"])
    words: string(4000) = Field("", examples=["早上陪他坐车去医院，取药后送回家。"])
    words_en: string(4000) = ""
    category: Code = Field("", description="A code of the list category.")
    beneficiary: Code = Field("", description="A code of the list beneficiary.", examples=["elderly"])
    about: Literal["", "myself", "person", "group", "public"] = Field("", examples=["person"])
    consent: bool = Field(False, description="The person it is about agreed; needed where `about` is person.")
    region_code: RegionCode = Field("", description="A district or below, best the community.")
    is_remote: bool = False
    frequency: Frequency = Frequency.ONCE
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    weekdays: list[numbers(1, 7)] = Field([], max_length=7, description="1 is Monday.", examples=[[2, 4]])
    from_minute: Minute | None = None
    to_minute: Minute | None = Field(None, examples=[660])
    people: numbers(0, 100_000) = Field(1, examples=[2])
    skills: Codes = Field([], description="Codes of the list skill.")
    languages: Codes = Field([], description="Codes of the list language.")
    minimum_age: numbers(0, 1000) | None = Field(None, examples=[18])
    urgency: Urgency = Field(0, description="0 normal, 1 soon, 2 urgent.")
    safety: string(4000) = Field("", examples=["楼梯很陡，请两人同行。"])
    is_dangerous: bool = False
    address: string(2000) = Field("", examples=["演示路7号3单元502室"])
    latitude: Latitude | None = Field(None, description="Exact; everybody sees it rounded to about a kilometre.")
    longitude: Longitude | None = None
    contact_name: string(400) = ""
    contact_phone: string(100) = ""
    person_name: string(400) = Field("", examples=["冬至"])
    notes: string(4000) = Field("", examples=["门铃坏了，请敲门。"])

    def as_draft(self) -> NeedDraft:
        lists = {name: tuple(getattr(self, name)) for name in ("weekdays", "skills", "languages")}
        return NeedDraft(**self.dict() | lists)


class NeedLineOut(Schema):
    """A need in a list. Its point is rounded to about a kilometre; its poster is named only where it is an organization."""

    id: UUID
    number: str = Field(examples=["N7QK4M2X9"])
    state: State = Field(examples=["open"])
    title: str = Field(examples=["陪爷爷去医院复查"])
    title_en: str
    category: str
    beneficiary: str = Field(examples=["elderly"])
    region_code: str
    frequency: Frequency
    starts_at: datetime | None
    ends_at: datetime | None
    people: int = Field(examples=[2])
    urgency: int = Field(description="0 normal, 1 soon, 2 urgent.", examples=[0])
    is_remote: bool
    latitude: float | None
    longitude: float | None
    station_name: str = Field(description="The organization that looks after needs there.")
    organization_name: str = Field(description="The organization that takes it up.")
    opened_at: datetime | None

    @staticmethod
    def line(need: Need) -> dict:
        return {name: getattr(need, name) for name in LINE} | {"region_code": need.region_id or ""}


class NeedOut(NeedLineOut):
    """What everybody may know of a need."""

    poster_name: str = Field(description="The organization that posted it; empty for a person.")
    words: str = Field(examples=["早上陪他坐车去医院，取药后送回家。"])
    words_en: str
    weekdays: list[int] = Field(examples=[[2, 4]])
    from_minute: int | None
    to_minute: int | None
    skills: list[str]
    languages: list[str]
    minimum_age: int | None
    safety: str
    is_dangerous: bool
    expires_at: datetime | None
    answered_at: datetime | None = Field(description="When somebody first offered.")
    docked_at: datetime | None = Field(description="When an organization took it up.")
    served_people: int
    served_minutes: int

    @staticmethod
    def of(need: Need) -> dict:
        names = set(NeedOut.model_fields) - set(NeedLineOut.model_fields) - {"poster_name"}
        named = need.poster_name if need.poster_kind == PosterKind.ORGANIZATION else ""
        return NeedLineOut.line(need) | {name: getattr(need, name) for name in names} | {"poster_name": named}


class DetailsOut(Schema):
    address: str = Field(examples=["演示路7号3单元502室"])
    latitude: float | None
    longitude: float | None
    contact_name: str
    contact_phone: str
    person_name: str = Field(examples=["冬至"])
    notes: str


class StepOut(Schema):
    """What happened to a need."""

    at: datetime
    what: What
    by_name: str
    words: str = Field(description="What whoever did it wrote to the poster.")


class OwnLineOut(NeedLineOut):
    reason: str = Field(description="Why it was returned, rejected or ended.")
    created_at: datetime
    expires_at: datetime | None

    @staticmethod
    def of(need: Need) -> dict:
        own = {"reason": need.reason, "created_at": need.created_at, "expires_at": need.expires_at}
        return NeedLineOut.line(need) | own


class OwnNeedOut(NeedOut):
    """A need as its poster sees it, with what is sealed and what happened."""

    about: Literal["", About.MYSELF, About.PERSON, About.GROUP, About.PUBLIC]
    consent: bool
    reason: str = Field(description="Why it was returned, rejected or ended.")
    unmet: str = Field(examples=[""], description="Which reason it was not met for, where it was not.")
    created_at: datetime
    ended_at: datetime | None
    rating: int | None
    details: DetailsOut
    steps: list[StepOut]

    @staticmethod
    def of(mine: MyNeed) -> dict:
        need = mine.need
        names = ("about", "reason", "unmet", "created_at", "ended_at", "rating")
        own = {name: getattr(need, name) for name in names} | {"consent": need.consent_at is not None}
        return NeedOut.of(need) | own | {"details": mine.details, "steps": mine.steps}


class PassageOut(Schema):
    field: str = Field(examples=["words"])
    kind: str = Field(examples=["phone"], description="document, card, phone, email, account, door or name")
    text: str = Field(examples=["990 1000 0077"])


class RaisedOut(Schema):
    flag: Flag
    words: list[str] = Field(examples=[["促销"]])


class ModerationOut(Schema):
    """What a moderator looks at. A flag refuses nothing: it says what to read twice."""

    need: NeedOut
    case_id: UUID | None
    due_at: datetime | None
    flags: list[Flag]
    raised: list[RaisedOut]
    passages: list[PassageOut]
    alike: list[NeedLineOut] = Field(description="Needs of the district much like this one.")

    @staticmethod
    def of(seen: Moderation) -> dict:
        return {
            "need": NeedOut.of(seen.need),
            "case_id": seen.case.id if seen.case else None,
            "due_at": seen.case.due_at if seen.case else None,
            "flags": seen.need.flags,
            "raised": [{"flag": flag, "words": words} for flag, words in seen.words.items()],
            "passages": seen.passages,
            "alike": [NeedLineOut.line(need) for need in seen.alike],
        }


class PassedUpOut(NeedLineOut):
    """A need that came up, with what was tried."""

    asked_code: str = Field(description="The region that is asked now; empty for the whole country.", examples=["9901"])
    level: int = Field(description="How often it went up.", examples=[1])
    passes_at: datetime | None = Field(description="When it goes up next.")

    @staticmethod
    def of(need: Need) -> dict:
        return NeedLineOut.line(need) | {
            "asked_code": need.asked_code,
            "level": need.level,
            "passes_at": need.passes_at,
        }


class UnmetIn(Schema):
    unmet: Unmet = Field(examples=["no_skill"])
    reason: string(2000, examples=["附近没有人会手语。"])


class StationIn(Schema):
    region_code: RegionCode
    organization_id: UUID


class StationOut(Schema):
    """The organization that looks after the needs of a region and below."""

    id: UUID
    region_code: str
    organization_id: UUID
    organization_name: str
    since: datetime
    ended_at: datetime | None

    @staticmethod
    def of(station) -> dict:
        names = ("id", "organization_id", "organization_name", "since", "ended_at")
        return {name: getattr(station, name) for name in names} | {"region_code": station.region_id}


Number = int | None


class SumsOut(Schema):
    """Numbers of needs. To everybody null stands for fewer than ten, and others are rounded to tens."""

    posted: Number = Field(examples=[120])
    opened: Number = Field(examples=[110])
    answered: Number = Field(examples=[90])
    docked: Number = Field(examples=[80])
    met: Number = Field(examples=[70])
    unmet: Number = Field(examples=[20])
    unmet_by: dict[str, Number] = Field(examples=[{"nobody": 10, "no_skill": 10}])
    met_percent: int | None = Field(description="Of those that ended, met or not.", examples=[78])
    answer_minutes: int | None = Field(description="From being open to the first offer, on the mean.", examples=[190])
    rating: float | None = Field(description="Of posters, 1 to 5, on the mean.", examples=[4.6])


class MonthOut(SumsOut):
    month: date = Field(description="Its first day.", examples=["2026-05-01"])


class CategoryOut(SumsOut):
    category: str


class BelowOut(SumsOut):
    region_code: str


class NeedFiguresOut(Schema):
    """Needs of a region and below by the month in which they were posted; kinds and regions with most unmet needs first."""

    is_exact: bool = Field(description="Whether these are the numbers as they are, for officers of the region.")
    whole: SumsOut
    by_month: list[MonthOut]
    by_category: list[CategoryOut]
    by_region: list[BelowOut]

    @staticmethod
    def of(found: Figures) -> dict:
        def sums(each) -> dict:
            return {name: getattr(each, name) for name in SumsOut.model_fields}

        return {
            "is_exact": found.is_exact,
            "whole": sums(found.whole),
            "by_month": [sums(each) | {"month": month} for month, each in found.by_month.items()],
            "by_category": [sums(each) | {"category": code} for code, each in found.by_category.items()],
            "by_region": [sums(each) | {"region_code": code} for code, each in found.by_region.items()],
        }
