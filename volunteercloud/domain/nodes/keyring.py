"""Keys, ours and theirs: which there are, from when to when, and which of them may be believed.

Ours are derived from the master key by their version, so nothing secret stands in the database. A key is known by its
thumbprint (RFC 7638). One that ended is still believed for what was said while it was valid; one that was revoked is
believed for nothing, for whoever has it may say any day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from volunteercloud.core import keys

from .models import Node, NodeKey, OwnKey, State, Use

CURVES: Mapping[str, Literal["Ed25519", "X25519"]] = {Use.SIGN: "Ed25519", Use.SEAL: "X25519"}
# A day before there was any node: the first key is as old as whatever it is asked to sign.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
# Others look every ten minutes for new keys of ours.
ANNOUNCED_BEFORE = timedelta(hours=1)


class Untrusted(Exception):
    """What claims to come from another node is not believed. ``code`` says why in one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that belongs to a node; ``valid_until`` is the first moment at which it is none any more."""

    kid: str
    use: str
    key: OKPKey
    valid_from: datetime
    valid_until: datetime | None
    revoked_at: datetime | None

    def is_good(self, at: datetime) -> bool:
        return self.revoked_at is None and self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


@dataclass(frozen=True, slots=True)
class Ring:
    """All keys of one node, read once: whoever opens a thousand papers asks the database for them once."""

    node_name: str
    keys: Mapping[str, KnownKey]

    def signing(self, kid: object, at: datetime) -> KnownKey:
        """The key to check a signature of ``at`` with. Raises `Untrusted`."""
        found = self.keys.get(kid) if isinstance(kid, str) else None
        if found is None or found.use != Use.SIGN:
            raise Untrusted("paper.key_unknown")
        if found.revoked_at is not None:
            raise Untrusted("paper.key_revoked")
        if not found.is_good(at):
            raise Untrusted("paper.key_not_valid")
        return found

    def is_signing(self, kid: str, at: datetime) -> bool:
        return self.keys[kid].use == Use.SIGN and self.keys[kid].is_good(at)

    def sealing(self, at: datetime) -> KnownKey:
        """The newest key to seal something for the node with. Raises `Untrusted` where it has none."""
        good = [one for one in self.keys.values() if one.use == Use.SEAL and one.is_good(at)]
        if not good:
            raise Untrusted("paper.no_key")
        return max(good, key=lambda one: (one.valid_from, one.kid))


def own_pair(version: int, use: str) -> OKPKey:
    """The private key of a version."""
    return _derived(keys.numbered(f"nodes/{use}", version, keys.FIRST), use)


@cache
def _derived(secret: bytes, use: str) -> OKPKey:
    if use == Use.SIGN:
        return OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(secret))
    return OKPKey.import_key(X25519PrivateKey.from_private_bytes(secret))


def own_versions() -> list[OwnKey]:
    """Every version there ever was, the newest first. The first is made when it is first asked for."""
    found = list(OwnKey.objects.order_by("-version"))
    return found or [OwnKey.objects.get_or_create(version=1, defaults={"valid_from": BEGINNING})[0]]


def current(at: datetime) -> OwnKey:
    """What is signed now is signed with this version: the newest that others have had the time to learn of, if there is
    one, else the newest."""
    good = good_versions(at)
    return next((one for one in good if one.valid_from <= at - ANNOUNCED_BEFORE), good[0])


def good_versions(at: datetime) -> list[OwnKey]:
    """The valid versions, the newest first: while keys overlap there are two. Never none: the newest has no end."""
    return [
        one
        for one in own_versions()
        if one.revoked_at is None and one.valid_from <= at and (one.valid_until is None or at < one.valid_until)
    ]


def own_ring(name: str) -> Ring:
    return _ring(
        name,
        (
            KnownKey(pair.thumbprint(), use, pair, one.valid_from, one.valid_until, one.revoked_at)
            for one in own_versions()
            for use in CURVES
            for pair in [own_pair(one.version, use)]
        ),
    )


def ring_of(node: Node) -> Ring:
    """The keys of another node. Raises `Untrusted` unless officers of both sides confirmed each other and still do."""
    if node.state == State.WITHDRAWN:
        raise Untrusted("node.withdrawn")
    if node.state != State.CONFIRMED:
        raise Untrusted("node.unknown")
    kept = NodeKey.objects.filter(node_id=node.name).order_by("kid")
    return _ring(
        node.name,
        (
            KnownKey(one.kid, one.use, imported(one.jwk, one.use), one.valid_from, one.valid_until, one.revoked_at)
            for one in kept
        ),
    )


def imported(jwk: Mapping[str, Any], use: str) -> OKPKey:
    """A public key as it is written in a document. Raises `Untrusted` for a private one, another curve, or no key."""
    try:
        if jwk["kty"] != "OKP" or jwk["crv"] != CURVES[use] or "d" in jwk:
            raise Untrusted("paper.key_unfit")
        return OKPKey.import_key({"kty": "OKP", "crv": CURVES[use], "x": jwk["x"]})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise Untrusted("paper.key_unfit") from None


def _ring(name: str, known: Iterable[KnownKey]) -> Ring:
    return Ring(name, {one.kid: one for one in known})
