"""Node documents: what a node says of itself under ``/.well-known/volunteercloud-node``, signed by its own keys.

A document is a JWS with a signature of every key that is valid, and of every key that was revoked: a key may always be
believed when it says that nobody should believe it any more. Two officers compare the fingerprint of the valid signing
keys over the phone; from then on new keys come with a document that a key known before has signed.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from joserfc.jwk import OKPKey

from volunteercloud.core import calls, parsing, proofs
from volunteercloud.domain.log import queries as log_queries

from . import keyring, papers, queries, versions
from .keyring import KnownKey, Ring, Untrusted
from .models import OwnKey, Use

PATH = "/.well-known/volunteercloud-node"
KIND = "vc-node+jws"
FORM = "volunteercloud.node/1"
LARGEST = 200_000
NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,240}[a-z0-9])?(?::[0-9]{1,5})?|\[::1\](?::[0-9]{1,5})?")
REGION = re.compile(r"[0-9]{2,12}")
MOST_KEYS, MOST_REGIONS, MOST_VERSIONS, MOST_SIGNATURES = 50, 500, 20, 60
# A fingerprint of 100 bits, in six groups that are read aloud.
GROUPS, DIGITS = 6, 5


class Unfit(Exception):
    """It is no node document that can be taken. ``code`` says why in one word: `unreadable`, `unsigned`, `name`, `url`,
    `keys` …"""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class NodeDocument:
    """What a node says of itself. ``content`` is all of it, with what we do not know."""

    name: str
    url: str
    title: str
    title_en: str
    regions: tuple[str, ...]
    is_national: bool
    versions: tuple[int, ...]
    vkey: str
    keys: Mapping[str, KnownKey]
    at: datetime
    content: Mapping[str, Any]

    def fingerprint(self, at: datetime) -> str:
        return fingerprint(self.name, self.keys.values(), at)


@dataclass(frozen=True, slots=True)
class Signed:
    """A document and the thumbprints of the keys listed in it that signed it, rightly."""

    document: NodeDocument
    by: frozenset[str]


def fingerprint(name: str, known: Any, at: datetime) -> str:
    """Six groups of five digits over the name and the signing keys that are valid: "12345 67890 …"."""
    kids = sorted(key.kid for key in known if key.use == Use.SIGN and key.is_good(at))
    number = int.from_bytes(hashlib.sha256("\n".join([name, *kids]).encode()).digest())
    digits = f"{number % 10 ** (GROUPS * DIGITS):0{GROUPS * DIGITS}}"
    return " ".join(digits[start : start + DIGITS] for start in range(0, len(digits), DIGITS))


def own(at: datetime) -> NodeDocument:
    """What this node says of itself now."""
    return parsed(_own_content(at))


def own_signed(at: datetime) -> bytes:
    """The same as it is published: JSON of a JWS (RFC 7515, 7.2.1)."""
    content = _own_content(at)
    good = {one.version for one in keyring.good_versions(at)}
    signed = [
        papers.Signer(pair, pair.thumbprint(), at).sign(content, kind=KIND)
        for one in keyring.own_versions()
        if one.version in good or one.revoked_at is not None
        for pair in [keyring.own_pair(one.version, Use.SIGN)]
    ]
    payload = signed[0].split(".")[1]
    signatures = [{"protected": one.split(".")[0], "signature": one.split(".")[2]} for one in signed]
    return parsing.json_bytes({"payload": payload, "signatures": signatures})


def _own_content(at: datetime) -> dict[str, Any]:
    node = queries.own()
    title, title_en = queries.own_titles()
    return {
        "form": FORM,
        "name": node.name,
        "url": settings.SITE_URL,
        "title": title,
        "title_en": title_en,
        "regions": node.regions,
        "is_national": node.is_national,
        "versions": list(versions.SPOKEN),
        "keys": [_key(one, use) for one in keyring.own_versions() for use in keyring.CURVES],
        "log": {"url": f"{settings.SITE_URL}/log", "vkey": log_queries.own_keys().log.vkey},
        "at": _said(at),
    }


def _key(one: OwnKey, use: str) -> dict[str, Any]:
    public = keyring.own_pair(one.version, use).as_dict(private=False)
    said = {
        "use": str(use),
        "jwk": {name: public[name] for name in ("kty", "crv", "x")},
        "valid_from": _said(one.valid_from),
    }
    if one.valid_until:
        said["valid_until"] = _said(one.valid_until)
    if one.revoked_at:
        said["revoked_at"] = _said(one.revoked_at)
    return said


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def opened(answer: bytes) -> Signed:
    """A document of another node, held against the keys that it lists. Raises `Unfit`.

    That it is whole and signed by somebody says nothing about who that is: see ``by`` and the fingerprint.
    """
    if len(answer) > LARGEST:
        raise Unfit("unreadable")
    try:
        found = parsing.json_object(answer)
        payload, signatures = found["payload"], found["signatures"][:MOST_SIGNATURES]
        texts = [f"{one['protected']}.{payload}.{one['signature']}" for one in signatures]
        document = parsed(papers.read(texts[0]))
    except (parsing.Unreadable, Untrusted, KeyError, TypeError, IndexError):
        raise Unfit("unreadable") from None
    by = frozenset(kid for text in texts for kid in [_signer(text, document.keys)] if kid)
    if not by:
        raise Unfit("unsigned")
    return Signed(document, by)


def signed_by(answer: Signed, trusted: Ring, at: datetime) -> bool:
    """Whether a key that is trusted here signed the document, by what is known here of that key."""
    return any(kid in trusted.keys and trusted.is_signing(kid, at) for kid in answer.by if not _given_up(answer, kid))


def given_up(answer: Signed) -> list[str]:
    """The keys that say of themselves that they are revoked."""
    return sorted(kid for kid in answer.by if _given_up(answer, kid))


def _given_up(answer: Signed, kid: str) -> bool:
    return answer.document.keys[kid].revoked_at is not None


def _signer(text: str, known: Mapping[str, KnownKey]) -> str:
    """The thumbprint of the listed key that signed this; empty for none. Its days do not matter here."""
    listed = {
        kid: KnownKey(kid, one.use, one.key, datetime.min.replace(tzinfo=UTC), None, None) for kid, one in known.items()
    }
    try:
        return papers.signed_by(text, Ring("", listed), kind=KIND)
    except Untrusted:
        return ""


def parsed(content: Mapping[str, Any]) -> NodeDocument:
    """The content of a document. Raises `Unfit`."""
    try:
        if content["form"] != FORM:
            raise Unfit("form")
        return NodeDocument(
            name=_name(content["name"]),
            url=_url(content["url"]),
            title=_text(content["title"]) or _name(content["name"]),
            title_en=_text(content.get("title_en", "")),
            regions=_regions(content["regions"]),
            is_national=content.get("is_national") is True,
            versions=_versions(content["versions"]),
            vkey=_vkey(content["log"]["vkey"]),
            keys=_keys(content["keys"]),
            at=_moment(content["at"]),
            content=content,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unfit("unreadable") from None


def _name(said: object) -> str:
    if not isinstance(said, str) or not NAME.fullmatch(said):
        raise Unfit("name")
    return said


def _url(said: object) -> str:
    if not isinstance(said, str) or len(said) > 400 or not calls.is_safe(said) or "?" in said or not said.isascii():
        raise Unfit("url")
    return said.rstrip("/")


def _text(said: object) -> str:
    if not isinstance(said, str) or len(said) > 200:
        raise Unfit("title")
    return " ".join(said.split())


def _regions(said: Any) -> tuple[str, ...]:
    codes = tuple(sorted(set(_list(said))))
    if len(codes) > MOST_REGIONS or not all(isinstance(code, str) and REGION.fullmatch(code) for code in codes):
        raise Unfit("regions")
    return codes


def _list(said: Any) -> list[Any]:
    if not isinstance(said, list):
        raise Unfit("unreadable")
    return said


def _versions(said: Any) -> tuple[int, ...]:
    numbers = tuple(sorted(set(_list(said))))
    if len(numbers) > MOST_VERSIONS or not all(type(number) is int and 0 < number < 1000 for number in numbers):
        raise Unfit("versions")
    return numbers


def _vkey(said: object) -> str:
    try:
        log = proofs.Verifier.parse(said) if isinstance(said, str) and len(said) <= 400 else None
    except proofs.Invalid:
        log = None
    if log is None:
        raise Unfit("log")
    return log.vkey


def _keys(said: Any) -> dict[str, KnownKey]:
    listed = _list(said)
    if not 0 < len(listed) <= MOST_KEYS:
        raise Unfit("keys")
    known = {one.kid: one for one in map(_known, listed)}
    if {one.use for one in known.values()} != set(keyring.CURVES):
        raise Unfit("keys")
    return known


def _known(said: Mapping[str, Any]) -> KnownKey:
    use = said["use"]
    if use not in keyring.CURVES:
        raise Unfit("keys")
    try:
        key: OKPKey = keyring.imported(said["jwk"], use)
    except Untrusted:
        raise Unfit("keys") from None
    valid_from, valid_until = _moment(said["valid_from"]), _moment_or_none(said.get("valid_until"))
    if valid_until is not None and valid_until <= valid_from:
        raise Unfit("keys")
    revoked_at = _moment_or_none(said.get("revoked_at"))
    return KnownKey(key.thumbprint(), use, key, valid_from, valid_until, revoked_at)


def _moment(said: object) -> datetime:
    moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    if moment is None or moment.tzinfo is None or not 2000 < moment.year < 2200:
        raise Unfit("moment")
    return moment


def _moment_or_none(said: object) -> datetime | None:
    return None if said is None else _moment(said)
