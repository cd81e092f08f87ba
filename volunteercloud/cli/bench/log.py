"""The public log: how many leaves a second it takes in, how long one waits, what a proof in a large tree costs.

Works on the database it is given, a throwaway one, and on folders of its own. `volunteercloud bench records` calls it.
"""

import hashlib
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from volunteercloud.cli import progress
from volunteercloud.cli.bench import report
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.core import proofs, tiles
from volunteercloud.domain.log import actions, files, queries, signing, tasks
from volunteercloud.domain.log.models import Checkpoint, Leaf

CONTENT = b"x" * 1_200  # about what the canonical form of a record takes
WIDTH = tiles.TILE_WIDTH
# Distinct lowest tiles of the large tree: enough that each read is one from the disk, few enough to be hashed at once.
DISTINCT = 64


@dataclass(frozen=True, slots=True)
class Size:
    """How much: leaves taken in, ``together`` in one action; leaves of the large tree; proofs made in it."""

    leaves: int
    together: int
    tree: int
    proofs: int


FULL = Size(leaves=50_000, together=1_000, tree=10_000_000, proofs=1_000)
SHORT = Size(leaves=10_000, together=1_000, tree=1_000_000, proofs=200)
QUICK = Size(leaves=2_000, together=500, tree=100_000, proofs=50)


def measure(size: Size, at: datetime) -> list[Figure]:
    with _folder(), progress.step("Leaves of the log"):
        figures = _taking_in(size, at)
    with _folder():
        with progress.step("A large tree"):
            owner_id, ids = _large_tree(size, at)
        with progress.step("Proofs"):
            figures += _proving(size, owner_id, ids)
    return figures


@contextmanager
def _folder() -> Iterator[None]:
    """Files beside those of the site, on the same disk, gone afterwards."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    kept = settings.LOG_FILES
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="bench-log-") as folder:
        settings.LOG_FILES = Path(folder)
        try:
            yield
        finally:
            settings.LOG_FILES = kept
            files.forget()


def _taking_in(size: Size, at: datetime) -> list[Figure]:
    """Sealed in actions of many, each committed; then placed, written, signed and published until nothing waits."""
    began, worked = time.perf_counter(), time.process_time()
    for _ in range(0, size.leaves, size.together):
        actions.append(_leaves(size.together), at)
    appended, work = time.perf_counter() - began, time.process_time() - worked
    batches = []
    while _integrated(at, batches):
        pass
    return [
        figure(
            "log, leaves appended and published",
            size.leaves / (appended + sum(batches)),
            "/s",
            limit=_bare_rate(size.leaves),
            target=report.Target("≥ 5000", lambda value, _ratio: value >= 5_000),
        ),
        figure("log, an action’s own work for a leaf", work / size.leaves * 1e6, "µs"),
        figure("log, merge delay of a full batch", tasks.PAUSE_SECONDS + max(batches), "s", target=report.at_most(5)),
    ]


def _leaves(count: int) -> list[actions.NewLeaf]:
    owner_id = uuid4()
    return [actions.NewLeaf("record", owner_id, uuid4(), actions.new_salt(), CONTENT) for _ in range(count)]


def _integrated(at: datetime, batches: list[float]) -> bool:
    began = time.perf_counter()
    published = actions.integrate(at)
    batches.append(time.perf_counter() - began)
    return published is not None


def _bare_rate(leaves: int) -> float:
    """The limit: the hashes alone, and the bytes of the lowest tiles and bundles brought to the disk."""
    began = time.perf_counter()
    for number in range(-(-leaves // WIDTH)):
        row = b""
        for _ in range(WIDTH):
            row += hashlib.sha256(hashlib.sha256(CONTENT).digest()).digest()
        for name, content in (("tile", row), ("bundle", row + bytes(3 * WIDTH))):
            with files.place(f"bare-{name}-{number}").open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        proofs.leaf_hash(tiles.row_root(row))
    return leaves / (time.perf_counter() - began)


def _large_tree(size: Size, at: datetime) -> tuple[UUID, list[UUID]]:
    """A published tree, of which a few leaves are known; its lowest tiles repeat after `DISTINCT`, the others do not."""
    rows = [b"".join([proofs.leaf_hash(_entry(place)) for place in _places(number)]) for number in range(DISTINCT)]
    roots, level, count = [tiles.row_root(row) for row in rows], 0, size.tree
    row = b""
    while count:
        for number in range(-(-count // WIDTH)):
            width = min(WIDTH, count - number * WIDTH)
            tile = rows[number % DISTINCT] if level == 0 else row[number * WIDTH * 32 : (number + 1) * WIDTH * 32]
            path = files.place(tiles.tile_path(level, number, width))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(tile[: width * 32])
        count, level = count // WIDTH, level + 1
        above = row
        row = b"".join(
            roots[number % DISTINCT]
            if level == 1
            else tiles.row_root(above[number * WIDTH * 32 : (number + 1) * WIDTH * 32])
            for number in range(count)
        )
    root = tiles.root_of(size.tree, tiles.TiledTree(size.tree, queries.read_tile))
    origin = signing.own_origin()
    note = signing.signed(proofs.Checkpoint(origin, size.tree, root), at)
    Checkpoint.objects.create(size=size.tree, root=root, note=note, signed_at=at)
    return _known_leaves(size, at)


def _places(tile: int) -> range:
    return range(tile * WIDTH, (tile + 1) * WIDTH)


def _entry(place: int) -> bytes:
    return proofs.entry(proofs.SEALED, hashlib.sha256(place.to_bytes(8, "big")).digest())


def _known_leaves(size: Size, at: datetime) -> tuple[UUID, list[UUID]]:
    owner_id, ids = uuid4(), []
    chosen = random.Random(4).sample(range(size.tree), size.proofs)  # noqa: S311  the same ones each time
    for index in chosen:
        ids.append(uuid4())
        Leaf.objects.create(
            owner_id=owner_id,
            id=ids[-1],
            kind="record",
            salt=actions.new_salt(),
            commitment=_entry(index % (DISTINCT * WIDTH))[1:],
            index=index,
            appended_at=at,
        )
    return owner_id, ids


def _proving(size: Size, owner_id: UUID, ids: list[UUID]) -> list[Figure]:
    """Each proof alone: two statements, the tiles, the check against the root."""
    files.forget()
    took = []
    for one in ids:
        began = time.perf_counter()
        proof = queries.proof_of(owner_id, one)
        took.append(time.perf_counter() - began)
        if proof is None or proof.size != size.tree:
            raise AssertionError("The proof is of another tree.")
    took.sort()
    name = f"log, inclusion proof among {size.tree:,} leaves"
    return [
        figure(name, sum(took) / len(took) * 1e3, "ms", target=report.at_most(5)),
        figure(f"{name}, slowest of a hundred", took[len(took) * 99 // 100] * 1e3, "ms"),
    ]
