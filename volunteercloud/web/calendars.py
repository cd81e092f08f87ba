"""Open shifts as an iCalendar text (RFC 5545), for calendars that anybody may fetch and for those of kept searches."""

from collections.abc import Iterable
from datetime import UTC

from icalendar import Calendar, Event, vUri

from volunteercloud.domain.activities.calendar import FETCHED_EVERY, FIRST_CHANGE
from volunteercloud.domain.search.models import Document
from volunteercloud.web.open import linked


def of_shifts(documents: Iterable[Document], name: str, language: str) -> str:
    """What has a time becomes an event. The same documents give the same text, so that a fetch without news is one."""
    calendar = Calendar()
    calendar.add("prodid", "-//Volunteer Cloud//Open shifts//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", FETCHED_EVERY, parameters={"VALUE": "DURATION"})
    for document in documents:
        if document.starts_at and document.ends_at:
            calendar.add_component(_event(document, english=not language.startswith("zh")))
    return calendar.to_ical().decode()


def _event(document: Document, *, english: bool) -> Event:
    def said(name: str) -> str:
        return (english and getattr(document, f"{name}_en")) or getattr(document, name)

    event = Event()
    event.add("uid", f"{document.id}@volunteercloud")
    event.add("dtstamp", document.changed_at.astimezone(UTC))
    event.add("sequence", max(0, int((document.changed_at - FIRST_CHANGE).total_seconds())))
    event.add("dtstart", document.starts_at.astimezone(UTC))
    event.add("dtend", document.ends_at.astimezone(UTC))
    event.add("summary", said("title"))
    if place := said("place"):
        event.add("location", place)
    if document.latitude is not None:
        event.add("geo", (document.latitude, document.longitude))
    event.add("description", "\n".join(filter(None, (said("post"), said("owner_name")))))
    event.add("url", vUri(linked.full(linked.path_of(document))))
    # Nobody has a place yet: the reader's time stays free.
    event.add("transp", "TRANSPARENT")
    return event
