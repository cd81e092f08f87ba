"""The door between nodes: whoever comes in is a node that officers here trust, has signed what it asks, and asks it once.

Every route finds that node in ``request.node`` and the unpacked content in ``request.content``. Every answer, whichever it
is, is signed by this node and belongs to the one request.
"""

import functools
import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.responses import NinjaJSONEncoder

from volunteercloud.api import problems
from volunteercloud.api.node import description
from volunteercloud.core import parsing
from volunteercloud.core.actor import system
from volunteercloud.domain.nodes import actions, http_signing, keyring, looking, packing, papers, queries, versions
from volunteercloud.domain.nodes.keyring import Untrusted
from volunteercloud.domain.nodes.models import Node

PREFIX = "/node/v1/"
STATUS = {"node.signature": 401, "node.clock": 401, "node.unknown": 403, "node.withdrawn": 403, "node.version": 400}
WORDS = {
    "node.unknown": (
        _("This node does not trust yours."),
        _("Propose your node to it and let officers of both sides compare the fingerprints."),
    ),
    "node.withdrawn": (
        _("This node withdrew its trust in yours."),
        _("Ask its officers for the reason; they can confirm you anew."),
    ),
    "node.signature": (
        _("The request is not signed by a key of yours that is valid here."),
        _("Sign it with a key of your node document; a new key is known here some minutes after it is published."),
    ),
    "node.clock": (
        _("The request was signed more than five minutes before or after the time here."),
        _("Set the clock of your node by a time server and sign the request anew."),
    ),
    "node.version": (
        _("The version of the protocol that was asked for is not spoken here."),
        _("Use one of the versions under “facts”."),
    ),
}


class NodeParser(Parser):
    """JSON in UTF-8, already unpacked; nothing that cannot be kept."""

    def parse_body(self, request: HttpRequest) -> Any:
        return parsing.json_object(request.content)


class Door(NinjaAPI):
    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        patterns, *names = super().urls
        for pattern in patterns:
            pattern.callback = let_in(problems.answered(pattern.callback, packing.MOST_PACKED))
        return patterns, *names

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    @cached_property
    def described(self) -> dict[str, Any]:
        found = description.completed(super().get_openapi_schema(path_prefix=PREFIX), self)
        return json.loads(json.dumps(found, cls=NinjaJSONEncoder))

    def get_openapi_schema(self, **given: Any) -> dict[str, Any]:
        """Always of this version's own address, and made once a process."""
        return self.described


def let_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that is only reached by a signed request of a trusted node, and whose answer is signed."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: object, **values: object) -> HttpResponse:
        asked = _as_signed(request)
        try:
            response = _refusal(request, asked) or view(request, *args, **values)
        except Untrusted as reason:
            response = _answer(reason.code)
        return _signed(request, response, asked)

    return inner


def _as_signed(request: HttpRequest) -> http_signing.Request:
    """The request as its sender knows it: under the address of the site, whatever stands before this server."""
    url = f"{settings.SITE_URL}{request.get_full_path()}"
    return http_signing.Request(request.method or "", url, dict(request.headers))


def _refusal(request: HttpRequest, asked: http_signing.Request) -> HttpResponse | None:
    """Why a request is turned away; None, and the request has its node and content, where it is let in.

    What costs little is looked at first: content is only read for a node that signed its digest.
    """
    at = timezone.now()
    node = queries.node(request.headers.get(http_signing.NODE, "").replace("\x00", ""))
    if node is None:
        return _answer("node.unknown")
    ring = keyring.ring_of(node)
    if not _speaks(request.headers.get(http_signing.VERSION, "")):
        return _answer("node.version", facts={"versions": list(versions.SPOKEN)})
    nonce = _nonce(asked, ring, at, node)
    if not actions.hear(actor=system(node.name), node_name=node.name, nonce=nonce, at=at):
        return problems.answer(
            409,
            "node.replayed",
            _("This very request was answered before."),
            _("Sign it anew, with another nonce."),
        )
    return _take_content(request, node)


def _nonce(asked: http_signing.Request, ring: keyring.Ring, at: Any, node: Node) -> str:
    try:
        return http_signing.verify_request(asked, ring, at)
    except Untrusted as reason:
        if reason.code == "node.signature":
            looking.look_soon(node, at)  # it may have a key that we do not know yet
        raise


def _speaks(version: str) -> bool:
    return version.isdecimal() and len(version) < 4 and int(version) in versions.SPOKEN


def _take_content(request: HttpRequest, node: Node) -> HttpResponse | None:
    packed = request.read(packing.MOST_PACKED + 1)
    if len(packed) > packing.MOST_PACKED:
        return problems.too_large(request, packing.TooLarge())
    http_signing.verify_content(request.headers, packed)
    try:
        content = packing.unpacked(packed, request.headers.get(http_signing.ENCODING, ""))
    except packing.TooLarge as error:
        return problems.too_large(request, error)
    except ValueError as error:
        return problems.unreadable(request, error)
    request.node, request.content = node, content
    request._body = content  # whoever asks for the body gets what was signed and unpacked; the stream is read
    return None


def _answer(code: str, **more: object) -> HttpResponse:
    detail, next_step = WORDS.get(code, WORDS["node.signature"])
    known = code if code in WORDS else "node.signature"
    return problems.answer(STATUS[known], known, detail, next_step, **more)


def _signed(request: HttpRequest, response: HttpResponse, asked: http_signing.Request) -> HttpResponse:
    """The answer with the signature of this node; without one where the request has none that could be answered."""
    if "gzip" in request.headers.get("Accept-Encoding", "") and len(response.content) >= packing.WORTH_PACKING:
        response.content = packing.packed(response.content)
        response.headers[http_signing.ENCODING] = "gzip"
    response.headers[http_signing.NODE] = queries.own_name()
    response.headers["Cache-Control"] = "no-store"
    answer = http_signing.Answer(response.status_code, dict(response.headers), asked)
    try:
        http_signing.sign_answer(answer, response.content, papers.signer(timezone.now()))
    except Untrusted:
        return response
    for name in ("Content-Digest", "Signature-Input", "Signature"):
        response.headers[name] = answer.headers[name]
    return response
