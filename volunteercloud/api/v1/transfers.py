"""Moving one's service records between nodes: asking, agreeing, calling off, and how far it is."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api.fields import OfWhom, Reason, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.transfers import actions, queries, terms
from volunteercloud.domain.transfers.bundles import Part
from volunteercloud.domain.transfers.models import BroughtKind, Kind, Side, State

router = Router(tags=["transfers"])

TERMS = string(20, description="The version of the text that was agreed to (`GET /me/transfers/terms`).")
PARTS = Field(list(Part), max_length=20, description="What goes along beside the records, where they leave this node.")
ONE = "/me/transfers/{uuid:transfer_id}"


class TransferIn(Schema):
    """From where, or where to. `bring`: the records come here."""

    node: string(255) = Field(examples=["bailu.example"])
    bring: bool = Field(examples=[True])
    terms: TERMS = Field(examples=["2026-11"])
    parts: list[Part] = PARTS


class AgreeIn(Schema):
    terms: TERMS = Field(examples=["2026-11"])
    parts: list[Part] = PARTS


class CallOffIn(Schema):
    reason: Reason = Field("", description="For the trail; the other node is not told.")


class TransferOut(Schema):
    """A transfer as this node knows it. `records` and `minutes` are what was offered, then accepted, then moved; `code` is why
    it ended without records, `trouble` what officers look at though it goes on."""

    id: UUID
    node: str = Field(examples=["bailu.example"])
    side: Side = Field(examples=["receiver"], description="Whether this node gives the records or takes them.")
    state: State = Field(examples=["asked"])
    records: int
    minutes: int
    code: str
    trouble: str
    terms: str
    begun_at: datetime
    until: datetime = Field(description="When the next word must have been said.")
    moved_at: datetime | None
    ended_at: datetime | None

    @staticmethod
    def resolve_node(transfer):
        return transfer.node_name

    @staticmethod
    def resolve_terms(transfer):
        return transfer.agreed_terms


class MomentOut(Schema):
    kind: Kind = Field(examples=["offer"])
    number: int = Field(description="Of an amendment, from 1; else 0.")
    at: datetime
    here: bool = Field(description="Said by this node.")
    heard_at: datetime | None = Field(description="Since when the other node has a step of this one.")
    digest: str = Field(description="SHA-256 of the signed document.")
    code: str


class ItemOut(Schema):
    record_id: UUID
    outcome: str = Field(examples=["accepted"], description="accepted, here, refused; empty while nothing was said.")
    code: str = Field(examples=["record.overlap"], description="Why it was refused.")
    minutes: int
    title: str
    title_en: str
    organization_name: str
    organization_name_en: str
    day: date
    grade: str
    moved: bool
    amended: str


class WholeOut(Schema):
    """One transfer: its steps so far, what became of each record, and whose turn it is."""

    transfer: TransferOut
    asked_here: bool
    timeline: list[MomentOut]
    items: list[ItemOut]
    next: Kind | None = Field(examples=["accept"])
    turn: str = Field(examples=["there"], description="here, there, person_here, person_there; empty at the end.")
    may_end: bool


class AwaitedOut(Schema):
    """What was asked at another node and waits for this person's word."""

    transfer_id: UUID
    node: str = Field(examples=["bailu.example"])
    bring: bool = Field(description="The records would come here.")
    name_there: str
    asked_at: datetime
    until: datetime

    @staticmethod
    def resolve_node(asked):
        return asked.node.name


class BroughtAlongOut(Schema):
    """What came along with records: shown, and counted nowhere."""

    id: UUID
    node: str
    kind: BroughtKind = Field(examples=["training"])
    facts: dict
    at: datetime

    @staticmethod
    def resolve_node(brought):
        return brought.node_name


class TransferTermsOut(Schema):
    version: str = Field(examples=["2026-11"])
    title: str
    text: str = Field(description="With {origin} and {receiver} for the two places.")


@router.get("/me/transfers", response=list[TransferOut], auth=needs(Scope.SERVICE_READ), summary=_("List my transfers"))
def my_transfers(request, volunteer_id: OfWhom = None):
    """The newest first, at most fifty."""
    actor = request.auth.actor
    return queries.mine(actor, volunteer_id or actor.id)


@router.get(
    "/me/transfers/terms", response=TransferTermsOut, auth=None, summary=_("Show what is agreed to by moving records")
)
def transfer_terms(request):
    """In the reader's language."""
    return {"version": terms.VERSION, "title": str(terms.TITLE), "text": str(terms.TEXT)}


@router.get(
    "/me/transfers/awaited",
    response=list[AwaitedOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("List what other nodes were asked for me"),
)
def awaited_transfers(request, volunteer_id: OfWhom = None):
    """Somebody with the same document and name asked there. Nothing moves, and nobody is told, before you agree."""
    actor = request.auth.actor
    return queries.awaited(actor, volunteer_id or actor.id, timezone.now())


@router.get(
    "/me/transfers/brought",
    response=list[BroughtAlongOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("List what came along with my records"),
)
def brought_along(request, volunteer_id: OfWhom = None):
    """Trainings, honours, and the state of certificates at the node they came from."""
    actor = request.auth.actor
    return queries.brought(actor, volunteer_id or actor.id)


@router.get(ONE, response=WholeOut, auth=needs(Scope.SERVICE_READ), summary=_("Show a transfer"))
def transfer(request, transfer_id: UUID, volunteer_id: OfWhom = None):
    """Records that were refused come first, with the reason."""
    actor = request.auth.actor
    return queries.one(actor, volunteer_id or actor.id, transfer_id)


@router.get(
    f"{ONE}/steps", response=list[str], auth=needs(Scope.SERVICE_READ), summary=_("Take the signed steps of a transfer")
)
def transfer_steps(request, transfer_id: UUID, volunteer_id: OfWhom = None):
    """As compact JWS, in their order: what both nodes signed, for whoever wants to see it."""
    actor = request.auth.actor
    return queries.steps(actor, volunteer_id or actor.id, transfer_id)


@router.post(
    "/me/transfers",
    response={201: TransferOut},
    auth=needs(Scope.PROFILE_WRITE),
    summary=_("Ask to bring my records here, or to take them along"),
)
@done_once
def ask_transfer(request, body: TransferIn, volunteer_id: OfWhom = None):
    """You agree at the other node as well. Where you asked there before, this is that agreement."""
    actor = request.auth.actor
    asked = actions.ask(
        actor=actor,
        volunteer_id=volunteer_id or actor.id,
        node_name=body.node,
        bring=body.bring,
        terms=body.terms,
        parts=body.parts,
        at=timezone.now(),
    )
    return Status(201, TransferOut.from_orm(asked))


@router.post(
    f"{ONE}/agreement",
    response={201: TransferOut},
    auth=needs(Scope.PROFILE_WRITE),
    summary=_("Agree to a transfer asked for at another node"),
)
@done_once
def agree_transfer(request, transfer_id: UUID, body: AgreeIn, volunteer_id: OfWhom = None):
    """From here on the two nodes go on by themselves. Repeated, it changes nothing."""
    actor = request.auth.actor
    agreed = actions.agree(
        actor=actor,
        volunteer_id=volunteer_id or actor.id,
        transfer_id=transfer_id,
        terms=body.terms,
        parts=body.parts,
        at=timezone.now(),
    )
    return Status(201, TransferOut.from_orm(agreed))


@router.post(
    f"{ONE}/end", response={204: None}, auth=needs(Scope.PROFILE_WRITE), summary=_("Call a transfer off, or say no")
)
def end_transfer(request, transfer_id: UUID, body: CallOffIn, volunteer_id: OfWhom = None):
    """What was asked at another node, or here. Of a no to what you never agreed to the other node learns nothing."""
    actor = request.auth.actor
    actions.decline(
        actor=actor,
        volunteer_id=volunteer_id or actor.id,
        transfer_id=transfer_id,
        reason=body.reason,
        at=timezone.now(),
    )
    return Status(204, None)
