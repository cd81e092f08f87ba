"""The issuer's keys: Ed25519, derived from the master key by their version, published for as long as they are not revoked.

The issuer is this node, as `did:web` of its host. Each key stands in two forms, for the two ways in which we sign: as a JWK
for tokens, and as a Multikey for proofs inside a document. A key that was followed by another stays published, since what
it signed still stands; one that was revoked is published no more, so that nothing signed by it is accepted.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from joserfc.jwk import OKPKey

from volunteercloud.core import keys

from .models import IssuerKey

PURPOSE = "credentials/issuer"
# RFC 8037: more verifiers know Ed25519 by this name than by its own (RFC 9864).
ALGORITHM = "EdDSA"
KNOWN_AS = (ALGORITHM, "Ed25519")
ED25519_MULTICODEC = b"\xed\x01"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# The first key is there without a row; it gets one when another follows it.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


class NotTheirs(Exception):
    """The signature is not by this key, or the key is no Ed25519 key."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One key as others know it: ``kid`` names the JWK, ``method`` the Multikey, both within ``did``."""

    version: int
    did: str
    thumbprint: str
    jwk: dict[str, Any]
    multikey: str
    valid_from: datetime
    valid_until: datetime | None

    @property
    def kid(self) -> str:
        return f"{self.did}#{self.thumbprint}"

    @property
    def method(self) -> str:
        return f"{self.did}#{self.multikey}"


def did() -> str:
    """This node as an issuer: its host and port, as the method `did:web` writes them."""
    return f"did:web:{quote(urlsplit(settings.SITE_URL).netloc, safe='')}"


def address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def published() -> list[PublicKey]:
    """Every key that was not revoked, the newest first."""
    return [_public(key) for key in _rows() if key.revoked_at is None]


def current(at: datetime) -> IssuerKey:
    """The key that signs at this moment."""
    known = [key for key in _rows() if key.revoked_at is None]
    return next((key for key in known if key.valid_from <= at), known[-1])


def good(version: int) -> int:
    """That version; where it was revoked the newest, so that whoever fetches a credential again has one that is accepted."""
    known = [key.version for key in _rows() if key.revoked_at is None]
    return version if version in known else known[0]


def sign(payload: Mapping[str, Any], typ: str, at: datetime, version: int = 0) -> str:
    """A compact JWS of ``payload`` by the key that is valid ``at``, or by a `good` one: the same text each time."""
    version = good(version) if version else current(at).version
    head = {"alg": ALGORITHM, "kid": public(version).kid, "typ": typ}
    said = ".".join(base64url(_json(part)) for part in (head, payload))
    return f"{said}.{base64url(raw_signature(said.encode(), version))}"


def raw_signature(message: bytes, version: int) -> bytes:
    """64 bytes, for a proof inside a document."""
    return _private(version).sign(message)


def public(version: int) -> PublicKey:
    return _public(
        IssuerKey.objects.filter(version=version).first() or IssuerKey(version=version, valid_from=BEGINNING)
    )


def jwks() -> dict[str, Any]:
    """All published keys as a JWK Set (RFC 7517)."""
    return {"keys": [key.jwk | {"kid": key.kid, "alg": ALGORITHM, "use": "sig"} for key in published()]}


def did_document() -> dict[str, Any]:
    """What `did:web` is resolved to: each published key in both forms, for assertions and for nothing else."""
    known = published()
    methods: list[dict[str, Any]] = []
    for key in known:
        methods.append({"id": key.kid, "type": "JsonWebKey", "controller": key.did, "publicKeyJwk": key.jwk})
        methods.append(
            {"id": key.method, "type": "Multikey", "controller": key.did, "publicKeyMultibase": key.multikey}
        )
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": did(),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def multibase(raw: bytes) -> str:
    """Base58 as Bitcoin writes it, marked with z (multibase)."""
    number, written = int.from_bytes(raw), ""
    while number:
        number, rest = divmod(number, 58)
        written = BASE58[rest] + written
    return "z" + "1" * (len(raw) - len(raw.lstrip(b"\0"))) + written


def check(jwk: Mapping[str, Any], signature: bytes, message: bytes) -> None:
    """Raises `NotTheirs`. Not by joserfc, which warns of every token that calls the algorithm as most do."""
    try:
        if (jwk["kty"], jwk["crv"]) != ("OKP", "Ed25519"):
            raise NotTheirs
        Ed25519PublicKey.from_public_bytes(from_base64url(jwk["x"])).verify(signature, message)
    except (InvalidSignature, KeyError, TypeError, ValueError):
        raise NotTheirs from None


def from_base64url(text: str) -> bytes:
    """Raises `ValueError` for anything that is not written in the one way there is."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64url(raw) != text:
        raise ValueError(text[:40])
    return raw


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _json(said: Mapping[str, Any]) -> bytes:
    # The database keeps no order of members; what is signed twice must be the same text.
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _rows() -> list[IssuerKey]:
    return list(IssuerKey.objects.order_by("-version")) or [IssuerKey(version=1, valid_from=BEGINNING)]


def _private(version: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.numbered(PURPOSE, version, keys.FIRST))


def _public(key: IssuerKey) -> PublicKey:
    raw = _private(key.version).public_key().public_bytes_raw()
    jwk = OKPKey.import_key(_private(key.version).public_key())
    return PublicKey(
        version=key.version,
        did=did(),
        thumbprint=jwk.thumbprint(),
        jwk=jwk.as_dict(private=False),
        multikey=multibase(ED25519_MULTICODEC + raw),
        valid_from=key.valid_from,
        valid_until=key.valid_until,
    )
