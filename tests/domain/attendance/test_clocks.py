"""Correcting a device's clock."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from volunteercloud.domain.attendance.clocks import TOLERANCE, Reading, corrected

NINE = datetime(2026, 5, 16, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OFFSETS = st.timedeltas(timedelta(hours=-48), timedelta(hours=48))


@given(
    ahead=OFFSETS,
    gained=st.timedeltas(-TOLERANCE, TOLERANCE),
    stay=st.timedeltas(timedelta(hours=1), timedelta(hours=72)),
    share=st.floats(0, 1),
)
def test_a_clock_that_is_wrong_and_runs_fast_or_slow_is_read_right(ahead, gained, stay, share):
    handed_out, returned = Reading(NINE, ahead), Reading(NINE + stay, ahead + gained)
    true = NINE + stay * share
    told = corrected(true + ahead + gained * share, handed_out, returned)
    assert abs(told.at - true) < timedelta(milliseconds=1)
    assert (told.is_doubtful, told.other_at) == (False, None)


@given(ahead=OFFSETS, jump=OFFSETS.filter(lambda jump: abs(jump) > TOLERANCE))
def test_a_clock_that_was_changed_gives_both_candidates(ahead, jump):
    handed_out, returned = Reading(NINE, ahead), Reading(NINE + timedelta(hours=5), ahead + jump)
    told = corrected(NINE + ahead, handed_out, returned)
    assert (told.is_doubtful, told.at, told.other_at) == (True, NINE, NINE - jump)


def test_a_scan_lies_between_its_hand_out_and_its_delivery():
    handed_out, returned = Reading(NINE, timedelta(0)), Reading(NINE + timedelta(hours=1), timedelta(0))
    doubts = [
        corrected(at, handed_out, returned).is_doubtful
        for at in (
            NINE - TOLERANCE - SECOND,
            NINE - TOLERANCE,
            NINE + timedelta(hours=1) + TOLERANCE,
            NINE + timedelta(hours=1) + TOLERANCE + SECOND,
        )
    ]
    assert doubts == [True, False, False, True]


def test_a_hand_out_and_a_delivery_at_the_same_moment():
    reading = Reading(NINE, timedelta(hours=3))
    assert corrected(NINE + timedelta(hours=3), reading, reading).at == NINE
