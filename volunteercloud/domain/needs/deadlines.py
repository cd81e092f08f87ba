"""Which needs a job has something to do about: each is looked at again by the action, in its own transaction."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from .models import WAITING, Frequency, Need, State

AT_ONCE = 5000
REMINDED_BEFORE = timedelta(days=3)
STATION_REMINDED_BEFORE = timedelta(hours=12)
KEPT_AFTER_END = timedelta(days=90)
EXPIRING = (State.MODERATION, State.RETURNED, *WAITING)

# Help wanted at one time only ends with it, so nothing is gained by asking whether it is still needed.
ENDS_WITH_ITS_TIME = Q(frequency=Frequency.ONCE, expires_at__gte=F("ends_at"))


def to_expire(at: datetime) -> list[UUID]:
    return _ids(Need.objects.filter(state__in=EXPIRING, expires_at__lte=at).order_by("expires_at", "id"))


def to_pass_upward(at: datetime) -> list[UUID]:
    return _ids(Need.objects.filter(state__in=WAITING, passes_at__lte=at).order_by("passes_at", "id"))


def to_remind(at: datetime) -> list[UUID]:
    """Of those whose poster or station is to be reminded: the next to end or to go up."""
    open_ones = Need.objects.filter(state__in=WAITING)
    ending = open_ones.filter(expires_at__lte=at + REMINDED_BEFORE, reminded_at__isnull=True).exclude(
        ENDS_WITH_ITS_TIME
    )
    rising = open_ones.filter(passes_at__lte=at + STATION_REMINDED_BEFORE, station_reminded_at__isnull=True)
    found = _ids(ending.order_by("expires_at", "id")) + _ids(rising.order_by("passes_at", "id"))
    return list(dict.fromkeys(found))


def to_erase(at: datetime) -> list[UUID]:
    over = Need.objects.filter(ended_at__lte=at - KEPT_AFTER_END, erased_at__isnull=True)
    return _ids(over.order_by("ended_at", "id"))


def ends_soon(need: Need, at: datetime) -> bool:
    """Whether the poster of an open need is asked now if it is still needed."""
    if need.expires_at is None or need.reminded_at is not None or need.expires_at > at + REMINDED_BEFORE:
        return False
    return need.frequency != Frequency.ONCE or need.ends_at is None or need.expires_at < need.ends_at


def goes_up_soon(need: Need, at: datetime) -> bool:
    """Whether its station is reminded now, before the next level is asked."""
    is_due = need.passes_at is not None and need.passes_at <= at + STATION_REMINDED_BEFORE
    return is_due and need.station_reminded_at is None


def _ids(found: QuerySet[Need]) -> list[UUID]:
    return list(found.values_list("id", flat=True)[:AT_ONCE])
