"""The radar for officers: cases of records that look bought, the rows behind them, dismissing, objecting."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from volunteercloud.api import cursors
from volunteercloud.api.fields import Page, Paging, Reason, RegionCode, string
from volunteercloud.api.keys import needs
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.radar import actions, queries, rulebook
from volunteercloud.domain.radar.models import CaseState, RadarCase

router = Router(tags=["radar"])

CASE = "/office/radar/cases/{uuid:case_id}"


class RadarRuleOut(Schema):
    """A rule. A record is suspect by one strong reason, or by weak ones of two kinds."""

    code: str = Field(examples=["entry.without_sign_up"])
    kind: str = Field(examples=["word"], description="word, people, presence, proof or habit")
    weight: str = Field(examples=["weak"], description="strong or weak")
    name: str = Field(examples=["Put on the roster after the start"])


class RadarCaseOut(Schema):
    """Records of one organization that one person answers for. Nothing is decided by the radar."""

    id: UUID
    region_code: str
    organization_id: UUID
    organization_name: str
    organization_name_en: str
    entered_by: UUID | None
    entered_by_name: str = Field(examples=["清明"])
    rules: list[str] = Field(examples=[["entry.without_sign_up", "member.stranger"]])
    records: int = Field(examples=[12])
    minutes: int
    opened_at: datetime
    grew_at: datetime
    state: CaseState
    decided_by_label: str
    decided_at: datetime | None = Field(examples=[None])
    reason: str = Field(examples=[""])

    @staticmethod
    def resolve_region_code(case: RadarCase):
        return case.region_id


class RadarReasonOut(Schema):
    """What a rule says about a record: a sentence in the reader's language, and the facts in it."""

    rule: str = Field(examples=["entry.faster_than_activity"])
    sentence: str = Field(examples=["Entered 2 min after the person came onto the roster, for service of 300 min."])
    facts: dict[str, Any] = Field(examples=[{"took": 2, "lasted": 300}])


class RadarRowOut(Schema):
    """A record of a case. Without names they are masked, the number is its last three characters, and nothing leads to
    the person."""

    record_id: UUID
    volunteer_id: UUID | None
    name: str = Field(examples=["林＊＊"])
    number: str = Field(examples=["TRD"])
    title: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    grade: str
    standing: str
    entered_at: datetime
    reasons: list[RadarReasonOut]


class RadarCountOut(Schema):
    """Open cases of the organizations of a region."""

    region_code: str
    cases: int
    records: int
    minutes: int
    newest: datetime


class RadarObjectedOut(Schema):
    """What became of one record: an objection, or a problem's code and sentence."""

    record_id: UUID
    objection_id: UUID | None
    code: str = Field(examples=[""])
    detail: str = Field(examples=[""])


class RadarWanted(Schema):
    region: RegionCode = Field("", description="One of your regions, or below; all of yours if left out.")
    state: CaseState = CaseState.OPEN
    organization_id: UUID | None = None


class RadarRegion(Schema):
    region: RegionCode = Field("", description="One of your regions, or below; all of yours if left out.")


class RadarReasonIn(Schema):
    reason: Reason = Field(description="What you found out, and how.")


class RadarFrom(Schema):
    cursor: string(400) = Field("", description="The `next` of the page before; leave it out for the first page.")


@router.get("/radar/rules", response=list[RadarRuleOut], auth=None, summary=_("List the rules of the radar"))
def radar_rules(request):
    """For everybody: what makes a record look bought is no secret."""
    return [
        {"code": rule.code, "kind": rule.kind, "weight": rule.weight, "name": str(rule.name)} for rule in rulebook.RULES
    ]


@router.get(
    "/office/radar/cases", response=Page[RadarCaseOut], auth=needs(Scope.OFFICE), summary=_("List cases of the radar")
)
def radar_cases(request, wanted: Query[RadarWanted], paging: Paging):
    """The longest open first."""
    asked = queries.Wanted(
        wanted.region, wanted.state, wanted.organization_id, cursors.read(paging.cursor, datetime, UUID)
    )
    rows = list(queries.cases(request.auth.actor, asked, paging.limit))
    return cursors.page(rows, paging.limit, lambda case: (case.opened_at, case.id))


@router.get(
    "/office/radar/counts", response=list[RadarCountOut], auth=needs(Scope.OFFICE), summary=_("Count cases by region")
)
def radar_counts(request, wanted: Query[RadarRegion]):
    """Open ones, with the records and minutes that they hold."""
    return queries.counts(request.auth.actor, wanted.region)


@router.get(CASE, response=RadarCaseOut, auth=needs(Scope.OFFICE), summary=_("Show a case of the radar"))
def radar_case(request, case_id: UUID):
    return queries.case(request.auth.actor, case_id)


@router.get(
    CASE + "/records", response=Page[RadarRowOut], auth=needs(Scope.OFFICE), summary=_("List the records of a case")
)
def radar_records(request, case_id: UUID, paging: Paging):
    """Each with its reasons. Names are masked."""
    after = cursors.read(paging.cursor, UUID)
    rows = queries.rows(request.auth.actor, case_id, after=after[0] if after else None, limit=paging.limit)
    return _page(rows, paging.limit)


@router.post(
    CASE + "/names", response=Page[RadarRowOut], auth=needs(Scope.OFFICE), summary=_("Read the names in a case")
)
def radar_names(request, case_id: UUID, wanted: Query[RadarFrom]):
    """The same list with names and numbers, fifty a page. Each reading stands in the trail."""
    after = cursors.read(wanted.cursor, UUID)
    rows = actions.read_names(
        actor=request.auth.actor, case_id=case_id, at=timezone.now(), after=after[0] if after else None
    )
    return _page(rows, queries.PAGE)


@router.post(
    CASE + "/dismissal", response=RadarCaseOut, auth=needs(Scope.OFFICE), summary=_("Dismiss a case of the radar")
)
def dismiss_radar_case(request, case_id: UUID, body: RadarReasonIn):
    """Its reasons stay quiet for its records; other records can make another case."""
    return actions.dismiss(actor=request.auth.actor, case_id=case_id, reason=body.reason, at=timezone.now())


@router.post(
    CASE + "/objection",
    response=list[RadarObjectedOut],
    auth=needs(Scope.OFFICE),
    summary=_("Object to the records of a case"),
)
def object_to_radar_case(request, case_id: UUID, body: RadarReasonIn):
    """One objection a record; volunteers and the organization read the reason. A record that cannot be objected to says
    why, and does not hold up the others."""
    objected = actions.object_to_case(actor=request.auth.actor, case_id=case_id, grounds=body.reason, at=timezone.now())
    return [
        {
            "record_id": one.record_id,
            "objection_id": one.objection_id,
            "code": one.refusal.code if one.refusal else "",
            "detail": str(one.refusal) if one.refusal else "",
        }
        for one in objected
    ]


def _page(rows: list[queries.Row], limit: int) -> dict[str, Any]:
    page = cursors.page(rows, limit, lambda row: (row.record.record_id,))
    return page | {"items": [_row(row) for row in page["items"]]}


def _row(row: queries.Row) -> dict[str, Any]:
    record = row.record
    copied = ("record_id", "title", "starts_at", "ends_at", "minutes", "grade", "standing")
    return {name: getattr(record, name) for name in copied} | {
        "volunteer_id": record.volunteer_id if row.is_named else None,
        "name": row.name,
        "number": row.number,
        "entered_at": record.first_written_at,
        "reasons": [
            {"rule": code, "sentence": rulebook.BY_CODE[code].told(facts), "facts": facts}
            for code, facts in row.reasons
            if code in rulebook.BY_CODE
        ],
    }
