"""How open data is answered: for any other site and program, kept by caches, sent again only where it has changed."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise
from django.utils.http import quote_etag
from django.utils.translation import override
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.web.middleware import same_for_all

JSON = "application/json; charset=utf-8"
LINKED = "application/ld+json; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"
XML = "application/xml; charset=utf-8"
# Seconds. What grows at its end is asked for again soon; what is whole is the same for an hour.
SOON, A_WHILE, AN_HOUR = 10, 300, 3600


def open_data(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of open data: it is read only, compressed, the same for everybody, and open to the scripts of other sites."""

    @wraps(view)
    def served(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            response = view(request, *arguments, **named)
        except Refused as refusal:
            response = _problem(400, refusal.code, refusal.message, refusal.next_step)
        except NotFound:
            response = _problem(404, "not_found", "Nothing is here.", "Begin at /open/.")
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return require_safe(same_for_all(gzip_page(served)))


def answer(request: HttpRequest, content: str | bytes, content_type: str, seconds: int) -> HttpResponse:
    """The content with a tag by which a program that has it already learns so."""
    written = content.encode() if isinstance(content, str) else content
    tag = quote_etag(hashlib.sha256(written).hexdigest()[:32])
    headers = {"Cache-Control": f"public, max-age={seconds}", "ETag": tag}
    response = HttpResponse(written, content_type, headers=headers)
    return get_conditional_response(request, etag=tag, response=response) or response


def json_answer(request: HttpRequest, said: object, seconds: int, content_type: str = JSON) -> HttpResponse:
    return answer(request, json.dumps(said, ensure_ascii=False, separators=(",", ":")), content_type, seconds)


def _problem(status: int, code: str, title: str | Promise, detail: str | Promise) -> HttpResponse:
    """A problem document (RFC 9457), in English, since the reader is a program."""
    with override("en"):
        said = {"type": f"urn:volunteercloud:problem:{code}", "status": status, "title": title, "detail": detail}
        written = json.dumps({name: str(value) if name != "status" else value for name, value in said.items()})
    return HttpResponse(written, "application/problem+json", status=status)
