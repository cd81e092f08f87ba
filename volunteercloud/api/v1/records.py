"""My service: records with every version, totals by evidence grade; and corrections by those who recorded."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from volunteercloud.api import cursors
from volunteercloud.api.fields import Day, Minutes, Moment, OfWhom, Page, Paging, Reason
from volunteercloud.api.keys import needs
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.records import actions, explaining, proving, queries
from volunteercloud.domain.records.models import Grade, Kind, RecordHead

router = Router(tags=["records"])


class VersionOut(Schema):
    """One version of a record; a corrected record has several, and all of them stay."""

    version: int
    standing: str
    reason: str
    title: str
    title_en: str
    post: str
    content: str
    time_kind: Kind = Field(alias="kind")
    category: str
    beneficiaries: list[str]
    organization_id: UUID
    organization_name: str
    organization_name_en: str
    service_region_code: str
    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    worked_minutes: int
    minutes: int
    grade: str
    recorder_name: str
    confirmer_name: str
    trail: list[dict]
    written_at: datetime


class RecordOut(Schema):
    """A record as it stands now. `grade` is the evidence grade: A to C count as credit hours, D and E as honour hours."""

    record_id: UUID
    volunteer_id: UUID
    day: date
    origin: str = Field(
        description="The node that recorded it and alone corrects it; empty where that is this one.", examples=[""]
    )
    moved_to: str = Field(
        description="The node where it counts since it moved there; then it is in no total here. Else empty.",
        examples=["volunteers.example"],
    )
    current: VersionOut

    @staticmethod
    def resolve_current(head: RecordHead):
        return head.record


class StandsOut(Schema):
    """What stands after a write."""

    record_id: UUID
    volunteer_id: UUID
    version: int
    standing: str
    day: date
    minutes: int
    grade: str


class TotalsOut(Schema):
    """Minutes of service. Credit and honour are never added up. `by_kind` are minutes of other kinds, such as training,
    which make neither; `records` counts all."""

    credit_minutes: int
    honour_minutes: int
    by_grade: dict[str, int]
    by_kind: dict[str, int]
    records: int


class DayOut(Schema):
    """Minutes of service on one day."""

    day: date
    credit_minutes: int
    honour_minutes: int


class InputOut(Schema):
    """Something a rule read, with its name, in words."""

    name: str
    value: str


class RuleOut(Schema):
    """One rule as it was applied: what it demands and what it found. `severity` is `refuse`, `ask` for a word of explanation,
    or `flag` for somebody to look at; `result` is `ok`, `asked` (explained), `flagged` or `not_applicable`."""

    rule: str
    severity: str
    sentence: str
    result: str
    result_words: str
    inputs: list[InputOut]
    read: dict
    parameter: str
    norm: str
    is_law: bool

    @staticmethod
    def resolve_inputs(line):
        return [{"name": name, "value": value} for name, value in line.inputs]


class ExplainedOut(Schema):
    """One version, and what each rule said when it was written."""

    version: int
    standing: str
    written_at: datetime
    rules: list[RuleOut]

    @staticmethod
    def of(explained: explaining.Explained) -> dict:
        version = explained.version
        return {
            "version": version.version,
            "standing": version.standing,
            "written_at": version.written_at,
            "rules": explained.lines,
        }


class Wanted(Schema):
    """Which records; what is left out asks for nothing."""

    from_on: Day | None = None
    to_on: Day | None = None
    grade: Grade | None = None
    organization_id: UUID | None = None
    corrected: bool = False

    def as_query(self, before: tuple | None = None) -> queries.Wanted:
        return queries.Wanted(
            from_on=self.from_on,
            to_on=self.to_on,
            grade=self.grade or "",
            organization_id=self.organization_id,
            corrected=self.corrected,
            before=before,
        )


class CorrectionIn(Schema):
    starts_at: Moment
    ends_at: Moment
    break_minutes: Minutes = 0
    reason: Reason


class RevocationIn(Schema):
    reason: Reason


class YearIn(Schema):
    to_on: Day | None = Field(None, description="Today if left out; the answer reaches 53 weeks back.")


@router.get("/me/records", response=Page[RecordOut], auth=needs(Scope.SERVICE_READ), summary=_("List my records"))
def my_records(request, wanted: Query[Wanted], paging: Paging, volunteer_id: OfWhom = None):
    """The newest first, each as it stands now."""
    actor = request.auth.actor
    before = cursors.read(paging.cursor, date, UUID)
    rows = queries.records_of(actor, volunteer_id or actor.id, wanted.as_query(before), paging.limit)
    return cursors.page(rows, paging.limit, lambda head: (head.day, head.record_id))


@router.get("/me/records/totals", response=TotalsOut, auth=needs(Scope.SERVICE_READ), summary=_("Add up my records"))
def my_totals(request, wanted: Query[Wanted], volunteer_id: OfWhom = None):
    actor = request.auth.actor
    return queries.totals_of(actor, volunteer_id or actor.id, wanted.as_query())


@router.get(
    "/me/records/days", response=list[DayOut], auth=needs(Scope.SERVICE_READ), summary=_("Show my year by days")
)
def my_days(request, year: Query[YearIn], volunteer_id: OfWhom = None):
    """Every day with service in the 53 weeks that end with a day."""
    actor = request.auth.actor
    to_on = year.to_on or timezone.localdate()
    days = queries.days_of(actor, volunteer_id or actor.id, queries.year_back(to_on), to_on)
    return [
        {"day": day, "credit_minutes": served.credit, "honour_minutes": served.honour} for day, served in days.items()
    ]


@router.get(
    "/me/records/{uuid:record_id}/versions",
    response=list[VersionOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("Show every version of a record"),
)
def my_record_versions(request, record_id: UUID, volunteer_id: OfWhom = None):
    actor = request.auth.actor
    return queries.versions_of(actor, volunteer_id or actor.id, record_id)


class RecordProofOut(Schema):
    """What core/proofs.py checks: `content` with `salt` stands at `index` in the tree of `checkpoint`."""

    format: str = Field(examples=["volunteercloud/proof/1"])
    kind: str = Field(examples=["record/1"])
    content: str = Field(description="The canonical form, byte for byte as it was hashed.")
    details: str = Field(
        description="Its second part, of which `content` holds a salted hash: who entered it, and how."
    )
    salt: str
    index: int
    size: int
    path: list[str]
    checkpoint: str


@router.get(
    "/me/records/{uuid:record_id}/proof",
    response=list[RecordProofOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("Take along the proof of a record"),
)
def my_record_proof(request, record_id: UUID, volunteer_id: OfWhom = None):
    """One for each version that stands in the public log, which is seconds after it was written."""
    actor = request.auth.actor
    return proving.bundles(queries.versions_of(actor, volunteer_id or actor.id, record_id), with_details=True)


@router.get(
    "/me/records/{uuid:record_id}/explanation",
    response=list[ExplainedOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("Explain a record of mine"),
)
def my_record_explained(request, record_id: UUID, volunteer_id: OfWhom = None):
    """Every version, the newest first, with each rule in words: what it demands, what it read, what it found."""
    actor = request.auth.actor
    return [ExplainedOut.of(each) for each in explaining.explain(actor, volunteer_id or actor.id, record_id)]


@router.get(
    "/volunteers/{uuid:volunteer_id}/records/{uuid:record_id}/explanation",
    response=list[ExplainedOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Explain a record"),
)
def record_explained(request, volunteer_id: UUID, record_id: UUID):
    """The same, for staff of the organization that recorded and officers of the region, whose reading is written down."""
    explained = actions.read_explanation(
        actor=request.auth.actor, volunteer_id=volunteer_id, record_id=record_id, at=timezone.now()
    )
    return [ExplainedOut.of(each) for each in explained]


@router.post(
    "/volunteers/{uuid:volunteer_id}/records/{uuid:record_id}/corrections",
    response=StandsOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Correct the times of a record"),
)
def correct_record(request, volunteer_id: UUID, record_id: UUID, body: CorrectionIn):
    """For staff of the organization that recorded, never for oneself. Writes a new version; the old one stays."""
    return actions.correct_record(
        actor=request.auth.actor,
        volunteer_id=volunteer_id,
        record_id=record_id,
        **body.dict(),
        at=timezone.now(),
    )


@router.post(
    "/volunteers/{uuid:volunteer_id}/records/{uuid:record_id}/revocation",
    response=StandsOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Revoke a record"),
)
def revoke_record(request, volunteer_id: UUID, record_id: UUID, body: RevocationIn):
    """For what did not happen as recorded. It counts nowhere and stays visible with its reason."""
    return actions.revoke_record(
        actor=request.auth.actor, volunteer_id=volunteer_id, record_id=record_id, reason=body.reason, at=timezone.now()
    )
