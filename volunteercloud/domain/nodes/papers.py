"""Papers: JSON documents that a node signed (compact JWS, Ed25519), to be kept as they were signed and shown to anybody.

A paper says itself when it was signed (``at``), and its key must have been valid then. Of the header only the kind, the
algorithm and the thumbprint of the key are read; a key that comes along with a paper is nothing to us.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from volunteercloud.core import parsing

from . import keyring, queries
from .keyring import Ring, Untrusted
from .models import Use

__all__ = ["Signer", "Untrusted", "digest", "opened", "read", "ring", "sign", "signed_by", "signer"]

STEP = "vc-step+jws"
ALGORITHM = "Ed25519"
LARGEST = 32_000_000
# How far a clock elsewhere may be ahead of ours.
AHEAD = timedelta(seconds=300)


class _Registry(jws.JWSRegistry):
    max_payload_length = LARGEST


REGISTRY = _Registry(algorithms=[ALGORITHM])


@dataclass(frozen=True, slots=True)
class Signer:
    """This node's current key, for whoever signs much at one time."""

    key: Any
    kid: str
    at: datetime

    def sign(self, document: Mapping[str, Any], *, kind: str = STEP) -> str:
        dated = {**document, "at": self.at.astimezone(UTC).isoformat()}
        header = {"alg": ALGORITHM, "kid": self.kid, "typ": kind}
        return jws.serialize_compact(header, parsing.json_bytes(dated), self.key, registry=REGISTRY)


def signer(at: datetime) -> Signer:
    pair = keyring.own_pair(keyring.current(at).version, Use.SIGN)
    return Signer(pair, pair.thumbprint(), at)


def sign(document: Mapping[str, Any], at: datetime, *, kind: str = STEP) -> str:
    """A paper of this node that says ``document`` and that it was signed ``at`` (its member of that name)."""
    return signer(at).sign(document, kind=kind)


def ring(node_name: str) -> Ring:
    """What papers of a node, or of this one, are checked with. Raises `Untrusted` for whom we do not trust."""
    if node_name == queries.own_name():
        return keyring.own_ring(node_name)
    node = queries.node(node_name)
    if node is None:
        raise Untrusted("node.unknown")
    return keyring.ring_of(node)


def opened(text: str, node_name: str | Ring, at: datetime, *, kind: str = STEP) -> dict[str, Any]:
    """What a paper says, which that node signed. ``at`` is now; for many papers of one node give its `ring`.

    Raises `Untrusted` with a code: `node.unknown` and `node.withdrawn`; `paper.unreadable` for what is no paper, or too
    large; `paper.kind` for one of another kind; `paper.key_unknown`, `paper.key_revoked` and `paper.key_not_valid` (on the
    day it says); `paper.signature`; `paper.early` for one from the future.
    """
    trusted = node_name if isinstance(node_name, Ring) else ring(node_name)
    paper = _taken_apart(text)
    document = _document(paper.payload)
    signed_at = _moment(document.get("at"))
    _check(paper, trusted, signed_at, kind)
    if signed_at > at + AHEAD:
        raise Untrusted("paper.early")
    return document


def signed_by(text: str, trusted: Ring, *, kind: str) -> str:
    """The thumbprint of the key that signed a paper, whenever it was. Raises `Untrusted` as `opened` does."""
    paper = _taken_apart(text)
    return _check(paper, trusted, datetime.max.replace(tzinfo=UTC), kind)


def _check(paper: jws.CompactSignature, trusted: Ring, signed_at: datetime, kind: str) -> str:
    header = paper.headers()
    if header.get("typ") != kind:
        raise Untrusted("paper.kind")
    if header.get("alg") != ALGORITHM or "crit" in header or "b64" in header:
        raise Untrusted("paper.signature")
    key = trusted.signing(header.get("kid"), signed_at)
    try:
        is_signed = jws.validate_compact(paper, key.key, registry=REGISTRY)
    except (JoseError, ValueError):
        is_signed = False
    if not is_signed:
        raise Untrusted("paper.signature")
    return key.kid


def read(text: str) -> dict[str, Any]:
    """What a paper says that was opened before it was kept; nothing is checked again."""
    return _document(_taken_apart(text).payload)


def digest(text: str) -> bytes:
    """By which a later paper names an earlier one: SHA-256 of the text as it was signed."""
    return hashlib.sha256(text.encode()).digest()


def _taken_apart(text: str) -> jws.CompactSignature:
    try:
        paper = jws.extract_compact(text.encode("ascii"), registry=REGISTRY)
        is_plain = all(_is_plain(segment) for segment in text.split("."))
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        raise Untrusted("paper.unreadable") from None
    if not is_plain:
        raise Untrusted("paper.unreadable")
    return paper


def _is_plain(segment: str) -> bool:
    """Whether the base64 is written in the one way it is meant to be: two texts of one paper would have two digests."""
    return base64.urlsafe_b64encode(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))).rstrip(
        b"="
    ) == segment.encode("ascii")


def _document(payload: bytes) -> dict[str, Any]:
    try:
        return parsing.json_object(payload)
    except parsing.Unreadable:
        raise Untrusted("paper.unreadable") from None


def _moment(said: object) -> datetime:
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Untrusted("paper.unreadable")
    return moment
