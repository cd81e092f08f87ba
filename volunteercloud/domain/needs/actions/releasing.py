"""What follows where something that was to serve a need will not: its shifts, its offers, the need that is open again.

Inner steps of several actions. The need is held by whoever calls, who has asked the right to it too.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.actions import closing
from volunteercloud.domain.activities.actions.telling import leave_entry
from volunteercloud.domain.activities.models import Shift, ShiftState
from volunteercloud.domain.needs.models import Need, NeedShift, Offer, OfferState, State, What

from . import keeping, telling

STANDING = (OfferState.WAITING, OfferState.CHOSEN)


def serving(need: Need) -> QuerySet[NeedShift]:
    """The shifts that serve a need, found by the organization that takes it up; none where nobody does."""
    if need.organization_id is None:
        return NeedShift.objects.none()
    standing = NeedShift.objects.filter(organization_id=need.organization_id, released_at__isnull=True)
    return standing.filter(need_id=need.id).order_by("shift_id")


def shifts_not_counted(need: Need) -> QuerySet[Shift]:
    """The open shifts that serve a need, whose hours are not counted yet, in the order of ids."""
    if need.organization_id is None:
        return Shift.objects.none()
    shift_ids = serving(need).filter(counted_at__isnull=True).values_list("shift_id", flat=True)
    found = Shift.objects.filter(organization_id=need.organization_id, id__in=list(shift_ids), state=ShiftState.OPEN)
    return found.order_by("id")


def has_begun(need: Need, at: datetime) -> bool:
    """Whether a shift of it has begun whose hours wait to be counted."""
    return shifts_not_counted(need).filter(starts_at__lte=at).exists()


def call_off_shifts(actor: Actor, need: Need, reason: str, at: datetime) -> int:
    """Call off every shift of a need that has not begun, and tell everybody on them why; answers how many. What has begun
    goes on, and serves this need no more."""
    to_come = shifts_not_counted(need).filter(starts_at__gt=at)
    shifts = list(to_come.select_for_update(of=("self",)).select_related("activity", "post"))
    for shift in shifts:
        closing.call_off(actor, shift, reason, at)
        leave_entry(actor, "activities.shift_cancelled", shift, at, reason=reason[:300], need=need.number)
    serving(need).filter(counted_at__isnull=True).update(released_at=at)
    return len(shifts)


def answer_others(
    actor: Actor, need: Need, template: str, at: datetime, *, kept: Collection[UUID], **facts: str
) -> int:
    """Tell everybody else who offered that the need is taken up, also volunteers who were chosen and are not ``kept``;
    answers how many."""
    standing = Offer.objects.filter(need=need, state__in=STANDING).exclude(
        organization_id__isnull=False, state=OfferState.CHOSEN
    )
    others = list(standing.exclude(id__in=kept).order_by("offered_at", "id"))
    _set(others, OfferState.DECLINED, "", at)
    for offer in others:
        tell_of(actor, offer, template, need, at, **facts)
    return len(others)


def tell_of(actor: Actor, offer: Offer, template: str, need: Need, at: datetime, **facts: str) -> None:
    """Tell whoever made an offer what became of it."""
    if offer.organization_id is not None:
        telling.tell_organization(actor, offer.organization_id, template, need, at, **facts)
    elif offer.volunteer_id is not None:
        telling.tell_person(actor, offer.volunteer_id, template, need, at, **facts)


def unchoose(need: Need, at: datetime) -> None:
    """An organization was chosen, and has not docked the need: it is nobody's again."""
    need.organization_id, need.organization_name, need.follows_at = None, "", None
    rest(need, at)


def rest(need: Need, at: datetime) -> None:
    """Offered while somebody offers, else open."""
    has_offers = Offer.objects.filter(need=need, state__in=STANDING).exists()
    keeping.move(need, State.OFFERED if has_offers else State.OPEN, at)


def open_again(actor: Actor, need: Need, at: datetime, *, reason: str = "", is_told: bool = False) -> None:
    """The need is nobody's, with the days that it had left when it was taken up, at least three. The organization's offer
    is over; volunteers who were chosen still offer. Poster, station and organization are told, unless they are already."""
    organization_id, name = need.organization_id, need.organization_name
    offers = Offer.objects.filter(need=need, state=OfferState.CHOSEN)
    _set(offers.filter(organization_id__isnull=False), OfferState.WITHDRAWN, reason, at)
    offers.filter(volunteer_id__isnull=False).update(state=OfferState.WAITING, answered_at=None)
    serving(need).update(released_at=at)
    if need.docked_at and need.expires_at:
        need.expires_at = at + (need.expires_at - need.docked_at)
    need.served_people, need.served_minutes, need.follows_at = 0, 0, None
    keeping.reopen(need, at)
    rest(need, at)
    keeping.step(need, What.REOPENED, at, by=name, words="" if is_told else reason)
    if not is_told:
        _tell_of_reopening(actor, need, organization_id, {"organization": name, "reason": reason}, at)


def _tell_of_reopening(
    actor: Actor, need: Need, organization_id: UUID | None, facts: dict[str, str], at: datetime
) -> None:
    template = "docking_reopened_why" if facts["reason"] else "docking_reopened"
    telling.tell_poster(actor, template, need, at, **facts)
    telling.tell_station(actor, template, need, at, **facts)
    if organization_id is not None and organization_id != need.station_id:
        telling.tell_organization(actor, organization_id, template, need, at, **facts)


def _set(offers: Iterable[Offer], state: OfferState, reason: str, at: datetime) -> None:
    for offer in offers:
        offer.state, offer.reason, offer.answered_at = state, reason[:1000], at
        offer.save(update_fields=["state", "reason", "answered_at"])
