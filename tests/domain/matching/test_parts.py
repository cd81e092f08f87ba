from datetime import UTC, datetime, timedelta

import pytest

from volunteercloud.domain.matching import parts

MONDAY = datetime(2026, 5, 17, 16, tzinfo=UTC)  # midnight in Shanghai


def clock(day: int, hour: float) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


@pytest.mark.parametrize(
    ("moment", "part"),
    [
        (clock(0, 0), 0),
        (clock(0, 11.9), 0),
        (clock(0, 12), 1),
        (clock(0, 17), 2),
        (clock(6, 23.9), 20),
        (clock(7, 0), 0),
    ],
)
def test_the_part_of_a_moment(moment, part):
    assert parts.part_at(moment) == part


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "named"),
    [
        (clock(1, 9), clock(1, 11), (3,)),
        (clock(1, 9), clock(1, 12.5), (3,)),  # half an hour of the afternoon is not worth naming
        (clock(1, 9), clock(1, 14), (3, 4)),
        (clock(1, 11.75), clock(1, 12.25), (3, 4)),  # half of it in each
        (clock(6, 20), clock(7, 2), (0, 20)),
        (clock(0, 0), clock(7, 0), tuple(range(21))),
        (clock(2, 9), clock(2, 9), ()),
        (None, None, ()),
    ],
)
def test_the_parts_of_a_time(starts_at, ends_at, named):
    assert parts.between(starts_at, ends_at) == named


@pytest.mark.parametrize(
    ("weekdays", "from_minute", "to_minute", "named"),
    [
        ([1, 3], 9 * 60, 11 * 60, (0, 6)),
        ([2], 9 * 60, 12 * 60, (3,)),
        ([2], 9 * 60, 18 * 60, (3, 4, 5)),
        ([7], None, None, (18, 19, 20)),
        ([], 540, 600, ()),
    ],
)
def test_the_parts_of_what_recurs(weekdays, from_minute, to_minute, named):
    assert parts.weekly(weekdays, from_minute, to_minute) == named


def test_once_needs_every_part_and_what_recurs_needs_one():
    assert parts.are_free([3], [3, 4], one_is_enough=False) is False
    assert parts.are_free([3], [3, 4], one_is_enough=True) is True
    assert parts.are_free([5], [3, 4], one_is_enough=True) is False
    assert parts.are_free([], [3, 4], one_is_enough=False) is True
    assert parts.are_free([3], [], one_is_enough=False) is True
