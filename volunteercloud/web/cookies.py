"""What a browser remembers for its reader: language, text size, and what a page says once."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage

LANGUAGE = settings.LANGUAGE_COOKIE_NAME
MODE = settings.WHOLE_HOST + "mode"
YEAR = 60 * 60 * 24 * 365


def remember(response, cookie: str, value: str):
    response.set_cookie(cookie, value, max_age=YEAR, secure=settings.SECURE, httponly=True, samesite="Lax")
    return response


class _NotesInCookie(CookieStorage):
    cookie_name = settings.WHOLE_HOST + "messages"


class Notes(FallbackStorage):
    """Django's messages, under a name that no neighbouring host can plant; what is too long for a cookie is in the session."""

    storage_classes = (_NotesInCookie, SessionStorage)
