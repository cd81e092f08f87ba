"""What is planned beyond single shifts: series, pauses, the roster of last time, shifts that lack people."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.organizations import rules as organization_rules

from . import repeating
from .models import Pause, Series, SeriesDay, SeriesSlot, Shift, ShiftState, SignUp, SignUpState

MOST_SERIES = 100
MOST_PAUSES = 100
EARLIER_SHIFTS = 8
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Seen:
    """A series with what its posts do on each day, and how many of its shifts lie ahead."""

    series: Series
    slots: list[SeriesSlot]
    ahead: int
    next_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.series.ended_at is not None


def series_of(viewer: Actor, organization_id: UUID, project_id: UUID, now: datetime) -> list[Seen]:
    """The series of a project, for those who look on it, the ones that go on first. Three statements."""
    if not organization_rules.can_look_on(viewer, organization_id, project_id):
        raise NotAllowed("organization.not_leader")
    found = list(
        Series.objects.filter(organization_id=organization_id, project_id=project_id)
        .select_related("activity")
        .order_by(F("ended_at").asc(nulls_first=True), "from_on", "id")[:MOST_SERIES]
    )
    keys = [series.id for series in found]
    today = timezone.localdate(now)
    slots = list(
        SeriesSlot.objects.filter(organization_id=organization_id, series_id__in=keys)
        .filter(Q(to_on__isnull=True) | Q(to_on__gte=today))
        .select_related("post")
        .order_by("from_on", "starts", "id")
    )
    days = SeriesDay.objects.filter(organization_id=organization_id, series_id__in=keys, on__gte=today)
    shifts = {
        row.id: row
        for row in Shift.objects.filter(
            organization_id=organization_id,
            id__in=days.values("shift_id"),
            state=ShiftState.OPEN,
            starts_at__gt=now,
        )
    }
    ahead: dict[UUID, list[datetime]] = {key: [] for key in keys}
    for series_id, shift_id in days.values_list("series_id", "shift_id"):
        if shift_id in shifts:
            ahead[series_id].append(shifts[shift_id].starts_at)
    return [
        Seen(
            series,
            [slot for slot in slots if slot.series_id == series.id],
            len(ahead[series.id]),
            min(ahead[series.id], default=None),
        )
        for series in found
    ]


def day_of(viewer: Actor, organization_id: UUID, shift_id: UUID) -> SeriesDay | None:
    """The day of a series that a shift was made for, with its series; None for a shift of no series."""
    if organization_rules.duty(viewer, organization_id, organization_rules.LEADERS) is None:
        raise NotAllowed("organization.not_leader")
    return SeriesDay.objects.filter(organization_id=organization_id, shift_id=shift_id).select_related("series").first()


def series(viewer: Actor, organization_id: UUID, series_id: UUID) -> Series:
    found = (
        Series.objects.filter(organization_id=organization_id, id=series_id)
        .select_related("activity", "project__organization")
        .first()
    )
    if found is None or not organization_rules.can_look_on(viewer, organization_id, found.project_id):
        raise NotFound
    return found


def first_days(organization_id: UUID, region_code: str, today: date, **pattern: Any) -> list[date]:
    """The days on which a series of this pattern (the fields of `Series`) would take place up to its horizon, without what
    is left out: to look at before it is begun."""
    begun = Series(organization_id=organization_id, **pattern)
    until = repeating.horizon(begun, today)
    away = repeating.left_out(organization_id, region_code, begun.from_on, until)
    return [day for day in repeating.days_of(begun, until, away) if day >= today]


def earlier_shifts(viewer: Actor, shift: Shift) -> list[Shift]:
    """The last shifts of the same activity before this one on which people were confirmed, the latest first, each with
    how many (``confirmed``); those of the same post come before others. For those who manage it."""
    if not organization_rules.can_manage(viewer, shift.organization_id, shift.project_id):
        raise NotAllowed("organization.not_manager")
    before = list(
        Shift.objects.filter(
            organization_id=shift.organization_id, activity_id=shift.activity_id, starts_at__lt=shift.starts_at
        )
        .exclude(id=shift.id)
        .select_related("post")
        .order_by("-starts_at", "id")[:50]
    )
    counted = dict(
        SignUp.objects.filter(
            organization_id=shift.organization_id,
            shift_id__in=[row.id for row in before],
            state=SignUpState.CONFIRMED,
        )
        .values("shift_id")
        .annotate(number=Count("volunteer_id"))
        .values_list("shift_id", "number")
    )
    found = sorted((row for row in before if row.id in counted), key=lambda row: row.post_id != shift.post_id)
    for row in found:
        row.confirmed = counted[row.id]  # type: ignore[attr-defined]
    return found[:EARLIER_SHIFTS]


def unfilled(viewer: Actor, organization_id: UUID, now: datetime, limit: int = 20) -> list[Shift]:
    """Public shifts of the next seven days that lack people, the soonest first, with post and activity."""
    duty = organization_rules.duty(viewer, organization_id, organization_rules.MANAGERS)
    if duty is None:
        raise NotAllowed("organization.not_manager")
    lacking = Shift.objects.filter(
        organization_id=organization_id,
        starts_at__gt=now,
        starts_at__lt=now + SOON,
        state=ShiftState.OPEN,
        taken__lt=F("places"),
        project__state="published",
    )
    return list(duty.narrowed(lacking).select_related("post", "activity").order_by("starts_at", "id")[:limit])


def pauses(viewer: Actor, organization_id: UUID, today: date) -> list[Pause]:
    """The days without service that are not over, the next first."""
    if not organization_rules.can_look_on(viewer, organization_id):
        raise NotAllowed("organization.not_manager")
    found = Pause.objects.filter(organization_id=organization_id, to_on__gte=today)
    return list(found.order_by("from_on", "id")[:MOST_PAUSES])
