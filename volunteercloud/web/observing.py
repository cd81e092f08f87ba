"""Around every request: its id, what it took, and one line about it."""

import logging
import re
from time import perf_counter

from django.conf import settings
from django.db import connection

from volunteercloud.core import ids, lines, meters
from volunteercloud.web import routes

log = logging.getLogger("volunteercloud.requests")

HEADER = "X-Request-ID"
# What a proxy may hand on as an id; anything else is somebody's attempt to write into our lines.
FORM = re.compile(r"[A-Za-z0-9_-]{8,64}")
NOWHERE = "(none)"  # an address that is none: strangers cannot make a meter of each that they think of
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Statements:
    """Counts what a request asks of the database."""

    def __init__(self):
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


def observed(get_response):
    """The outermost step: what no step inside it answers is observed, too."""

    def middleware(request):
        began = perf_counter()
        request.id = _id_of(request)
        statements = Statements()
        with lines.about(request=request.id), connection.execute_wrapper(statements):
            response = get_response(request)
            _note(request, response, perf_counter() - began, statements.count)
        response.headers[HEADER] = request.id
        return response

    return middleware


def _id_of(request):
    """The id that a trusted proxy gave, else a new one."""
    given = request.headers.get(HEADER, "") if settings.PROXIES else ""
    return given if FORM.fullmatch(given) else str(ids.uuid7())


def _note(request, response, seconds, statements):
    match = request.resolver_match
    route = routes.name_of(request) or match.route if match else NOWHERE
    method = request.method if request.method in METHODS else "OTHER"
    meters.requests.labels(route, method, response.status_code).inc()
    meters.request_seconds.labels(route).observe(seconds)
    meters.request_statements.labels("api" if match and match.namespace == "api" else "web").observe(statements)
    meters.statements.labels(route).inc(statements)
    if log.isEnabledFor(logging.INFO):
        facts = {
            "event": "request",
            "route": route,
            "method": method,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "statements": statements,
            "person": _person(request),
        }
        log.info("%s %s", method, response.status_code, extra={"facts": facts})


def _person(request):
    """The account's id, where something has asked who it is: to know it, nothing is read."""
    if (key := getattr(request, "auth", None)) is not None and hasattr(key, "actor"):
        return key.actor.id
    user = getattr(request, "_cached_user", None)
    return user.id if user is not None and user.is_authenticated else None
