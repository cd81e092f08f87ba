"""Signatures of requests between nodes and of their answers: RFC 9421 with Ed25519, Content-Digest by RFC 9530.

A request is signed over its method, its address, the digest and kind of its content, and who asks in which version. An
answer is signed over its status and content and over the signature of the request, so that it answers that one alone.
"""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from http_message_signatures import (
    ContentDigest,
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    InvalidSignature,
    MappingKeyResolver,
)
from http_message_signatures.algorithms import ED25519

from .keyring import Ring, Untrusted
from .papers import Signer

REQUEST_LABEL, ANSWER_LABEL = "node", "answer"
REQUEST_TAG, ANSWER_TAG = "volunteercloud-node", "volunteercloud-answer"
NODE, VERSION, DIGEST, ENCODING = "Volunteercloud-Node", "Volunteercloud-Version", "Content-Digest", "Content-Encoding"
REQUEST_COMPONENTS = ("@method", "@target-uri", "content-digest", "volunteercloud-node", "volunteercloud-version")
ANSWER_COMPONENTS = (
    *("@status", "content-digest", "content-type", "volunteercloud-node"),
    *('"@method";req', '"@target-uri";req', f'"signature";req;key="{REQUEST_LABEL}"'),
)
# Covered wherever they stand.
WHERE_PRESENT = ("content-type", "content-encoding")
# How far the clocks of two nodes may be apart.
CLOCK = timedelta(seconds=300)
LONGEST_NONCE = 64


@dataclass(frozen=True, slots=True)
class Request:
    """What of a request is signed. ``url`` is the whole address as the one who asks knows it."""

    method: str
    url: str
    headers: MutableMapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What of an answer is signed, with the request that it answers."""

    status_code: int
    headers: MutableMapping[str, str]
    request: Request


def sign_request(request: Request, body: bytes, signer: Signer, *, nonce: str) -> None:
    """Add Content-Digest and signature to the headers."""
    _sign(request, body, signer, _covered(REQUEST_COMPONENTS, request.headers), REQUEST_LABEL, REQUEST_TAG, nonce)


def sign_answer(answer: Answer, body: bytes, signer: Signer) -> None:
    """As `sign_request`, for the answer to a request that is signed, rightly or not. Raises `Untrusted` if it is not."""
    try:
        _sign(answer, body, signer, _covered(ANSWER_COMPONENTS, answer.headers), ANSWER_LABEL, ANSWER_TAG, None)
    except HTTPMessageSignaturesException:
        raise Untrusted("node.signature") from None


def verify_request(request: Request, ring: Ring, at: datetime) -> str:
    """The nonce of a request that the node of these keys signed. Its content must still be held against the digest.

    Raises `Untrusted` (`node.signature`, `node.clock`, or why the key is not good).
    """
    covered = _covered(REQUEST_COMPONENTS, request.headers)
    nonce = _verified(request, ring, at, covered, REQUEST_TAG)
    if not isinstance(nonce, str) or not 16 <= len(nonce) <= LONGEST_NONCE:
        raise Untrusted("node.signature")
    return nonce


def verify_answer(answer: Answer, body: bytes, ring: Ring, at: datetime) -> None:
    """Raises `Untrusted` unless the node of these keys signed this answer, with this content, to this request, now."""
    _verified(answer, ring, at, _covered(ANSWER_COMPONENTS, answer.headers), ANSWER_TAG)
    verify_content(answer.headers, body)


def verify_content(headers: Mapping[str, str], body: bytes) -> None:
    """Raises `Untrusted` unless this is the content whose digest was signed."""
    digest = next((value for name, value in headers.items() if name.lower() == "content-digest"), "")
    try:
        ContentDigest.verify(digest, body)
    except HTTPMessageSignaturesException:
        raise Untrusted("node.signature") from None


def _covered(components: tuple[str, ...], headers: Mapping[str, str]) -> tuple[str, ...]:
    there = {name.lower() for name in headers}
    return (*components, *(name for name in WHERE_PRESENT if name in there and name not in components))


def _sign(
    message: Any, body: bytes, signer: Signer, covered: tuple[str, ...], label: str, tag: str, nonce: str | None
) -> None:
    key = signer.key.private_key
    HTTPMessageSigner(
        signature_algorithm=ED25519, key_resolver=MappingKeyResolver(public_keys={}, private_keys={signer.kid: key})
    ).sign(
        message,
        key_id=signer.kid,
        created=signer.at,
        nonce=nonce,
        label=label,
        tag=tag,
        covered_component_ids=covered,
        body=body,
    )


class _OutOfTime(InvalidSignature):
    pass


class _Verifier(HTTPMessageVerifier):
    """Verifies as of a moment, and tells a wrong clock from a wrong signature."""

    def __init__(self, ring: Ring, at: datetime) -> None:
        good: dict[str, Any] = {
            kid: ring.signing(kid, at).key.public_key for kid in ring.keys if ring.is_signing(kid, at)
        }
        super().__init__(
            signature_algorithm=ED25519, key_resolver=MappingKeyResolver(public_keys=good, private_keys={})
        )
        self._at = at

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:  # noqa: ARG002
        created = sig_input.params.get("created")
        if type(created) is not int:
            raise InvalidSignature("no time")
        try:
            is_in_time = abs(datetime.fromtimestamp(created, tz=UTC) - self._at) <= CLOCK
        except (ValueError, OverflowError, OSError):
            is_in_time = False
        if not is_in_time:
            raise _OutOfTime("another time")


def _verified(message: Any, ring: Ring, at: datetime, covered: tuple[str, ...], tag: str) -> str | None:
    try:
        (found,) = _Verifier(ring, at).verify(message, max_age=None, expect_tag=tag, require_components=covered)
    except _OutOfTime:
        raise Untrusted("node.clock") from None
    except (HTTPMessageSignaturesException, ValueError):
        raise Untrusted("node.signature") from None
    return found.nonce
