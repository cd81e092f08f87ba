"""Who knocks: a key of the API, a session token of an app, or the session of a browser. One reading of the database each."""

from dataclasses import dataclass

from allauth.headless.contrib.ninja.security import XSessionTokenAuth
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from volunteercloud.api.problems import ForgerySuspected, ScopeMissing
from volunteercloud.core.actor import ANONYMOUS, Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.scopes import Scope


@dataclass(frozen=True, slots=True)
class Key:
    """What came with a request. Truthy also for nobody known: that it is needed was decided by the route."""

    actor: Actor


class Token(HttpBearer):
    """A key made by its person for named scopes. An unknown one is an error even where no key is needed."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Key:
        try:
            actor, scopes, language = identity_queries.actor_by_token(token, timezone.now())
        except NotFound:
            raise AuthenticationError from None
        # For this request only: the middleware around it puts its own language back.
        if "Accept-Language" not in request.headers:
            translation.activate(language)
        if self.scope not in scopes:
            raise ScopeMissing(self.scope)
        return Key(actor)


class SessionToken(XSessionTokenAuth):
    """The session of an app that signed in at /_allauth/app/v1/; it may do what its person may."""

    openapi_in = "header"
    openapi_name = "X-Session-Token"

    def __call__(self, request: HttpRequest) -> Key | None:
        account = super().__call__(request)
        return Key(identity_queries.actor_for(account)) if account else None


class SessionCookie(APIKeyCookie):
    """The session of a browser, with the header X-CSRFToken wherever something is written."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Key | None:
        if self.param_name not in request.COOKIES:
            return None
        if check_csrf(request):
            raise ForgerySuspected
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Key | None:
        return Key(identity_queries.actor_for(request.user)) if request.user.is_authenticated else None


def anybody(request: HttpRequest) -> Key:
    return Key(ANONYMOUS)


SESSION: list[AuthBase] = [SessionToken(), SessionCookie()]


def needs(scope: Scope) -> list[AuthBase]:
    """For people who are signed in; a key must have the scope."""
    return [Token(scope), *SESSION]


def knows(scope: Scope) -> list:
    """For everybody, and more to those who say who they are."""
    return [*needs(scope), anybody]
