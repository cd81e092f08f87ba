"""Asking another node: one signed request over HTTPS, one signed answer that belongs to it (RFC 9421)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings

from volunteercloud.core import calls, parsing

from . import http_signing, keyring, packing, papers, queries, versions
from .keyring import Untrusted
from .models import Node

SECONDS = 60.0


class Unreachable(Exception):
    """There was no answer that can be believed, or none yet; ask again later. ``code`` says why in one word:
    `unreachable`, `timeout`, `forbidden`, `too_large`, `unsigned`, `clock`, `not_trusted`, or what the other side is short of."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RefusedThere(Exception):
    """The other node answered, signed, that it will not: the code of its problem document and what it says to it."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Answer:
    """Status below 300 and content, unpacked, of an answer whose signature was checked."""

    status: int
    body: bytes


def post(node_name: str, path: str, body: bytes, at: datetime, *, seconds: float = SECONDS) -> Answer:
    """Send JSON to a path such as ``/node/v1/transfers`` of a node that is trusted, and wait.

    Raises `Unreachable` and `RefusedThere`. Sending the same again is another request with a nonce of its own.
    """
    return _ask(node_name, "POST", path, body, at, seconds)


def get(node_name: str, path: str, at: datetime, *, seconds: float = SECONDS) -> Answer:
    """Ask for a path such as ``/node/v1/`` of a node that is trusted. Raises `Unreachable` and `RefusedThere`."""
    return _ask(node_name, "GET", path, b"", at, seconds)


def _ask(node_name: str, method: str, path: str, body: bytes, at: datetime, seconds: float) -> Answer:
    node = queries.confirmed(node_name)
    if node is None:
        raise Unreachable("not_trusted")
    version = versions.common(node.versions)
    if version is None:
        raise RefusedThere(HTTPStatus.BAD_REQUEST, "node.version", "")
    ring = keyring.ring_of(node)
    request, content = _request(node, method, path, body, version, at)
    try:
        reply = calls.ask(
            method,
            request.url,
            headers=request.headers,
            body=content if method == "POST" else None,
            seconds=seconds,
            most_bytes=packing.MOST_PACKED,
            allowed=settings.PRIVATE_NETWORKS,
        )
        answer = http_signing.Answer(reply.status, dict(reply.headers), request)
        http_signing.verify_answer(answer, reply.body, ring, at)
        found = packing.unpacked(reply.body, reply.headers.get("content-encoding", ""))
    except calls.Unanswered as reason:
        raise Unreachable(reason.code) from None
    except Untrusted as reason:
        raise Unreachable("clock" if reason.code == "node.clock" else "unsigned") from None
    except packing.TooLarge:
        raise Unreachable("too_large") from None
    except ValueError:
        raise Unreachable("malformed") from None
    if reply.status < HTTPStatus.MULTIPLE_CHOICES:
        return Answer(reply.status, found)
    raise _refusal(reply.status, found)


def _request(
    node: Node, method: str, path: str, body: bytes, version: int, at: datetime
) -> tuple[http_signing.Request, bytes]:
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "User-Agent": "volunteercloud",
        http_signing.NODE: queries.own_name(),
        http_signing.VERSION: str(version),
    }
    if method == "POST":
        headers["Content-Type"] = "application/json"
        if len(body) >= packing.WORTH_PACKING:
            headers[http_signing.ENCODING], body = "gzip", packing.packed(body)
    request = http_signing.Request(method, f"{node.url}{path}", headers)
    http_signing.sign_request(request, body, papers.signer(at), nonce=secrets.token_urlsafe(24))
    return request, body


def _refusal(status: int, body: bytes) -> Exception:
    """A problem document as an exception; what will pass by itself is as if nobody had answered."""
    try:
        problem: dict[str, Any] = parsing.json_object(body)
    except parsing.Unreadable:
        problem = {}
    code = str(problem.get("code") or f"status_{status}")[:60]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Unreachable(code)
    return RefusedThere(status, code, str(problem.get("detail", ""))[:1000])
