"""What a browser remembers for its reader: language and text size."""

from django.conf import settings

LANGUAGE = settings.LANGUAGE_COOKIE_NAME
MODE = settings.WHOLE_HOST + "mode"
YEAR = 60 * 60 * 24 * 365


def remember(response, cookie: str, value: str):
    response.set_cookie(cookie, value, max_age=YEAR, secure=settings.SECURE, httponly=True, samesite="Lax")
    return response
