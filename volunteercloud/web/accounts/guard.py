"""Guessing passwords is slow, and locks nobody out.

Tries are counted for what was typed, whether there is such an account or not, so that nothing can be learned from a pause.
A browser that was signed in before has a mark, and is counted for itself: a stranger who guesses stops strangers, not the
owner at home. Whoever proves to be the owner by a code, a passkey or a new password ends the count everywhere.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids, keys, tokens
from volunteercloud.core.tokens import Forged
from volunteercloud.domain.limits import tallies
from volunteercloud.web import answers, cookies

TRIES = "sign_in"
KNOWN = settings.WHOLE_HOST + "known"  # the cookie of a browser that was signed in
MARK = "known-browser"
FORGOTTEN_AFTER = timedelta(days=1)
# From so many wrong ones on, its owner is told of a sign-in from a browser that was never here; and of a right password
# without its second step.
SUSPICIOUS = 5
SUSPICIOUS_STEPS = 3
STEPS = "second_step"
GUESSED = "guessed"  # in the session until one is signed in: how many passwords were wrong before the right one
# Four typing mistakes cost nothing. The twentieth wrong try closes the way by password for a day, or until the owner comes.
PAUSES = (0, 0, 0, 0, 15, 30, 60, 120, 300, *[900] * 10, 24 * 60 * 60)
TOO_OFTEN = _(
    "That was wrong too often. Wait a quarter of an hour, or sign in with a code or a passkey, which are not affected."
)


def login_of(credentials: dict[str, str]) -> str:
    return (credentials.get("email") or credentials.get("phone") or "").strip().lower()


def may_try(request, login: str) -> bool:
    """Whether a password may be tried for what was typed, from this browser. It counts."""
    return tallies.attempt(TRIES, counted_as(request, login), answers.reader_now(), FORGOTTEN_AFTER, PAUSES)


def went_well(request, login: str) -> None:
    tallies.forget(TRIES, counted_as(request, login))


def note_guesses(request, login: str) -> None:
    """A password was right: how many before it were wrong goes along, for whoever is told once they are in."""
    if (wrong := _guesses(request, login) - 1) > 0:
        request.session[GUESSED] = wrong


def guesses_before(request, logins: list[str]) -> int:
    """How many passwords were wrong before this sign-in, from a browser that was never here; else none."""
    return request.session.pop(GUESSED, 0) or max((_guesses(request, login) for login in logins), default=0)


def _guesses(request, login: str) -> int:
    if counted_as(request, login) != login:
        return 0
    return tallies.counted(TRIES, login, answers.reader_now()).count


def is_third_wrong_step(account_id: UUID) -> bool:
    """Count that somebody knows the password and not the second step; told once a day."""
    return tallies.count(STEPS, str(account_id), answers.reader_now(), FORGOTTEN_AFTER) == SUSPICIOUS_STEPS


def came_home(request, logins: list[str]) -> None:
    """The owner signed in: strangers' tries at these e-mail addresses and numbers begin anew."""
    tallies.forget(TRIES, *logins, *(counted_as(request, login) for login in logins))


def mark(response, logins: list[str]):
    """Let this browser be known for these e-mail addresses and numbers."""
    payload = ids.uuid7().bytes + b"".join(_hashed(login).bytes for login in logins)
    return cookies.remember(response, KNOWN, tokens.sign(MARK, payload))


def counted_as(request, login: str) -> str:
    """What was typed; with the mark of the browser, if it was signed in as that before."""
    try:
        payload = tokens.verify(MARK, request.COOKIES.get(KNOWN, ""))
    except Forged:
        return login
    browser, *known = (payload[start : start + 16] for start in range(0, len(payload), 16))
    return f"{login} {UUID(bytes=browser)}" if _hashed(login).bytes in known else login


def _hashed(login: str) -> UUID:
    return keys.blind_index(MARK, login)
