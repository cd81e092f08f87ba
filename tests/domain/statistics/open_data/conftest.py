"""A small country with a month of everything that open data tells."""

from datetime import UTC, date, datetime

import pytest

from tests.domain.statistics import worlds
from volunteercloud.core import memory
from volunteercloud.domain.needs.models import NeedFigure
from volunteercloud.domain.regions import loading
from volunteercloud.domain.statistics.models import PeopleCell, Population, Progress, ShiftCell, Wage

MONTH = date(2026, 3, 1)
AT = datetime(2026, 4, 2, 3, tzinfo=UTC)
HOMES = {"990101": 40, "990102": 25, "990103": 3}


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def country(db):
    """Service of March in three districts, in the smallest of too few people; and one row or two of everything else."""
    loading.load_demo()
    records = [
        worlds.Record(f"{code}{number}", code, code, MONTH, "ab"[number % 2], "12"[number % 2], 60)
        for code, people in HOMES.items()
        for number in range(people)
    ]
    worlds.store(records)
    for code, people in {"": 68, "99": 68, "9901": 68, **HOMES}.items():
        for by, value in (("total", ""), ("born", "2000")):
            PeopleCell.objects.create(region_code=code, month=date(2026, 1, 1), slice=by, value=value, people=people)
    numbers = {"shifts": 12, "places": 120, "taken": 84, "came": 77, "missed": 7, "recorded": 70}
    ShiftCell.objects.create(region_code="9901", span="month", start=MONTH, slice="total", value="", **numbers)
    posted = {"posted": 34, "opened": 34, "answered": 20, "answer_minutes": 2000, "met": 18, "unmet": 4}
    NeedFigure.objects.create(month=MONTH, region_id="9901", category="elderly", counted_at=AT, **posted)
    Population.objects.create(
        region_code="", counted_on=date(2020, 11, 1), residents=1_411_778_724, source="国家统计局，“七普”"
    )
    Wage.objects.create(region_code="99", year=2024, fen_an_hour=4157, source="=1+1")
    Progress.objects.create(as_of=AT, swept_until=AT, recounted_at=AT)
    memory.forget_all()
