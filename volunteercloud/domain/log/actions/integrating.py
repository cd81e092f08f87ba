"""The sequencer: gives what waits its place in the tree, writes the tiles, signs and publishes the checkpoint.

Three transactions, each under the lock of the tree's row and each safe to repeat. Places are durable before a file is
written; files are made from them alone; the checkpoint is kept before it is shown. Wherever a run ends, the next goes
on to the same root: nothing that was shown is ever taken back.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import connection, transaction

from volunteercloud.core import actor, proofs, tiles
from volunteercloud.core.transactions import retried
from volunteercloud.domain.log import files, queries, signing
from volunteercloud.domain.log.models import Checkpoint, Leaf, Tree

from .alarms import raise_alarm

SEQUENCER = actor.system("log")
LOWEST = ("tile/0/", "tile/entries/")
MOST_AT_ONCE = 10_000
NOT_OURS = "The published checkpoint is not in this database."
ROLLED_BACK = "log_rolled_back"
LEAVES_CHANGED = "log_leaves_changed"
# Leaves whose files are made together: whole tiles of the lowest level, so that a step leaves none half full.
STEP = MOST_AT_ONCE - MOST_AT_ONCE % tiles.TILE_WIDTH

PLACES = """
    UPDATE log_leaf SET index = given.index
    FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[]) AS given (owner_id, id, index)
    WHERE log_leaf.owner_id = given.owner_id AND log_leaf.id = given.id AND log_leaf.index IS NULL
"""


class RolledBack(Exception):
    """The database does not know what was published: going on would show two histories. An alarm says so."""


def integrate(at: datetime) -> Checkpoint | None:
    """Take in at most `MOST_AT_ONCE` of what waits and publish the checkpoint; None where there is nothing new.

    No action of a person: it is told the time, acts as the system, and the checkpoint is its entry. Raises `RolledBack`
    where the published checkpoint is not one of this database's.
    """
    origin = queries.own_keys().origin
    if reason := disagreement():
        raise_alarm(actor=SEQUENCER, kind=ROLLED_BACK, subject=origin, facts=reason, at=at)
        raise RolledBack(NOT_OURS)
    _give_places()
    try:
        signed = _sign(at)
    except proofs.Invalid as error:
        facts = {"problem": str(error)}
        raise_alarm(actor=SEQUENCER, kind=LEAVES_CHANGED, subject=origin, facts=facts, at=at)
        raise
    publish()
    return signed


@transaction.atomic
def mend() -> Checkpoint | None:
    """Make every file of the published tree again from the leaves; None where nothing was published.

    `proofs.Invalid`, and every file stays as it is, where the leaves do not lead to the published root any more; so does
    `RolledBack`, where another checkpoint was published than this database knows.
    """
    lock_tree()
    if disagreement():
        raise RolledBack(NOT_OURS)
    newest = queries.newest_checkpoint()
    if newest:
        _make_again(newest)
        publish()
    return newest


def disagreement() -> dict[str, object]:
    """What is published and not kept here: a database that came back from an old backup, or another one's folder."""
    note = files.published()
    if not note:
        return {}
    try:
        shown = proofs.parse_checkpoint(proofs.split_note(note)[0])
    except proofs.Invalid as error:
        return {"published": str(error), "kept": ""}
    kept = Checkpoint.objects.filter(size=shown.size).first()
    if kept and note.startswith(kept.note):
        return {}
    return {"published": note, "kept": kept.note if kept else ""}


def lock_tree() -> Tree:
    """The row of the tree, locked until the transaction ends; made when the log begins, and named for ever."""
    Tree.objects.get_or_create(id=1, defaults={"origin": signing.own_origin()})
    return Tree.objects.select_for_update().get(id=1)


@retried
def _give_places() -> None:
    """First come, first placed: in the order of the times at which they were sealed, then of their ids."""
    tree = lock_tree()
    waiting = list(
        Leaf.objects.filter(index__isnull=True)
        .order_by("appended_at", "id")
        .values_list("owner_id", "id")[:MOST_AT_ONCE]
    )
    if not waiting:
        return
    owners, subjects = zip(*waiting, strict=True)
    places = list(range(tree.size, tree.size + len(waiting)))
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [list(owners), list(subjects), places])
        if cursor.rowcount != len(waiting):
            raise AssertionError("A leaf was given a place by somebody who does not hold the tree.")
    tree.size += len(waiting)
    tree.save(update_fields=["size"])


@transaction.atomic
def _sign(at: datetime) -> Checkpoint | None:
    """Make the files that the new places ask for, then sign the root they lead to."""
    tree, newest = lock_tree(), queries.newest_checkpoint()
    before, root = (newest.size, bytes(newest.root)) if newest else (0, b"")
    if tree.size == before:
        return None
    ensure_standing(newest)
    for step, made in _growing(before, tree.size, queries.read_tile):
        root = checked_root(before, root, step, made)
        _bring(made)
        before = step
    return keep_signed(tree, root, newest, at)


def keep_signed(tree: Tree, root: bytes, newest: Checkpoint | None, at: datetime) -> Checkpoint:
    """Sign and keep what the tree has come to; never as of before the checkpoint that stands."""
    at = max(at, newest.signed_at) if newest else at
    note = signing.signed(proofs.Checkpoint(tree.origin, tree.size, root), at)
    return Checkpoint.objects.create(size=tree.size, root=root, note=note, signed_at=at)


@transaction.atomic
def publish() -> None:
    """Show the newest checkpoint that is kept, with what witnesses say of it, unless it is shown already."""
    lock_tree()
    newest = queries.newest_checkpoint()
    if newest is None or newest.whole_note == files.checkpoint():
        return
    files.publish(newest.whole_note, newest.signed_at)


def ensure_standing(newest: Checkpoint | None) -> None:
    """The tree grows from its right edge: where that was lost, it is made again first."""
    if newest and not _stands(newest):
        _make_again(newest)


def _stands(checkpoint: Checkpoint) -> bool:
    """Whether the right edge of the tiles, from which the tree grows, leads to what was signed."""
    try:
        root = tiles.root_of(checkpoint.size, tiles.TiledTree(checkpoint.size, queries.read_tile))
    except (proofs.Invalid, FileNotFoundError):
        return False
    return root == bytes(checkpoint.root)


def _growing(before: int, after: int, read: Callable[[str], bytes]) -> Iterator[tuple[int, dict[str, bytes]]]:
    """The files of a tree that grows, in steps that fit into memory: the size reached, path and content."""
    while before < after:
        first = before - before % tiles.TILE_WIDTH
        step = min(after, first + STEP)
        yield step, tiles.grown(_entries(first, step), before, step, read)
        before = step


def checked_root(
    before: int, root: bytes, after: int, made: dict[str, bytes], read: Callable[[str], bytes] = queries.read_tile
) -> bytes:
    """The root that a step's files lead to. `proofs.Invalid` where the leaves were changed since: then the tree would not
    begin with what was published."""
    tree = tiles.TiledTree(after, lambda path: made.get(path) or read(path))
    if before and tiles.root_of(before, tree) != root:
        raise proofs.Invalid(f"The leaves do not make the root of {before} any more.")
    return tiles.root_of(after, tree)


def _bring(made: dict[str, bytes]) -> None:
    """Files to the disk; parts of what is whole now go."""
    files.write(made)
    for path in made:
        if not is_partial(path):
            files.drop_partial(path)


def _make_again(checkpoint: Checkpoint) -> None:
    """Tiles that were lost or damaged are made anew, once it is sure that the leaves still lead to what was published."""
    kept: dict[str, bytes] = {}
    for _step, made in _growing(0, checkpoint.size, kept.__getitem__):
        # Of the lowest level only the right edge is asked for again; the rest would not fit into memory.
        kept |= {path: tile for path, tile in made.items() if is_partial(path) or not path.startswith(LOWEST)}
    if tiles.root_of(checkpoint.size, tiles.TiledTree(checkpoint.size, kept.__getitem__)) != bytes(checkpoint.root):
        raise proofs.Invalid(f"The leaves do not make the root of {checkpoint.size} any more.")
    for _step, made in _growing(0, checkpoint.size, queries.read_tile):
        _bring(made)


def is_partial(path: str) -> bool:
    return ".p/" in path


def _entries(first: int, last: int) -> list[bytes]:
    leaves = Leaf.objects.filter(index__gte=first, index__lt=last).order_by("index", "id")
    found = list(leaves.values_list("index", "kind", "commitment"))
    if [index for index, _kind, _commitment in found] != list(range(first, last)):
        raise proofs.Invalid(f"Of the leaves from {first} to {last} some are missing.")
    return [queries.entry_of(kind, commitment) for _index, kind, commitment in found]
