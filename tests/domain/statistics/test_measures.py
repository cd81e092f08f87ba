"""Measures are made of what the viewer sees; each says what it was divided by, or why there is none."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.organizations import factories as organizations
from volunteercloud.core import memory
from volunteercloud.core.actor import ANONYMOUS, system
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.needs.models import NeedFigure
from volunteercloud.domain.regions import loading
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.statistics import formulas, heads, measures, periods, places, population, queries, wages
from volunteercloud.domain.statistics.measures import Missing
from volunteercloud.domain.statistics.models import (
    Basis,
    CohortCell,
    OrganizationCell,
    PeopleCell,
    Population,
    Progress,
    ServiceCell,
    ShiftCell,
    Slice,
    Span,
    Wage,
)

pytestmark = pytest.mark.django_db

YEAR = periods.year(date(2026, 1, 1))
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
OFFICE = system("office")
CITY = "9901"


@pytest.fixture(autouse=True)
def demo():
    loading.load_demo()
    Progress.objects.create(id=1, as_of=NOW, swept_until=NOW)
    memory.forget_all()


def cell(region_code, people, period=YEAR, by=Slice.TOTAL, value="", basis=Basis.PLACE, **more):
    ServiceCell.objects.create(
        basis=basis,
        region_code=region_code,
        span=period.span,
        start=period.start,
        slice=by,
        value=value,
        **{"people": people, "records": people * 2, "minutes_a": people * 60, "minutes_d": people * 30} | more,
    )


def value(code, viewer=ANONYMOUS, period=YEAR, region_code=CITY):
    memory.forget_all()
    return measures.values(viewer, region_code, period, [code])[code]


def test_every_measure_has_a_formula_and_no_code_twice():
    codes = [each.code for each in measures.listed()]
    assert sorted(codes) == sorted(set(codes)) == sorted(formulas.FORMULAS)
    with pytest.raises(NotFound):
        measures.measure("unknown")


def test_of_a_region_without_anything_every_measure_says_why():
    found = measures.values(ANONYMOUS, CITY, YEAR, [each.code for each in measures.listed()])
    reasons = {code: each.missing for code, each in found.items() if each.number is None}
    assert reasons == {
        "registered_rate": Missing.POPULATION,
        "activity_rate": Missing.REGISTER,
        "retention": Missing.NOTHING,
        "credit_share": Missing.NOTHING,
        "evidence_mix": Missing.NOTHING,
        "record_coverage": Missing.NOTHING,
        "hours_per_resident": Missing.POPULATION,
        "needs_met": Missing.NOTHING,
        "time_to_answer": Missing.NOTHING,
        "fill_rate": Missing.NOTHING,
        "no_show_rate": Missing.NOTHING,
        "hours_by_category": Missing.NOTHING,
        "hours_by_sdg": Missing.NOTHING,
        "hours_by_kind": Missing.NOTHING,
        "replacement_value": Missing.NOTHING,
    }


def test_rates_say_what_was_divided_by_what():
    PeopleCell.objects.create(region_code=CITY, month=date(2025, 3, 1), slice="total", people=123)
    PeopleCell.objects.create(region_code=CITY, month=date(2026, 12, 1), slice="total", people=4)
    Population.objects.create(region_code=CITY, counted_on=date(2020, 11, 1), residents=1000, source="a")
    Population.objects.create(region_code=CITY, counted_on=date(2027, 1, 1), residents=1, source="later")
    cell(CITY, 50, basis=Basis.HOME)

    exact = value("registered_rate", OFFICE)
    assert (exact.number, exact.top, exact.bottom) == (0.127, 127, 1000)
    assert exact.facts == {"counted_on": date(2020, 11, 1), "source": "a"}
    told = value("registered_rate")
    assert (told.top, told.bottom) == (130, 1000)
    assert value("activity_rate", OFFICE).number == 50 / 127
    assert value("registered_rate", OFFICE, periods.year(date(2025, 1, 1))).top == 123


def test_a_small_register_is_told_to_officers_of_the_region_alone():
    PeopleCell.objects.create(region_code=CITY, month=date(2025, 3, 1), slice="total", people=7)
    assert value("registered").missing == Missing.WITHHELD
    assert value("registered", organizations.officer("9901")).number == 7
    assert value("registered", organizations.officer("9902", "秋分")).missing == Missing.WITHHELD


def test_replacement_value_takes_the_nearest_wage_upwards_and_earlier():
    Wage.objects.create(region_code="", year=2024, fen_an_hour=4157, source="nation")
    cell(CITY, 20)
    found = value("replacement_value")
    assert (found.number, found.parts) == (20 * 4157, {"credit": 20 * 4157, "honour": 10 * 4157})
    assert found.facts["wages"] == [{"region_code": "", "year": 2024, "fen_an_hour": 4157, "source": "nation"}]
    Wage.objects.create(region_code="99", year=2025, fen_an_hour=3800, source="province")
    assert value("replacement_value").number == 20 * 3800
    assert wages.of([CITY], [2023])[CITY, 2023].fen_an_hour == 3800


def test_of_all_time_each_year_has_its_wage():
    for year, fen in ((2025, 3000), (2026, 4000)):
        Wage.objects.create(region_code=CITY, year=year, fen_an_hour=fen, source="x")
        cell(CITY, 20, periods.year(date(year, 1, 1)))
    cell(CITY, 30, periods.ever(), minutes_a=2400, minutes_d=1200)
    assert value("replacement_value", OFFICE, periods.ever()).number == 20 * 3000 + 20 * 4000


def test_what_is_older_than_all_years_is_worth_the_earliest_wage():
    Wage.objects.create(region_code=CITY, year=2026, fen_an_hour=4000, source="x")
    Wage.objects.create(region_code=CITY, year=1990, fen_an_hour=1000, source="x")
    cell(CITY, 20, periods.year(date(2026, 1, 1)))
    cell(CITY, 20, periods.year(date(1990, 1, 1)))
    cell(CITY, 30, periods.ever(), minutes_a=3000, minutes_d=1200)
    assert value("replacement_value", OFFICE, periods.ever()).number == 20 * 4000 + 20 * 1000 + 10 * 1000


def test_few_first_timers_are_told_to_the_office_alone():
    cell(CITY, 20, firsts=4)
    assert value("first_timers").missing == Missing.WITHHELD
    assert value("first_timers", OFFICE).number == 4
    ServiceCell.objects.update(firsts=14)
    assert value("first_timers").number == 10


def test_shares_and_mixes_of_service():
    cell(CITY, 20)
    cell(CITY, 20, by=Slice.CATEGORY, value="elderly")
    cell(CITY, 20, by=Slice.KIND, value="service")
    cell(CITY, 12, by=Slice.KIND, value="training", minutes_d=0)
    assert value("credit_share").number == 1200 / 1800
    assert value("evidence_mix").parts == {"A": 1200, "B": 0, "C": 0, "D": 600, "E": 0}
    mix = value("hours_by_category")
    assert (mix.parts, mix.facts) == ({"elderly": 1200}, {"honour_minutes": {"elderly": 600}})
    assert value("hours_by_kind").parts == {"service": 1800, "training": 720}
    assert value("training_hours").number == 720


def test_shifts_needs_and_cohorts():
    numbers = {"shifts": 10, "places": 100, "taken": 80, "came": 70, "missed": 8, "recorded": 63}
    ShiftCell.objects.create(region_code=CITY, span=Span.YEAR, start=YEAR.start, slice="total", **numbers)
    NeedFigure.objects.create(
        region_id=CITY, month=date(2026, 5, 1), category="x", posted=20, answered=12, answer_minutes=720, met=12,
        unmet=4, counted_at=NOW,
    )  # fmt: skip
    CohortCell.objects.create(region_code=CITY, first_year=2025, year=2025, people=40)
    CohortCell.objects.create(region_code=CITY, first_year=2025, year=2026, people=10)

    assert value("fill_rate", OFFICE).number == 0.8
    assert value("no_show_rate", OFFICE).number == 0.1
    assert value("no_show_rate").missing == Missing.WITHHELD
    assert value("record_coverage", OFFICE).number == 0.9
    assert value("record_coverage", OFFICE, periods.ever()).number == 0.9
    assert value("needs_met", OFFICE).number == 0.75
    assert value("needs_met").missing == Missing.WITHHELD
    assert value("time_to_answer").number == 60
    assert value("retention").number == 0.25
    assert value("retention", period=periods.ever()).missing == Missing.PERIOD


def test_regions_are_compared_and_periods_followed_in_as_many_statements_as_one():
    for code in (CITY, "9902"):
        cell(code, 20)
        cell(code, 20, periods.year(date(2025, 1, 1)))
    memory.forget_all()
    with CaptureQueriesContext(connection) as one:
        measures.compare(OFFICE, [CITY], YEAR, "credit_hours")
    with CaptureQueriesContext(connection) as many:
        found = measures.compare(OFFICE, [CITY, "9902", "990101"], YEAR, "credit_hours")
    assert len(one) == len(many) == 1
    assert {code: each.number for code, each in found.items()} == {CITY: 1200, "9902": 1200, "990101": 0}
    wanted = [YEAR, periods.previous(YEAR), periods.year(date(2024, 1, 1))]
    assert [each.number for each in measures.history(OFFICE, CITY, wanted, "people").values()] == [20, 20, 0]


def test_all_measures_of_a_region_cost_a_few_statements():
    wanted = [each.code for each in measures.listed()]
    memory.forget_all()
    with CaptureQueriesContext(connection) as first:
        measures.values(ANONYMOUS, CITY, YEAR, wanted)
    with CaptureQueriesContext(connection) as again:
        measures.values(ANONYMOUS, CITY, YEAR, wanted)
    assert (len(first), len(again)) == (8, 5)


def test_of_days_and_streets_only_totals_are_kept():
    assert value("hours_by_sdg", region_code="990101001").missing == Missing.PERIOD
    assert value("fill_rate", period=periods.day(date(2026, 5, 1))).missing == Missing.PERIOD
    cell(CITY, 50, periods.day(date(2026, 5, 1)))
    assert value("people", OFFICE, periods.day(date(2026, 5, 1))).number == 50
    assert value("people", period=periods.day(date(2026, 5, 1))).missing == Missing.WITHHELD


def test_the_register_by_age_is_as_of_the_year():
    for born, people in (("2012", 11), ("1950", 12), ("", 13)):
        PeopleCell.objects.create(region_code=CITY, month=date(2025, 3, 1), slice="born", value=born, people=people)
    found = heads.register(OFFICE, CITY, date(2025, 12, 1))
    assert found.by_age == {"": 13, "0": 11, "70": 12}
    assert heads.register(ANONYMOUS, CITY, date(2026, 12, 1)).by_age == {"": 10, "14": 10, "70": 10}


def test_a_calendar_tells_classes_and_not_small_days():
    for day, people in ((1, 9), (2, 10), (3, 99), (4, 300)):
        cell(CITY, people, periods.day(date(2026, 5, day)))
    assert queries.calendar(ANONYMOUS, CITY, 2026) == {date(2026, 5, 2): 1, date(2026, 5, 3): 2, date(2026, 5, 4): 4}
    assert queries.series(ANONYMOUS, CITY, Span.DAY, date(2026, 5, 1), date(2026, 5, 3)) == {
        date(2026, 5, 1): queries.WITHHELD,
        date(2026, 5, 2): queries.WITHHELD,
    }


def test_a_period_stands_beside_the_one_before():
    cell(CITY, 20)
    now, before = queries.with_previous(ANONYMOUS, CITY, YEAR)
    assert (now.people, before) == (20, queries.NOTHING)
    assert queries.with_previous(ANONYMOUS, CITY, periods.ever()) == (queries.NOTHING, None)


def test_of_an_organization_small_months_are_withheld_with_another():
    organization_id = organizations.ids.uuid7()
    months = {1: 3, 2: 12, 3: 40}
    for period, people in [
        (periods.ever(), 50), (YEAR, 45), *((periods.month(date(2026, each, 1)), months[each]) for each in months)
    ]:  # fmt: skip
        OrganizationCell.objects.create(
            organization_id=organization_id, span=period.span, start=period.start, people=people, records=people
        )
    found = queries.of_organization(organization_id, Span.MONTH, date(2026, 1, 1), date(2027, 1, 1))
    assert {start.month: sums.is_withheld for start, sums in found.items()} == {1: True, 2: True, 3: False}
    exact = queries.of_organization(organization_id, Span.MONTH, date(2026, 1, 1), date(2027, 1, 1), OFFICE)
    assert {start.month: sums.people for start, sums in exact.items()} == months


def test_a_region_that_ended_stands_with_its_years_and_its_successor():
    Region.objects.filter(code="990105").update(valid_to=date(2019, 6, 30), successor_id="990104")
    of_2019 = {
        each.code: (each.years, each.counts_for_itself) for each in places.below(CITY, periods.year(date(2019, 1, 1)))
    }
    assert of_2019["990105"] == ((1980, 2019), False)
    assert of_2019["990104"] == (None, True)
    assert "990105" not in [each.code for each in places.below(CITY, periods.year(date(2020, 1, 1)))]
    assert [each.code for each in places.below("", periods.ever())] == ["99"]


def test_the_last_count_on_or_before_a_day():
    for year, residents in ((2010, 1), (2020, 2)):
        Population.objects.create(region_code=CITY, counted_on=date(year, 11, 1), residents=residents, source="x")
    counts = [population.of([CITY], date(year, 1, 1)) for year in (2009, 2011, 2026)]
    assert [found[CITY].residents if found else None for found in counts] == [None, 1, 2]
