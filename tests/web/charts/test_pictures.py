"""From numbers to what a template draws: areas, bars, shades, lines, calendars, cohorts."""

from datetime import date

import pytest

from volunteercloud.web.charts import areas, bars, calendars, cohorts, lines, shades

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def test_honour_hours_stand_on_credit_hours():
    chart = areas.area([areas.Moment(MAY, 50, 50), areas.Moment(JUNE, 100, 0)])

    assert chart.axis.top == 100
    assert chart.credit == "M0 200L0 100L400 0L400 200Z"
    assert chart.honour == "M0 0L400 0L400 0L0 100Z"
    assert chart.edge == "M0 0L400 0"


def test_a_month_that_is_withheld_is_a_gap_and_one_alone_can_be_seen():
    chart = areas.area([areas.Moment(MAY, 10, 0), areas.Moment(JUNE, None, None), areas.Moment(JULY, 10, 0)])

    assert chart.credit == "M0 200L0 0L3 0L3 200ZM397 200L397 0L400 0L400 200Z"


def test_nothing_but_withheld_months_draws_nothing():
    chart = areas.area([areas.Moment(MAY, None, None), areas.Moment(JUNE, None, None)])

    assert (chart.credit, chart.honour, chart.edge) == ("", "", "")


def test_parts_of_a_bar_follow_each_other_and_fill_it():
    first, empty, last = bars.whole({"A": 30, "B": 0, "C": 10})

    assert (first.x, first.width, first.share) == (0, 74.65, 0.75)
    assert (empty.x, empty.width) == (75, 0)
    assert (last.x, last.width, last.share) == (75, 24.65, 0.25)
    assert bars.whole({"A": 0}) == []


def test_lengths_are_compared_with_the_longest():
    assert bars.lengths([10, None, 5, 0]) == [100, 0, 50, 0]
    assert bars.lengths([None]) == [0]


def test_shades_have_round_limits():
    assert shades.limits([12, 35, 48, 77, 91]) == [20, 40, 60, 80]
    assert [shades.shade(value, [20, 40, 60, 80]) for value in (0, 19, 20, 79, 80, 500)] == [0, 0, 1, 3, 4, 4]


def test_where_one_is_far_above_the_rest_the_limits_grow():
    assert shades.limits([1, 2, 2, 3, 4, 6, 900]) == [50, 100, 250, 500]
    assert shades.limits([]) == shades.limits([0, 0]) == []


def test_each_line_has_a_look_of_its_own_and_gaps_where_nothing_is_told():
    drawn = lines.lines([MAY, JUNE, JULY], {"one": [100, None, 50], "two": [0, 50, 100]})

    one, two = drawn.lines
    assert (one.kind, one.dots) == (1, [(0, 0), (400, 100)])
    assert (two.kind, two.path, two.dots) == (2, "M0 200L200 100L400 0", [])


def test_a_year_of_days_is_two_halves_with_a_path_for_each_shade():
    halves = calendars.halves(lambda day: 4 if day == date(2026, 1, 2) else 0, date(2025, 12, 29), date(2026, 12, 31))

    assert [half.first for half in halves] == [date(2025, 12, 29), date(2026, 7, 6)]
    assert [shade for shade, _ in halves[0].shades] == [0, 4]
    assert dict(halves[0].shades)[4] == "M0 71h11v11h-11z"  # a Friday of the first week
    assert sum(path.count("M") for half in halves for _, path in half.shades) == 368


def test_a_part_of_a_year_has_one_half():
    assert len(calendars.halves(lambda _day: 0, date(2026, 1, 5), date(2026, 5, 31))) == 1


def test_a_cohort_is_told_as_shares_of_its_first_year():
    people = {(2024, 2024): 200, (2024, 2025): 100, (2024, 2026): None, (2025, 2025): None, (2025, 2026): 40}

    older, younger = cohorts.triangle(people, 2026)

    assert (older.people, [(one.year, one.share) for one in older.squares]) == (200, [(2025, 0.5), (2026, None)])
    assert (younger.people, [(one.year, one.share) for one in younger.squares]) == (None, [(2026, None)])
    assert older.squares[0].shade == 2


@pytest.mark.parametrize(("share", "shade"), [(0, 0), (0.2, 1), (0.99, 4)])
def test_squares_are_tinted_by_fifths(share, shade):
    (row,) = cohorts.triangle({(2025, 2025): 100, (2025, 2026): int(100 * share)}, 2026)

    assert row.squares[0].shade == shade
