"""A need is written down, posted for moderation, withdrawn."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.needs import alike, flags, particulars, queries, rules, sealing
from volunteercloud.domain.needs.drafts import NeedDraft
from volunteercloud.domain.needs.models import EDITABLE, Flag, Need, PosterKind, State, What
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.reviews import actions as review_actions
from volunteercloud.domain.reviews.models import Kind
from volunteercloud.domain.search.models import Urgency

from . import keeping, telling

MOST_DRAFTS = 50  # of one poster


@transaction.atomic
def save_need(
    *, actor: Actor, need_id: UUID, draft: NeedDraft, organization_id: UUID | None = None, at: datetime
) -> Need:
    """Keep what has been typed so far of a need of one's own, or of an organization one manages. ``need_id`` is the
    sender's own: sent again, the same need says the same.

    A draft may leave out anything. One that came back from moderation stays whole (`need.incomplete`), and waits until it is
    posted again. Refused by field for a value that can't be true, once it was posted (`need.moved_on`), and beyond fifty drafts
    (`need.many_drafts`).
    """
    need = _held_or_new(actor, need_id, organization_id, at)

    _allow(actor, need, organization_id)

    keeping.check_state(need, *EDITABLE)
    is_new = need._state.adding
    if is_new:
        _check_room(need)
    changed = particulars.write_down(need, draft, at)
    sealed_changed = is_new or sealing.read(need) != draft.details
    if need.state == State.RETURNED:
        particulars.check_whole(need, draft.details, at)

    if not is_new and not changed and not sealed_changed:
        return need
    need.changed_at = at
    _write(need)
    if sealed_changed:
        sealing.keep(need, draft.details)

    keeping.leave_entry(actor, "needs.need_saved", need, at, fields=sorted(changed), is_new=is_new)
    return need


@transaction.atomic
def post_need(*, actor: Actor, need_id: UUID, at: datetime) -> Need:
    """Hand a need to its station and the officers of its region, who look at it before anybody else does. Posted twice, it
    is posted once.

    Refused with what is missing (`need.incomplete`); with the passages that give somebody away (`need.personal`); by field
    for a region or time that can't be; without a proved phone (`need.phone_unproved`); after as many as the region allows
    a day (`need.flood`); and where the poster has the same need standing (`need.posted_already`).
    """
    need = keeping.held(need_id)

    rules.check_is_poster(actor, need)

    if need.state == State.MODERATION:
        return need
    keeping.check_state(need, *EDITABLE)
    particulars.check_whole(need, sealing.read(need), at)
    _hold_poster(need)
    rules.check_may_post(need, at)

    need.posted_at, need.expires_at = need.posted_at or at, rules.expires_at(need, at)
    need.reason, need.state, need.changed_at = "", State.MODERATION, at
    station = queries.station_for(need.region_id or "")
    need.station_id = station.organization_id if station else None
    need.station_name = station.organization_name if station else ""
    need.flags = _flags(need, at)
    _write(need)
    due_at = _open_case(actor, need, at)

    keeping.step(need, What.POSTED, at, by=need.poster_name)
    keeping.leave_entry(actor, "needs.need_posted", need, at, urgency=need.urgency, flags=need.flags)
    telling.tell_of_moderation(actor, need, due_at, at)
    return need


@transaction.atomic
def withdraw_need(*, actor: Actor, need_id: UUID, reason: str = "", at: datetime) -> Need:
    """Take back a need of one's own that nobody has begun to serve; who offered is told. A draft is deleted, with what is
    sealed. Withdrawn twice is withdrawn once.

    Refused once it was taken up (`need.taken_up`) or is over (`need.moved_on`).
    """
    need = keeping.held(need_id)

    rules.check_is_poster(actor, need)

    if need.state == State.WITHDRAWN:
        return need
    if need.state in (State.DOCKED, State.RUNNING):
        raise Refused(
            "need.taken_up",
            format_lazy(
                _("{organization} has taken this need up and planned for it."), organization=need.organization_name
            ),
            next_step=_("Ask the organization to call it off; its page says how to reach it."),
        )
    keeping.check_state(need, State.DRAFT, State.MODERATION, State.RETURNED, State.OPEN, State.OFFERED)

    if need.state == State.DRAFT:
        sealing.erase(need)
        keeping.leave_entry(actor, "needs.draft_deleted", need, at)
        Need.objects.filter(id=need.id).delete()
        return need
    if need.state == State.MODERATION:
        review_actions.withdraw_case(actor=actor, kind=Kind.NEED, subject_id=need.id, at=at)
    need.reason = reason.strip()[: keeping.LONGEST_REASON]
    keeping.end(actor, need, State.WITHDRAWN, at)

    keeping.step(need, What.WITHDRAWN, at, by=need.poster_name, words=need.reason)
    keeping.leave_entry(actor, "needs.need_withdrawn", need, at, reason=need.reason)
    telling.tell_station(actor, "need_withdrawn", need, at)
    return need


def _held_or_new(actor: Actor, need_id: UUID, organization_id: UUID | None, at: datetime) -> Need:
    """The need; a new one where there is none of this id. Two who send it at once take turns."""
    person_id = actor.person_id
    found = Need.objects.select_for_update(of=("self",)).select_related("region").filter(id=need_id).first()
    if found is not None:
        return found
    if organization_id is None:
        kind, poster_id, name = PosterKind.PERSON, person_id, actor.label
    else:
        organization = organization_queries.organization(actor, organization_id)
        kind, poster_id, name = PosterKind.ORGANIZATION, organization.id, organization.name
    return Need(
        id=need_id,
        number=ids.public_code("N", 8),
        poster_kind=kind,
        poster_id=poster_id,
        poster_name=name[:300],
        posted_by=person_id,
        created_at=at,
    )


def _allow(actor: Actor, need: Need, organization_id: UUID | None) -> None:
    """The poster; and nobody says of one's need that it is another's."""
    if need._state.adding:
        if organization_id is not None and not organization_rules.can_manage(actor, organization_id):
            raise NotAllowed("organization.not_manager")
        return
    rules.check_is_poster(actor, need)
    if need.poster_kind == PosterKind.ORGANIZATION and need.poster_id != organization_id:
        raise NotFound
    if need.poster_kind == PosterKind.PERSON and organization_id is not None:
        raise NotFound


def _check_room(need: Need) -> None:
    """Drafts cost as much as posts, and nobody writes so many at once; two that are begun at once take turns."""
    _hold_poster(need)
    if Need.objects.filter(poster_id=need.poster_id, state=State.DRAFT).count() >= MOST_DRAFTS:
        raise Refused(
            "need.many_drafts",
            _("You keep %(most)s drafts of needs, and that is the most.") % {"most": MOST_DRAFTS},
            next_step=_("Post one of them, or throw one away."),
            facts={"most": MOST_DRAFTS},
        )


def _write(need: Need) -> None:
    """Save it; what the database refuses is told in words."""
    try:
        with transaction.atomic():
            need.save(force_insert=need._state.adding)
    except IntegrityError as error:
        name = broken_by(error)
        if name.startswith("need_posted_once"):
            raise _posted_already(need) from error
        if name.startswith("needs_need_pkey"):
            raise Refused(
                "need.sent_twice",
                _("This need is being saved already."),
                next_step=_("Open it again to see how it stands."),
            ) from error
        raise


def _posted_already(need: Need) -> Refused:
    other = Need.objects.filter(poster_id=need.poster_id, text_key=need.text_key, posted_at__isnull=False)
    number = other.exclude(id=need.id).order_by("-posted_at", "-id").values_list("number", flat=True).first()
    return Refused(
        "need.posted_already",
        format_lazy(_("You have posted this need already, as number {number}."), number=number or ""),
        next_step=_("See how that one stands, or say here what is different."),
        field="title",
        facts={"number": number or ""},
    )


def _hold_poster(need: Need) -> None:
    """Posts of one poster take turns, so that the limit of a day counts them all."""
    if need.poster_kind == PosterKind.ORGANIZATION:
        organization_queries.locked(need.poster_id)
    else:
        list(Account.objects.select_for_update().filter(id=need.poster_id).values_list("id"))


def _flags(need: Need, at: datetime) -> list[str]:
    found = {str(flag) for flag in flags.words_found(*(getattr(need, field) for field in particulars.PUBLIC_TEXTS))}
    if alike.to(need, at):
        found.add(Flag.DUPLICATE)
    return sorted(found)


def _open_case(actor: Actor, need: Need, at: datetime) -> datetime:
    """Into the queue of its region; an urgent one says so in its title, and is due within hours."""
    title = need.title
    if need.urgency == Urgency.URGENT:
        with translation.override(settings.LANGUAGE_CODE):
            title = gettext("Urgent: {title}").format(title=title)
    case = review_actions.open_case(
        actor=actor,
        kind=Kind.NEED,
        owner_id=need.poster_id,
        subject_id=need.id,
        region_code=need.region_id or "",
        title=title,
        due_at=rules.moderation_due(need, at),
        at=at,
    )
    return case.due_at
