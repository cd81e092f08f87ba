"""What every page passes through: what browsers are told to guard, the reader's language, and the house's way to say no."""

import logging
from functools import wraps

from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.db import DataError
from django.http import HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import patch_vary_headers

from volunteercloud.core import meters, outages
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.web import cookies, observing
from volunteercloud.web import refusals as pages
from volunteercloud.web.outside import leaving

log = logging.getLogger(__name__)

FORMS = "form-action 'self'"
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        FORMS,
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# Beside the session of a browser, what the API asks with.
CREDENTIALS = ("Authorization", "X-Session-Token")
# A photo of 50 MB is refused in words by its form; what is larger is not even received.
MOST_BYTES = 64_000_000
DEVICE_POLICY = ", ".join(
    (
        *(f"{name}=(self)" for name in ("camera", "geolocation", "publickey-credentials-get")),
        *(f"{name}=()" for name in ("display-capture", "hid", "microphone", "midi", "payment", "serial", "usb")),
    )
)


def guarded_answers(get_response):
    """Nothing comes from another host, no script or style stands inside a page, no page of others shows ours or parts of it,
    and whoever came by https once comes by nothing else."""

    def middleware(request):
        response = get_response(request)
        policy = CONTENT_POLICY.replace(FORMS, " ".join((FORMS, *leaving.targets(request, response))))
        is_for_others = "Access-Control-Allow-Origin" in response.headers
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", DEVICE_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_for_others else "same-origin")
        if settings.HSTS:
            response.headers["Strict-Transport-Security"] = settings.HSTS
        return response

    return middleware


def known_methods(get_response):
    """TRACE says back what it was sent, with the keys in it; no address answers it, nor a method that is made up."""

    def middleware(request):
        if request.method not in observing.METHODS:
            return HttpResponseNotAllowed(sorted(observing.METHODS))
        return get_response(request)

    return middleware


def personal_answers(get_response):
    """What is answered to somebody known is kept nowhere: not by a cache on the way, nor by a browser that others use. Where a
    session ends, a browser forgets what it may have kept all the same.

    Not what is called storage: there scans of the check-in desk wait for a connection. Signing out sends them first and
    then erases what the desk kept (static/js/desk-leave.js).
    """

    def middleware(request):
        response = get_response(request)
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES or any(
            name in request.headers for name in CREDENTIALS
        )
        if is_known or settings.SESSION_COOKIE_NAME in response.cookies:
            response.headers.setdefault("Cache-Control", "private, no-store")
        if _ends_session(response):
            response.headers["Clear-Site-Data"] = '"cache"'
        return response

    return middleware


def _ends_session(response) -> bool:
    cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie is not None and not cookie.value


def one_owner_a_statement(get_response):
    """On a distributed database, no statement of a request asks every machine unless its code says that it may."""

    def middleware(request):
        with fanning.refused():
            return get_response(request)

    return middleware


def bounded_bodies(get_response):
    """Turn away a body that would fill the disk before a byte of it is read."""

    def middleware(request):
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return pages.too_large(request)
        return get_response(request)

    return middleware


def same_for_all(view):
    """Mark the answers of a view as files, which are the same in every language and for everybody."""

    @wraps(view)
    def marked(request, *arguments, **named):
        response = view(request, *arguments, **named)
        response.same_for_all = True
        return response

    return marked


def reader_language(get_response):
    """The language of the cookie, else of the browser, else Chinese.

    The account's language is put into the cookie at sign-in, so that no page has to read the account for it.
    """

    def middleware(request):
        chosen = request.COOKIES.get(cookies.LANGUAGE)
        if chosen not in dict(settings.LANGUAGES):
            chosen = translation.get_language_from_request(request)
        request.LANGUAGE_CODE = chosen
        with translation.override(chosen):
            response = get_response(request)
        if getattr(response, "same_for_all", False):
            return response
        response.headers.setdefault("Content-Language", "zh-Hans" if chosen == "zh-hans" else chosen)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return middleware


def refusals(get_response):
    """Answer the domain's three ways of saying no, and a database that is away, with a page of the house."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        match exception:
            case NotFound():
                return pages.not_found(request)
            case NotAllowed():
                meters.told_no(exception)
                return pages.not_allowed(request, exception)
            case Refused():
                meters.told_no(exception)
                return pages.refused(request, exception)
            case RateLimited():
                return pages.too_many(request)
            case DataError():
                log.warning("A value was left to the database to refuse", exc_info=exception)
                return pages.bad_request(request)
            case _ if outages.is_passing(exception):
                log.error("The database did not answer, or a disk is full: %s", exception)
                return pages.away(request)
        return None

    middleware.process_exception = process_exception
    return middleware
