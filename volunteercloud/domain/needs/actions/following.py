"""Following what became of a need: it runs, it was served, nobody came, what it became was called off. Run by the worker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.activities.models import Series, SeriesDay, Shift
from volunteercloud.domain.needs import docking_rules, rules, visits
from volunteercloud.domain.needs.models import Frequency, Need, NeedShift, Pairing, State, Unmet, What
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects.models import ENDED

from . import keeping, releasing, telling

FOLLOWED = (State.OFFERED, State.DOCKED, State.RUNNING)
LOOKED_AT = ["served_people", "served_minutes", "counted_at", "released_at", "ends_at"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the shifts of a need stand: those still awaited, whether one has begun, how many ever signed up."""

    awaited: list[visits.Linked]
    has_begun: bool
    signed_up: int


@transaction.atomic
def follow(*, actor: Actor, organization_id: UUID, need_id: UUID, at: datetime) -> Need:
    """Bring a need to where its shifts are now; twice is as good as once.

    It runs once a shift has begun. A shift that is over is counted when its hours are confirmed; when all are, the need is
    done and its poster is asked, or, where nobody came, open again, or not met where its time has passed. Where all that
    was to serve it was called off, its project ended or its organization may not act, it is open again. For the worker,
    and for whoever manages the organization or looks after the need.
    """
    need = keeping.held(need_id)

    _allow(actor, organization_id, need)

    if need.organization_id != organization_id or need.state not in FOLLOWED:
        return need
    organization = Organization.objects.get(pk=organization_id)
    acts = organization_rules.is_active(organization)
    if need.state == State.OFFERED:
        return _follow_chosen(actor, need, acts, at)
    pairing = Pairing.objects.filter(organization_id=organization_id, need_id=need_id, ended_at__isnull=True).first()
    if pairing is not None:
        take_in_days(need, pairing)
    standing = _look(need, acts, at)
    need.served_people, need.served_minutes = visits.totals(organization_id, need_id)
    if standing.awaited or (pairing is not None and acts and _goes_on(pairing, at)):
        _go_on(actor, need, standing, at)
    else:
        _end(actor, need, pairing, standing, at)
    return need


@transaction.atomic
def close(*, actor: Actor, need_id: UUID, at: datetime) -> Need:
    """Close what was confirmed a week ago, and what was done two weeks ago without a word from its poster. Run by the
    worker; nothing happens before."""
    need = keeping.held(need_id)

    if not actor.is_system:
        raise NotAllowed("need.not_yours")

    if need.state not in (State.DONE, State.CONFIRMED):
        need.follows_at = None
        need.save(update_fields=["follows_at"])
    if not closes(need, at):
        return need
    need.ended_at, need.follows_at = at, None
    keeping.move(need, State.CLOSED, at)

    keeping.step(need, What.CLOSED, at)
    keeping.leave_entry(actor, "needs.need_closed", need, at)
    return need


def closes(need: Need, at: datetime) -> bool:
    """Whether the time for a word about it is over."""
    if need.state == State.CONFIRMED and need.confirmed_at:
        return at >= need.confirmed_at + docking_rules.CONFIRMED_FOR
    return need.state == State.DONE and need.done_at is not None and at >= need.done_at + docking_rules.UNANSWERED_FOR


def take_in_days(need: Need, pairing: Pairing) -> None:
    """Inner step: the visits that the series has made since serve the need too."""
    if pairing.series_id is None:
        return
    known = NeedShift.objects.filter(organization_id=pairing.organization_id, need_id=need.id)
    made = SeriesDay.objects.filter(organization_id=pairing.organization_id, series_id=pairing.series_id)
    new = set(made.values_list("shift_id", flat=True)) - set(known.values_list("shift_id", flat=True))
    shifts = Shift.objects.filter(organization_id=pairing.organization_id, id__in=new).order_by("starts_at", "id")
    NeedShift.objects.bulk_create(
        NeedShift(organization_id=pairing.organization_id, shift_id=shift.id, need_id=need.id, ends_at=shift.ends_at)
        for shift in shifts
    )


def _allow(actor: Actor, organization_id: UUID, need: Need) -> None:
    if actor.is_system or organization_rules.can_manage(actor, organization_id) or rules.looks_after(actor, need):
        return
    if rules.may_see(actor, need):
        raise NotAllowed("organization.not_manager")
    raise NotFound


def _follow_chosen(actor: Actor, need: Need, acts: bool, at: datetime) -> Need:
    """An organization was chosen and has not docked the need yet: where it may not act, others may offer."""
    if acts:
        need.follows_at = at + visits.SELDOM
        need.save(update_fields=["follows_at"])
        return need
    releasing.open_again(actor, need, at)
    keeping.leave_entry(actor, "needs.need_reopened", need, at)
    return need


def _look(need: Need, acts: bool, at: datetime) -> Standing:
    """Read every shift that is not counted yet: take out what is lost, count what is over."""
    links = list(releasing.serving(need).filter(counted_at__isnull=True))
    awaited: list[visits.Linked] = []
    signed_up = 0
    for one in visits.linked(links):
        if one.is_lost(at, organization_acts=acts):
            one.link.released_at = at
        elif one.shift and one.shift.ends_at <= at and (result := visits.result_of(one.shift, at)):
            one.link.served_people, one.link.served_minutes = result.people, result.minutes
            one.link.counted_at, one.link.ends_at = at, one.shift.ends_at
            signed_up += result.signed_up
        else:
            awaited.append(one)
    if links:
        NeedShift.objects.bulk_update(links, LOOKED_AT)
    return Standing(awaited, _has_begun(awaited, at), signed_up)


def _goes_on(pairing: Pairing, at: datetime) -> bool:
    """Whether the series of twin help will make visits yet."""
    if pairing.series_id is None:
        return False
    key = {"organization_id": pairing.organization_id}
    series = Series.objects.filter(**key, id=pairing.series_id).select_related("project").first()
    if series is None or series.ended_at or series.project.state in ENDED:
        return False
    if series.to_on and series.to_on < timezone.localdate(at):
        return False
    made = SeriesDay.objects.filter(**key, series_id=series.id).count() if series.times else 0
    return series.times is None or made < series.times


def _has_begun(awaited: Iterable[visits.Linked], at: datetime) -> bool:
    return any(one.shift and one.shift.starts_at <= at for one in awaited)


def _go_on(actor: Actor, need: Need, standing: Standing, at: datetime) -> None:
    """Something is awaited still: the need waits for its first shift, or runs."""
    need.follows_at = visits.next_look(standing.awaited, at)
    if need.state == State.DOCKED and (standing.has_begun or need.served_people):
        keeping.move(need, State.RUNNING, at)
        keeping.step(need, What.RUNNING, at, by=need.organization_name)
        keeping.leave_entry(actor, "needs.need_begun", need, at)
        return
    need.save(update_fields=["follows_at", "served_people", "served_minutes"])


def _end(actor: Actor, need: Need, pairing: Pairing | None, standing: Standing, at: datetime) -> None:
    """Nothing is awaited any more: it was served, or nobody came, or there was nothing left to come to."""
    if pairing is not None:
        pairing.ended_at = at
        pairing.save(update_fields=["ended_at"])
    if need.served_people:
        finish(actor, need, at)
    elif need.frequency == Frequency.ONCE and need.ends_at is not None and need.ends_at <= at:
        _not_met(actor, need, Unmet.TOO_FEW if standing.signed_up else Unmet.NOBODY, at)
    else:
        releasing.open_again(actor, need, at)
        keeping.leave_entry(actor, "needs.need_reopened", need, at)


def finish(actor: Actor, need: Need, at: datetime) -> None:
    """Inner step: it was served; its poster is asked how it was."""
    need.done_at, need.follows_at = at, at + docking_rules.UNANSWERED_FOR
    keeping.move(need, State.DONE, at)
    keeping.step(need, What.DONE, at, by=need.organization_name)
    facts = {"people": need.served_people, "minutes": need.served_minutes}
    keeping.leave_entry(actor, "needs.need_done", need, at, **facts)
    telling.tell_poster(actor, "docking_done", need, at, organization=need.organization_name)


def _not_met(actor: Actor, need: Need, why: Unmet, at: datetime) -> None:
    """Nobody came, and the time at which help was wanted has passed."""
    releasing.serving(need).update(released_at=at)
    organization_id = need.organization_id
    need.unmet, need.ended_at, need.follows_at = why, at, None
    keeping.move(need, State.UNMET, at)
    keeping.step(need, What.UNMET, at, by=need.organization_name)
    keeping.leave_entry(actor, "needs.need_unmet", need, at, unmet=why)
    telling.tell_poster(actor, "docking_nobody_came", need, at, organization=need.organization_name)
    if need.station_id != organization_id:
        telling.tell_station(actor, "docking_nobody_came", need, at, organization=need.organization_name)
