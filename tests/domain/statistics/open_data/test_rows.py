"""Rows of service: many regions read at once tell what each tells by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.statistics import worlds
from tests.domain.statistics.open_data.conftest import MONTH
from volunteercloud.core import memory
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.statistics import periods, queries
from volunteercloud.domain.statistics.models import ServiceCell
from volunteercloud.domain.statistics.open_data import rows

pytestmark = pytest.mark.django_db


def told_alone(month):
    """Region by region, as a page asks: key of each row, and the people in it."""
    found = {}
    for code in ["", *Region.objects.values_list("code", flat=True)]:
        for basis, slices in rows.SLICES.items():
            for by in slices:
                for spot, sums in queries.cells(None, [code], [periods.month(month)], by, basis).items():
                    key = basis.value, rows.named(code), by.value, rows.part(by, spot.value)
                    found[key] = None if sums.is_withheld else sums.people
    return found


def told_together(month):
    return {row[1:5]: row[6] for row in rows.service(month)}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("at_once", [1, 500])
def test_rows_are_what_is_told_of_each_region_alone(monkeypatch, seed, at_once):
    monkeypatch.setattr(rows, "CELLS_AT_ONCE", at_once)
    records = worlds.build(seed, people=120, records=400)
    worlds.store(records)
    memory.forget_all()
    for month in {record.day for record in records}:
        assert told_together(month) == told_alone(month) != {}


def served(code, people, category="a"):
    return [
        worlds.Record(f"{code}{category}{number}", code, code, MONTH, category, "1", 60) for number in range(people)
    ]


def test_of_a_street_no_more_is_told_than_is_kept(db):
    """Even where the district withholds a part, which is told of each of its parts."""
    worlds.regions("99", "9901", "990101", "990101001", "990102", "990102001")
    worlds.store(served("990101001", 30) + served("990101001", 3, "b") + served("990102001", 30))
    memory.forget_all()

    found = {key[:3]: people for key, people in told_together(MONTH).items()}

    assert found["place", "990101", "category"] is None
    assert {(basis, by) for basis, code, by in found if code == "990101001"} == {
        ("place", "total"),
        ("home", "total"),
        ("home", "sex"),
    }


def test_more_regions_take_no_more_statements(db):
    asked = []
    for province, districts in (("98", 2), ("99", 9)):
        codes = [f"{province}01{number:02}" for number in range(1, districts + 1)]
        worlds.regions(province, f"{province}01", *codes)
        ServiceCell.objects.all().delete()
        worlds.store([record for code in codes for record in served(code, 20)])
        memory.forget_all()
        with CaptureQueriesContext(connection) as statements:
            found = [row[2] for row in rows.service(MONTH) if row[3] == "total"]
        assert [code for code in found if code in codes] == 2 * codes
        asked.append(len(statements))
    assert asked[0] == asked[1]
