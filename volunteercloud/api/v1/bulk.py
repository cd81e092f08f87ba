"""Service entered in bulk: a thousand entries as JSON at once, or a spreadsheet with its dry run, so that nobody needs a
robot."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from volunteercloud.api import cursors
from volunteercloud.api.fields import Minutes, Moment, Page, Paged, Paging, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.bulk import actions, queries, words
from volunteercloud.domain.bulk.actions.entries import MOST_ENTRIES, Entered, Entry
from volunteercloud.domain.bulk.models import Choice, LineState
from volunteercloud.domain.bulk.reading.headings import Field as Column
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["bulk"])

BULK = "/organizations/{uuid:organization_id}/bulk"
SHEET = f"{BULK}/sheets/{{uuid:sheet_id}}"
Why = string(300, examples=["当天没有带平板电脑。"])
WhyAdded = string(300, description="Puts people who were not signed up on the roster; it stays visible.")


class EntryIn(Schema):
    """Who by `number`, else by `document_number` with `name`, else by `name`, surer with `phone`. The shift by its id, or
    as the one whose time and post fit. The end by `ends_at`, or by `minutes` without the break."""

    number: string(40, examples=["VQ7K4M2X9TRD"]) = ""
    document_number: string(40) = ""
    name: string(300) = ""
    phone: string(40) = ""
    shift_id: UUID | None = None
    post: string(200) = ""
    starts_at: Moment
    ends_at: Moment | None = None
    minutes: Minutes | None = None
    break_minutes: Minutes | None = None
    explanation: string(300) = Field("", description="Answers rules that ask for one, such as a long day.")


class EntriesIn(Schema):
    reason: Why = Field(description="Why it comes after the event; it stays with each record.")
    added_reason: WhyAdded = ""
    activity_id: UUID | None = Field(None, description="Looks for shifts in this activity only.")
    dry_run: bool = Field(False, description="Says what would come of it, and enters nothing.")
    entries: Annotated[list[EntryIn], Field(min_length=1, max_length=MOST_ENTRIES)]


class ResultOut(Schema):
    """What came of an entry, in the order in which they were sent."""

    line: int
    state: str = Field(description="entered, ready (in a dry run), same, asks or refused", examples=["entered"])
    code: str = Field(description="Stable; empty where nothing is to be said.", examples=[""])
    detail: str = ""
    next_step: str = ""
    notes: list[str] = []
    minutes: int | None = None
    record_id: UUID | None = None
    shift_id: UUID | None = None
    volunteer_number: str = ""


class ResultsOut(Schema):
    dry_run: bool
    counts: dict[str, int] = Field(examples=[{"entered": 1}])
    results: list[ResultOut]


class SheetIn(Schema):
    """`worksheet` only where several have something in them."""

    reason: Why
    added_reason: WhyAdded = ""
    activity_id: UUID | None = None
    worksheet: string(100) = ""


class SheetOut(Schema):
    id: UUID
    organization_id: UUID
    activity_id: UUID | None
    file_name: str = Field(examples=["五月服务时数.xlsx"])
    state: str = Field(description="sent, checking, checked, entering, entered or discarded", examples=["checked"])
    headings: list[str] = Field(examples=[["志愿者编号", "日期", "开始时间", "结束时间"]])
    mapping: dict[str, int] = Field(examples=[{"number": 0, "date": 1, "starts": 2, "ends": 3}])
    reason: str
    added_reason: str
    choice: str = Field(examples=["good"])
    lines: int
    done: int = Field(description="How many of the lines the current run has done.")
    counts: dict[str, int] = Field(examples=[{"ready": 298, "asks": 9, "refused": 5}])
    totals: dict[str, dict[str, int]] = Field(examples=[{"before": {"records": 0}, "after": {"records": 298}}])
    trouble: list[str] = Field(description="Why the last run ended early, if it did.", examples=[[]])
    sent_at: datetime
    entered_at: datetime | None

    @staticmethod
    def resolve_trouble(sheet):
        language = translation.get_language()
        return sheet.trouble.get(language) or next(iter(sheet.trouble.values()), [])


class MappingIn(Schema):
    mapping: dict[Column, Annotated[int, Field(ge=0, lt=200)]] = Field(
        description="The column of each field, counted from 0.", examples=[{"number": 0, "date": 1, "hours": 2}]
    )


class AnswerIn(Schema):
    line: int = Field(ge=1, examples=[17])
    number: string(40) = Field("", description="Who of those who fit is meant.", examples=[""])
    explanation: string(300) = ""
    for_all: bool = Field(False, description="Also for every line that asks the same of the same name.")


class AnswersIn(Schema):
    answers: Annotated[list[AnswerIn], Field(max_length=1_000)] = []
    added_reason: WhyAdded | None = None


class OrderIn(Schema):
    choice: Choice = Field(description="The good lines, or all or none.")


class CandidateOut(Schema):
    number: str
    name: str


class LineOut(ResultOut):
    cells: list[str] = Field(description="Numbers of documents and phones are cut to their tails.")
    candidates: list[CandidateOut] = []


class Lines(Paged):
    state: LineState | None = Field(None, description="Only lines of this state.")


@router.post(
    f"{BULK}/entries",
    response={200: ResultsOut},
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("Enter service in bulk"),
)
@done_once
def enter_service(request, organization_id: UUID, body: EntriesIn):
    """Each entry stands for itself and becomes a record of grade E, or says why not. What is recorded already, just so,
    stays as it is. Refused as a whole only for what concerns all: no reason, no right to record."""
    entered = actions.enter_entries(
        actor=request.auth.actor,
        organization_id=organization_id,
        activity_id=body.activity_id,
        entries=[Entry(**entry.dict()) for entry in body.entries],
        reason=body.reason,
        added_reason=body.added_reason,
        is_dry_run=body.dry_run,
        at=timezone.now(),
    )
    return Status(200, _results(entered, body.dry_run))


@router.get(f"{BULK}/sheets", response=Page[SheetOut], auth=needs(Scope.ORGANIZATION_READ), summary=_("List sheets"))
def sheets(request, organization_id: UUID, paging: Paging):
    """Newest first."""
    found = queries.sheets(
        request.auth.actor, organization_id, cursors.read(paging.cursor, datetime, UUID), paging.limit
    )
    return cursors.page(found, paging.limit, lambda sheet: (sheet.sent_at, sheet.id))


@router.post(f"{BULK}/sheets", response={201: SheetOut}, auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Send a sheet"))
def send_sheet(request, organization_id: UUID, body: Form[SheetIn], file: File[UploadedFile]):
    """A form with the file: .xlsx, or CSV in UTF-8 or GB18030, of at most 20 MB and 100,000 lines. The answer says which
    column was taken for what. The same file for the same activity is the same sheet, as far as it has come."""
    sheet = actions.send(
        actor=request.auth.actor,
        organization_id=organization_id,
        content=file.read(),
        file_name=file.name or "",
        language=translation.get_language() or "en",
        **body.dict(),
        at=timezone.now(),
    )
    return Status(201, SheetOut.from_orm(sheet))


@router.get(SHEET, response=SheetOut, auth=needs(Scope.ORGANIZATION_READ), summary=_("Show a sheet"))
def show_sheet(request, organization_id: UUID, sheet_id: UUID):
    """How far it has come; ask again while it is checking or entering."""
    return queries.sheet(request.auth.actor, organization_id, sheet_id)


@router.put(f"{SHEET}/mapping", response=SheetOut, auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Check a sheet"))
def check_sheet(request, organization_id: UUID, sheet_id: UUID, body: MappingIn):
    """Say which column is which; the dry run follows in the background."""
    return actions.match_columns(
        actor=request.auth.actor,
        organization_id=organization_id,
        sheet_id=sheet_id,
        mapping={column.value: place for column, place in body.mapping.items()},
        at=timezone.now(),
    )


@router.get(f"{SHEET}/lines", response=Page[LineOut], auth=needs(Scope.ORGANIZATION_READ), summary=_("List lines"))
def sheet_lines(request, organization_id: UUID, sheet_id: UUID, wanted: Query[Lines]):
    """What would come, or came, of each line."""
    after = cursors.read(wanted.cursor, int)
    states = (wanted.state.value,) if wanted.state else ()
    found = queries.lines(request.auth.actor, organization_id, sheet_id, states, after[0] if after else 0, wanted.limit)
    page = cursors.page(found, wanted.limit, lambda shown: (shown.line.line,))
    return {"items": [_line(shown) for shown in page["items"]], "next": page["next"]}


@router.post(
    f"{SHEET}/answers", response=SheetOut, auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Answer what lines ask")
)
def answer_lines(request, organization_id: UUID, sheet_id: UUID, body: AnswersIn):
    """Who is meant, why a day was long, why people were not signed up. The sheet is checked again with it."""
    return actions.answer(
        actor=request.auth.actor,
        organization_id=organization_id,
        sheet_id=sheet_id,
        answers=[actions.Answer(**answer.dict()) for answer in body.answers],
        added_reason=body.added_reason,
        at=timezone.now(),
    )


@router.post(f"{SHEET}/entry", response=SheetOut, auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Enter a sheet"))
def enter_sheet(request, organization_id: UUID, sheet_id: UUID, body: OrderIn):
    """Its good lines, or all or none, in the background. Ordered again, it is the same order."""
    return actions.order(
        actor=request.auth.actor,
        organization_id=organization_id,
        sheet_id=sheet_id,
        choice=body.choice.value,
        at=timezone.now(),
    )


@router.delete(SHEET, response={204: None}, auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Discard a sheet"))
def discard_sheet(request, organization_id: UUID, sheet_id: UUID):
    """One of which nothing was entered; its lines and its file are deleted."""
    actions.discard(actor=request.auth.actor, organization_id=organization_id, sheet_id=sheet_id, at=timezone.now())
    return Status(204, None)


def _results(entered: Entered, is_dry_run: bool) -> ResultsOut:
    results = [_result(outcome, line) for outcome, line in zip(entered.outcomes, entered.lines, strict=True)]
    counts: dict[str, int] = {}
    for result in results:
        counts[result.state] = counts.get(result.state, 0) + 1
    return ResultsOut(dry_run=is_dry_run, counts=counts, results=results)


def _result(outcome, line) -> ResultOut:
    if outcome.state == LineState.ENTERED or not outcome.code:
        detail, next_step = "", ""
    elif outcome.refusal and outcome.code not in words.WORDS:
        detail, next_step = words.of_refusal(outcome.refusal)
    else:
        detail, next_step = words.of_line(outcome.code, outcome.facts, {})
    return ResultOut(
        line=outcome.line,
        state=outcome.state,
        code=outcome.code,
        detail=detail,
        next_step=next_step,
        notes=[str(words.NOTES[note]) for note in outcome.notes],
        minutes=outcome.minutes,
        record_id=outcome.record_id,
        shift_id=line.shift_id,
        volunteer_number=line.number,
    )


def _line(shown: queries.Shown) -> LineOut:
    line = shown.line
    return LineOut(
        line=line.line,
        state=line.state,
        code=line.code,
        detail=shown.message,
        next_step=shown.next_step,
        notes=shown.notes,
        minutes=line.minutes,
        record_id=line.record_id,
        shift_id=line.shift_id,
        volunteer_number=line.number,
        cells=line.cells,
        candidates=[CandidateOut(number=person.number, name=person.name) for person in shown.candidates],
    )
