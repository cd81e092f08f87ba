"""Reading the log. Who may see what was sealed is decided by whoever asks; the tree itself is public."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from volunteercloud.core import proofs, tiles

from . import files, signing
from .models import ERASURE, Alarm, AlarmState, Checkpoint, FollowedCheckpoint, FollowedLog, Leaf, Tree, Witness

PAGE = 100


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That something sealed stands at ``index`` in the tree of the checkpoint ``note``; ``path`` leads to its root."""

    kind: str
    index: int
    salt: bytes
    size: int
    path: tuple[bytes, ...]
    note: str

    def bundle(self, content: bytes) -> dict[str, Any]:
        """What the holder takes along: a JSON object that `core/proofs.py` checks by itself."""
        return proofs.bundle(
            kind=self.kind,
            content=content,
            salt=self.salt,
            index=self.index,
            size=self.size,
            path=self.path,
            note=self.note,
        )


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """What others need to check us: the name of the log and the verifier keys of log and witness."""

    origin: str
    log: proofs.Verifier
    witness: proofs.Verifier


def own_keys() -> OwnKeys:
    tree = Tree.objects.filter(id=1).first()
    origin = tree.origin if tree else signing.own_origin()
    return OwnKeys(origin, signing.signer(origin).verifier, signing.witness(origin).verifier)


def newest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def checkpoint_of(size: int) -> Checkpoint | None:
    """The published checkpoint of a tree of exactly this size."""
    return Checkpoint.objects.filter(size=size).first()


def checkpoints(below: int | None = None, limit: int = PAGE) -> list[Checkpoint]:
    """Published checkpoints, the newest first, at most a page and one more; ``below`` is the cursor."""
    found = Checkpoint.objects.all() if below is None else Checkpoint.objects.filter(size__lt=below)
    return list(found.order_by("-size")[: limit + 1])


def proof_of(owner_id: UUID, subject_id: UUID) -> Inclusion | None:
    """The proof for one thing sealed, or None while it waits for its place, or since it was erased."""
    return proofs_of(owner_id, [subject_id]).get(subject_id)


def proofs_of(owner_id: UUID, subject_ids: Sequence[UUID]) -> dict[UUID, Inclusion]:
    """The proofs for several things of one owner in the newest tree: two statements, then tiles.

    Each is checked before it is given out: tiles that were damaged raise `proofs.Invalid`, never a proof that fails.
    """
    checkpoint = newest_checkpoint()
    if checkpoint is None:
        return {}
    leaves = Leaf.objects.filter(
        owner_id=owner_id, id__in=subject_ids, index__lt=checkpoint.size, salt__isnull=False
    ).order_by("id")
    return {leaf.id: _inclusion(leaf, checkpoint) for leaf in leaves}


PROVED = """
    SELECT leaf.owner_id, leaf.id, leaf.kind, leaf.salt, leaf.commitment, leaf.index
    FROM unnest(%s::uuid[], %s::uuid[]) AS wanted (owner_id, id)
    JOIN log_leaf AS leaf ON leaf.owner_id = wanted.owner_id AND leaf.id = wanted.id
    WHERE leaf.index < %s AND leaf.salt IS NOT NULL
"""
SEALED = """
    SELECT leaf.owner_id, leaf.id
    FROM unnest(%s::uuid[], %s::uuid[]) AS wanted (owner_id, id)
    JOIN log_leaf AS leaf ON leaf.owner_id = wanted.owner_id AND leaf.id = wanted.id
"""
# Of the nodes of the tree on the paths of one reading: neighbours share nearly all of theirs.
NODES_KEPT = 100_000


def proofs_among(pairs: Sequence[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Inclusion]:
    """`proofs_of` for things of many owners, by owner and thing: all in one tree, each checked before it is given out."""
    checkpoint = newest_checkpoint()
    if checkpoint is None or not pairs:
        return {}
    owners, subjects = zip(*pairs, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(PROVED, [list(owners), list(subjects), checkpoint.size])
        rows = cursor.fetchall()
    nodes = lru_cache(maxsize=NODES_KEPT)(tiles.TiledTree(checkpoint.size, read_tile))
    found = {}
    for owner_id, subject_id, kind, salt, commitment, index in rows:
        path = path_to(index, entry_of(kind, commitment), checkpoint, nodes)
        found[owner_id, subject_id] = Inclusion(
            kind, index, bytes(salt), checkpoint.size, tuple(path), checkpoint.whole_note
        )
    return found


def sealed_among(pairs: Sequence[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Which of these things, by owner and id, were ever sealed, also those that were erased since."""
    if not pairs:
        return set()
    owners, subjects = zip(*pairs, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(SEALED, [list(owners), list(subjects)])
        return set(cursor.fetchall())


def placed(owner_id: UUID, subject_ids: Sequence[UUID], size: int) -> int:
    """How many of these things stand in a tree of ``size`` leaves: what a page says before anybody asks for the proofs."""
    leaves = Leaf.objects.filter(owner_id=owner_id, id__in=subject_ids, index__lt=size, salt__isnull=False)
    return leaves.count()


def _inclusion(leaf: Leaf, checkpoint: Checkpoint) -> Inclusion:
    index = leaf.index or 0
    path = path_to(index, entry_of(leaf.kind, leaf.commitment), checkpoint)
    return Inclusion(leaf.kind, index, bytes(leaf.salt or b""), checkpoint.size, tuple(path), checkpoint.whole_note)


def path_to(index: int, entry: bytes, checkpoint: Checkpoint, nodes: tiles.Nodes | None = None) -> list[bytes]:
    """The inclusion path of an entry, checked against the checkpoint's root; ``nodes`` of its tree, if they are at hand."""
    nodes = nodes or tiles.TiledTree(checkpoint.size, read_tile)
    try:
        path = tiles.inclusion_path(index, checkpoint.size, nodes)
        root = proofs.root_from_inclusion(proofs.leaf_hash(entry), index, checkpoint.size, path)
    except FileNotFoundError as error:
        raise proofs.Invalid(f"A tile is missing: {error.filename}") from error
    if root != bytes(checkpoint.root):
        files.forget()
        raise proofs.Invalid(f"The tiles do not lead from entry {index} to the root of {checkpoint.size} leaves.")
    return path


def read_tile(path: str) -> bytes:
    """A tile by its path; of a partial one that has become full since, as much as was asked for."""
    try:
        return files.read(path)
    except FileNotFoundError:
        whole, partial, width = path.partition(".p/")
        if not partial:
            raise
        return files.read(whole)[: int(width) * proofs.HASH_BYTES]


def entry_of(kind: str, commitment: bytes | memoryview) -> bytes:
    """What is published of a leaf: whether it was sealed or erased, and the commitment. Its kind stays here."""
    return proofs.entry(proofs.ERASURE if kind == ERASURE else proofs.SEALED, bytes(commitment))


def entries(first: int, last: int, size: int) -> Iterator[bytes]:
    """What was published, from index ``first`` up to and without ``last``, bundle by bundle."""
    for number in range(first // tiles.TILE_WIDTH, -(-last // tiles.TILE_WIDTH)):
        start = number * tiles.TILE_WIDTH
        width = min(tiles.TILE_WIDTH, size - start)
        path = tiles.tile_path("entries", number, width)
        place = files.place(path)
        if not place.exists():
            place = files.place(tiles.tile_path("entries", number))
        bundle = tiles.unbundled(place.read_bytes())
        yield from bundle[max(first - start, 0) : min(last, size) - start]


def index_of(owner_id: UUID, subject_id: UUID) -> int | None:
    """At which place something stands in the log; None while it waits for one."""
    return Leaf.objects.filter(owner_id=owner_id, id=subject_id).values_list("index", flat=True).first()


@dataclass(frozen=True, slots=True)
class Published:
    """What everybody may read of one entry. ``commitment`` is that of what was sealed, or of what was erased; ``bundle`` the
    address below the log of the file that has it."""

    index: int
    is_erasure: bool
    commitment: bytes
    bundle: str
    checkpoint: Checkpoint


def published(index: int) -> Published | None:
    """The entry at a place of the newest tree; None beyond its end."""
    checkpoint = newest_checkpoint()
    if checkpoint is None or not 0 <= index < checkpoint.size:
        return None
    (entry,) = entries(index, index + 1, checkpoint.size)
    number = index // tiles.TILE_WIDTH
    width = min(tiles.TILE_WIDTH, checkpoint.size - number * tiles.TILE_WIDTH)
    bundle = tiles.tile_path("entries", number, width)
    return Published(index, entry[0] == proofs.ERASURE, entry[1:], bundle, checkpoint)


def waiting() -> bool:
    """Whether anything waits for its place in the tree."""
    return Leaf.objects.filter(index__isnull=True).exists()


def waiting_count() -> int:
    """How many wait; more than a few seconds' worth means that no worker runs."""
    return Leaf.objects.filter(index__isnull=True).count()


def alarms_for(regions: Sequence[str], state: AlarmState, limit: int = PAGE) -> list[Alarm]:
    """Alarms about these regions and below, and about the log as a whole, the newest first; at most one more than a page."""
    theirs = Q(region_code="")
    for region in regions:
        theirs |= Q(region_code__startswith=region)
    return list(Alarm.objects.filter(theirs, state=state).order_by("-found_at", "-id")[: limit + 1])


def open_alarms(limit: int = PAGE) -> list[Alarm]:
    """Alarms that nobody has closed, the newest first."""
    return list(Alarm.objects.filter(state=AlarmState.OPEN).order_by("-found_at", "-id")[:limit])


def followed(origin: str = "") -> list[FollowedLog]:
    """The logs of other nodes that this one watches, by name. An operator follows a handful."""
    found = FollowedLog.objects.filter(origin=origin) if origin else FollowedLog.objects.all()
    return list(found.order_by("origin"))


def open_seen(origin: str) -> QuerySet[FollowedCheckpoint]:
    """What a followed log showed and was not yet found to be the beginning of what it shows."""
    return FollowedCheckpoint.objects.filter(log_id=origin, agreed_at__isnull=True)


def seen(origin: str, before: UUID | None = None, limit: int = PAGE) -> list[FollowedCheckpoint]:
    """Checkpoints that a followed log was seen to show, the last seen first, at most a page and one more."""
    found = FollowedCheckpoint.objects.filter(log_id=origin)
    if before:
        found = found.filter(id__lt=before)
    return list(found.order_by("-id")[: limit + 1])


def witnesses() -> list[Witness]:
    """The witnesses of other nodes that are asked to cosign, by name. An operator asks a handful."""
    return list(Witness.objects.order_by("name"))
