"""Series 系列: an activity that repeats. Its shifts are made some weeks ahead, each once, and from then on are shifts as any
other: what is changed or removed by hand stays so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import repeating
from volunteercloud.domain.activities.models import Activity, Post, Series, SeriesDay, SeriesSlot, Shift
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.projects.models import ENDED, Project, State

from . import listing
from .planning import FARTHEST, MOST_PLACES

MOST_AT_ONCE = 500
MOST_TIMES = 500
MOST_WEEKS_BETWEEN = 12
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A post's time on each day. It ends on the day after where ``ends`` is not after ``starts``."""

    post_id: UUID
    starts: time
    ends: time
    break_minutes: int = 0
    places: int

    @property
    def minutes(self) -> int:
        begins, ends = (moment.hour * 60 + moment.minute for moment in (self.starts, self.ends))
        return ends - begins if ends > begins else ends - begins + MINUTES_A_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """On which days. Without ``to_on`` and ``times`` it goes on until it is ended."""

    weekdays: Collection[int]
    every_weeks: int = 1
    from_on: date
    to_on: date | None = None
    times: int | None = None
    keeps_holidays: bool = False
    keeps_workdays: bool = False


@transaction.atomic
def start_series(
    *, actor: Actor, organization_id: UUID, activity_id: UUID, pattern: Pattern, slots: Sequence[Slot], at: datetime
) -> Series:
    """Begin a series and make its shifts of the first weeks; public at once if the project is.

    Refused for days that can't be (`series.weekdays`, `series.every`, `series.past`, `shift.far`, `series.order`,
    `series.times`), without a post's time (`series.slots`) or with one that can't be (`shift.break`, `shift.places`),
    when every day of the first weeks is left out (`series.empty`), and for over 500 shifts at once (`series.many`).
    """
    activity = (
        Activity.objects.select_related("project__organization")
        .filter(organization_id=organization_id, id=activity_id)
        .first()
    )
    if activity is None:
        raise NotFound

    _allow(actor, activity.project)

    _check_pattern(pattern, timezone.localdate(at))
    _check_slots(organization_id, activity_id, slots)
    series = Series(
        organization_id=organization_id,
        id=ids.uuid7(),
        project_id=activity.project_id,
        activity_id=activity_id,
        weekdays=sorted(set(pattern.weekdays)),
        every_weeks=pattern.every_weeks,
        from_on=pattern.from_on,
        to_on=pattern.to_on,
        times=pattern.times,
        keeps_holidays=pattern.keeps_holidays,
        keeps_workdays=pattern.keeps_workdays,
        made_until=pattern.from_on,
        created_at=at,
    )
    series.save(force_insert=True)
    SeriesSlot.objects.bulk_create(_slot(series, slot) for slot in slots)
    made = make_days(series, activity, at, all_at_once=True)
    if not made:
        raise Refused(
            "series.empty",
            _("No day of the first eight weeks is left: each is a holiday, a pause, or over already."),
            next_step=_("Choose other days, or keep the holidays."),
            field="weekdays",
        )

    _tell(actor, "activities.series_started", series, activity, at, {"shifts": len(made)})
    return series


@transaction.atomic
def extend_series(*, actor: Actor, organization_id: UUID, series_id: UUID, at: datetime) -> list[Shift]:
    """Make the shifts that are missing up to the horizon; what exists, or was removed by hand, is left alone. Run nightly by
    the job worker. Nothing is made while the organization may not act or publish, or when the project has ended."""
    series, activity = locked_series(organization_id, series_id)

    if not actor.is_system:
        _allow(actor, activity.project)

    if series.ended_at or not organization_rules.is_active(activity.project.organization):
        return []
    made = make_days(series, activity, at)

    if made:
        _tell(actor, "activities.series_extended", series, activity, at, {"shifts": len(made)})
    return made


def locked_series(organization_id: UUID, series_id: UUID) -> tuple[Series, Activity]:
    """The series, held until the end of the transaction, with its activity, project and organization."""
    series = (
        Series.objects.select_for_update(of=("self",))
        .select_related("activity__project__organization")
        .filter(organization_id=organization_id, id=series_id)
        .first()
    )
    if series is None:
        raise NotFound
    return series, series.activity


def make_days(series: Series, activity: Activity, at: datetime, *, all_at_once: bool = False) -> list[Shift]:
    """Inner step: the shifts that a series lacks from now to its horizon. The caller holds the series.

    None where they would be public and the organization may publish nothing, or the project has ended. Beyond 500 it makes
    the first days, and leaves the others to the next nights; with ``all_at_once`` that is refused (`series.many`).
    """
    if _rests(activity.project):
        return []
    until = repeating.horizon(series, timezone.localdate(at))
    lacking = _lacking(series, activity, until, at)
    if all_at_once and len(lacking) > MOST_AT_ONCE:
        raise Refused(
            "series.many",
            _("That makes %(shifts)s shifts in the first weeks, and 500 are made at once.") % {"shifts": len(lacking)},
            next_step=_("Make two series of it."),
            field="weekdays",
        )
    if len(lacking) > MOST_AT_ONCE:
        first_left = max(lacking[MOST_AT_ONCE][0], lacking[0][0] + timedelta(days=1))
        lacking, until = [one for one in lacking if one[0] < first_left], first_left - timedelta(days=1)
    made = [(day, slot, _shift(series, slot, day)) for day, slot in lacking]
    Shift.objects.bulk_create(shift for _day, _slot, shift in made)
    SeriesDay.objects.bulk_create(
        SeriesDay(
            organization_id=series.organization_id, line_id=slot.line_id, on=day, series_id=series.id, shift_id=shift.id
        )
        for day, slot, shift in made
    )
    series.made_until = until
    series.save(update_fields=["made_until"])
    if made and activity.project.state == State.PUBLISHED:
        listing.write(series.organization_id, series.project_id, at)
    return [shift for _day, _slot, shift in made]


def _rests(project: Project) -> bool:
    is_barred = project.state == State.PUBLISHED and not organization_rules.may_publish(project.organization)
    return is_barred or project.state in ENDED


def _lacking(series: Series, activity: Activity, until: date, at: datetime) -> list[tuple[date, SeriesSlot]]:
    """The days up to ``until`` on which a shift is still to come and was never made, in order, with its slot."""
    slots = list(SeriesSlot.objects.filter(organization_id=series.organization_id, series_id=series.id).order_by("id"))
    existing = set(
        SeriesDay.objects.filter(organization_id=series.organization_id, series_id=series.id).values_list(
            "line_id", "on"
        )
    )
    away = repeating.left_out(series.organization_id, activity.region_id, series.from_on, until)
    return [
        (day, slot)
        for day in repeating.days_of(series, until, away, {day for _line, day in existing})
        for slot in slots
        if _is_of(slot, day) and (slot.line_id, day) not in existing
        if repeating.moments(day, slot.starts, slot.minutes)[0] > at
    ]


def _is_of(slot: SeriesSlot, day: date) -> bool:
    return slot.from_on <= day and (slot.to_on is None or day <= slot.to_on)


def _slot(series: Series, slot: Slot) -> SeriesSlot:
    slot_id = ids.uuid7()
    return SeriesSlot(
        organization_id=series.organization_id,
        id=slot_id,
        line_id=slot_id,
        series_id=series.id,
        post_id=slot.post_id,
        from_on=series.from_on,
        starts=slot.starts,
        minutes=slot.minutes,
        break_minutes=slot.break_minutes,
        places=slot.places,
    )


def _shift(series: Series, slot: SeriesSlot, day: date) -> Shift:
    starts_at, ends_at = repeating.moments(day, slot.starts, slot.minutes)
    return Shift(
        organization_id=series.organization_id,
        id=ids.uuid7(),
        project_id=series.project_id,
        activity_id=series.activity_id,
        post_id=slot.post_id,
        starts_at=starts_at,
        ends_at=ends_at,
        break_minutes=slot.break_minutes,
        places=slot.places,
    )


def _check_pattern(pattern: Pattern, today: date) -> None:
    if not pattern.weekdays or not set(pattern.weekdays) <= set(range(1, 8)):
        raise Refused("series.weekdays", _("Choose at least one day of the week."), field="weekdays")
    if not 1 <= pattern.every_weeks <= MOST_WEEKS_BETWEEN:
        raise Refused("series.every", _("A series repeats every 1 to 12 weeks."), field="every_weeks")
    if pattern.from_on < today:
        raise Refused(
            "series.past",
            _("The series begins in the past."),
            next_step=_("Choose a first day from today on."),
            field="from_on",
        )
    if max(pattern.from_on, pattern.to_on or today) > today + FARTHEST:
        raise Refused(
            "shift.far",
            _("A shift is planned three years ahead at most."),
            next_step=_("Check the year."),
            field="from_on" if pattern.from_on > today + FARTHEST else "to_on",
        )
    if pattern.to_on and pattern.to_on < pattern.from_on:
        raise Refused("series.order", _("The series would end before it begins."), field="to_on")
    if pattern.to_on and pattern.times:
        raise Refused(
            "series.one_end",
            _("A last day and a number of times are two ends."),
            next_step=_("Keep one of the two."),
            field="times",
        )
    if pattern.times is not None and not 1 <= pattern.times <= MOST_TIMES:
        raise Refused("series.times", _("A series takes place between 1 and 500 times."), field="times")


def _check_slots(organization_id: UUID, activity_id: UUID, slots: Sequence[Slot]) -> None:
    wanted = {slot.post_id for slot in slots}
    known = Post.objects.filter(organization_id=organization_id, activity_id=activity_id, id__in=wanted).count()
    if not slots or known != len(wanted):
        raise Refused(
            "series.slots",
            _("A series needs at least one post of this activity, with its time."),
            next_step=_("Add a post first, then its time."),
        )
    for slot in slots:
        check_times(slot.minutes, slot.break_minutes, slot.places)


def check_times(minutes: int, break_minutes: int, places: int) -> None:
    """Inner step, for whoever sets the time of a slot."""
    if not 0 <= break_minutes < minutes:
        raise Refused("shift.break", _("The break is as long as the shift."), field="break_minutes")
    if not 1 <= places <= MOST_PLACES:
        raise Refused("shift.places", _("A shift needs between 1 and 10,000 places."), field="places")


def _allow(actor: Actor, project: Project) -> None:
    if not organization_rules.can_manage(actor, project.organization_id, project.id):
        raise NotAllowed("organization.not_manager")
    if project.state in ENDED:
        raise Refused("project.closed", _("This project is closed."), next_step=_("Start a new project."))
    if project.state == State.PUBLISHED:
        organization_rules.check_may_publish(project.organization)


def _tell(actor: Actor, name: str, series: Series, activity: Activity, at: datetime, facts: dict[str, object]) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=series.organization_id,
        subject=("series", series.id, activity.title),
        region_code=activity.region_id,
        facts=facts,
    )
