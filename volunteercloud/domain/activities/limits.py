"""How much a post takes of one person: shifts and hours in a row, rest between them, shifts a week and in the project.

Pure: what a person holds comes from their own calendar, so that rest is kept across organizations too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

from .models import MySignUp, Post, Shift

# Less than that between two shifts is no rest: they are in a row.
IN_A_ROW = timedelta(hours=1)
LONGEST_REST_MINUTES = 7 * 24 * 60
# How far around a shift a calendar is read: the longest rest, and the week the shift lies in.
AROUND = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Held:
    """A place in somebody's calendar."""

    starts_at: datetime
    ends_at: datetime
    shift_id: UUID
    title: str
    project_id: UUID
    rest_minutes: int = 0

    @classmethod
    def of(cls, row: MySignUp) -> "Held":
        return cls(row.during.lower, row.during.upper, row.shift_id, row.title, row.project_id, row.rest_minutes)

    @classmethod
    def if_taken(cls, shift: Shift) -> "Held":
        """The place that somebody would hold in this shift."""
        rest = shift.post.rest_minutes or 0
        return cls(shift.starts_at, shift.ends_at, shift.id, shift.activity.title, shift.project_id, rest)


def exceeded(shift: Shift, held: Iterable[Held]) -> Iterator[Refused]:
    """Each limit that taking this shift would break, of its own post or, for rest, of what is held beside it."""
    others = [one for one in held if one.shift_id != shift.id]
    row = _row_around(shift, others)
    yield from _row_too_long(shift.post, row)
    yield from _rest_too_short(shift, row, others)
    yield from _too_many(shift, others)


def _row_around(shift: Shift, others: Iterable[Held]) -> list[Held]:
    """The shifts in a row with this one, itself among them, the first first. Only a post that limits rows has any: where
    rest alone is asked for, it stands between any two shifts."""
    row = [Held.if_taken(shift)]
    if shift.post.most_shifts_in_row is None and shift.post.most_minutes_in_row is None:
        return row
    for one in sorted(others, key=lambda one: one.starts_at):
        if timedelta() <= one.starts_at - row[-1].ends_at < IN_A_ROW:
            row.append(one)
    for one in sorted(others, key=lambda one: one.ends_at, reverse=True):
        if timedelta() <= row[0].starts_at - one.ends_at < IN_A_ROW:
            row.insert(0, one)
    return row


def _row_too_long(post: Post, row: list[Held]) -> Iterator[Refused]:
    if post.most_shifts_in_row is not None and len(row) > post.most_shifts_in_row:
        yield Refused(
            "limit.shifts_in_row",
            _("This would be more shifts in a row than this post allows, which is %(most)s.")
            % {"most": post.most_shifts_in_row},
            next_step=_("Choose a shift with a longer break before and after."),
            facts={"most": post.most_shifts_in_row},
        )
    minutes = int((row[-1].ends_at - row[0].starts_at).total_seconds() // 60)
    if post.most_minutes_in_row is not None and minutes > post.most_minutes_in_row:
        yield Refused(
            "limit.hours_in_row",
            _("This would be more hours in a row than this post allows, which is %(most)s.")
            % {"most": _hours(post.most_minutes_in_row)},
            next_step=_("Choose a shift with a longer break before and after."),
            facts={"most_minutes": post.most_minutes_in_row, "minutes": minutes},
        )


def _rest_too_short(shift: Shift, row: list[Held], others: Iterable[Held]) -> Iterator[Refused]:
    in_row = {one.shift_id for one in row}
    own = shift.post.rest_minutes or 0
    for one in sorted(others, key=lambda one: one.starts_at):
        if one.shift_id in in_row:
            continue
        asked = max(own, one.rest_minutes)
        gap = one.starts_at - row[-1].ends_at if one.starts_at >= row[-1].ends_at else row[0].starts_at - one.ends_at
        if timedelta() <= gap < timedelta(minutes=asked):
            yield Refused(
                "limit.rest",
                _("Between this shift and “%(title)s” there are less than %(hours)s hours of rest.")
                % {"title": one.title, "hours": _hours(asked)},
                next_step=_("Choose a shift at another time, or leave the other one first."),
                facts={"rest_minutes": asked, "minutes": int(gap.total_seconds() // 60)},
            )
            return


def _too_many(shift: Shift, others: Iterable[Held]) -> Iterator[Refused]:
    post = shift.post
    same = [one for one in others if one.project_id == shift.project_id]
    week = _week(shift.starts_at)
    if post.most_shifts_a_week is not None and (
        sum(_week(one.starts_at) == week for one in same) >= post.most_shifts_a_week
    ):
        yield Refused(
            "limit.week",
            _("In this project a person serves in %(most)s shifts a week at most, so that others get a turn.")
            % {"most": post.most_shifts_a_week},
            next_step=_("Choose a shift in another week."),
            facts={"most": post.most_shifts_a_week},
        )
    if post.most_shifts is not None and len(same) >= post.most_shifts:
        yield Refused(
            "limit.project",
            _("In this project a person serves in %(most)s shifts at most, so that others get a turn.")
            % {"most": post.most_shifts},
            next_step=_("Look for another project nearby."),
            facts={"most": post.most_shifts},
        )


def _week(moment: datetime) -> tuple[int, int]:
    """Year and number of the week, from Monday, by the clock of the place."""
    year, week, _day = timezone.localtime(moment).isocalendar()
    return year, week


def _hours(minutes: int) -> str:
    return f"{minutes / 60:g}"
