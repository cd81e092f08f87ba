"""Every way to say no, as a problem document (RFC 9457) in the reader's language. Codes are stable and never translated."""

import functools
import json
import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from volunteercloud.core import lines, meters, outages
from volunteercloud.core.errors import NotAllowed, NotFound, Refused

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TITLES: dict[int, Promise] = {
    400: _("This can't be read"),
    401: _("Not signed in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("No such method here"),
    409: _("Not possible as things stand"),
    413: _("Too large"),
    422: _("Something to mend"),
    429: _("Too often"),
    500: _("Something broke on our side"),
    503: _("Away for a moment"),
}
RETRY_SECONDS = 10
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_BYTES = 12_000_000  # a photo of 10 MB with the form around it; other bodies are held to far less by the settings


class ScopeMissing(Exception):
    """The key is good, but not for this."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class ForgerySuspected(Exception):
    """A session came without the token that proves that its page asked."""


def answer(
    status: int, code: str, detail: str | Promise, next_step: str | Promise = "", **more: object
) -> HttpResponse:
    """A problem document; ``more`` are its extension members, and those that are empty are left out.

    Its instance is the request, by the id that our own lines about it have: whoever asks us why can name it.
    """
    request_id = lines.current("request")
    problem = {
        "type": f"urn:volunteercloud:problem:{code}",
        "title": str(TITLES.get(status) or HTTPStatus(status).phrase),
        "status": status,
        "detail": str(detail),
        "code": code,
        "next_step": str(next_step),
        "instance": f"urn:volunteercloud:request:{request_id}" if request_id else "",
        **more,
    }
    said = {name: value for name, value in problem.items() if value not in ("", None, [], {})}
    body = json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """409 where the state of things stands against it, 422 where a field is to be mended."""
    meters.told_no(refusal)
    return answer(
        422 if refusal.field else 409,
        refusal.code,
        refusal.message,
        refusal.next_step,
        field=refusal.field,
        facts=refusal.facts,
    )


def not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    meters.told_no(error)
    if error.message:
        return answer(403, error.code, error.message, error.next_step)
    return answer(403, error.code, _("You may not do this here."), _("Ask somebody whose role includes it."))


def not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    return answer(404, "not_found", _("There is nothing here, or nothing that you may see."))


def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return answer(
        400,
        "request.unreadable",
        _("The body is not what its content type says."),
        _("Send UTF-8 JSON, or a form where the description says so."),
    )


def too_large(request: HttpRequest, error: Exception) -> HttpResponse:
    return answer(413, "request.too_large", _("The body is larger than is taken here."), _("Send less at once."))


def not_signed_in(request: HttpRequest, error: Exception) -> HttpResponse:
    response = answer(
        401,
        "not_signed_in",
        _("This needs a key, and none that is good came with the request."),
        _("Send “Authorization: Bearer …” with a key from “Account and security”."),
    )
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def scope_missing(request: HttpRequest, error: ScopeMissing) -> HttpResponse:
    return answer(
        403,
        "token.scope",
        _("This key is not for that."),
        _("Make a key with the scope that is named here."),
        facts={"scope": error.scope},
    )


def forgery_suspected(request: HttpRequest, error: ForgerySuspected) -> HttpResponse:
    return answer(
        403,
        "csrf",
        _("The request came with a session, but without the token of its page."),
        _("Send the value of the cookie “%(name)s” in the header “X-CSRFToken”.") % {"name": settings.CSRF_COOKIE_NAME},
    )


def too_many(seconds: int) -> HttpResponse:
    response = answer(
        429,
        "request.too_many",
        _("That was more than is taken at once from one key, person or address."),
        _("Wait for the seconds of “Retry-After”, then send the same again."),
        facts={"seconds": seconds},
    )
    response.headers["Retry-After"] = str(seconds)
    return response


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What does not fit the description. ``errors`` names each place; its messages are the parser's own, in English."""
    errors = [
        {
            "field": ".".join(str(step) for step in found["loc"][1:] if step != "body") or str(found["loc"][0]),
            "code": found["type"],
            "message": found["msg"],
        }
        for found in error.errors
    ]
    return answer(
        422,
        "request.invalid",
        _("The request does not fit its description."),
        _("Mend what is listed under “errors”."),
        field=errors[0]["field"],
        errors=errors,
    )


def out_of_range(request: HttpRequest, error: DataError) -> HttpResponse:
    """A value that passed the description but that no column can hold: ours to describe better, the sender's to mend."""
    log.warning("A value was left to the database to refuse", exc_info=error)
    return answer(422, "request.invalid", _("A value is out of the range that can be kept."))


def method_not_allowed(response: HttpResponse) -> HttpResponse:
    allowed = response.headers["Allow"]
    said = answer(
        405,
        "method_not_allowed",
        _("Nothing here answers this method."),
        _("Use one of these: %(methods)s.") % {"methods": allowed},
    )
    said.headers["Allow"] = allowed
    return said


def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:
        return unreadable(request, error)
    return answer(error.status_code, HTTPStatus(error.status_code).name.lower(), error.message)


def away(request: HttpRequest, error: Exception) -> HttpResponse:
    """A database that goes away while it commits has done it or not, and nobody can ask it."""
    log.error("The database did not answer, or a disk is full: %s", error)
    said = _("The database does not answer just now. Nothing was changed.")
    next_step = _("Send the same request again in a few seconds.")
    if request.method not in SAFE:
        said = _("The database does not answer just now, so whether this was done is not known.")
        next_step = _(
            "Send the same request again in a few seconds, under the same key if it had one: it is done once."
        )
    response = answer(503, "database.away", said, next_step)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def of_the_machine(request: HttpRequest, error: OSError) -> HttpResponse:
    return away(request, error) if outages.is_passing(error) else failed(request, error)


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("A request failed", exc_info=error)
    return answer(
        500, "failed", _("Something broke on our side."), _("Try again; if it stays so, tell us when it was.")
    )


def answered(view: Callable[..., HttpResponse], most_bytes: int = MOST_BYTES) -> Callable[..., HttpResponse]:
    """A view whose refusals before and after its routes are problem documents, too."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: object, **values: object) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > most_bytes:
            return too_large(request, RequestDataTooBig())
        response = view(request, *args, **values)
        response.headers["Content-Language"] = to_locale(get_language()).replace("_", "-")
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return method_not_allowed(response)
        return response

    return inner


HANDLERS = {
    Refused: refused,
    NotAllowed: not_allowed,
    NotFound: not_found,
    Http404: not_found,
    ScopeMissing: scope_missing,
    ForgerySuspected: forgery_suspected,
    AuthenticationError: not_signed_in,
    ValidationError: invalid,
    HttpError: http_error,
    RequestDataTooBig: too_large,
    SuspiciousOperation: unreadable,
    BadRequest: unreadable,
    MultiPartParserError: unreadable,
    DataError: out_of_range,
    OperationalError: away,
    InterfaceError: away,
    OSError: of_the_machine,
    Exception: failed,
}


def answer_by(api: NinjaAPI) -> None:
    """Let an API answer everything that is raised in it by a problem document."""
    for error, handler in HANDLERS.items():
        api.add_exception_handler(error, handler)
