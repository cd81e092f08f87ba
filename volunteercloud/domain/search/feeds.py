"""What a kept search finds, as an iCalendar (RFC 5545) and an Atom feed (RFC 4287).

Pure: the same documents give the same text, so that a fetch without news is none. Times are written in UTC.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Event, vUri

from volunteercloud.core import calendars

from .models import Document, Kind, SavedSearch


def calendar_text(name: str, documents: Sequence[Document], language: str) -> str:
    """What has a time, as events that take up nobody's: one may go, one has not promised to."""
    with override(language):
        calendar = calendars.begun(name, "Open shifts")
        for document in documents:
            if document.starts_at and document.ends_at:
                calendar.add_component(_event(document, is_english=not language.startswith("zh")))
        return calendar.to_ical().decode()


def _event(document: Document, *, is_english: bool) -> Event:
    event = Event()
    event.add("uid", f"{document.id}@volunteercloud")
    event.add("dtstamp", document.changed_at.astimezone(UTC))
    event.add("sequence", calendars.sequence(document.changed_at))
    event.add("dtstart", document.starts_at.astimezone(UTC) if document.starts_at else None)
    event.add("dtend", document.ends_at.astimezone(UTC) if document.ends_at else None)
    event.add("summary", calendars.plain(said(document, "title", is_english=is_english)))
    event.add("location", calendars.plain(said(document, "place", is_english=is_english)))
    event.add("description", calendars.plain(_described(document, is_english=is_english)))
    event.add("status", "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    event.add("url", vUri(address_of(document)))
    return event


def atom_text(search: SavedSearch, documents: Sequence[Document], language: str, self_address: str) -> str:
    """The newest change first, as readers of feeds expect it."""
    with override(language):
        is_english = not language.startswith("zh")
        feed = Atom1Feed(
            title=calendars.plain(search.name),
            link=f"{settings.SITE_URL}/find/?{search.query}",
            description="",
            subtitle=_("What is open for this search"),
            language=language,
            feed_url=self_address,
            feed_guid=f"urn:uuid:{search.id}",
        )
        for document in sorted(documents, key=lambda each: (each.changed_at, each.id), reverse=True):
            feed.add_item(
                title=calendars.plain(said(document, "title", is_english=is_english)),
                link=address_of(document),
                description=calendars.plain(_described(document, is_english=is_english)),
                unique_id=f"urn:uuid:{document.id}",
                pubdate=document.changed_at,
                updateddate=document.changed_at,
                author_name=calendars.plain(said(document, "owner_name", is_english=is_english))
                or _("Volunteer Cloud"),
            )
        return feed.writeString("utf-8")


def last_change(search: SavedSearch, documents: Sequence[Document]) -> datetime:
    return max((document.changed_at for document in documents), default=search.saved_at)


def said(document: Document, name: str, *, is_english: bool) -> str:
    """A text of a document in the reader's language; the Chinese one where there is no other."""
    return str((is_english and getattr(document, f"{name}_en")) or getattr(document, name))


def address_of(document: Document) -> str:
    """The whole address of a result: of its page here, or of that of whoever else publishes it."""
    if document.address.startswith(("https://", "http://")):
        return document.address
    return f"{settings.SITE_URL}{path_of(document)}"


def path_of(document: Document) -> str:
    if document.kind == Kind.SHIFT and document.owner_id and document.project_id:
        return f"/p/{document.owner_id}/{document.project_id}/?shift={document.id}"
    if document.kind == Kind.PROJECT and document.owner_id:
        return f"/p/{document.owner_id}/{document.id}/"
    if document.kind == Kind.ORGANIZATION and document.number:
        return f"/o/{document.number}/"
    if document.kind == Kind.NEED and document.number:
        return f"/needs/{document.number}/"
    return document.address if document.address.startswith("/") else "/find/"


def _described(document: Document, *, is_english: bool) -> str:
    names = ("post", "owner_name", "summary")
    return "\n".join(text for name in names if (text := said(document, name, is_english=is_english)))
