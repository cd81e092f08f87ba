"""Telling people of what is new for the searches that they keep, and ending it by the link in the mail."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation

from volunteercloud.core.actor import Actor
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.messages.models import Channel
from volunteercloud.domain.search import links, saved
from volunteercloud.domain.search.models import Document, SavedSearch, Telling

from .saving import last_change

NAMED = 5  # in a message; the others stand on the page


@transaction.atomic
def tell_of_new(*, actor: Actor, volunteer_id: UUID, search_id: UUID, at: datetime) -> int:
    """Look through a search for what appeared since it was last looked through, and tell its person; once a day, and of
    nothing where nothing appeared. Returns how many matches were told of.

    What was told of before and changed since is not new. A second run on the same day finds nothing left to do.
    """
    today = timezone.localdate(at)
    waiting = SavedSearch.objects.select_for_update(skip_locked=True).exclude(telling=Telling.NO)
    search = waiting.exclude(looked_on__gte=today).filter(volunteer_id=volunteer_id, id=search_id).first()
    if search is None:
        return 0

    until = last_change()
    known = set(search.told_ids)
    found = [document for document in saved.changed(search, until, at) if document.id not in known]
    search.looked_on, search.told_until = today, until
    if found:
        search.told_at = at
        search.told_ids = [*search.told_ids, *(each.id for each in found)][-saved.REMEMBERED :]
    search.save(update_fields=["looked_on", "told_until", "told_at", "told_ids"])

    if found:
        _tell(actor, search, found, at)
    return len(found)


@transaction.atomic
def stop_telling_by_link(*, actor: Actor, token: str, at: datetime) -> SavedSearch | None:
    """Be told of a search no more, by the link in the mail: whoever holds it needs not sign in. The search stays. Repeated,
    or of a search that is gone, it changes nothing. Refused for a link that is none of ours (`search.link`)."""
    link = links.read_ending(token)
    kept = SavedSearch.objects.select_for_update().filter(volunteer_id=link.volunteer_id, id=link.search_id)
    search = kept.first()
    if search is None or search.telling == Telling.NO:
        return search

    before, search.telling = search.telling, Telling.NO
    search.save(update_fields=["telling"])

    _record(actor, "search.changed", search, at, telling=Telling.NO.value, before=before)
    return search


def _tell(actor: Actor, search: SavedSearch, found: Sequence[Document], at: datetime) -> None:
    recipient = identity_queries.recipient(search.volunteer_id)
    by_mail = search.telling == Telling.EMAIL
    messages.tell(
        actor=actor,
        recipient=recipient,
        template="search_matches",
        facts={
            "name": search.name,
            "number": len(found),
            "titles": _lines(found, "zh-hans"),
            "titles_en": _lines(found, "en"),
        },
        link=f"/me/searches/{search.id}/",
        at=at,
        channels=(messages.INBOX, Channel.EMAIL) if by_mail else (messages.INBOX,),
        ending=f"/searches/off/{links.ending(search.volunteer_id, search.id)}/",
    )
    _record(actor, "search.matches_told", search, at, number=len(found), telling=search.telling)


def _lines(found: Sequence[Document], language: str) -> str:
    """The first few, one a line: when, what, by whom."""
    is_english = language == "en"
    with translation.override(language):
        lines = [_line(document, is_english=is_english) for document in found[:NAMED]]
    return "\n".join(lines)


def _line(document: Document, *, is_english: bool) -> str:
    title = (is_english and document.title_en) or document.title
    owner = (is_english and document.owner_name_en) or document.owner_name
    starts = f"{timezone.localtime(document.starts_at):%Y-%m-%d %H:%M}" if document.starts_at else ""
    return " · ".join(part for part in (starts, title, owner) if part)


def _record(actor: Actor, name: str, search: SavedSearch, at: datetime, **facts: object) -> None:
    audit.record(
        actor, name, at=at, owner_id=search.volunteer_id, subject=("saved_search", search.id, ""), facts=dict(facts)
    )
