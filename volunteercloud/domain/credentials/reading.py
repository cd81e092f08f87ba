"""Checking a person's own copy, ours or another node's: whole, signed, and every record proved by that node's log.

Nothing here writes, and nothing is believed before it is checked. What a package says beyond its proofs is the word of
the node that signed it; where nobody here knows that node, it is nobody's word.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO

from volunteercloud.core import parsing, proofs
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.nodes import papers
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.nodes.keyring import Untrusted

from . import manifests, proving
from .manifests import Holder, Manifest
from .proving import Entry
from .unpacking import Opened, Unsafe

LARGEST_MANIFEST = 2_000_000
LIST, SIGNED = "manifest.json", "manifest.jws"


class Standing(StrEnum):
    """Whose package it is, as this node can tell."""

    OWN = "own"
    TRUSTED = "trusted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about a package that does not hold: a code, and the file it is about."""

    code: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a package is. ``faults`` is empty for one that holds; then ``entries`` are the records that count at its node, and
    ``proved`` of ``versions`` stand in that node's log. ``digest`` is the SHA-256 of its signature."""

    standing: Standing
    manifest: Manifest
    digest: bytes
    faults: tuple[Fault, ...]
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    versions: int = 0
    proved: int = 0
    credit_minutes: int = 0
    honour_minutes: int = 0

    @property
    def holds(self) -> bool:
        return not self.faults

    @property
    def holder(self) -> Holder:
        return self.manifest.holder


def checked(file: BinaryIO, at: datetime) -> Checked:
    """Check a package. Raises `Unsafe` with a code for what is none, or can't be opened without harm.

    Of a node that is known (ours, or one that is trusted) the signature must be good and its log's key is the one known
    here. Of any other node the package is only held against itself: whole as it was packed, and true to the log that it names.
    """
    opened = Opened(file)
    text = _ascii(opened.content(SIGNED, LARGEST_MANIFEST))
    manifest = manifests.read(_claimed(text))
    digest = hashlib.sha256(text.encode()).digest()
    standing, faults = _signed(text, manifest, at)
    faults += _whole(opened, manifest)
    if faults:
        return Checked(standing, manifest, digest, tuple(faults))
    vkey = _vkey(standing, manifest)
    try:
        found = proving.of(opened, manifest, proofs.Verifier.parse(vkey))
    except proving.Unproved as error:
        return Checked(standing, manifest, digest, (Fault(error.code, error.path),))
    except proofs.Invalid:
        return Checked(standing, manifest, digest, (Fault("copy.log_key"),))
    return Checked(
        standing,
        manifest,
        digest,
        (),
        tuple(found.entries),
        found.versions,
        found.proved,
        found.credit_minutes,
        found.honour_minutes,
    )


def _ascii(content: bytes) -> str:
    try:
        return content.decode("ascii").strip()
    except UnicodeDecodeError:
        raise Unsafe("copy.no_package") from None


def _claimed(text: str) -> dict[str, Any]:
    """What the signed list says, before anybody looked at the signature."""
    try:
        return papers.read(text)
    except Untrusted:
        raise Unsafe("copy.no_package") from None


def _signed(text: str, manifest: Manifest, at: datetime) -> tuple[Standing, list[Fault]]:
    is_own = manifest.node == node_queries.own_name()
    try:
        papers.opened(text, manifest.node, at, kind=manifests.SIGNATURE)
    except Untrusted as error:
        if error.code in ("node.unknown", "node.withdrawn"):
            return Standing.UNKNOWN, []
        # Known, but not their signature: somebody else made it, or changed it.
        return Standing.OWN if is_own else Standing.TRUSTED, [Fault(error.code, SIGNED)]
    return Standing.OWN if is_own else Standing.TRUSTED, []


def _whole(opened: Opened, manifest: Manifest) -> list[Fault]:
    """Every file as it was packed, none missing and none added; and the list for people says what the signed one says."""
    faults = [Fault("copy.added", name) for name in sorted(opened.names - {SIGNED, LIST} - set(manifest.files))]
    for path, (size, sha256) in manifest.files.items():
        if path not in opened.names:
            faults.append(Fault("copy.missing", path))
        elif opened.measured(path) != (size, sha256):
            faults.append(Fault("copy.changed", path))
    if LIST not in opened.names:
        faults.append(Fault("copy.missing", LIST))
    elif not _says(opened.content(LIST, LARGEST_MANIFEST), manifest):
        faults.append(Fault("copy.changed", LIST))
    return faults


def _says(content: bytes, manifest: Manifest) -> bool:
    try:
        return parsing.json_object(content) == manifest.said
    except parsing.Unreadable:
        return False


def _vkey(standing: Standing, manifest: Manifest) -> str:
    """The key of the log: the one that is known here, whatever the package says of it."""
    if standing is Standing.OWN:
        return log_queries.own_keys().log.vkey
    node = node_queries.confirmed(manifest.node) if standing is Standing.TRUSTED else None
    return node.vkey if node is not None and node.vkey else manifest.vkey
