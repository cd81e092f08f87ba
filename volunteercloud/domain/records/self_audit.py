"""The nightly self-audit: every record against the public log, so that no hand in the database goes unseen.

It believes nothing that the database says about the log: the published files, whose root a signed checkpoint holds, are
what the rows are measured by. Two passes, each in the order of a key and in bounded memory: leaves by their place in the
tree, and record versions beside their leaves by owner.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from volunteercloud.core import checks as stored
from volunteercloud.core import proofs
from volunteercloud.domain.log import files, signing
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.log.models import ERASURE, Checkpoint, Leaf

from . import checks
from .canonical import KIND, canonical
from .models import RecordHead, ServiceRecord

# A version is sealed by the transaction that writes it and has its place within seconds; more is no delay.
TOLERANCE = timedelta(minutes=5)
CHUNK = 2_000
LAST = UUID(int=2**128 - 1)  # after every owner


class Kind(StrEnum):
    EDITED = "edited"  # a version does not say what was sealed
    DELETED = "deleted"  # what was sealed is not there any more, and no erasure says why
    INSERTED = "inserted"  # a version, or a leaf, that was never sealed
    WAITING = "waiting"  # a leaf that should have had its place long ago, or says to come from the future
    REORDERED = "reordered"  # a leaf stands at another one's place
    BACK_DATED = "back_dated"  # says to be older than the checkpoint before it
    BROUGHT_BACK = "brought_back"  # from an old backup: erased and there again, or the end of the tree unknown
    CHECKPOINT = "checkpoint"  # a checkpoint that the tree does not lead to
    HEAD = "head"  # what stands is not the newest version, so totals are wrong


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that cannot be by honest work. ``index`` is the place in the tree, ``version_id`` the version, if known."""

    kind: Kind
    index: int | None = None
    volunteer_id: UUID | None = None
    version_id: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """What an alarm is about: the same finding has the same subject every night."""
        return str(self.version_id or f"index {self.index}")


@dataclass(frozen=True, slots=True)
class Report:
    """How many leaves and versions were compared with the tree of ``size``, and what was found.

    ``erasures`` are the entries that say openly that something was erased: for each there should be a decision.
    """

    size: int
    leaves: int
    versions: int
    erasures: int
    findings: list[Finding]


@dataclass(slots=True)
class _Published:
    """The tree as published: its size, and when each part of it was signed."""

    size: int = 0
    sizes: list[int] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    erased: set[bytes] = field(default_factory=set)

    def not_before(self, index: int) -> datetime | None:
        """The time of the last checkpoint that did not hold this place yet."""
        before = bisect_right(self.sizes, index)
        return self.times[before - 1] if before else None


def audit(at: datetime, kept: Sequence[str] = ()) -> Report:
    """Compare everything with the newest checkpoint, and with ``kept``: notes that somebody put aside earlier.

    What is written meanwhile is left for the next time. Raises `proofs.Invalid` where a note is not signed by this log,
    and `FileNotFoundError` where files of the log are missing.
    """
    note = files.checkpoint()
    with _one_snapshot():
        published = _Published()
        findings = list(_tree(published, note, kept))
        leaves = versions = 0
        for found in _leaves_in_place(published, at):
            leaves += 1
            findings += found
        for found in _versions_beside_leaves(published):
            versions += 1
            findings += found
        findings += _heads()
    return Report(published.size, leaves - 1, versions - 1, len(published.erased), findings)


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """All statements see one moment, which is after the checkpoint was published: places are durable before that."""
    is_inside = connection.in_atomic_block
    with transaction.atomic():
        if not is_inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _tree(published: _Published, note: str, kept: Sequence[str]) -> Iterator[Finding]:
    """Hash the published entries again and compare the root at every size for which there is a checkpoint."""
    if not note:
        return
    origin = proofs.parse_checkpoint(proofs.split_note(note)[0]).origin
    log, witness = signing.signer(origin).verifier, signing.witness(origin).verifier
    published.size = proofs.open_checkpoint(note, log).size
    claimed: dict[int, set[bytes]] = {}
    history = dict.fromkeys(files.history())
    for one in (*history, note, *kept):
        shown = proofs.open_checkpoint(one, log)
        claimed.setdefault(shown.size, set()).add(shown.root)
    for one in history:
        published.sizes.append(proofs.parse_checkpoint(proofs.split_note(one)[0]).size)
        published.times.append(datetime.fromtimestamp(proofs.cosigned_at(one, witness), UTC))
    for row in Checkpoint.objects.order_by("size").iterator(chunk_size=CHUNK):
        if row.note not in history:
            yield Finding(
                Kind.CHECKPOINT, row.size, facts={"problem": "The database keeps a note that was not published."}
            )

    row_of_roots: list[tuple[int, bytes]] = []
    for size, entry in enumerate(log_queries.entries(0, published.size, published.size), 1):
        if entry[0] == proofs.ERASURE:
            published.erased.add(entry[1:])
        _grow(row_of_roots, proofs.leaf_hash(entry))
        if size in claimed and claimed.pop(size) != {_root(row_of_roots)}:
            yield Finding(Kind.CHECKPOINT, size, facts={"problem": "The published entries do not lead to its root."})
    for size in sorted(claimed):
        if size:
            yield Finding(Kind.BROUGHT_BACK, size, facts={"problem": "A checkpoint says more than is published."})


def _grow(roots: list[tuple[int, bytes]], leaf: bytes) -> None:
    """Add a leaf to the roots of the full subtrees that stand side by side, highest first: (height, root)."""
    height = 0
    while roots and roots[-1][0] == height:
        leaf = proofs.node_hash(roots.pop()[1], leaf)
        height += 1
    roots.append((height, leaf))


def _root(roots: list[tuple[int, bytes]]) -> bytes:
    found = roots[-1][1]
    for _, left in reversed(roots[:-1]):
        found = proofs.node_hash(left, found)
    return found


def _leaves_in_place(published: _Published, at: datetime) -> Iterator[list[Finding]]:
    """Every leaf of the database against the entry at its place; a list of findings for each leaf, then for the rest."""
    entries = enumerate(log_queries.entries(0, published.size, published.size))
    index, entry = next(entries, (None, b""))
    astray: list[tuple[Leaf, int, bytes]] = []
    for leaf in Leaf.objects.filter(index__isnull=False).order_by("index", "id").iterator(chunk_size=CHUNK):
        found: list[Finding] = []
        place = leaf.index or 0
        while index is not None and index < place:
            found.append(_missing(index, published))
            index, entry = next(entries, (None, b""))
        if index == place:
            if log_queries.entry_of(leaf.kind, leaf.commitment) != entry:
                astray.append((leaf, place, entry))
            index, entry = next(entries, (None, b""))
        elif place < published.size:
            found.append(Finding(Kind.INSERTED, place, leaf.owner_id, leaf.id, {"leaf": "a place that is taken"}))
        elif not _is_young(leaf, at):
            found.append(Finding(Kind.INSERTED, place, leaf.owner_id, leaf.id, {"leaf": "a place beyond the tree"}))
        yield found
    rest = [] if index is None else [_missing(each, published) for each in range(index, published.size)]
    rest += [
        Finding(Kind.WAITING, None, leaf.owner_id, leaf.id, {"leaf": f"waits since {leaf.appended_at.isoformat()}"})
        for leaf in Leaf.objects.filter(index__isnull=True).order_by("owner_id", "id").iterator(chunk_size=CHUNK)
        if not _is_young(leaf, at)
    ]
    elsewhere = {entry for _, _, entry in astray}
    moved = [
        Finding(
            Kind.REORDERED if log_queries.entry_of(leaf.kind, leaf.commitment) in elsewhere else Kind.EDITED,
            place,
            leaf.owner_id,
            leaf.id,
            {"leaf": "not the entry that was published at its place"},
        )
        for leaf, place, _ in astray
    ]
    yield rest + moved


def _is_young(leaf: Leaf, at: datetime) -> bool:
    """Whether it may honestly be on its way into the tree."""
    return abs(leaf.appended_at - at) <= TOLERANCE


def _missing(index: int, published: _Published) -> Finding:
    return Finding(
        Kind.DELETED, index, facts=_sealed_when(index, published) | {"leaf": "no row for what was published"}
    )


def _sealed_when(index: int, published: _Published) -> dict[str, Any]:
    """Between which checkpoints a place was taken: where to look in a backup."""
    after = published.not_before(index)
    upto = bisect_right(published.sizes, index)
    by = published.times[upto] if upto < len(published.times) else None
    return {"sealed_after": after and after.isoformat(), "sealed_by": by and by.isoformat()}


def _versions_beside_leaves(published: _Published) -> Iterator[list[Finding]]:
    """Merge versions and leaves in the order of owner and id: each version beside its leaf, whoever stands alone is found."""
    leaves = _by_owner(Leaf, "owner_id", Leaf.objects.filter(kind=KIND))
    leaf = next(leaves, None)
    carried = _Carried()
    for version in _by_owner(ServiceRecord, "volunteer_id", ServiceRecord.objects.all()):
        found: list[Finding] = []
        key = (version.volunteer_id, version.id)
        while leaf and (leaf.owner_id, leaf.id) < key:
            found += _alone(leaf, published)
            leaf = next(leaves, None)
        if leaf and (leaf.owner_id, leaf.id) == key:
            found += _compared(version, leaf, published, is_carried=carried.holds(version))
            leaf = next(leaves, None)
        else:
            found.append(Finding(Kind.INSERTED, None, *key, facts=_told(version)))
        yield found
    rest: list[Finding] = []
    while leaf:
        rest += _alone(leaf, published)
        leaf = next(leaves, None)
    yield rest


class _Carried:
    """Which records of each owner another node recorded, read beside the versions in the order of owners."""

    def __init__(self) -> None:
        heads = RecordHead.objects.exclude(origin="")
        self._rest = groupby(_by_owner(RecordHead, "volunteer_id", heads, "record_id"), attrgetter("volunteer_id"))
        self._owner_id: UUID | None = None
        self._records: set[UUID] = set()

    def holds(self, version: ServiceRecord) -> bool:
        while self._owner_id is None or self._owner_id < version.volunteer_id:
            self._owner_id, heads = next(self._rest, (LAST, ()))
            self._records = {head.record_id for head in heads}
        return self._owner_id == version.volunteer_id and version.record_id in self._records


def _by_owner(model: Any, owner: str, rows: Any, key: str = "id") -> Iterator[Any]:
    """All rows in the order of owner and id, a chunk a statement."""
    ordered = rows.order_by(owner, key)
    page = list(ordered[:CHUNK])
    while page:
        yield from page
        last = page[-1]
        page = list(
            ordered.extra(  # noqa: S610  comparing rows, which the ORM cannot say and the index needs
                where=[f"({model._meta.db_table}.{owner}, {model._meta.db_table}.{key}) > (%s, %s)"],
                params=[getattr(last, owner), getattr(last, key)],
            )[:CHUNK]
        )


def _compared(version: ServiceRecord, leaf: Leaf, published: _Published, *, is_carried: bool) -> list[Finding]:
    """What another node recorded was written there before it was sealed here: its bundle says when (`transfers`)."""
    if leaf.salt is None:
        # The row of an erased record is back, or its salt was destroyed without an erasure.
        kind = Kind.BROUGHT_BACK if bytes(leaf.commitment) in published.erased else Kind.EDITED
        return [_about(kind, version, leaf, {"leaf": "erased"})]
    salt = bytes(leaf.salt)
    if proofs.commitment(leaf.kind, salt, canonical(version, salt)) != bytes(leaf.commitment):
        return [_about(Kind.EDITED, version, leaf)]
    if leaf.index is None:
        return []
    earliest = published.not_before(leaf.index)
    if earliest and not is_carried and version.written_at < earliest - TOLERANCE:
        return [_about(Kind.BACK_DATED, version, leaf, _sealed_when(leaf.index, published))]
    return []


def _alone(leaf: Leaf, published: _Published) -> list[Finding]:
    """A leaf without its version: fine once an erasure stands in the tree, or is about to."""
    if leaf.salt is None:
        is_said = bytes(leaf.commitment) in published.erased
        if is_said or Leaf.objects.filter(owner_id=leaf.owner_id, kind=ERASURE, commitment=leaf.commitment).exists():
            return []
    facts = {} if leaf.index is None else _sealed_when(leaf.index, published)
    return [Finding(Kind.DELETED, leaf.index, leaf.owner_id, leaf.id, facts)]


def _about(kind: Kind, version: ServiceRecord, leaf: Leaf, facts: dict[str, Any] | None = None) -> Finding:
    return Finding(kind, leaf.index, version.volunteer_id, version.id, _told(version) | (facts or {}))


def _told(version: ServiceRecord) -> dict[str, Any]:
    """What an officer needs to find the record; no names."""
    return {
        "record": str(version.record_id),
        "version": version.version,
        "day": str(version.day),
        "organization": str(version.organization_id),
        "region": version.service_region_code,
    }


def _heads() -> list[Finding]:
    """What stands must be the newest version, on both sides: the totals rest on it."""
    findings = []
    for name, statement in checks.STATEMENTS.items():
        for _owner_id, record_id, *rest in stored.found(statement):
            facts = {"broken": name, "found": [str(value) for value in rest]}
            findings.append(Finding(Kind.HEAD, version_id=record_id, facts=facts))
    return findings
