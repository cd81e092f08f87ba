"""Making the proofs that `proofs` checks, from the tiles of a tree (c2sp.org/tlog-tiles).

A node (level, number) is the hash over the 2^level leaves that begin at number x 2^level; a tile holds 256 neighbouring
nodes of every eighth level, and the rows between are hashed from it when they are asked for.
"""

import hashlib
from collections.abc import Callable, Sequence

from .proofs import HASH_BYTES, Invalid, leaf_hash, node_hash

Nodes = Callable[[int, int], bytes]


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1


def _range_root(first: int, count: int, nodes: Nodes) -> bytes:
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return nodes(level, first >> level)
    left = _split(count)
    return node_hash(_range_root(first, left, nodes), _range_root(first + left, count - left, nodes))


def root_of(size: int, nodes: Nodes) -> bytes:
    """The root of the tree of the first ``size`` leaves."""
    return _range_root(0, size, nodes) if size else hashlib.sha256(b"").digest()


def inclusion_path(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The hashes that lead from leaf ``index`` to the root, lowest first (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise Invalid(f"Leaf {index} is not in a tree of {size}.")
    path, first, count = [], 0, size
    while count > 1:
        left = _split(count)
        if index < first + left:
            path.append(_range_root(first + left, count - left, nodes))
            count = left
        else:
            path.append(_range_root(first, left, nodes))
            first, count = first + left, count - left
    return path[::-1]


def consistency_path(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """The hashes that show the tree of ``old`` leaves to be the beginning of that of ``new`` (RFC 6962, 2.1.2)."""
    if not 0 < old <= new:
        raise Invalid(f"A tree of {old} is not the beginning of one of {new}.")
    path, first, count, rest, whole = [], 0, new, old, True
    while rest != count:
        left = _split(count)
        if rest <= left:
            path.append(_range_root(first + left, count - left, nodes))
            count = left
        else:
            path.append(_range_root(first, left, nodes))
            first, count, rest, whole = first + left, count - left, rest - left, False
    return ([] if whole else [_range_root(first, count, nodes)]) + path[::-1]


# Tiles: 256 hashes of one row of the tree, eight levels apart.

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT


def tile_path(level: int | str, number: int, width: int = TILE_WIDTH) -> str:
    """Where a tile lies below the log's address; ``level`` "entries" is a bundle of entries. 1234067: x001/x234/067."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def row_root(row: bytes) -> bytes:
    """The root over a power of two of neighbouring hashes that stand one after the other."""
    while len(row) > HASH_BYTES:
        pairs = range(0, len(row), 2 * HASH_BYTES)
        row = b"".join([hashlib.sha256(b"\x01" + row[at : at + 2 * HASH_BYTES]).digest() for at in pairs])
    return row


class TiledTree:
    """The nodes of a tree of ``size`` leaves, read from its tiles. ``read`` gives the bytes at a tile's path."""

    def __init__(self, size: int, read: Callable[[str], bytes]) -> None:
        self.size = size
        self._read = read

    def __call__(self, level: int, number: int) -> bytes:
        row, within = divmod(level, TILE_HEIGHT)
        first = number << within
        tile = self._tile(row, first >> TILE_HEIGHT)
        start = (first % TILE_WIDTH) * HASH_BYTES
        hashes = tile[start : start + (HASH_BYTES << within)]
        if len(hashes) != HASH_BYTES << within:
            raise Invalid(f"A tile of level {row} is too short.")
        return row_root(hashes)

    def _tile(self, row: int, number: int) -> bytes:
        width = min(TILE_WIDTH, (self.size >> row * TILE_HEIGHT) - (number << TILE_HEIGHT))
        return self._read(tile_path(row, number, width))


def bundled(entries: Sequence[bytes]) -> bytes:
    """Entries one after the other, each behind its length in two bytes."""
    return b"".join([len(one).to_bytes(2, "big") + one for one in entries])


def unbundled(bundle: bytes) -> list[bytes]:
    entries, at = [], 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle) or at + 2 > len(bundle):
            raise Invalid("A bundle of entries is cut off.")
        entries.append(bundle[at + 2 : end])
        at = end
    return entries


def grown(entries: Sequence[bytes], before: int, after: int, read: Callable[[str], bytes]) -> dict[str, bytes]:
    """Every file that is new when a tree of ``before`` leaves becomes one of ``after``: path and content.

    ``entries`` are those from the first one of the bundle that ``before`` ends in. The files depend on nothing else, so
    making them again makes the same.
    """
    first = before - before % TILE_WIDTH
    if len(entries) != after - first:
        raise Invalid(f"Growing to {after} leaves takes {after - first} entries from {first} on.")
    files = {}
    for at in range(0, len(entries), TILE_WIDTH):
        bundle = entries[at : at + TILE_WIDTH]
        files[tile_path("entries", (first + at) // TILE_WIDTH, len(bundle))] = bundled(bundle)
    level, row = 0, b"".join([leaf_hash(one) for one in entries])
    while after > before:
        number, roots = before // TILE_WIDTH, []
        for at in range(0, len(row), TILE_WIDTH * HASH_BYTES):
            tile = row[at : at + TILE_WIDTH * HASH_BYTES]
            files[tile_path(level, number, len(tile) // HASH_BYTES)] = tile
            if len(tile) == TILE_WIDTH * HASH_BYTES:
                roots.append(row_root(tile))
            number += 1
        before, after, level = before // TILE_WIDTH, after // TILE_WIDTH, level + 1
        standing = before % TILE_WIDTH
        row = (read(tile_path(level, before // TILE_WIDTH, standing)) if standing else b"") + b"".join(roots)
    return files
