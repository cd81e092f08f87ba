"""Where each limit begins, to the minute: asked of shifts and calendars that nobody wrote down."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from volunteercloud.domain.activities import limits
from volunteercloud.domain.activities.limits import Held
from volunteercloud.domain.activities.models import Activity, Post, Shift

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ORGANIZATION, PROJECT = uuid4(), uuid4()
NOON = datetime(2026, 5, 18, 4, 0, tzinfo=UTC)  # of a Monday in Shanghai


def shift(starts_at=NOON, lasts=2 * HOUR, **asked) -> Shift:
    made = Shift(
        organization_id=ORGANIZATION, id=uuid4(), project_id=PROJECT, starts_at=starts_at, ends_at=starts_at + lasts
    )
    made.post, made.activity = Post(**asked), Activity(title="社区送午餐")
    return made


def held(begins: timedelta, lasts: timedelta = HOUR, project: UUID = PROJECT, rest_minutes: int = 0) -> Held:
    """A place that begins so long after noon."""
    return Held(NOON + begins, NOON + begins + lasts, uuid4(), "社区书屋", project, rest_minutes)


def told(of_shift: Shift, *places: Held) -> list[tuple[str, dict]]:
    return [(refusal.code, refusal.facts) for refusal in limits.exceeded(of_shift, places)]


def codes(of_shift: Shift, *places: Held) -> list[str]:
    return [code for code, _facts in told(of_shift, *places)]


@pytest.mark.parametrize(("gap", "is_row"), [(timedelta(), True), (59 * MINUTE, True), (HOUR, False)])
def test_less_than_an_hour_between_them_is_a_row_before_and_after(gap, is_row):
    one = shift(most_shifts_in_row=1)
    expected = ["limit.shifts_in_row"] if is_row else []
    assert codes(one, held(2 * HOUR + gap)) == expected
    assert codes(one, held(-HOUR - gap)) == expected


def test_a_row_goes_on_through_every_shift_on_both_sides():
    one = shift(most_shifts_in_row=4)
    row = [held(-HOUR), held(-2 * HOUR - 30 * MINUTE), held(2 * HOUR), held(3 * HOUR + 30 * MINUTE)]
    assert told(one, *row) == [("limit.shifts_in_row", {"most": 4})]
    assert told(one, *row[:3]) == []
    assert told(one, *row[::-1]) == [("limit.shifts_in_row", {"most": 4})]


def test_what_overlaps_the_shift_is_in_no_row_with_it():
    """Another rule refuses that."""
    assert codes(shift(most_shifts_in_row=1), held(HOUR), held(-30 * MINUTE)) == []


def test_minutes_in_a_row_are_counted_from_the_first_start_to_the_last_end():
    beside = held(2 * HOUR + 30 * MINUTE)
    assert told(shift(most_minutes_in_row=210), beside) == []
    assert told(shift(most_minutes_in_row=209), beside) == [
        ("limit.hours_in_row", {"most_minutes": 209, "minutes": 210})
    ]
    before = held(-HOUR - 30 * MINUTE)
    assert told(shift(most_minutes_in_row=209), before) == [
        ("limit.hours_in_row", {"most_minutes": 209, "minutes": 210})
    ]
    assert told(shift(most_minutes_in_row=119)) == [("limit.hours_in_row", {"most_minutes": 119, "minutes": 120})]


def test_the_limit_of_a_row_is_told_in_hours():
    (refusal,) = limits.exceeded(shift(most_minutes_in_row=90), [])
    assert "1.5" in str(refusal.message)


@pytest.mark.parametrize(
    ("begins", "minutes"),
    [(2 * HOUR, 0), (3 * HOUR - MINUTE, 59), (3 * HOUR, None), (-HOUR, 0), (-2 * HOUR + MINUTE, 59), (-2 * HOUR, None)],
)
def test_rest_is_asked_before_and_after_to_the_minute(begins, minutes):
    expected = [] if minutes is None else [("limit.rest", {"rest_minutes": 60, "minutes": minutes})]
    assert told(shift(rest_minutes=60), held(begins)) == expected


def test_the_longer_rest_of_the_two_is_asked():
    assert codes(shift(rest_minutes=60), held(3 * HOUR + 30 * MINUTE, rest_minutes=120)) == ["limit.rest"]
    assert codes(shift(rest_minutes=120), held(3 * HOUR + 30 * MINUTE, rest_minutes=60)) == ["limit.rest"]
    assert codes(shift(), held(2 * HOUR)) == []
    assert codes(shift(), held(2 * HOUR + MINUTE, rest_minutes=2)) == ["limit.rest"]


def test_rest_is_asked_once_and_of_the_row_as_a_whole():
    """What is in a row with the shift needs no rest of it; what lies behind the row does."""
    one = shift(most_shifts_in_row=9, rest_minutes=120)
    near, behind, farther = held(2 * HOUR), held(4 * HOUR + 30 * MINUTE), held(6 * HOUR)
    assert told(one, near) == []
    assert told(one, near, behind) == [("limit.rest", {"rest_minutes": 120, "minutes": 90})]
    assert told(one, farther, behind, near) == [("limit.rest", {"rest_minutes": 120, "minutes": 90})]


def test_shifts_of_a_week_are_those_of_the_project_from_monday_on_by_the_clock_of_the_place():
    one = shift(most_shifts_a_week=2)
    monday_at_home = held(-12 * HOUR)  # 16:00 on Sunday in UTC
    sunday = held(-12 * HOUR - MINUTE)
    other = held(DAY, project=uuid4())
    assert told(one, monday_at_home, held(DAY)) == [("limit.week", {"most": 2})]
    assert told(one, monday_at_home, sunday, other) == []
    assert told(one, held(7 * DAY), held(-7 * DAY), held(364 * DAY)) == []


def test_shifts_of_the_project_count_without_the_shift_itself():
    one = shift(most_shifts=2)
    same = Held(one.starts_at, one.ends_at, one.id, "社区送午餐", PROJECT)
    assert told(one, held(90 * DAY), same, held(9 * DAY, project=uuid4())) == []
    assert told(one, held(90 * DAY), held(-90 * DAY), same) == [("limit.project", {"most": 2})]
