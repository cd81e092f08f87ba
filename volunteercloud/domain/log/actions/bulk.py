"""The way of the sequencer for very many leaves at once, where nobody publishes beside it: the same tree, root and files.

What takes the ordinary way its time is that every file is durable before the next step. Here they are brought to the disk
together before the checkpoint is kept. Ended at any moment, nothing was published, and a second run makes the same again.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from volunteercloud.core import proofs, tiles
from volunteercloud.domain.log import files, queries
from volunteercloud.domain.log.models import Checkpoint

from .integrating import (
    NOT_OURS,
    RolledBack,
    checked_root,
    disagreement,
    ensure_standing,
    is_partial,
    keep_signed,
    lock_tree,
    publish,
)

Told = Callable[[int, int], None]

AT_ONCE = 500_000  # places given by one statement
STEP = 256 * tiles.TILE_WIDTH  # leaves whose files are made together, in some thirty megabytes
# The order of the ordinary way.
PLACES = """
    UPDATE log_leaf SET index = given.index
    FROM (
        SELECT owner_id, id, %s - 1 + row_number() OVER (ORDER BY appended_at, id) AS index
        FROM (SELECT * FROM log_leaf WHERE index IS NULL ORDER BY appended_at, id LIMIT %s) AS waiting
    ) AS given
    WHERE log_leaf.owner_id = given.owner_id AND log_leaf.id = given.id AND log_leaf.index IS NULL"""
ENTRIES = "SELECT index, kind, commitment FROM log_leaf WHERE index >= %s AND index < %s ORDER BY index, id"


def _tell_nobody(_done: int, _total: int) -> None:
    """Where nobody asked how far it is."""


def integrate_many(at: datetime, *, tell: Told = _tell_nobody) -> Checkpoint | None:
    """Take in everything that waits, and publish one checkpoint over it; None where there is nothing new.

    Told the time, acts as the system, and the checkpoint is its entry. Raises `RolledBack` where the published checkpoint is
    not one of this database's. ``tell`` hears how many leaves have their files.
    """
    if disagreement():
        raise RolledBack(NOT_OURS)
    while _give_places():
        pass
    signed = _sign(at, tell)
    publish()
    return signed


@transaction.atomic
def take_places(count: int) -> None:
    """Say that the leaves of an empty tree were written with their places: ``count`` of them, from 0 on, without a gap. Said
    again, it changes nothing.

    Refused by `proofs.Invalid` where the tree is not empty; whether each place is taken once, `integrate_many` sees.
    """
    tree = lock_tree()
    if tree.size == count:
        return
    if tree.size:
        raise proofs.Invalid("The tree has leaves: places are given, not taken.")
    tree.size = count
    tree.save(update_fields=["size"])


@transaction.atomic
def _give_places() -> int:
    tree = lock_tree()
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [tree.size, AT_ONCE])
        given = cursor.rowcount
    tree.size += given
    tree.save(update_fields=["size"])
    return given


@transaction.atomic
def _sign(at: datetime, tell: Told) -> Checkpoint | None:
    tree, newest = lock_tree(), queries.newest_checkpoint()
    before, root = (newest.size, bytes(newest.root)) if newest else (0, b"")
    if tree.size == before:
        return None
    ensure_standing(newest)
    edge: dict[str, bytes] = {}  # tiles that are not full yet: on the disk only what the last step leaves of them

    def read(path: str) -> bytes:
        return edge.get(path) or queries.read_tile(path)

    while before < tree.size:
        first = before - before % tiles.TILE_WIDTH
        after = min(tree.size, first + STEP)
        made = tiles.grown(_entries(first, after), before, after, read)
        root = checked_root(before, root, after, made, read)
        files.write_loosely({path: tile for path, tile in made.items() if not is_partial(path)})
        edge = {path: tile for path, tile in made.items() if is_partial(path)}
        before = after
        tell(before, tree.size)
    files.write_loosely(edge)
    files.bring_all_to_disk()
    return keep_signed(tree, root, newest, at)


def _entries(first: int, last: int) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [first, last])
        found = cursor.fetchall()
    if [index for index, _kind, _commitment in found] != list(range(first, last)):
        raise proofs.Invalid(f"Of the leaves from {first} to {last} some are missing.")
    return [queries.entry_of(kind, commitment) for _index, kind, commitment in found]
