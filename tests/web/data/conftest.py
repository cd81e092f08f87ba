"""The demo province with figures in its cells, as the counting writes them."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from volunteercloud.core import memory
from volunteercloud.domain.regions import loading
from volunteercloud.domain.statistics import maps, periods
from volunteercloud.domain.statistics.models import (
    Basis,
    CohortCell,
    PeopleCell,
    Population,
    Progress,
    Restatement,
    ServiceCell,
    Slice,
)
from volunteercloud.domain.statistics.periods import Period

DISTRICTS = {"990101": 400, "990102": 300, "990103": 200, "990104": 100, "990105": 50}
STREETS = {"990101001": 250, "990101002": 150}
CITY = sum(DISTRICTS.values())
HOURS_A, HOURS_E = 6, 2  # each person of each month


def year_ago(today: date) -> date:
    return date(today.year - 1, 1, 1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def figures(db, today) -> None:
    """People of every district in every month of last year and this one, all of them in one category."""
    loading.load_demo()
    people = {"": CITY, "99": CITY, "9901": CITY, **DISTRICTS, **STREETS}
    cells = [cell for code, number in people.items() for cell in cells_of(code, number, today)]
    ServiceCell.objects.bulk_create(cells)
    Progress.objects.create(as_of=timezone.now() - timedelta(seconds=3), swept_until=timezone.now())
    Population.objects.bulk_create(
        Population(region_code=code, counted_on=date(2020, 11, 1), residents=number * 20, source="tests")
        for code, number in people.items()
        if len(code) <= 6
    )
    memory.forget_all()


@pytest.fixture
def depth(figures, today) -> None:
    """What deepens the page of a city: the register, cohorts, a changed month."""
    last = today.year - 1
    PeopleCell.objects.create(region_code="9901", month=date(last, 1, 1), slice="total", value="", people=3000)
    for year, number in ((last, 500), (today.year, 200)):
        CohortCell.objects.create(region_code="9901", first_year=last, year=year, people=number)
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    Restatement.objects.create(
        region_code="9901", month=month, on=today, records=-12, credit_minutes=-1440, honour_minutes=0
    )
    memory.forget_all()


@pytest.fixture
def demo_map(figures) -> None:
    maps.load(maps.SHIPPED["demo"].read_bytes(), source="tests", at=datetime.now(tz=timezone.get_current_timezone()))
    memory.forget_all()


def cells_of(code: str, people: int, today: date) -> list[ServiceCell]:
    months = [date(today.year - 1 + number // 12, number % 12 + 1, 1) for number in range(12 + today.month)]
    of_years = {
        periods.year(year_ago(today)): 12,
        periods.year(today): today.month,
        periods.ever(): 12 + today.month,
    }
    times = {periods.month(month): 1 for month in months} | of_years
    found = [cell(code, period, people, number) for period, number in times.items()]
    if len(code) <= 6:
        found += [
            cell(code, period, people, number, Slice.CATEGORY, "community") for period, number in of_years.items()
        ]
        found += [
            cell(code, period, people // 2, number, Slice.SEX, sex)
            for period, number in of_years.items()
            for sex in "12"
        ]
        found.append(cell(code, periods.day(today), people, 1))
    return found


def cell(code: str, period: Period, people: int, months: int, by: Slice = Slice.TOTAL, value: str = "") -> ServiceCell:
    return ServiceCell(
        basis=Basis.PLACE,
        region_code=code,
        span=period.span,
        start=period.start,
        slice=by,
        value=value,
        records=people * months,
        people=people,
        minutes_a=people * months * HOURS_A * 60,
        minutes_e=people * months * HOURS_E * 60,
    )
