"""Opportunities that partners publish elsewhere: an officer names the sources and sends their lists."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from volunteercloud.api import cursors
from volunteercloud.api.fields import Page, Paging, string
from volunteercloud.api.keys import needs
from volunteercloud.api.v1.intake import ListLines
from volunteercloud.domain.elsewhere import actions as source_actions
from volunteercloud.domain.elsewhere import queries as source_queries
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.intake import actions, queries, words
from volunteercloud.domain.intake.models import Kind

router = Router(tags=["office"])

SOURCES = "/office/sources"
SOURCE = f"{SOURCES}/{{uuid:source_id}}"
LIST = f"{SOURCE}/lists/{{uuid:list_id}}"


class SourceIn(Schema):
    name: string(200, description="Who publishes there; shown beside each opportunity.", examples=["邻里互助网"])
    region_code: string(12, description="All of its opportunities are in it or below.", examples=["9901"])
    address: string(500, description="Where those lead that have no page of their own.") = ""
    licence: string(200, examples=["CC BY 4.0"]) = ""


class SourceOut(Schema):
    id: UUID
    name: str
    region_code: str = Field(alias="region_id")
    address: str
    licence: str
    mapping: dict[str, str] = Field(description="How the columns of its lists are called, from ours to theirs.")
    made_at: datetime
    latest_at: datetime | None = Field(description="When the latest of its lists was sent that was entered.")
    ended_at: datetime | None


class EndSourceIn(Schema):
    reason: string(1000, examples=["网站已关闭"])


class OpportunitiesIn(Schema):
    is_whole: bool = Field(False, description="It is everything that stands there: what is missing is withdrawn.")


class ColumnsIn(Schema):
    mapping: dict[str, str] = Field(
        description="From our columns to the headings of the list; empty for one that is not to be read.",
        examples=[{"key": "编号", "title": "活动名称", "address": "链接"}],
    )


class OpportunitiesOrderIn(Schema):
    with_alike: bool = Field(False, description="Take over the new ids of what seems to be the same.")
    with_missing: bool = Field(False, description="Withdraw what is missing even if it is more than half.")


class OpportunitiesOut(Schema):
    id: UUID
    source_id: UUID
    file_name: str
    is_whole: bool
    state: str = Field(description="checking, checked, unread, entering, entered or discarded", examples=["checked"])
    headings: list[str]
    mapping: dict[str, str] = Field(description="How its columns were understood.")
    lines: int
    done: int = Field(description="How many of the lines the current run has done.")
    counts: dict[str, int] = Field(examples=[{"ready": 298, "same": 9_700, "asks": 2}])
    trouble: list[str] = Field(description="Why the last run ended early, if it did.", examples=[[]])
    sent_at: datetime
    entered_at: datetime | None

    @staticmethod
    def resolve_trouble(intake):
        return intake.trouble.get(translation.get_language()) or next(iter(intake.trouble.values()), [])


class OpportunityLineOut(Schema):
    line: int = Field(description="The row; behind the last one stands what is missing from a whole list.")
    name: str
    state: str = Field(description="ready, asks, refused, same or entered", examples=["ready"])
    code: str = Field(examples=["opportunity.changes"])
    field: str = Field(description="The column it is about.")
    detail: str
    next_step: str
    findings: list[str] = Field(examples=[["address_of_source"]])


@router.get(SOURCES, response=Page[SourceOut], auth=needs(Scope.OFFICE), summary=_("List sources of opportunities"))
def sources(request, paging: Paging):
    """Those that stand in the officer's regions, by name."""
    found = source_queries.sources(request.auth.actor, cursors.read(paging.cursor, str, UUID), paging.limit)
    return cursors.page(found, paging.limit, lambda one: (one.name, one.id))


@router.put(SOURCE, response=SourceOut, auth=needs(Scope.OFFICE), summary=_("Name a source of opportunities"))
def name_source(request, source_id: UUID, body: SourceIn):
    """Under an id that the sender makes up. Named again, it is the source already."""
    return source_actions.name_source(actor=request.auth.actor, source_id=source_id, at=timezone.now(), **body.dict())


@router.post(f"{SOURCE}/end", response=SourceOut, auth=needs(Scope.OFFICE), summary=_("End a source of opportunities"))
def end_source(request, source_id: UUID, body: EndSourceIn):
    """Everything of it is withdrawn at once."""
    return source_actions.end_source(
        actor=request.auth.actor, source_id=source_id, reason=body.reason, at=timezone.now()
    )


@router.post(
    f"{SOURCE}/lists",
    response={201: OpportunitiesOut},
    auth=needs(Scope.OFFICE),
    summary=_("Send a list of opportunities"),
)
def send_opportunities(request, source_id: UUID, body: Form[OpportunitiesIn], file: File[UploadedFile]):
    """A form with the file: .xlsx, CSV, or open data (JSON, JSON-LD of schema.org or of the Volunteering Data Standard, a page
    of an RPDE feed), of at most 48 MB and 250,000 lines. Its dry run follows in the background."""
    actor = request.auth.actor
    sent = actions.send(
        actor=actor,
        kind=Kind.OPPORTUNITIES,
        owner_id=actor.person_id,
        source_id=source_id,
        is_whole=body.is_whole,
        content=file.read(),
        file_name=file.name or "",
        language=translation.get_language() or "en",
        at=timezone.now(),
    )
    return Status(201, OpportunitiesOut.from_orm(sent))


@router.get(LIST, response=OpportunitiesOut, auth=needs(Scope.OFFICE), summary=_("Show a list of opportunities"))
def show_opportunities(request, source_id: UUID, list_id: UUID):
    """How far it has come; ask again while it is checking or entering."""
    return _found(request, list_id)


@router.get(
    f"{LIST}/lines",
    response=Page[OpportunityLineOut],
    auth=needs(Scope.OFFICE),
    summary=_("List lines of opportunities"),
)
def opportunity_lines(request, source_id: UUID, list_id: UUID, wanted: Query[ListLines]):
    """What would come, or came, of each line."""
    after = cursors.read(wanted.cursor, int)
    states = (wanted.state.value,) if wanted.state else ()
    found = queries.lines(_found(request, list_id), states, after[0] if after else 0, wanted.limit)
    page = cursors.page(found, wanted.limit, lambda shown: (shown.line.line,))
    return {"items": [_line(shown) for shown in page["items"]], "next": page["next"]}


@router.put(
    f"{LIST}/columns", response=OpportunitiesOut, auth=needs(Scope.OFFICE), summary=_("Say what the columns hold")
)
def map_columns(request, source_id: UUID, list_id: UUID, body: ColumnsIn):
    """It is kept for the next lists of the source, and the dry run begins anew."""
    actor = request.auth.actor
    which = {"actor": actor, "owner_id": actor.person_id, "intake_id": list_id}
    return actions.map_columns(**which, mapping=body.mapping, at=timezone.now())


@router.post(
    f"{LIST}/entry", response=OpportunitiesOut, auth=needs(Scope.OFFICE), summary=_("Enter a list of opportunities")
)
def enter_opportunities(request, source_id: UUID, list_id: UUID, body: OpportunitiesOrderIn):
    """Its good lines, in the background. Ordered again, it is the same order."""
    actor = request.auth.actor
    which = {"actor": actor, "owner_id": actor.person_id, "intake_id": list_id}
    return actions.order(**which, at=timezone.now(), **body.dict())


@router.delete(LIST, response={204: None}, auth=needs(Scope.OFFICE), summary=_("Discard a list of opportunities"))
def discard_opportunities(request, source_id: UUID, list_id: UUID):
    """One of which nothing was entered."""
    actor = request.auth.actor
    actions.discard(actor=actor, owner_id=actor.person_id, intake_id=list_id, at=timezone.now())
    return Status(204, None)


def _found(request, list_id):
    actor = request.auth.actor
    return queries.intake(actor, Kind.OPPORTUNITIES, actor.person_id, list_id)


def _line(shown) -> OpportunityLineOut:
    line = shown.line
    about = words.ABOUT.get(line.code)
    return OpportunityLineOut(
        line=line.line,
        name=line.name,
        state=line.state,
        code=line.code,
        field=about.value if about else "",
        detail=shown.message if line.code else "",
        next_step=shown.next_step if line.code else "",
        findings=line.notes,
    )
