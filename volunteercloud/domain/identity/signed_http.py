"""A question posted as JSON and its answer, both signed: HTTP Message Signatures (RFC 9421) with a shared secret.

The answer's signature covers the question's, so an answer belongs to one question asked once; a recorded one fits no
other. Nothing that was sent or received is logged, and nothing of it stands in the address.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from datetime import datetime
from uuid import UUID

from volunteercloud.core import calls
from volunteercloud.core.calls import Reply, Unanswered

REQUEST_LABEL = "volunteercloud"
RESPONSE_LABEL = "provider"
KEY_ID = "real-name"
REQUEST_COMPONENTS = '("@method" "@target-uri" "content-digest" "content-type" "idempotency-key")'
RESPONSE_COMPONENTS = f'("@status" "content-digest" "signature";req;key="{REQUEST_LABEL}")'
# How far the clocks of the two may be apart.
CLOCK_SECONDS = 300
LARGEST_ANSWER = 64 * 1024
SHORTEST_SECRET = 32


def content_digest(body: bytes) -> str:
    """The field of RFC 9530."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def signature_of(secret: bytes, lines: list[tuple[str, str]], parameters: str) -> str:
    """HMAC-SHA256 over the signature base of RFC 9421 section 2.5, in base64."""
    base = "\n".join([*(f"{name}: {value}" for name, value in lines), f'"@signature-params": {parameters}'])
    return base64.b64encode(hmac.digest(secret, base.encode(), hashlib.sha256)).decode()


class Channel:
    """One address and one secret, both set by the operator. Raises ValueError for an address that would send in clear, or
    for a weak secret."""

    def __init__(self, url: str, secret: bytes, *, seconds: float) -> None:
        if not calls.is_safe(url):
            raise ValueError("The address must begin with https:// (http:// only on the same machine)")
        if len(secret) < SHORTEST_SECRET:
            raise ValueError(f"The secret must have at least {SHORTEST_SECRET} bytes")
        self._url = url
        self._secret = secret
        self._seconds = seconds

    def ask(self, question: dict[str, object], *, request_id: UUID, at: datetime) -> dict[str, object]:
        """Post and wait, at most the seconds given in all. Raises `Unanswered`."""
        body = json.dumps(question, ensure_ascii=False, separators=(",", ":")).encode()
        headers, signature = self._signed(body, request_id, at)
        reply = calls.ask(
            "POST",
            self._url,
            headers=headers,
            body=body,
            seconds=self._seconds,
            most_bytes=LARGEST_ANSWER,
            allowed=None,
        )
        self._verify(reply, signature, at)
        if reply.status != 200:
            raise Unanswered(f"status_{reply.status}")
        try:
            answer = json.loads(reply.body)
        except ValueError:
            raise Unanswered("malformed") from None
        if not isinstance(answer, dict):
            raise Unanswered("malformed")
        return answer

    def _signed(self, body: bytes, request_id: UUID, at: datetime) -> tuple[dict[str, str], str]:
        digest = content_digest(body)
        parameters = (
            f"{REQUEST_COMPONENTS};created={int(at.timestamp())}"
            f';nonce="{secrets.token_urlsafe(18)}";keyid="{KEY_ID}";alg="hmac-sha256"'
        )
        lines = [
            ('"@method"', "POST"),
            ('"@target-uri"', self._url),
            ('"content-digest"', digest),
            ('"content-type"', "application/json"),
            ('"idempotency-key"', str(request_id)),
        ]
        signature = signature_of(self._secret, lines, parameters)
        headers = {
            "Content-Type": "application/json",
            "Content-Digest": digest,
            "Idempotency-Key": str(request_id),
            "Signature-Input": f"{REQUEST_LABEL}={parameters}",
            "Signature": f"{REQUEST_LABEL}=:{signature}:",
        }
        return headers, signature

    def _verify(self, reply: Reply, request_signature: str, at: datetime) -> None:
        """Signed by the provider, just now, over this body and for this question."""
        label = f"{RESPONSE_LABEL}="
        digest, signature_input = (reply.headers.get(name, "") for name in ("content-digest", "signature-input"))
        parameters = signature_input.removeprefix(label)
        created = re.search(r";created=(\d{1,12})(?:;|$)", parameters)
        if not (
            signature_input.startswith(label + RESPONSE_COMPONENTS + ";")
            and created
            and hmac.compare_digest(digest.encode(), content_digest(reply.body).encode())
        ):
            raise Unanswered("unsigned")
        lines = [
            ('"@status"', str(reply.status)),
            ('"content-digest"', digest),
            (f'"signature";req;key="{REQUEST_LABEL}"', f":{request_signature}:"),
        ]
        expected = base64.b64decode(signature_of(self._secret, lines, parameters))
        if not hmac.compare_digest(expected, _decoded(reply.headers.get("signature", ""))):
            raise Unanswered("signature")
        if abs(int(created[1]) - at.timestamp()) > CLOCK_SECONDS:
            raise Unanswered("expired")


def _decoded(field: str) -> bytes:
    found = re.fullmatch(rf"{RESPONSE_LABEL}=:([A-Za-z0-9+/=]+):", field)
    try:
        return base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error:
        return b""
