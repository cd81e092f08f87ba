from datetime import date

import pytest

from volunteercloud.domain.activities import repeating
from volunteercloud.domain.activities.models import Pause, Series
from volunteercloud.domain.activities.repeating import Day, LeftOut

NOTHING = LeftOut({}, [])


def series(from_on, **changes):
    facts = {"weekdays": [6], "every_weeks": 1, "to_on": None, "times": None}
    return Series(from_on=from_on, **facts | changes)


def days(found, until, away=NOTHING, made=()):
    return list(repeating.days_of(found, until, away, made))


def test_a_month_with_five_of_a_weekday():
    found = days(series(date(2026, 8, 1)), date(2026, 8, 31))
    assert [day.day for day in found] == [1, 8, 15, 22, 29]


def test_the_leap_day_is_a_day():
    found = days(series(date(2028, 2, 22), weekdays=[2]), date(2028, 3, 7))
    assert found == [date(2028, 2, 22), date(2028, 2, 29), date(2028, 3, 7)]


def test_every_second_week_goes_on_across_new_year():
    found = days(series(date(2026, 12, 16), weekdays=[1, 3], every_weeks=2), date(2027, 1, 14))
    assert found == [date(2026, 12, 16), date(2026, 12, 28), date(2026, 12, 30), date(2027, 1, 11), date(2027, 1, 13)]


def test_a_number_of_times_counts_days_that_take_place():
    away = LeftOut({date(2026, 10, 3): Day("holiday", "国庆节")}, [])
    found = days(series(date(2026, 9, 26), times=3), date(2027, 1, 1), away)
    assert found == [date(2026, 9, 26), date(2026, 10, 10), date(2026, 10, 17)]


def test_a_day_that_was_made_counts_whatever_was_declared_since():
    away = LeftOut({date(2026, 10, 3): Day("holiday", "国庆节")}, [])
    found = days(series(date(2026, 9, 26), times=2), date(2027, 1, 1), away, made={date(2026, 10, 3)})
    assert found == [date(2026, 9, 26), date(2026, 10, 3)]


@pytest.mark.parametrize(
    ("keeps", "expected"),
    [
        ({}, []),
        ({"keeps_holidays": True}, [date(2026, 10, 3)]),
        ({"keeps_workdays": True}, [date(2026, 10, 10)]),
        ({"keeps_holidays": True, "keeps_workdays": True}, [date(2026, 10, 3), date(2026, 10, 10)]),
    ],
)
def test_the_days_of_2026_that_a_series_keeps(keeps, expected):
    away = LeftOut(repeating.national(), [])
    assert days(series(date(2026, 10, 3), to_on=date(2026, 10, 10), **keeps), date(2026, 12, 1), away) == expected


def test_a_pause_is_left_out_whatever_is_kept():
    away = LeftOut({}, [Pause(from_on=date(2026, 8, 2), to_on=date(2026, 8, 8))])
    found = days(series(date(2026, 8, 1), keeps_holidays=True, to_on=date(2026, 8, 15)), date(2026, 12, 1), away)
    assert found == [date(2026, 8, 1), date(2026, 8, 15)]


def test_the_notice_of_2026():
    found = repeating.national()
    assert sum(day.kind == "holiday" for day in found.values()) == 33
    workdays = [day for day, what in found.items() if what.kind == "workday"]
    assert [f"{day:%m-%d}" for day in workdays] == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert {day.isoweekday() for day in workdays} == {6, 7}
