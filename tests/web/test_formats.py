from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from volunteercloud.web import formats

STARTS = datetime(2026, 3, 14, 2, 30, tzinfo=UTC)  # 10:30 in Shanghai
ENDS = datetime(2026, 3, 14, 4, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def this_year(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 5, 16))


@pytest.mark.parametrize(
    ("language", "day", "period", "moment"),
    [
        ("zh-hans", "3月14日（周六）", "3月14日（周六）10:30–12:30", "3月14日 10:30"),
        ("en", "Sat 14 March", "Sat 14 March, 10:30–12:30", "14 March, 10:30"),
    ],
)
def test_days_and_times_are_written_in_the_readers_way(language, day, period, moment):
    with translation.override(language):
        assert (formats.day(STARTS), formats.period(STARTS, ENDS), formats.moment(STARTS)) == (day, period, moment)


@pytest.mark.parametrize(("language", "day"), [("zh-hans", "2025年12月6日（周六）"), ("en", "Sat 6 December 2025")])
def test_another_year_is_named(language, day):
    with translation.override(language):
        assert formats.day(date(2025, 12, 6)) == day


def test_a_shift_over_midnight_names_the_day_of_its_end():
    with translation.override("en"):
        assert formats.clocks(STARTS, datetime(2026, 3, 14, 17, 0, tzinfo=UTC)) == "10:30–15 March 1:00"


@pytest.mark.parametrize(
    ("minutes", "listed", "told"),
    [(120, "2.0", "2"), (150, "2.5", "2.5"), (119, "1.9", "1.9"), (60_000, "1,000.0", "1,000"), (0, "0.0", "0")],
)
def test_hours_are_never_rounded_up(minutes, listed, told):
    assert (formats.hours(minutes), formats.plain_hours(minutes)) == (listed, told)


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [
        ("zh-hans", 9_999, "9,999"),
        ("zh-hans", 10_000, "1万"),
        ("zh-hans", 123_456, "12.3万"),
        ("zh-hans", 236_000_000, "2.3亿"),
        ("en", 123_456, "123,456"),
    ],
)
def test_large_totals(language, number, written):
    with translation.override(language):
        assert formats.large(number) == written


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2026, 3, 1), date(2026, 3, 14), "3月1日–3月14日"),
        (date(2025, 11, 16), date(2026, 11, 16), "2025年11月16日–2026年11月16日"),
        (date(2026, 3, 14), date(2026, 3, 14), "3月14日"),
    ],
)
def test_a_span_that_crosses_a_new_year_names_both(first, last, written):
    with translation.override("zh-hans"):
        assert formats.days(first, last) == written
