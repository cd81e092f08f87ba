"""Organizations taken in by an officer: a thousand at once as JSON, or a list as a file with its dry run."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from volunteercloud.api import cursors
from volunteercloud.api.fields import Page, Paged, Paging, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.intake import actions, queries, words
from volunteercloud.domain.intake.models import Kind
from volunteercloud.domain.intake.rules import MOST_ENTRIES

router = Router(tags=["office"])

LISTS = "/office/lists"
LIST = f"{LISTS}/{{uuid:list_id}}"
WITHIN = "The region in which all of them are, itself or below; empty for the whole country."


class ListedIn(Schema):
    """An organization as a list says it. Only the name is needed; whoever has no owner stands in the register and does
    nothing until somebody accepts to own it."""

    name: string(400, examples=["青松志愿服务联合会"])
    name_en: string(400) = ""
    kind: string(
        60, description="A term of the list organization_kind, by code or name.", examples=["social-group"]
    ) = ""
    uscc: string(40, examples=["51990000MJ00000010"]) = ""
    region: string(100, description="By code or name.", examples=["990101"]) = ""
    parent: string(200, description="Who stands above: USCC, number, or whole name; here or in the register.") = ""
    liaison: string(200, description="Of a team: the registered organization it stands under.") = ""
    categories: string(400, description="Terms of the list category, separated by commas.") = ""
    purpose: string(8000) = ""
    address: string(600) = ""
    head: string(200) = ""
    contact_name: string(200) = ""
    contact_phone: string(60) = ""
    contact_email: string(254) = ""
    owner: string(
        254, description="A volunteer number; or a phone or an e-mail address, to which an invitation goes."
    ) = ""


class ListedManyIn(Schema):
    region_code: string(12, description=WITHIN, examples=["99"])
    dry_run: bool = Field(False, description="Says what would come of it, and enters nothing.")
    with_alike: bool = Field(False, description="Enter those too that may be the same as one that is there.")
    organizations: Annotated[list[ListedIn], Field(min_length=1, max_length=MOST_ENTRIES)]


class ListedOut(Schema):
    """What came of a line."""

    line: int = Field(examples=[1])
    name: str
    state: str = Field(description="entered, ready (in a dry run), same, asks or refused", examples=["entered"])
    code: str = Field(description="Stable; empty where nothing is to be said.", examples=[""])
    field: str = Field(description="What the code is about.", examples=[""])
    detail: str = ""
    next_step: str = ""
    findings: list[str] = Field([], description="What was made right or is worth a look.", examples=[["address_empty"]])
    organization_id: UUID | None = None


class ListedManyOut(Schema):
    dry_run: bool
    counts: dict[str, int] = Field(examples=[{"entered": 1}])
    results: list[ListedOut]


class ListIn(Schema):
    region_code: string(12, description=WITHIN, examples=["99"])


class ListOrderIn(Schema):
    with_alike: bool = False


class ListOut(Schema):
    id: UUID
    region_code: str
    file_name: str = Field(examples=["名录.xlsx"])
    state: str = Field(description="checking, checked, unread, entering, entered or discarded", examples=["checked"])
    lines: int
    done: int = Field(description="How many of the lines the current run has done.")
    counts: dict[str, int] = Field(examples=[{"ready": 298, "asks": 9, "refused": 5}])
    trouble: list[str] = Field(description="Why the last run ended early, if it did.", examples=[[]])
    sent_at: datetime
    entered_at: datetime | None

    @staticmethod
    def resolve_trouble(intake):
        language = translation.get_language()
        return intake.trouble.get(language) or next(iter(intake.trouble.values()), [])


class ListLines(Paged):
    state: LineState | None = Field(None, description="Only lines of this state.")


@router.post(
    "/office/organizations", response={200: ListedManyOut}, auth=needs(Scope.OFFICE), summary=_("Take in organizations")
)
@done_once
def take_in_organizations(request, body: ListedManyIn):
    """Each line stands for itself. What is there already stays as it is, so the same lines again change nothing. Parents
    may come in any order within a call, and before their branches over several."""
    lines = actions.enter_entries(
        actor=request.auth.actor,
        region_code=body.region_code,
        entries=[one.dict() for one in body.organizations],
        with_alike=body.with_alike,
        dry_run=body.dry_run,
        language=translation.get_language() or "en",
        at=timezone.now(),
    )
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.state] = counts.get(line.state, 0) + 1
    return Status(200, ListedManyOut(dry_run=body.dry_run, counts=counts, results=[_line(line) for line in lines]))


@router.get(LISTS, response=Page[ListOut], auth=needs(Scope.OFFICE), summary=_("List my lists of organizations"))
def lists(request, paging: Paging):
    """Newest first."""
    actor = request.auth.actor
    before = cursors.read(paging.cursor, datetime, UUID)
    found = queries.intakes(actor, Kind.ORGANIZATIONS, actor.person_id, before, paging.limit)
    return cursors.page(found, paging.limit, lambda one: (one.sent_at, one.id))


@router.post(LISTS, response={201: ListOut}, auth=needs(Scope.OFFICE), summary=_("Send a list of organizations"))
def send_list(request, body: Form[ListIn], file: File[UploadedFile]):
    """A form with the file: .xlsx, CSV in UTF-8, UTF-16 or GB18030, or JSON-LD of the Volunteering Data Standard, of at
    most 48 MB and 250,000 lines. Its dry run follows in the background."""
    actor = request.auth.actor
    sent = actions.send(
        actor=actor,
        kind=Kind.ORGANIZATIONS,
        owner_id=actor.person_id,
        region_code=body.region_code,
        content=file.read(),
        file_name=file.name or "",
        language=translation.get_language() or "en",
        at=timezone.now(),
    )
    return Status(201, ListOut.from_orm(sent))


@router.get(LIST, response=ListOut, auth=needs(Scope.OFFICE), summary=_("Show a list of organizations"))
def show_list(request, list_id: UUID):
    """How far it has come; ask again while it is checking or entering."""
    return _found(request, list_id)


@router.get(
    f"{LIST}/lines", response=Page[ListedOut], auth=needs(Scope.OFFICE), summary=_("List lines of organizations")
)
def list_lines(request, list_id: UUID, wanted: Query[ListLines]):
    """What would come, or came, of each line."""
    after = cursors.read(wanted.cursor, int)
    states = (wanted.state.value,) if wanted.state else ()
    found = queries.lines(_found(request, list_id), states, after[0] if after else 0, wanted.limit)
    page = cursors.page(found, wanted.limit, lambda shown: (shown.line.line,))
    return {"items": [_line(shown.line) for shown in page["items"]], "next": page["next"]}


@router.post(f"{LIST}/entry", response=ListOut, auth=needs(Scope.OFFICE), summary=_("Enter a list of organizations"))
def enter_list(request, list_id: UUID, body: ListOrderIn):
    """Its good lines, in the background. Ordered again, it is the same order."""
    actor = request.auth.actor
    return actions.order(
        actor=actor, owner_id=actor.person_id, intake_id=list_id, with_alike=body.with_alike, at=timezone.now()
    )


@router.delete(LIST, response={204: None}, auth=needs(Scope.OFFICE), summary=_("Discard a list of organizations"))
def discard_list(request, list_id: UUID):
    """One of which nothing was entered."""
    actor = request.auth.actor
    actions.discard(actor=actor, owner_id=actor.person_id, intake_id=list_id, at=timezone.now())
    return Status(204, None)


def _found(request, list_id):
    actor = request.auth.actor
    return queries.intake(actor, Kind.ORGANIZATIONS, actor.person_id, list_id)


def _line(line) -> ListedOut:
    detail, next_step = words.of_line(line.code, line.facts) if line.code else ("", "")
    about = words.ABOUT.get(line.code)
    stands = line.state in (LineState.ENTERED, LineState.SAME)
    return ListedOut(
        line=line.line,
        name=line.name,
        state=line.state,
        code=line.code,
        field=about.value if about else "",
        detail=detail,
        next_step=next_step,
        findings=line.notes,
        organization_id=line.subject_id if stands else None,
    )
