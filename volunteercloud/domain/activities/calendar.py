"""A person's sign-ups as an iCalendar text (RFC 5545), and the private address under which a calendar fetches it.

Pure functions: the rows come from `queries.calendar`. Times are written in UTC, so no time zone has to be carried.
"""

from collections.abc import Iterable
from datetime import UTC
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Event, vUri

from volunteercloud.core import calendars, tokens
from volunteercloud.core.errors import NotFound

from .models import STANDING, MySignUp, SignUpState

PURPOSE = "calendar"


def feed_token(volunteer_id: UUID) -> str:
    """The secret end of a person's feed address. It holds for as long as the keys of the house do."""
    return tokens.sign(PURPOSE, volunteer_id.bytes)


def read_feed_token(token: str) -> UUID:
    """Whose feed it is. `NotFound` for anything that is no token of ours."""
    try:
        return UUID(bytes=tokens.verify(PURPOSE, token))
    except (tokens.Forged, ValueError):
        raise NotFound from None


def calendar_text(rows: Iterable[MySignUp], language: str) -> str:
    """The calendar in the reader's language. The same rows give the same text, so that a fetch without news is one."""
    with override(language):
        calendar = calendars.begun(_("My service"), "My service")
        for row in rows:
            calendar.add_component(_event(row, english=not language.startswith("zh")))
        return calendar.to_ical().decode()


def _event(row: MySignUp, *, english: bool) -> Event:
    event = Event()
    title, post, place = (
        (row.title_en or row.title, row.post_en or row.post, row.place_en or row.place)
        if english
        else (row.title, row.post, row.place)
    )
    event.add("uid", f"{row.shift_id}@volunteercloud")
    event.add("dtstamp", row.changed_at.astimezone(UTC))
    event.add("sequence", calendars.sequence(row.changed_at))
    event.add("dtstart", row.during.lower.astimezone(UTC))
    event.add("dtend", row.during.upper.astimezone(UTC))
    summary = _("Waiting list: %(title)s") % {"title": title} if _waits(row) else title
    event.add("summary", calendars.plain(summary))
    event.add("location", calendars.plain(place))
    event.add("description", calendars.plain("\n".join((post, row.organization_name))))
    event.add("status", _status(row))
    event.add("url", vUri(f"{settings.SITE_URL}/p/{row.organization_id}/{row.project_id}/"))
    # Who only waits is still free at that time.
    event.add("transp", "OPAQUE" if row.state in (SignUpState.CONFIRMED, SignUpState.REQUESTED) else "TRANSPARENT")
    return event


def _waits(row: MySignUp) -> bool:
    return row.state == SignUpState.WAITING


def _status(row: MySignUp) -> str:
    if row.state not in STANDING:
        return "CANCELLED"
    return "CONFIRMED" if row.state == SignUpState.CONFIRMED else "TENTATIVE"
