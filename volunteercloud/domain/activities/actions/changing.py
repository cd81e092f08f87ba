"""Changing shifts that were planned: one by itself, or those of a series from a day on. Whoever is signed up keeps the place
where the new time suits them, and is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.reading import among
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import repeating
from volunteercloud.domain.activities.models import (
    HOLDING,
    STANDING,
    Activity,
    MySignUp,
    SeriesDay,
    SeriesSlot,
    Shift,
    ShiftState,
    SignUp,
    SignUpState,
)
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.projects.models import State
from volunteercloud.domain.regions import queries as region_queries

from . import listing, offering
from .series import MINUTES_A_DAY, check_times, locked_series, make_days
from .taking import locked_shift
from .telling import leave_entry

MOVED_AWAY = _("The shift was moved to a time at which you serve elsewhere.")
MOST_CHANGED = 500


class Change(TypedDict, total=False):
    """What is to be otherwise; what is left out stays. The shift ends on the next day where ``ends`` is not after
    ``starts``."""

    starts: time
    ends: time
    break_minutes: int
    places: int


@dataclass(frozen=True, slots=True)
class Changed:
    """The shifts that are otherwise now, and how many people could not come along."""

    shifts: list[Shift]
    let_go: int


@retried
def change_shift(*, actor: Actor, organization_id: UUID, shift_id: UUID, change: Change, at: datetime) -> Changed:
    """Change time, break or places of one shift; of a series it stands apart from then on, so that later changes of the
    series leave it as it is.

    Whoever is signed up keeps the place and is told the new time; who serves elsewhere then is let go and told. Refused
    once check-in has opened (`shift.begun`), to a time that is over (`shift.past`), and for fewer places than are taken
    (`shift.taken`).
    """
    shift = locked_shift(organization_id, shift_id)

    _allow(actor, shift)

    let_go = _change(actor, shift, change, at)
    SeriesDay.objects.filter(organization_id=organization_id, shift_id=shift_id).update(is_apart=True)
    _list(shift, at)

    leave_entry(actor, "activities.shift_changed", shift, at, starts_at=shift.starts_at.isoformat(), let_go=let_go)
    return Changed([shift], let_go)


@retried
def change_following(*, actor: Actor, organization_id: UUID, shift_id: UUID, change: Change, at: datetime) -> Changed:
    """Change a shift of a series and those of the same post and time after it, made or still to be made.

    A shift that was changed by itself stays as it is, and so does one that was called off. Each as by `change_shift`;
    refused for a shift of no series (`series.none`).
    """
    day = _day(organization_id, shift_id)
    series, activity = locked_series(organization_id, day.series_id)
    following = _following(day, at)
    first = locked_shift(organization_id, shift_id)

    _allow(actor, first)

    slot = _split(day, _open_slot(day), change)
    let_go = sum(_change(actor, shift, change, at) for shift in following)
    for later in SeriesSlot.objects.filter(
        organization_id=organization_id, line_id=day.line_id, from_on__gt=slot.from_on
    ).order_by("from_on"):
        _apply(later, change)
        later.save(update_fields=list(_columns(later)))
    if series.ended_at is None:
        make_days(series, activity, at)
    _list(first, at)

    facts = {"from_on": day.on.isoformat(), "shifts": len(following), "let_go": let_go}
    leave_entry(actor, "activities.series_changed", first, at, **facts)
    return Changed(following, let_go)


@retried
def end_series(
    *, actor: Actor, organization_id: UUID, series_id: UUID, from_on: date, reason: str, at: datetime
) -> list[Shift]:
    """End a series: no shift of it takes place from a day on. Those without sign-ups are removed, the others are called
    off, and everybody on them is told the reason (`shift.reason`). Returns those that were called off.

    A shift that has begun, or was changed by itself, is left alone.
    """
    series, activity = locked_series(organization_id, series_id)

    if not organization_rules.can_manage(actor, organization_id, series.project_id):
        raise NotAllowed("organization.not_manager")

    if series.ended_at:
        raise Refused("series.ended", _("This series has ended already."))
    if series.to_on and from_on > series.to_on:
        raise Refused(
            "series.order",
            _("The series ends before that day."),
            next_step=_("Choose an earlier day."),
            field="from_on",
        )
    if len(reason.strip()) < 4:
        raise Refused("shift.reason", _("Say why, in a sentence: everybody signed up is told."), field="reason")
    called_off = take_away(actor, _shifts_from(organization_id, series_id, from_on, at), reason, at)
    last = max(from_on, timezone.localdate(at)) - timedelta(days=1)
    series.to_on, series.times = max(last, series.from_on), None
    if last <= series.made_until:
        series.ended_at = at
    series.save(update_fields=["to_on", "times", "ended_at"])

    audit.record(
        actor,
        "activities.series_ended",
        at=at,
        owner_id=organization_id,
        subject=("series", series_id, activity.title),
        region_code=activity.region_id,
        facts={"from_on": from_on.isoformat(), "called_off": len(called_off), "reason": reason.strip()[:300]},
    )
    return called_off


def take_away(actor: Actor, shifts: Sequence[Shift], reason: str, at: datetime) -> list[Shift]:
    """Inner step: shifts to come that are not to be. Who holds no sign-up is removed, the others are called off and told
    about; those are returned. The shifts are locked."""
    if not shifts:
        return []
    organization_id = shifts[0].organization_id
    ids_ = [shift.id for shift in shifts]
    ever = set(
        SignUp.objects.filter(organization_id=organization_id, shift_id__in=ids_).values_list("shift_id", flat=True)
    )
    listing.withdraw(ids_, at)
    untouched = [shift.id for shift in shifts if shift.id not in ever]
    SeriesDay.objects.filter(organization_id=organization_id, shift_id__in=untouched).delete()
    Shift.objects.filter(organization_id=organization_id, id__in=untouched).delete()
    called_off = [shift for shift in shifts if shift.id in ever]
    for shift in called_off:
        call_off(actor, shift, reason, at)
    return called_off


def call_off(actor: Actor, shift: Shift, reason: str, at: datetime) -> None:
    """Inner step: end every sign-up of a locked shift, tell why, and leave the shift cancelled."""
    Shift.objects.filter(organization_id=shift.organization_id, id=shift.id).update(state=ShiftState.CANCELLED, taken=0)
    for sign_up in _standing(shift):
        sign_up.reason = reason.strip()[:300]
        offering.change(sign_up, SignUpState.DECLINED, at)
        offering.notify(actor, "shift_cancelled", shift, sign_up, at, reason=sign_up.reason)


def _change(actor: Actor, shift: Shift, change: Change, at: datetime) -> int:
    """One locked shift; how many people were let go. Places first grow, and shrink when who can't come has left."""
    starts_at, ends_at, break_minutes = _new_times(shift, change)
    check_times(int((ends_at - starts_at).total_seconds()) // 60, break_minutes, change.get("places", shift.places))
    _check_moment(shift, starts_at, at)
    moves = (starts_at, ends_at) != (shift.starts_at, shift.ends_at)
    shift.starts_at, shift.ends_at, shift.break_minutes = starts_at, ends_at, break_minutes
    Shift.objects.filter(organization_id=shift.organization_id, id=shift.id).update(
        starts_at=starts_at, ends_at=ends_at, break_minutes=break_minutes
    )
    let_go = _take_along(actor, shift, at) if moves else 0
    places = change.get("places", shift.places)
    shift.taken -= let_go
    if places < shift.taken:
        raise Refused(
            "shift.taken",
            _("%(taken)s places are taken already.") % {"taken": shift.taken},
            next_step=_("Choose at least that number."),
            field="places",
        )
    shift.places = places
    Shift.objects.filter(organization_id=shift.organization_id, id=shift.id).update(places=places)
    offering.offer_new_places(shift, at)
    return let_go


def _take_along(actor: Actor, shift: Shift, at: datetime) -> int:
    """Bring the calendars of everybody on a shift to its new time, and tell them."""
    standing = _standing(shift)
    during = TimestamptzRange(shift.starts_at, shift.ends_at)
    people = [sign_up.volunteer_id for sign_up in standing]
    identity_queries.held(people)
    elsewhere = set(
        MySignUp.objects.filter(volunteer_id__in=among(people), during__overlap=during, state__in=HOLDING)
        .exclude(shift_id=shift.id)
        .values_list("volunteer_id", flat=True)
    )
    let_go = [sign_up for sign_up in standing if sign_up.volunteer_id in elsewhere and sign_up.state in HOLDING]
    for sign_up in let_go:
        sign_up.reason = str(MOVED_AWAY)
        offering.change(sign_up, SignUpState.CANCELLED, at)
        offering.notify(actor, "signup_declined", shift, sign_up, at, reason=sign_up.reason)
    MySignUp.objects.filter(volunteer_id__in=among(people), shift_id=shift.id).update(during=during, changed_at=at)
    held = Shift.objects.filter(organization_id=shift.organization_id, id=shift.id)
    held.update(taken=F("taken") - len(let_go))
    SignUp.objects.filter(
        organization_id=shift.organization_id, shift_id=shift.id, offered_until__gt=shift.starts_at
    ).update(offered_until=shift.starts_at)
    for sign_up in standing:
        if sign_up not in let_go:
            offering.notify(actor, "shift_moved", shift, sign_up, at, ends_at=shift.ends_at.isoformat())
    return len(let_go)


def _new_times(shift: Shift, change: Change) -> tuple[datetime, datetime, int]:
    """By the clock on the wall, on the day on which the shift begins."""
    before = timezone.localtime(shift.starts_at)
    starts = change.get("starts", before.time())
    ends = change.get("ends", timezone.localtime(shift.ends_at).time())
    minutes = _minutes(starts, ends)
    if "starts" not in change and "ends" not in change:
        return shift.starts_at, shift.ends_at, change.get("break_minutes", shift.break_minutes)
    starts_at, ends_at = repeating.moments(before.date(), starts, minutes)
    return starts_at, ends_at, change.get("break_minutes", shift.break_minutes)


def _minutes(starts: time, ends: time) -> int:
    begins, until = (moment.hour * 60 + moment.minute for moment in (starts, ends))
    return until - begins if until > begins else until - begins + MINUTES_A_DAY


def _check_moment(shift: Shift, starts_at: datetime, at: datetime) -> None:
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    if at >= shift.starts_at - timedelta(minutes=rule_set.check_in_opens_minutes):
        raise Refused(
            "shift.begun",
            _("Check-in has opened, so this shift stays as it is."),
            next_step=_("Set the times of those who came when you confirm their hours."),
        )
    if starts_at <= at:
        raise Refused(
            "shift.past",
            _("The shift begins in the past."),
            next_step=_("Choose a time that is still to come."),
            field="starts",
        )


def _day(organization_id: UUID, shift_id: UUID) -> SeriesDay:
    day = SeriesDay.objects.filter(organization_id=organization_id, shift_id=shift_id).first()
    if day is None:
        raise Refused(
            "series.none",
            _("This shift belongs to no series."),
            next_step=_("Change this one shift."),
        )
    return day


def _open_slot(day: SeriesDay) -> SeriesSlot:
    """The slot that the day was made by: the last of its line that had begun."""
    of_line = SeriesSlot.objects.filter(
        organization_id=day.organization_id, line_id=day.line_id, from_on__lte=day.on
    ).order_by("-from_on")
    return of_line[0]


def _split(day: SeriesDay, slot: SeriesSlot, change: Change) -> SeriesSlot:
    """From the day on a slot of its own says what is; before it, nothing is otherwise."""
    is_new = slot.from_on < day.on
    if is_new:
        SeriesSlot.objects.filter(organization_id=slot.organization_id, id=slot.id).update(
            to_on=day.on - timedelta(days=1)
        )
        slot = SeriesSlot(
            organization_id=slot.organization_id,
            id=ids.uuid7(),
            line_id=slot.line_id,
            series_id=slot.series_id,
            post_id=slot.post_id,
            from_on=day.on,
            to_on=slot.to_on,
            **_columns(slot),
        )
    _apply(slot, change)
    slot.save(force_insert=is_new)
    return slot


def _apply(slot: SeriesSlot, change: Change) -> None:
    if "starts" in change or "ends" in change:
        ends = (datetime.combine(slot.from_on, slot.starts) + timedelta(minutes=slot.minutes)).time()
        slot.starts = change.get("starts", slot.starts)
        slot.minutes = _minutes(slot.starts, change.get("ends", ends))
    slot.break_minutes = change.get("break_minutes", slot.break_minutes)
    slot.places = change.get("places", slot.places)
    check_times(slot.minutes, slot.break_minutes, slot.places)


def _columns(slot: SeriesSlot) -> dict[str, Any]:
    return {name: getattr(slot, name) for name in ("starts", "minutes", "break_minutes", "places")}


def _following(day: SeriesDay, at: datetime) -> list[Shift]:
    """The shift of the day and those of its line after it that go with the series, to come and open, locked in order."""
    of_line = SeriesDay.objects.filter(
        organization_id=day.organization_id, line_id=day.line_id, on__gte=day.on, is_apart=False
    )
    shift_ids = [*of_line.values_list("shift_id", flat=True), day.shift_id]
    return _locked(day.organization_id, shift_ids, at)


def _shifts_from(organization_id: UUID, series_id: UUID, from_on: date, at: datetime) -> list[Shift]:
    made = SeriesDay.objects.filter(
        organization_id=organization_id, series_id=series_id, on__gte=from_on, is_apart=False
    )
    return _locked(organization_id, list(made.values_list("shift_id", flat=True)), at)


def _locked(organization_id: UUID, shift_ids: Sequence[UUID], at: datetime) -> list[Shift]:
    return list(
        Shift.objects.select_for_update(of=("self",))
        .select_related("organization", "post", "activity", "project")
        .filter(organization_id=organization_id, id__in=shift_ids, state=ShiftState.OPEN, starts_at__gt=at)
        .order_by("id")[:MOST_CHANGED]
    )


def _standing(shift: Shift) -> list[SignUp]:
    standing = SignUp.objects.filter(organization_id=shift.organization_id, shift_id=shift.id, state__in=STANDING)
    return list(standing.order_by("volunteer_id"))


def _allow(actor: Actor, shift: Shift) -> None:
    if not organization_rules.can_manage(actor, shift.organization_id, shift.project_id):
        raise NotAllowed("organization.not_manager")
    organization_rules.check_active(shift.organization)
    if shift.state != ShiftState.OPEN:
        raise NotFound


def _list(shift: Shift, at: datetime) -> None:
    if Activity.objects.filter(
        organization_id=shift.organization_id, id=shift.activity_id, project__state=State.PUBLISHED
    ).exists():
        listing.write(shift.organization_id, shift.project_id, at)
