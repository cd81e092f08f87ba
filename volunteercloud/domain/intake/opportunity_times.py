"""When an opportunity is, as a list says it: a day and times of day, moments with or without their zone, a span. What could
be meant in two ways is refused, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from volunteercloud.domain.bulk.reading import values
from volunteercloud.domain.bulk.reading.values import Unclear

from .opportunity_columns import OpportunityColumn

# A day without a year is of the next ten months or the last two: lists are of what is to come, and some of last week.
AHEAD = timedelta(days=300)
MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Times:
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    closes_on: date | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether its time is past. One without an end ends with its day."""
        if self.closes_on and self.closes_on < timezone.localdate(now):
            return True
        if self.ends_at:
            return self.ends_at <= now
        return self.starts_at is not None and timezone.localdate(self.starts_at) < timezone.localdate(now)


@dataclass(frozen=True, slots=True)
class Moment:
    """What one cell says: a whole moment, or a day, or a time of day in minutes, or both."""

    whole: datetime | None = None
    day: date | None = None
    minutes: int | None = None


class Misread(Unclear):
    """With what was read: the cell that says nothing certain."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(code)
        self.said = said


def times(said: Mapping[str, str], today: date) -> Times:
    """Raises `Misread`: a cell that is unclear (`opportunity.when`, `opportunity.when_ambiguous`), or an end that is before
    the start (`opportunity.ends_before`)."""
    day = read(said.get(OpportunityColumn.DATE, ""), today)
    starts, ends = (read(said.get(column, ""), today) for column in (OpportunityColumn.STARTS, OpportunityColumn.ENDS))
    if span := _span(said.get(OpportunityColumn.SPAN, "")):
        starts, ends = Moment(starts.whole, starts.day, span[0]), Moment(ends.whole, ends.day, span[1])
    on = starts.day or day.day or (timezone.localdate(day.whole) if day.whole else None)
    starts_at = starts.whole or _at(on, starts.minutes if starts.minutes is not None else day.minutes) or day.whole
    ends_at = ends.whole or _end(ends, timezone.localdate(starts_at) if starts_at else on)
    if starts_at and ends_at and ends_at <= starts_at:
        if ends_at == starts_at:
            ends_at = None
        elif ends.day is None and ends.whole is None:
            ends_at += timedelta(days=1)
        else:
            raise Misread("opportunity.ends_before", said.get(OpportunityColumn.ENDS, ""))
    closes = read(said.get(OpportunityColumn.CLOSES, ""), today)
    return Times(starts_at, ends_at, closes.day or (timezone.localdate(closes.whole) if closes.whole else None))


def read(said: str, today: date) -> Moment:
    said = " ".join(values.text(said).split())
    if not said:
        return Moment()
    if whole := _iso(said):
        return Moment(whole=whole)
    words = said.split(" ")
    found = None
    for place in range(len(words), -1, -1):
        try:
            found = _of_parts(" ".join(words[:place]), " ".join(words[place:]), today + AHEAD)
        except Unclear as unclear:
            if unclear.code == "line.date_ambiguous":
                raise Misread("opportunity.when_ambiguous", said) from None
        if found:
            return found
    raise Misread("opportunity.when", said)


def _of_parts(day: str, clock: str, latest: date) -> Moment:
    """A day, a time of day, or one before the other; a time that stands right behind its day too."""
    if not day:
        on, minutes = values.moment(clock, today=latest)
        return Moment(day=on, minutes=minutes)
    return Moment(day=values.day(day, today=latest), minutes=values.clock(clock) if clock else None)


def _iso(said: str) -> datetime | None:
    """A moment as programs write it. One without a zone is by the clock of the site."""
    if "T" not in said and ":" not in said:
        return None
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo else timezone.make_aware(found)


def _span(said: str) -> tuple[int, int] | None:
    try:
        return values.span(said)
    except Unclear:
        raise Misread("opportunity.when", said) from None


def _at(on: date | None, minutes: int | None) -> datetime | None:
    if on is None:
        return None
    return timezone.make_aware(datetime.combine(on, time.min) + timedelta(minutes=minutes or 0))


def _end(ends: Moment, on: date | None) -> datetime | None:
    """A day alone ends at midnight; a time alone is of the day on which it starts."""
    if ends.day:
        return _at(ends.day, ends.minutes if ends.minutes is not None else MIDNIGHT)
    return _at(on, ends.minutes) if ends.minutes is not None else None
