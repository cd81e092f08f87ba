"""Three addresses for machines: `/healthz`, `/readyz` and `/metrics`.

They are answered before everything else. A balancer asks by an IP address, which is no host name of the site; and a process
whose database is away is alive. None of them tells a stranger more than yes or no.
"""

import hmac

from django.conf import settings
from django.http import HttpResponse, JsonResponse

from volunteercloud.core import readiness

from . import gauges

PLAIN = "text/plain; charset=utf-8"
LOOPBACK = frozenset({"127.0.0.1", "::1"})
# Where one of these is, somebody else's request came through a proxy of this machine.
FORWARDED = frozenset({"X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"})
RETRY_SECONDS = 2


def probes(get_response):
    """Middleware that answers the three addresses, and hands on every other."""

    def middleware(request):
        answer = ANSWERS.get(request.path_info)
        if answer is None:
            return get_response(request)
        response = answer(request) if request.method in ("GET", "HEAD") else HttpResponse(status=405)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return middleware


def alive(request):
    """This process answers. Says nothing of the database: to start a process again does not bring that back."""
    return HttpResponse("alive\n", content_type=PLAIN)


def ready(request):
    """Whether requests should be sent here: 503 with what is missing."""
    missing = readiness.missing()
    response = JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)
    if missing:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def metrics(request):
    """What Prometheus collects. For whoever has the token; without one, on a site without TLS, for this machine alone."""
    if not _may_measure(request):
        return HttpResponse(status=404)
    return HttpResponse(gauges.exposed(), content_type=gauges.CONTENT_TYPE)


def _may_measure(request):
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    is_near = request.META.get("REMOTE_ADDR") in LOOPBACK and not FORWARDED & set(request.headers)
    return is_near and not settings.SECURE


ANSWERS = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}
