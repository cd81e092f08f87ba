from dataclasses import replace

import pytest

from volunteercloud.core import capacity
from volunteercloud.core.capacity import Demand

SMALL = Demand(
    people=36_000,
    check_ins=7_200,
    applicants=60,
    visitors_a_day=0.1,
    pages_a_visitor=10,
    busiest_hour=0.1,
    morning_minutes=60,
    morning_peak=2.0,
)


def values(demand):
    return {line.name: line.value for line in capacity.plan(demand)}


def test_what_comes_a_second_at_the_busiest_time():
    rates = capacity.rates_of(SMALL)
    assert rates.pages == pytest.approx(1)
    assert rates.check_ins == pytest.approx(4)
    assert rates.sign_ups == pytest.approx(1)
    assert rates.opening_pages == pytest.approx(2)


def test_cores_are_those_of_the_busier_moment():
    assert capacity.cores(SMALL, capacity.rates_of(SMALL)) == (1, 1)
    many = replace(SMALL, applicants=60_000)
    # 1,000 sign-ups at 1.25 ms and 2,001 pages at 15 ms, on cores that are half busy; 0.5 and 3.7 ms at the database.
    assert capacity.cores(many, capacity.rates_of(many)) == (63, 16)
    morning = replace(SMALL, check_ins=7_200_000)
    # 4,000 check-ins with their records at 1.76 ms, and a page a second; 0.49 and 3.7 ms.
    assert capacity.cores(morning, capacity.rates_of(morning)) == (15, 4)


def test_what_is_stored_grows_with_people_and_years():
    found = values(replace(SMALL, bytes_a_person=1_000, bytes_a_service=500, services_a_year=2, years=4))
    assert found["stored"] == pytest.approx(36_000 * 5_000 / 1e9)
    assert found["disk of the database"] == pytest.approx(1.5 * found["stored"])


def test_one_machine_becomes_several_when_its_disk_is_full_and_each_statement_dearer():
    one = values(replace(SMALL, applicants=60_000))
    several = values(replace(SMALL, applicants=60_000, bytes_a_person=250_000_000))
    assert (one["machines of the database"], one["cores of the database"]) == (1, 16)
    assert (several["machines of the database"], several["cores of the database"]) == (2, 48)
    assert several["standbys"] == 2


def test_money_is_cores_and_disks():
    found = values(replace(SMALL, price_core=100, price_gb=0))
    assert found["money"] == pytest.approx(100 * (1 + 2 * 1))
    disks = values(replace(SMALL, price_core=0, price_gb=1))
    assert disks["money"] == pytest.approx(2 * disks["disk of the database"])


@pytest.mark.parametrize("place", capacity.PLACES)
def test_each_line_says_its_sum(place):
    assert [line.name for line in capacity.plan(capacity.PLACES[place]) if not line.sum] == []


def test_nobody_at_all_needs_the_least():
    found = values(Demand(people=0, check_ins=0, applicants=0))
    assert (found["cores of the site"], found["cores of the database"], found["stored"]) == (1, 1, 0)
