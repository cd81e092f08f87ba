"""The pages that say no, each with what happened and what to do next.

They must work when everything else is broken: no database, no session, no context processor that reads them.
"""

import sys

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from volunteercloud.core import outages
from volunteercloud.core.errors import NotAllowed
from volunteercloud.web import context, unkept

NOT_TYPED = {"csrfmiddlewaretoken"}
SECRETS = ("password", "credential")  # never written back into a page
WAIT_SECONDS = 300  # where nobody said for how long: the longest that signing in counts tries
UNSHOWN = (*SECRETS, "number")  # sent again, but not shown to whoever looks over the shoulder
SHORT = 5  # no number of a document is that short; how many of something is


def _named(field: str, words: tuple[str, ...]) -> bool:
    return any(word in field.lower() for word in words)


def answer(request, template: str, status: int, **facts) -> HttpResponse:
    page = render_to_string(template, {"page": context.bare_page(request), **facts})
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})


def bad_request(request, exception=None):
    return answer(request, "400.html", 400)


def too_large(request):
    return answer(request, "400.html", 413)


def not_allowed(request, exception=None):
    said = exception if isinstance(exception, NotAllowed) else None
    return answer(request, "403.html", 403, refusal=said if said and said.message else None)


def not_found(request, exception=None):
    return answer(request, "404.html", 404)


def forgery_suspected(request, reason=""):
    """The form's token is missing or old, most often because the cookie is gone."""
    return answer(request, "403_csrf.html", 403)


def too_many(request, seconds: int = WAIT_SECONDS):
    """Asked, or tried, more often than the limits say."""
    page = answer(request, "429.html", 429, seconds=seconds, minutes=-(-seconds // 60))
    page.headers["Retry-After"] = str(seconds)
    return page


def refused(request, refusal):
    came_from = request.META.get("HTTP_REFERER", "")
    back = came_from if url_has_allowed_host_and_scheme(came_from, {request.get_host()}) else ""
    return answer(request, "refused.html", 409 if refusal.field is None else 422, refusal=refusal, back=back)


def away(request):
    """The database is away, or there is no room to write: what was typed stands on the page and can be sent again from there.

    Secrets and numbers of documents are not written back, and no browser sends a file twice by itself: all have to be given
    again, numbers on this page.
    """
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in NOT_TYPED]
    numbers = [name for name, value in fields if name in unkept.NUMBERS and len(value) > SHORT]
    open_fields = [(name, value) for name, value in fields if not _named(name, SECRETS)]
    typed = [(name, value) for name, value in open_fields if name not in numbers]
    page = answer(
        request,
        "503.html",
        503,
        typed=typed,
        legible=[value for name, value in typed if len(value) > 1 and not _named(name, UNSHOWN)],
        numbers=numbers,
        has_secrets=len(open_fields) < len(fields),
        has_files=bool(request.FILES),
        token=get_token(request) if request.method == "POST" else "",
        request_id=getattr(request, "id", ""),
        address=request.get_full_path(),
    )
    page.headers["Retry-After"] = "10"
    return page


def failed(request):
    """Something broke. A database that is away and a disk that is full are told apart, wherever in the stack it was noticed."""
    if outages.is_passing(sys.exc_info()[1]):
        return away(request)
    return answer(request, "500.html", 500, request_id=getattr(request, "id", ""))
