"""Whether what was archived since a backup is whole, so that each moment until now can be reached."""

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from volunteercloud.cli.backups import following, wal
from volunteercloud.cli.backups.manifests import Manifest
from volunteercloud.cli.backups.stores import Store
from volunteercloud.core.errors import Refused


def faults(store: Store, manifest: Manifest, identities: Sequence[X25519PrivateKey] | None) -> list[str]:
    """Where a recovery would end too early: files of the archive that were changed, cut or lost, by name.

    Without ``identities`` none is opened, and only what was lost is found.
    """
    if not manifest.system:
        return []
    position = wal.Position.read(store, manifest.system)
    own, kept = _own(manifest), [*wal.archived(store, manifest)]
    names = [*own, *(one.rpartition("/")[2] for one in kept)]
    found, reaches = _opened(store, manifest, identities, [*kept, *following.bundles(store, manifest)])
    for segment in wal.holes(names, manifest, position):
        found.append(f"archive: {_place(manifest, segment)}: It is missing.")
    if position:
        last = position.segment(manifest.segment_bytes)
        there = max(reaches.get(last, 0), own.get(wal.name_of(last, manifest) + wal.PARTIAL, 0))
        if there and position.is_behind(there, manifest.segment_bytes):
            found.append(f"archive: {_place(manifest, last)}: It ends earlier than it did once.")
    return found


def _opened(
    store: Store, manifest: Manifest, identities: Sequence[X25519PrivateKey] | None, kept: Sequence[str]
) -> tuple[list[str], dict[int, int]]:
    """What of the archive cannot be opened, and how far each segment was written."""
    found: list[str] = []
    reaches: dict[int, int] = {}
    for one in kept:
        name, written = one.rpartition("/")[2], manifest.segment_bytes
        try:
            if identities is not None:
                with wal.taken(store, one, identities) as content:
                    written = wal.reach(content.read())
        except Refused as refusal:
            found.append(f"archive: {one}: {refusal.message}")
        if wal.is_segment(name):
            segment = wal.index(name, manifest.segment_bytes)
            reaches[segment] = max(written, reaches.get(segment, 0))
    return found, reaches


def _place(manifest: Manifest, segment: int) -> str:
    return wal.place(manifest.system, wal.name_of(segment, manifest))


def _own(manifest: Manifest) -> dict[str, int]:
    """The segments that the backup has with it, and how far they are written at least: until its state was noted."""
    size = manifest.segment_bytes
    first = wal.index(manifest.begins, size)
    if manifest.state is None:
        return {manifest.begins + wal.PARTIAL: 1}
    noted = wal.Position(manifest.state.lsn, manifest.state.at)
    whole = {wal.name_of(segment, manifest): size for segment in range(first, noted.segment(size))}
    return whole | {wal.name_of(noted.segment(size), manifest) + wal.PARTIAL: noted.byte % size}
