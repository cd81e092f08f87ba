"""How long one stays signed in: the shorter, the more one may do. Said by `settings.SESSIONS`, held on every request."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.organizations import queries as organizations_queries
from volunteercloud.domain.organizations.models import Role
from volunteercloud.web import context, doors

VOLUNTEER, STAFF, OFFICER = "volunteer", "staff", "officer"
KIND, BEGAN, SEEN, POWERS = "kind", "began", "seen", "powers"  # in the session
OFFICERS, OWNERS = "officers", "owners"  # whose powers ask for a second step
NOTED = 20  # how many times within its idle time a session notes that it is in use: each is a write


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may do who signs in: which kind of session they have, and what of it asks for a second step."""

    kind: str
    powers: tuple[str, ...] = ()


def standing_of(account) -> Standing:
    actor = identity_queries.actor_for(account)
    if identity_queries.offices(actor):
        return Standing(OFFICER, (OFFICERS, OWNERS))
    roles = {seat.role for seat in organizations_queries.my_organizations(actor)}
    return Standing(STAFF if roles else VOLUNTEER, (OWNERS,) if Role.OWNER in roles else ())


def begin(session, account) -> Standing:
    """From now on the session ends as those of its kind do. What its person may do is asked anew each time all the same."""
    standing, now = standing_of(account), int(time.time())
    session[KIND], session[POWERS], session[SEEN] = standing.kind, standing.powers, now
    session[BEGAN] = session.get(BEGAN, now)
    session[context.OFFICER_SESSION_KEY] = standing.kind == OFFICER
    session.set_expiry(settings.SESSIONS[standing.kind].seconds)
    return standing


def is_over(session) -> bool:
    """Whether a session had its time, or was left alone for too long."""
    limits = settings.SESSIONS.get(session.get(KIND))
    if limits is None:
        return False
    now = time.time()
    return now - session[BEGAN] > limits.seconds or (limits.idle > 0 and now - session[SEEN] > limits.idle)


def note_use(session) -> None:
    limits = settings.SESSIONS.get(session.get(KIND))
    if limits and limits.idle and time.time() - session[SEEN] > limits.idle / NOTED:
        session[SEEN] = int(time.time())


def bounded_sessions(get_response):
    """Sign out whose session is over: what they wanted asks them to sign in again, and leads back."""

    def middleware(request):
        return get_response(request)

    @doors.before_views
    def check(request):
        # A page that stands within other sites knows nobody.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.resolver_match.view_name != "open:embedded":
            if is_over(request.session):
                request.session.flush()
                request.user = AnonymousUser()
            else:
                note_use(request.session)

    middleware.process_view = check
    return middleware
