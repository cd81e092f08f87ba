"""Axes end at round numbers; what is withheld is a gap."""

from datetime import date

import pytest

from volunteercloud.web.charts import axes


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], (1, 0)),
        ([0, 0], (1, 0)),
        ([3], (3, 2, 1, 0)),
        ([9.5, 2], (10, 7.5, 5, 2.5, 0)),
        ([1_234], (1500, 1000, 500, 0)),
        ([1_600_000], (2_000_000, 1_500_000, 1_000_000, 500_000, 0)),
        ([0.13], (0.15, 0.1, 0.05, 0)),
    ],
)
def test_an_axis_starts_at_nought_and_ends_at_a_round_number(values, ticks):
    assert axes.axis(values).ticks == pytest.approx(ticks)


@pytest.mark.parametrize("value", [1, 7, 99, 101, 12_345, 987_654_321, 0.004])
def test_there_are_three_to_five_grid_lines_and_the_value_has_room(value):
    axis = axes.axis([value])

    assert 3 <= len(axis.ticks) <= 5
    assert axis.top >= value


def test_a_value_stands_as_far_down_as_it_is_from_the_top():
    axis = axes.axis([100])

    assert (axis.top, axis.down(100, 200), axis.down(0, 200), axis.lines(200)) == (100, 0, 200, [0, 50, 100, 150])


def test_the_first_and_the_last_day_are_named_and_stay_within_the_picture():
    days = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(24)]

    marks = axes.marks(days)

    assert [(mark.x, mark.anchor) for mark in (marks[0], marks[-1])] == [(0, "start"), (100, "end")]
    assert [mark.day for mark in marks] == [days[0], days[6], days[12], days[17], days[23]]


def test_what_is_missing_parts_a_line():
    assert axes.runs([True, True, False, True, False]) == [range(2), range(3, 4)]
