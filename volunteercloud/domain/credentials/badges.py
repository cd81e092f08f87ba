"""Open Badges 3.0: what a person served, as a credential (VC 2.0) that others check without us.

Each badge is given out in two forms that say the same: as a token (VC-JOSE-COSE, `vc+jwt`, EdDSA), and as a document with a
proof inside (eddsa-rdfc-2022), which is what pictures carry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from volunteercloud.core import parsing
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused

from . import actions, baking, documents, integrity, keys, moments, queries
from .models import Credential, Form

TYP = "vc+jwt"
# How far a clock elsewhere may be ahead of ours.
AHEAD = timedelta(minutes=5)
LARGEST = 200_000


class Unverified(Exception):
    """Not a credential that one of the trusted keys signed. The code says why: malformed, key, signature, issuer, time."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Issued:
    """One credential in the holder's hand: ``token`` is the signed text (vc+jwt), ``document`` the same with a proof inside;
    both pictures carry the document."""

    id: UUID
    title: str
    token: str
    document: dict[str, Any]
    svg: bytes
    png: bytes


@dataclass(frozen=True, slots=True)
class Verified:
    """What a token says, signed by ``kid`` of ``issuer``. Whether it was revoked since, its status list tells."""

    issuer: str
    kid: str
    credential: dict[str, Any]


def issued(viewer: Actor, volunteer_id: UUID, at: datetime) -> list[Issued]:
    """The badges of a person that stand, and one for everything that counts today, issued now if there is none yet.

    None for a person without any record that counts, or without a verified real name. Called within a transaction.
    """
    try:
        actions.issue(actor=viewer, volunteer_id=volunteer_id, at=at)
    except Refused:
        return []
    return [in_hand(credential) for credential in queries.standing(viewer, volunteer_id, Form.BADGE)]


def in_hand(credential: Credential) -> Issued:
    """Every form of a badge, the same each time. Takes a tenth of a second, nearly all of it for the PNG."""
    return Issued(
        id=credential.id,
        title=credential.document["name"],
        token=token(credential),
        document=document(credential),
        svg=svg(credential),
        png=png(credential),
    )


def token(credential: Credential) -> str:
    said = credential.document
    claims = {
        "iss": said["issuer"]["id"],
        "jti": said["id"],
        "iat": moments.seconds(credential.issued_at),
        "nbf": moments.seconds(credential.issued_at),
    }
    return keys.sign(said | claims, TYP, credential.issued_at, credential.key_version)


def document(credential: Credential) -> dict[str, Any]:
    return integrity.proved(credential.document, credential.key_version, credential.issued_at)


def svg(credential: Credential) -> bytes:
    return baking.svg(_lines(credential), document(credential))


def png(credential: Credential) -> bytes:
    return baking.png(_lines(credential), document(credential))


def picture(credential: Credential) -> bytes:
    """The picture (SVG) with nothing baked into it, for a page that does not say whose it is."""
    return baking.svg(_lines(credential))


def verified(text: str, trusted_keys: Mapping[str, Mapping[str, Any]], at: datetime) -> Verified:
    """What a token says if one of ``trusted_keys`` (JWKs by their kid) signed it, and its issuer is the key's. Raises
    `Unverified`."""
    head, payload, signature = _parts(text)
    kid = str(head.get("kid", ""))
    if kid not in trusted_keys:
        raise Unverified("key")
    try:
        keys.check(trusted_keys[kid], signature, text.rpartition(".")[0].encode())
        said = parsing.json_object(payload)
        issuer, since = _issuer(said), moments.read(str(said["validFrom"]))
    except (keys.NotTheirs, parsing.Unreadable, KeyError, TypeError, ValueError):
        raise Unverified("signature") from None
    if issuer != kid.partition("#")[0] or said.get("iss", issuer) != issuer:
        raise Unverified("issuer")
    if since > at + AHEAD or _is_over(said, at):
        raise Unverified("time")
    return Verified(issuer=issuer, kid=kid, credential=said)


def _parts(text: str) -> tuple[dict[str, Any], bytes, bytes]:
    """Header, payload and signature of a token, unchecked but for what kind of token it is."""
    try:
        head, payload, signature = (keys.from_base64url(part) for part in text[: LARGEST + 1].split("."))
        said = parsing.json_object(head)
    except ValueError:
        raise Unverified("malformed") from None
    if len(text) > LARGEST or said.get("typ") != TYP or said.get("alg") not in keys.KNOWN_AS or "crit" in said:
        raise Unverified("malformed")
    return said, payload, signature


def _issuer(said: Mapping[str, Any]) -> str:
    issuer = said["issuer"]
    return str(issuer["id"] if isinstance(issuer, dict) else issuer)


def _is_over(said: Mapping[str, Any], at: datetime) -> bool:
    try:
        return "validUntil" in said and moments.read(str(said["validUntil"])) < at
    except ValueError:
        return True


def _lines(credential: Credential) -> list[baking.Line]:
    credit, honour = documents.hours(credential.credit_minutes), documents.hours(credential.honour_minutes)
    return baking.lines(credit, honour, credential.from_on, credential.to_on)
