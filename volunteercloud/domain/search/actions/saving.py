"""Keeping a search, changing what is told of it, and throwing it away."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.search import asked, links, saved
from volunteercloud.domain.search.models import Change, SavedSearch, Telling

MOST_SIGNS = 100  # of a name


@transaction.atomic
def save_search(
    *, actor: Actor, search_id: UUID, name: str, query: str, telling: str = Telling.INBOX, at: datetime
) -> SavedSearch:
    """Keep a search under a name; ``query`` is what its address asks for, and what makes no sense in it is left out. Told
    of is what appears from now on. Sent again, or the same search again, it is the one that is kept.

    Refused without a name (`search.name`), for a way of telling that is none (`search.telling`), for an address that is
    too long (`search.long`), and beyond twenty (`search.too_many`).
    """
    if not identity_queries.held([actor.person_id]):
        raise NotFound  # an officer's account without a volunteer
    kept = asked.written(asked.read_written(query, timezone.localdate(at)))
    mine = SavedSearch.objects.filter(volunteer_id=actor.person_id)
    same = mine.filter(id=search_id).first() or mine.filter(query=kept).first()
    if same is not None:
        return same

    _check(name, telling)
    if len(query) > asked.MOST_ASKED or len(kept) > asked.MOST_ASKED:
        raise Refused(
            "search.long",
            _("This search asks for too much at once to be kept."),
            next_step=_("Take some of its filters away and save it again."),
        )
    if mine.count() >= saved.MOST:
        raise Refused(
            "search.too_many",
            _("You keep %(most)s searches, and that is the most.") % {"most": saved.MOST},
            next_step=_("Throw away one that you need no more, then save this one."),
            facts={"most": saved.MOST},
        )

    search = SavedSearch.objects.create(
        volunteer_id=actor.person_id,
        id=search_id,
        name=name.strip(),
        query=kept,
        telling=telling,
        feed_key=links.new_key(),
        saved_at=at,
        **_past(actor.person_id, kept, at),
    )

    _record(actor, "search.saved", search, at, telling=telling)
    return search


@transaction.atomic
def change_search(*, actor: Actor, search_id: UUID, name: str, telling: str, at: datetime) -> SavedSearch:
    """Call a search otherwise, or be told of it otherwise. Who begins to be told hears of what appears from now on.

    Refused as in `save_search`.
    """
    search = _held(actor, search_id)

    _check(name, telling)

    if search.telling == Telling.NO and telling != Telling.NO:
        for field, value in _past(search.volunteer_id, search.query, at).items():
            setattr(search, field, value)
    before, search.name, search.telling = search.telling, name.strip(), Telling(telling)
    search.save()

    _record(actor, "search.changed", search, at, telling=telling, before=before)
    return search


@transaction.atomic
def delete_search(*, actor: Actor, search_id: UUID, at: datetime) -> None:
    """Throw a search away with its feeds. One that is gone already is thrown away."""
    search = SavedSearch.objects.select_for_update().filter(volunteer_id=actor.person_id, id=search_id).first()
    if search is None:
        return

    SavedSearch.objects.filter(volunteer_id=search.volunteer_id, id=search.id).delete()

    _record(actor, "search.deleted", search, at)


@transaction.atomic
def renew_feed_key(*, actor: Actor, search_id: UUID, at: datetime) -> SavedSearch:
    """Give the feeds of a search another address; the one until now leads nowhere from this moment on."""
    search = _held(actor, search_id)

    search.feed_key = links.new_key()
    search.save(update_fields=["feed_key"])

    _record(actor, "search.feed_renewed", search, at)
    return search


def last_change() -> int:
    """The place in the feed of changes up to which everything is past."""
    return Change.objects.aggregate(last=Max("sequence"))["last"] or 0


def _past(volunteer_id: UUID, query: str, at: datetime) -> dict[str, Any]:
    """What there is already is no news, also when it changes later."""
    known = saved.matches(volunteer_id, query, at, saved.LOOKED_THROUGH)
    return {
        "looked_on": timezone.localdate(at),
        "told_until": last_change(),
        "told_ids": [document.id for document in known],
    }


def _held(actor: Actor, search_id: UUID) -> SavedSearch:
    search = SavedSearch.objects.select_for_update().filter(volunteer_id=actor.person_id, id=search_id).first()
    if search is None:
        raise NotFound
    return search


def _check(name: str, telling: str) -> None:
    if not 1 <= len(name.strip()) <= MOST_SIGNS:
        raise Refused(
            "search.name",
            _("A saved search needs a name of at most %(most)s characters.") % {"most": MOST_SIGNS},
            next_step=_("Give it the name by which you will know it."),
            field="name",
        )
    if telling not in Telling.values:
        raise Refused(
            "search.telling",
            _("Nobody is told in this way."),
            next_step=_("Choose not at all, in the inbox, or by e-mail."),
            field="telling",
        )


def _record(actor: Actor, name: str, search: SavedSearch, at: datetime, **facts: object) -> None:
    """Not what was looked for: an entry is read by others, too."""
    audit.record(
        actor, name, at=at, owner_id=search.volunteer_id, subject=("saved_search", search.id, ""), facts=dict(facts)
    )
