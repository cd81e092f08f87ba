"""Facts of a few people in two districts and a third one elsewhere, with their cells; parts of ten people each."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db.models import Count

from tests.domain.organizations import factories
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.statistics import periods
from volunteercloud.domain.statistics.exports import scopes
from volunteercloud.domain.statistics.models import Basis, PeopleCell, PersonFact, Place, ServiceCell, ServiceFact

AT = datetime(2026, 4, 2, 3, tzinfo=UTC)
FIRST = date(2026, 1, 30)
PEOPLE = 40
ORGANIZATION = UUID(int=77)
PLACES = ("990101", "990102", "980101")


def person(number):
    return UUID(int=number * 1_000_003)


@pytest.fixture(autouse=True)
def small(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    monkeypatch.setattr(scopes, "PART_ROWS", 30)
    monkeypatch.setattr(scopes, "FEWEST_PEOPLE", 1)
    monkeypatch.setattr("volunteercloud.domain.statistics.exports.writing.KEPT_FREE_BYTES", 0)
    return tmp_path


@pytest.fixture
def facts(db):
    """Three records each, one of them in March; one of a code that 990102 took over from, and one that is not given here."""
    factories.ground()
    for code in ("98", "9801", "980101"):
        above = code[:-2] or None
        Region.objects.create(code=code, parent_id=above, level=len(code) // 2, name=code, valid_from=factories.BEGAN)
    for code, today in {**{code: code for code in PLACES}, "990199": "990102"}.items():
        Place.objects.create(code=code, district=today, city=today[:4], province=today[:2])
    rows = []
    for number in range(1, PEOPLE + 1):
        PersonFact.objects.create(volunteer_id=person(number), sex="1", registered_on=FIRST)
        for each in range(3):
            place = "990199" if (number, each) == (1, 0) else PLACES[(number + each) % 3]
            rows.append(fact(number, each, place, FIRST + timedelta(days=each * 20)))
    rows.append(fact(1, 9, "990101", FIRST, is_given=False))
    ServiceFact.objects.bulk_create(rows)
    months = ServiceFact.objects.filter(is_given=True).values("day__year", "day__month", "place_code")
    for month in months.annotate(number=Count("record_id")).order_by():
        start = date(month["day__year"], month["day__month"], 1)
        place = Place.objects.get(code=month["place_code"])
        for code in ("", place.province, place.city, place.district):
            add(code, start, month["number"])
    PeopleCell.objects.create(region_code="", month=date(2026, 1, 1), slice="total", value="", people=PEOPLE)
    return rows


def add(code, start, number):
    period = periods.month(start)
    key = {"basis": Basis.PLACE, "region_code": code, "span": period.span, "start": start, "slice": "kind"}
    cell, _ = ServiceCell.objects.get_or_create(**key, value="service")
    cell.records, cell.people = cell.records + number, 1
    cell.save()


def fact(number, each, place, day, *, is_given=True):
    return ServiceFact(
        volunteer_id=person(number),
        record_id=UUID(int=number * 10 + each),
        day=day,
        place_code=place,
        home_code="990101001",
        is_given=is_given,
        is_counted=each != 1,
        organization_id=ORGANIZATION,
        organization_kind="team",
        kind="service",
        category="" if each else "elderly",
        sdgs=[3, 11],
        sex="12"[number % 2],
        age_band="18",
        grade="ABE"[each % 3],
        minutes=60 + number,
    )
