"""Cells as people write them, and what is refused because it could be meant in two ways."""

from datetime import date, datetime, time, timedelta

import pytest

from volunteercloud.domain.bulk.reading import headings, values
from volunteercloud.domain.bulk.reading.headings import Field

TODAY = date(2026, 5, 21)
MAY_16 = date(2026, 5, 16)
NINE = datetime(2026, 5, 16, 9)  # noqa: DTZ001  cells know no zone


def meaning(read, cell, **more):
    try:
        return read(cell, **more)
    except values.Unclear as unclear:
        return unclear.code


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-05-16", "2026/5/16", "2026.5.16", "2026年5月16日", "5月16日", "20260516", "16/05/2026", "05/16/2026"),
        *("16 May 2026", "16 May", "May 16, 2026", "16-May-2026", "16th May 2026", "Sat 16 May 2026"),
        *(
            "2026-05-16（周六）",
            "2026年5月16日 星期六",
            "２０２６－０５－１６",
            "\u202e2026-05-16",
            " 2026 年 5 月 16 日 ",
        ),
        *(46158, 46158.0, 20260516, date(2026, 5, 16), NINE),
    ],
)
def test_days_in_every_form(cell):
    assert meaning(values.day, cell, today=TODAY) == MAY_16


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("05/06/2026", "line.date_ambiguous"),
        ("26-5-16", "line.date"),
        ("2026-5", "line.date"),
        ("明天", "line.date"),
        (5, "line.date"),
        (True, "line.date"),
        ("2026-02-30", "line.no_such_day"),
        ("2月30日", "line.no_such_day"),
        ("2062-05-16", "line.year"),
        ("0206-05-16", "line.year"),
        (date(1926, 5, 16), "line.year"),
    ],
)
def test_days_that_are_none_or_two(cell, code):
    assert meaning(values.day, cell, today=TODAY) == code


def test_a_day_without_its_year_lies_behind_us():
    assert values.day("12月31日", today=TODAY) == date(2025, 12, 31)
    assert values.day("2月29日", today=TODAY) == date(2024, 2, 29)
    assert values.day(44696, today=TODAY, epoch_1904=True) == MAY_16


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        *[(cell, 540) for cell in ("9:00", "09:00:00", "9：00", "９：００", "上午9点", "9时", "9am", "0900", 0.375)],
        (time(9, 0), 540),
        (timedelta(hours=9), 540),
        *[(cell, 870) for cell in ("14:30", "下午2点半", "下午2:30", "14点30分", "2:30 pm", "2:30pm")],
        ("晚上7点", 1140),
        ("中午12点", 720),
        ("12:00 pm", 720),
        ("12 am", 0),
        ("24:00", 1440),
        ("", None),
    ],
)
def test_times_in_every_form(cell, minutes):
    assert meaning(values.moment, cell, today=TODAY) == (None, minutes)


@pytest.mark.parametrize(
    "cell", ["9", 9, "25:00", "9:60", "下午12点", "上午14点", "13pm", "中午3点", "早", "::", "\x00"]
)
def test_times_that_are_none_or_two(cell):
    assert meaning(values.moment, cell, today=TODAY) == "line.time"


@pytest.mark.parametrize("cell", ["2026-05-16 09:00", "2026年5月16日 上午9点", NINE, 46158.375])
def test_times_with_their_day(cell):
    assert meaning(values.moment, cell, today=TODAY) == (MAY_16, 540)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("9:00-11:30", (540, 690)),
        ("9:00—11:30", (540, 690)),
        ("上午9点至11点半", (540, 690)),
        ("下午2点到5点", (840, 1020)),
        ("上午9点到15点", (540, 900)),
        ("9am to 2:30pm", (540, 870)),
        ("14:00", "line.span"),
        ("9-11-13", "line.span"),
        ("9-11", "line.time"),
    ],
)
def test_start_and_end_in_one_cell(cell, said):
    assert meaning(values.span, cell) == said


@pytest.mark.parametrize(
    "cell",
    [
        "2.5",
        2.5,
        "2小时30分",
        "2.5小时",
        "2个半小时",
        "2小时半",
        "150分钟",
        "2h30m",
        "2 hours 30 minutes",
        "2:30",
        "２．５",
    ],
)
def test_lengths_in_every_form(cell):
    assert meaning(values.length, cell) == 150


@pytest.mark.parametrize("cell", ["2,5", "两小时", 25, -1, True, "很久", NINE, "1e3", "nan"])
def test_lengths_that_are_none(cell):
    assert meaning(values.length, cell) == "line.hours"


def test_a_bare_number_counts_the_unit_of_its_column():
    assert (values.length(time(2, 30)), values.length("2.5"), values.minutes("150"), values.minutes(150.0)) == (
        150,
    ) * 4


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("姓 名", Field.NAME),
        ("志愿者编号", Field.NUMBER),
        ("身份证号码（18位）", Field.DOCUMENT),
        ("手机号*", Field.PHONE),
        ("Start Time", Field.STARTS),
        ("服务时长（小时）", Field.HOURS),
        ("服务时长（分钟）", Field.MINUTES),
        ("Duration (min)", Field.MINUTES),
        ("ＤＡＴＥ", Field.DATE),
        ("序号", None),
        ("", None),
    ],
)
def test_columns_by_their_headings(text, field):
    assert headings.field_of(text) == field


def test_the_row_of_headings_is_found_below_titles():
    rows = iter(
        [
            (1, ["五月志愿服务统计表"]),
            (2, ["姓名：", "谷雨"]),
            (4, ["序号", "姓名", "日期", "时数", "姓名"]),
            (5, [1, "小满"]),
        ]
    )
    heading, rest = headings.find(rows)
    assert (heading.line, heading.mapping) == (4, {Field.NAME: 1, Field.DATE: 2, Field.HOURS: 3})
    assert list(rest) == [(5, [1, "小满"])]


def test_a_cell_too_long_to_be_anything_is_asked_no_pattern():
    """Over as much as a cell can hold some would take seconds, and a list has thousands of cells."""
    said = "1t" * 16_000
    found = [meaning(read, said) for read in (values.span, values.length)]
    found += [meaning(read, said, today=TODAY) for read in (values.day, values.moment)]
    assert found == ["line.span", "line.hours", "line.date", "line.time"]
