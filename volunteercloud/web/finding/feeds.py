"""The private feeds of a kept search: their address is their key, and what fetches them signs in nowhere."""

import hashlib

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.search import feeds, saved
from volunteercloud.web import answers

MOST = 100
SECONDS = 300


@require_safe
def calendar(request, token):
    search, found, language = _found(token)
    return _answer(request, feeds.calendar_text(search.name, found, language), "text/calendar", search, found)


@require_safe
def atom(request, token):
    search, found, language = _found(token)
    itself = f"{settings.SITE_URL}{request.path}"
    return _answer(request, feeds.atom_text(search, found, language, itself), "application/atom+xml", search, found)


def _found(token):
    search = saved.by_feed(token)
    found = saved.matches(search.volunteer_id, search.query, answers.reader_now(), MOST)
    return search, found, identity_queries.recipient(search.volunteer_id).language


def _answer(request, text, kind, search, found):
    """Without a cookie, whoever asks; 304 where nothing has changed. Nobody is to find it by accident."""
    etag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    changed = int(feeds.last_change(search, found).timestamp())
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    response["X-Robots-Tag"], response["Referrer-Policy"] = "noindex", "no-referrer"
    patch_cache_control(response, private=True, max_age=SECONDS)
    # By its content alone: what was taken away leaves the time of the last change where it was.
    return get_conditional_response(request, etag=etag, response=response)
