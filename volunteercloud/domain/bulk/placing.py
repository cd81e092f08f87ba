"""Which shift a line means: that of its day whose time and post it fits."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from volunteercloud.domain.activities.models import Shift, ShiftState

from .lines import MOST_MEANINGS, Times
from .reading.values import DAY_MINUTES
from .words import Unsaid

NEAR = timedelta(minutes=30)  # lists begin with the meeting and end with the tidying up; the rules judge it later
MOST_NAMED = 5
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """A shift as far as lines ask for it."""

    id: UUID
    activity_id: UUID
    activity: str
    activity_en: str
    post: str
    post_en: str
    starts_at: datetime
    ends_at: datetime
    break_minutes: int


@dataclass(frozen=True, slots=True)
class Placed:
    """The time of a line in a shift that it fits."""

    shift_id: UUID
    starts_at: datetime
    ends_at: datetime
    break_minutes: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What a line says of its shift besides the time."""

    shift: str = ""
    activity: str = ""
    post: str = ""


COLUMNS = (
    *("id", "activity_id", "activity__title", "activity__title_en", "post__name", "post__name_en"),
    *("starts_at", "ends_at", "break_minutes"),
)


class Plan:
    """The open shifts of an organization, or of one activity of it, read as far as lines ask for their days."""

    def __init__(self, organization_id: UUID, activity_id: UUID | None) -> None:
        found = Shift.objects.filter(organization_id=organization_id, state=ShiftState.OPEN)
        self._shifts = found.filter(activity_id=activity_id) if activity_id else found
        self._by_day: dict[date, list[Planned]] = defaultdict(list)
        self._by_id: dict[str, Planned] = {}
        self._known: set[date] = set()
        self._named: set[str] = set()
        self._fits: dict[tuple[Times, Wish], list[Placed]] = {}

    def read(self, days: Collection[date], shifts: Collection[str] = ()) -> None:
        """Read the shifts of these days and with these ids, which were not read before. Two statements at most."""
        asked = set(days) - self._known
        if asked:
            first, last = _midnight(min(asked)), _midnight(max(asked) + timedelta(days=1))
            self._take(self._shifts.filter(starts_at__gte=first, starts_at__lt=last))
            self._known |= {timezone.localdate(first) + timedelta(days=n) for n in range((last - first).days)}
        unknown = [one for one in map(_id, set(shifts) - self._named) if one and str(one) not in self._by_id]
        self._named |= set(shifts)
        if unknown:
            self._take(self._shifts.filter(id__in=unknown))

    def _take(self, found) -> None:  # type: ignore[no-untyped-def]  # a queryset of shifts
        self._fits.clear()
        for row in found.order_by("starts_at", "id").values_list(*COLUMNS):
            planned = Planned(*row)
            if str(planned.id) not in self._by_id:
                self._by_id[str(planned.id)] = planned
                self._by_day[timezone.localdate(planned.starts_at)].append(planned)

    def fits(self, said: Times, wish: Wish) -> list[Placed]:
        """Every shift that the line may mean, best alone. Raises `Unsaid` where there is none."""
        asked = (said, wish)
        if asked not in self._fits:
            if len(self._fits) >= MOST_MEANINGS:
                self._fits.clear()
            self._fits[asked] = self._fitting(said, wish)
        return self._fits[asked]

    def _fitting(self, said: Times, wish: Wish) -> list[Placed]:
        choice = self._wished(said.on, wish)
        if said.starts is None or said.ends is None:
            return [_from_its_start(one, said) for one in choice]
        starts_at, ends_at = _at(said.on, said.starts), _at(said.on, said.ends)
        around = [one for one in choice if one.starts_at - NEAR <= starts_at and ends_at <= one.ends_at + NEAR]
        exact = [one for one in around if (one.starts_at, one.ends_at) == (starts_at, ends_at)]
        touched = [one for one in choice if one.starts_at < ends_at and starts_at < one.ends_at]
        found = exact or around or (touched if said.ends <= DAY_MINUTES else [])
        if not found:
            raise Unsaid("line.order" if said.ends > DAY_MINUTES else "shift.none")
        return [Placed(one.id, starts_at, ends_at, _pause(one, said, starts_at, ends_at)) for one in found]

    def posts(self, placed: Collection[Placed]) -> str:
        """The shifts by post and time, as a question names them."""
        named = []
        for one in list(placed)[:MOST_NAMED]:
            planned = self._by_id[str(one.shift_id)]
            clock = "–".join(f"{timezone.localtime(at):%H:%M}" for at in (planned.starts_at, planned.ends_at))
            named.append(f"{planned.post} {clock}")
        return "、".join(named)

    def _wished(self, on: date, wish: Wish) -> list[Planned]:
        if wish.shift:
            found = self._by_id.get(str(_id(wish.shift)))
            if found is None:
                raise Unsaid("shift.unknown")
            return [found]
        choice = self._by_day.get(on, [])
        if not choice:
            raise Unsaid("shift.none_that_day")
        activity, post = plain(wish.activity), plain(wish.post)
        if activity:
            choice = [one for one in choice if activity in {plain(one.activity), plain(one.activity_en)}] or choice
        if post:
            named = [one for one in choice if post in {plain(one.post), plain(one.post_en)}]
            if not named:
                posts = "、".join(dict.fromkeys(one.post for one in choice[:MOST_NAMED]))
                raise Unsaid("shift.unknown_post", said=wish.post[:40], posts=posts)
            choice = named
        return choice


def plain(text: str) -> str:
    """A name as it is compared: width, case and spaces do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _from_its_start(planned: Planned, said: Times) -> Placed:
    """A length alone begins with the shift."""
    pause = said.pause or 0
    length = timedelta(minutes=(said.worked or 0) + pause)
    if planned.starts_at + length > planned.ends_at:
        whole = int((planned.ends_at - planned.starts_at) / MINUTE)
        raise Unsaid("shift.too_long", shift_minutes=whole)
    return Placed(planned.id, planned.starts_at, planned.starts_at + length, pause)


def _pause(planned: Planned, said: Times, starts_at: datetime, ends_at: datetime) -> int:
    """The break of the row; where it says none, that of the shift for who was there all the time."""
    if said.pause is not None:
        return said.pause
    whole = starts_at <= planned.starts_at and ends_at >= planned.ends_at
    return planned.break_minutes if whole else 0


def _at(on: date, minutes: int) -> datetime:
    """A time of the clock on the wall, also where the clock is changed that night."""
    days, rest = divmod(minutes, DAY_MINUTES)
    return timezone.make_aware(datetime.combine(on + timedelta(days=days), time(rest // 60, rest % 60)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
