"""The public log: what it is called, its checkpoints, proofs for whoever reads no tiles, and what was seen of other logs."""

import base64
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from volunteercloud.api import cursors
from volunteercloud.api.fields import Page, Paging, numbers, string
from volunteercloud.core import tiles
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.log import queries

router = Router(tags=["log"], auth=None)

ORIGIN = "volunteer.example/log"
NOTE = f"{ORIGIN}\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— {ORIGIN} Az3grl…\n"
Index = numbers(0, 2**62)


class CheckpointOut(Schema):
    """A signed note (c2sp.org/tlog-checkpoint). `note` is the whole of it; the rest can be read from it."""

    size: int = Field(examples=[8])
    root: str = Field(examples=["XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="], description="Base64 of 32 bytes.")
    note: str = Field(examples=[NOTE])
    signed_at: datetime

    @staticmethod
    def resolve_root(checkpoint):
        return text(checkpoint.root)

    @staticmethod
    def resolve_note(checkpoint):
        return checkpoint.whole_note


class LogOut(Schema):
    """`vkey` checks the log's signatures, `witness_vkey` those of its own witness, which say the time."""

    origin: str = Field(examples=[ORIGIN])
    vkey: str = Field(examples=[f"{ORIGIN}+3dc5e5ab+AdnhSHf4Kp3GkyU="])
    witness_vkey: str = Field(examples=[f"{ORIGIN}/witness+9ab1c9a0+BNnhSHf4Kp3GkyU="])
    newest: CheckpointOut | None


class InclusionOut(Schema):
    """`path` leads from the entry at `index` to the root of the checkpoint (RFC 6962, 2.1.1), lowest hash first."""

    index: int
    size: int
    entry: str = Field(description="Base64: one byte of kind (1 sealed, 2 erased), then the commitment.")
    path: list[str]
    checkpoint: str


class ConsistencyOut(Schema):
    """`path` shows that the tree of `old` leaves is the beginning of that of `new` (RFC 6962, 2.1.2)."""

    old: int
    new: int
    path: list[str]


class SeenOut(Schema):
    """A checkpoint of another log as it was shown at `source`, which is that log or a node that follows it too."""

    size: int
    note: str = Field(examples=[NOTE])
    source: str = Field(examples=["https://volunteer.example/log"])
    seen_at: datetime


class FollowedOut(Schema):
    origin: str = Field(examples=[ORIGIN])
    vkey: str = Field(examples=[f"{ORIGIN}+3dc5e5ab+AdnhSHf4Kp3GkyU="])
    url: str = Field(examples=["https://volunteer.example/log"])
    since: datetime
    asked_at: datetime | None
    trouble: str = Field(examples=[""], description="Why the last look came to nothing; empty if it did not.")


class Whose(Schema):
    origin: string(255) = Field(examples=[ORIGIN], description="The name of a log that this node follows.")


class Of(Schema):
    size: numbers(1, 2**62) | None = Field(None, description="A published size; the newest if left out.")


class Between(Schema):
    old: numbers(1, 2**62)
    new: numbers(1, 2**62)


@router.get("", response=LogOut, summary=_("Show the log"))
def the_log(request):
    """Its name, its keys and its newest checkpoint. The tiles are files under /log/tile/ (c2sp.org/tlog-tiles)."""
    own = queries.own_keys()
    return {
        "origin": own.origin,
        "vkey": own.log.vkey,
        "witness_vkey": own.witness.vkey,
        "newest": queries.newest_checkpoint(),
    }


@router.get("/checkpoints", response=Page[CheckpointOut], summary=_("List the checkpoints"))
def log_checkpoints(request, paging: Paging):
    """Every one that was published, the newest first."""
    below = cursors.read(paging.cursor, int)
    rows = queries.checkpoints(below[0] if below else None, paging.limit)
    return cursors.page(rows, paging.limit, lambda checkpoint: (checkpoint.size,))


@router.get("/entries/{int:index}/proof", response=InclusionOut, summary=_("Prove that an entry is in the log"))
def log_inclusion(request, index: Index, of: Query[Of]):
    checkpoint = _published(of.size)
    if index >= checkpoint.size:
        raise NotFound
    entry = next(queries.entries(index, index + 1, checkpoint.size))
    path = queries.path_to(index, entry, checkpoint)
    return {
        "index": index,
        "size": checkpoint.size,
        "entry": text(entry),
        "path": [text(one) for one in path],
        "checkpoint": checkpoint.whole_note,
    }


@router.get("/consistency", response=ConsistencyOut, summary=_("Prove that the log only grew"))
def log_consistency(request, between: Query[Between]):
    """Between two sizes, of which the larger one was published."""
    checkpoint = _published(between.new)
    if between.old > between.new:
        raise Refused(
            "log.order",
            gettext_lazy("The older tree has more leaves than the newer one."),
            next_step=gettext_lazy("Give the smaller size as old."),
            field="old",
        )
    path = tiles.consistency_path(between.old, between.new, tiles.TiledTree(checkpoint.size, queries.read_tile))
    return {"old": between.old, "new": between.new, "path": [text(one) for one in path]}


@router.get("/followed", response=Page[SeenOut], summary=_("List what another log was seen to show"))
def followed_checkpoints(request, whose: Query[Whose], paging: Paging):
    """The last seen first. Nodes that follow the same log compare these: a log that shows two of them different pasts is
    given away by its own signatures."""
    before = cursors.read(paging.cursor, UUID)
    rows = queries.seen(whose.origin, before[0] if before else None, paging.limit)
    return cursors.page(rows, paging.limit, lambda seen: (seen.id,))


@router.get("/followed/logs", response=list[FollowedOut], summary=_("List the logs that are followed"))
def followed_logs(request):
    return queries.followed()


def _published(size):
    checkpoint = queries.checkpoint_of(size) if size else queries.newest_checkpoint()
    if checkpoint is None:
        raise NotFound
    return checkpoint


def text(hashed):
    return base64.b64encode(bytes(hashed)).decode()
