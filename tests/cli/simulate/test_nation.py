"""The numbers of a nation: nothing lost between chunks, and a scale that is none refused."""

from datetime import date
from fractions import Fraction

import click
import pytest

from volunteercloud.cli.simulate import nation, size
from volunteercloud.cli.simulate.nation import Nation, Scale, changed_among, records_among

UNTIL = date(2026, 11, 22)


@pytest.mark.parametrize("said", ["1/10000", "1/1000", "0.01", "1/7", "1"])
def test_chunks_hold_the_whole_nation_without_a_gap(said):
    whole = Nation(Scale().convert(said, None, None), 1, UNTIL)
    chunks = list(whole.chunks())
    for name in ("people", "organizations", "projects", "entries", "needs"):
        bounds = [getattr(chunk, name) for chunk in chunks]
        assert [first for first, _end in bounds] == [0, *(end for _first, end in bounds[:-1])]
        assert bounds[-1][1] == getattr(whole, name)
    assert [chunk.first_leaf for chunk in chunks[1:]] == [chunk.first_leaf + chunk.leaves for chunk in chunks[:-1]]
    assert all(chunk.organizations[1] > chunk.organizations[0] for chunk in chunks)
    assert all(chunk.people[1] - chunk.people[0] >= nation.SMALLEST_CHUNK for chunk in chunks)


def test_the_whole_nation_is_that_of_2016():
    whole = Nation(Fraction(1), 1, UNTIL)
    assert (whole.people, whole.organizations, whole.projects) == (23_000_000, 218_000, 303_000)
    records = sum(chunk.records for chunk in whole.chunks())
    assert abs(records - 200_000_000) < 3_000


def test_what_became_a_record_and_what_changed_is_counted_as_it_is_drawn():
    for entries in (*range(120), 40_000):
        became = [k for k in range(entries) if k % nation.ROSTER_CYCLE != nation.WITHOUT_RECORD]
        assert records_among(entries) == len(became)
    for records in (*range(300), 40_000):
        changed = [
            rank
            for rank in range(records)
            if rank % nation.CORRECTED_CYCLE == nation.CORRECTED or rank % nation.REVOKED_CYCLE == nation.REVOKED
        ]
        assert changed_among(records) == len(changed)


def test_years_begin_on_a_saturday_and_end_before_the_last_day():
    for day in range(1, 29):
        whole = Nation(Fraction(1, 1000), 1, date(2026, 2, day))
        last = whole.begins.toordinal() + (whole.units // 2 - 1) * 7 + 6
        assert (whole.begins.weekday(), last < whole.until.toordinal() - 1) == (5, True)


@pytest.mark.parametrize("said", ["0", "2", "abc", "1/0", "-1/10", "1/10001", "nan", ""])
def test_what_is_no_scale_is_refused(said):
    with pytest.raises(click.BadParameter):
        Scale().convert(said, None, None)


def test_the_largest_part_that_fits_is_named():
    whole = Nation(Fraction(1), 1, UNTIL)
    hundredth = size.of(Nation(Fraction(1, 100), 1, UNTIL)).bytes
    assert size.largest(hundredth, whole) == Fraction(1, 100)
    assert size.largest(size.SPARE, whole) is None
