"""A shared page as a document for programs: what a reader sees, and the same signed by this node's issuer."""

from datetime import UTC, datetime, timedelta
from typing import Any

from . import badges, keys, sharing
from .models import Credential
from .sharing import Line, Shown

FORM = "volunteercloud.shared/1"
TYP = "vc-shared+jwt"
# Whoever keeps the token is told of a withdrawal by its end; what is older than a day says nothing any more.
VALID = timedelta(days=1)


def signed(shown: Shown, at: datetime) -> dict[str, Any]:
    """``shared`` for whoever trusts the connection, ``token`` for whoever was handed it: a JWT that says the same about
    what stood at ``iat``, good for a day, and no longer than the page is."""
    found = document(shown)
    payload = {
        "iss": keys.did(),
        "iat": int(at.timestamp()),
        "exp": int(min(shown.share.until, at + VALID).timestamp()),
        "shared": found,
    }
    return {"shared": found, "token": keys.sign(payload, TYP, at), "keys": keys.address("/.well-known/jwks.json")}


def document(shown: Shown) -> dict[str, Any]:
    """Hours in minutes, credit and honour apart; each record and certificate with whether it still stands."""
    share, hours = shown.share, shown.hours
    found: dict[str, Any] = {
        "form": FORM,
        "title": share.title,
        "url": sharing.url_of(share),
        "made_at": _moment(share.made_at),
        "until": _moment(share.until),
        "as_of": _moment(shown.checked_at),
    }
    if share.with_name:
        found["name"], found["name_latin"] = shown.name, shown.name_latin
    if hours is not None:
        found["hours"] = {
            "from": share.from_on.isoformat() if share.from_on else None,
            "to": share.to_on.isoformat() if share.to_on else None,
            "credit_minutes": hours.credit_minutes,
            "honour_minutes": hours.honour_minutes,
            "by_grade": hours.by_grade,
            "when_shared": {"credit_minutes": hours.credit_then, "honour_minutes": hours.honour_then},
        }
    if share.lines:
        found["records"] = [_line(line) for line in shown.lines]
        found["erased"] = shown.gone
    if shown.certificate is not None:
        certificate = shown.certificate.certificate
        found["certificate"] = {"number": certificate.number, "state": shown.certificate.verdict}
    if shown.credential is not None:
        found["badge"] = _badge(shown.credential, share.with_name)
    return found


def _badge(badge: Credential, with_token: bool) -> dict[str, Any]:
    """The badge itself holds a hash of who it is about, and is handed over on pages with a name only."""
    return {
        "credit_minutes": badge.credit_minutes,
        "honour_minutes": badge.honour_minutes,
        "issued_at": _moment(badge.issued_at),
        "stands": badge.revoked_at is None,
        "revoked_why": badge.revoked_why,
    } | ({"token": badges.token(badge)} if with_token else {})


def _line(line: Line) -> dict[str, Any]:
    record = line.record
    return {
        "day": record.day.isoformat(),
        "title": record.title,
        "title_en": record.title_en,
        "organization": record.organization_name,
        "organization_en": record.organization_name_en,
        "minutes": 0 if line.state is sharing.LineState.REVOKED else record.minutes,
        "grade": record.grade,
        "state": line.state,
        "when_shared": {"minutes": line.minutes_then, "grade": line.grade_then},
        "counted_at": line.moved_to or None,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
