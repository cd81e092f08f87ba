"""Who knocks: a key of the API, a session token of an app, or the session of a browser. One reading of the database each."""

from dataclasses import dataclass

from allauth.headless.contrib.ninja.security import XSessionTokenAuth
from allauth.headless.internal.sessionkit import authenticate_by_x_session_token
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from volunteercloud.api.problems import ForgerySuspected, ScopeMissing
from volunteercloud.core.actor import ANONYMOUS, Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.web.accounts import proving, sessions

# Whose power a scope is about.
POWERS = {
    Scope.OFFICE: sessions.OFFICERS,
    Scope.ORGANIZATION_READ: sessions.OWNERS,
    Scope.ORGANIZATION_WRITE: sessions.OWNERS,
    Scope.ATTENDANCE_WRITE: sessions.OWNERS,
}


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
        now = timezone.now()
        try:
            known = identity_queries.key_by_secret(token, now)
        except NotFound:
            raise AuthenticationError from None
        # For this request only: the middleware around it puts its own language back.
        if "Accept-Language" not in request.headers:
            translation.activate(known.language)
        if self.scope not in known.scopes:
            raise ScopeMissing(self.scope)
        if known.was_unused(now):
            identity_actions.note_use_of_token(actor=known.actor, digest=known.digest, at=now)
        return Key(known.actor)


class SessionToken(XSessionTokenAuth):
    """The session of an app that signed in at /_allauth/app/v1/; it may do what its person may."""

    openapi_in = "header"
    openapi_name = "X-Session-Token"

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Key | None:
        token = self.get_session_token(request)
        found = authenticate_by_x_session_token(token) if token else None
        if found is None or sessions.is_over(found[1]):
            return None
        account, session = found
        sessions.note_use(session)
        key = _proved(request, session, account, self.scope)
        if session.modified:
            session.save()
        return key


class SessionCookie(APIKeyCookie):
    """The session of a browser, with the header X-CSRFToken wherever something is written."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Key | None:
        if self.param_name not in request.COOKIES:
            return None
        if check_csrf(request):
            raise ForgerySuspected
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Key | None:
        if not request.user.is_authenticated:
            return None
        return _proved(request, request.session, request.user, self.scope)


def _proved(request: HttpRequest, session: SessionBase, account: Account, scope: Scope | None) -> Key:
    """The person of a session. Not allowed where what they ask for wants a second step (`session.second_step`) or one more
    proof (`session.prove_again`): what pages lead to, a program has to be told. A key was made with both."""
    if scope in POWERS and proving.lacks_second_step(session, account, POWERS[scope]):
        raise NotAllowed(
            "session.second_step",
            _("Officers and owners of organizations sign in with a second step."),
            next_step=_("Set up a passkey or an authenticator app, and sign in with it."),
        )
    if proving.lacks_fresh_proof(request, session, account):
        raise NotAllowed(
            "session.prove_again",
            _("This asks once more who you are, and that was asked too long ago."),
            next_step=_("Prove it at /_allauth/app/v1/auth/reauthenticate or on the page “Account and security”."),
        )
    return Key(identity_queries.actor_for(account))


def anybody(request: HttpRequest) -> Key:
    return Key(ANONYMOUS)


SESSION: list[AuthBase] = [SessionToken(), SessionCookie()]


def needs(scope: Scope) -> list[AuthBase]:
    """For people who are signed in; a key must have the scope."""
    return [Token(scope), SessionToken(scope), SessionCookie(scope)]


def knows(scope: Scope) -> list:
    """For everybody, and more to those who say who they are."""
    return [*needs(scope), anybody]
