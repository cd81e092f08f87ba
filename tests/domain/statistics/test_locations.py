"""Where codes count after counties were split, merged and moved, and that the figures follow a new list."""

from datetime import date, timedelta

import pytest

from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.core.actor import system
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.regions.models import Level, Region
from volunteercloud.domain.statistics import actions, locations, recounting
from volunteercloud.domain.statistics.locations import Location, Step
from volunteercloud.domain.statistics.models import ServiceCell

COUNTER = system("statistics")
HOUR = timedelta(hours=1)
ENDED = date(2026, 5, 20)
PROVINCE, CITY, DISTRICT, STREET = Level.PROVINCE, Level.CITY, Level.DISTRICT, Level.STREET
LIST = {
    "99": Step(None, PROVINCE, None),
    "9901": Step("99", CITY, None),
    "990101": Step("9901", DISTRICT, None),
    "990102": Step("9901", DISTRICT, None),
    "990101001": Step("990101", STREET, None),
    "98": Step(None, PROVINCE, None),
    "9801": Step("98", CITY, None),
}
HERE = Location("990101001", "990101", "9901", "99")


def of(code, **changed):
    """Where a code counts by a list in which some codes are otherwise."""
    return locations.derived(LIST | changed)[code]


# What a list says


def test_a_code_counts_under_itself_and_all_above():
    assert of("990101001") == HERE
    assert of("99") == Location(province="99")


def test_a_county_that_was_merged_counts_under_the_one_that_took_over():
    merged = {"990101": Step("9901", DISTRICT, "990102")}
    assert of("990101", **merged) == Location("", "990102", "9901", "99")
    assert of("990101001", **merged) == HERE._replace(district="990102")


def test_a_county_that_was_split_stays_under_its_own():
    parts = {"990103": Step("9901", DISTRICT, None), "990104": Step("9901", DISTRICT, None)}
    assert of("990101", **parts) == Location("", "990101", "9901", "99")
    assert of("990103", **parts) == Location("", "990103", "9901", "99")


def test_a_chain_of_successors_leads_to_the_last():
    chain = {
        f"9901{number}": Step("9901", DISTRICT, f"9901{number + 1}" if number < 99 else "980101")
        for number in range(10, 100)
    }
    moved = chain | {"980101": Step("9801", DISTRICT, None)}
    assert of("990110", **moved) == Location("", "980101", "9801", "98")


def test_what_lies_in_a_city_that_was_taken_over_counts_there():
    taken = {"9901": Step("99", CITY, "9801")}
    assert of("990101001", **taken) == Location("990101001", "990101", "9801", "98")


@pytest.mark.parametrize("length", [1, 2, 3, 7])
def test_a_list_that_bites_its_tail_ends_where_it_began(length):
    """Nobody took over: each code counts under itself, and so does what led into the ring."""
    ring = [f"9901{number}" for number in range(50, 50 + length)]
    bitten = {code: Step("9901", DISTRICT, ring[(number + 1) % length]) for number, code in enumerate(ring)}
    bitten["990101"] = Step("9901", DISTRICT, ring[0])
    assert [of(code, **bitten).district for code in (*ring, "990101")] == [*ring, "990101"]


def test_a_region_that_lies_in_itself_ends():
    inside = {"9901": Step("990101", CITY, None)}
    assert of("990101", **inside) == Location("", "990101", "9901", "")


def test_a_successor_that_the_list_does_not_have_is_none():
    assert of("990101", **{"990101": Step("9901", DISTRICT, "990199")}).district == "990101"


# What the figures do


@pytest.fixture
def counted(owner, shift, volunteer, at):
    """One record in 990101, counted."""
    recounting.recount(actor=COUNTER, at=at)
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    while actions.count(actor=COUNTER, at=shift.ends_at + HOUR):
        pass
    return shift.ends_at + HOUR


def follow(at):
    return recounting.follow_regions(actor=COUNTER, at=at)


def districts():
    found = ServiceCell.objects.filter(basis="place", span="ever", slice="total", region_code__startswith="9901")
    return dict(found.exclude(region_code="9901").values_list("region_code", "records"))


def assert_proved(at):
    assert recounting.recount(actor=COUNTER, at=at).differing == {}


def test_figures_follow_a_merged_county_and_back(counted):
    assert (follow(counted), districts()) == (None, {"990101": 1})
    Region.objects.filter(code="990101").update(successor_id="990102", valid_to=ENDED)
    assert follow(counted).places == 1
    assert districts() == {"990102": 1}
    assert_proved(counted)
    assert follow(counted) is None
    Region.objects.filter(code="990101").update(successor_id=None, valid_to=None)
    assert (follow(counted).places, districts()) == (1, {"990101": 1})
    assert_proved(counted)


def test_figures_of_a_county_that_was_split_stay_and_the_parts_begin(counted, owner, organization, at):
    Region.objects.filter(code="990101").update(valid_to=ENDED)
    for code in ("990103", "990104"):
        Region.objects.create(code=code, parent_id="9901", level=3, name=code, valid_from=ENDED)
    assert follow(counted).places == 2
    assert districts() == {"990101": 1}
    assert_proved(counted)


def test_figures_follow_a_chain_and_a_county_that_went_to_another_city(counted):
    for code, above, level in (("9902", "99", 2), ("990201", "9902", 3)):
        Region.objects.create(code=code, parent_id=above, level=level, name=code, valid_from=ENDED)
    Region.objects.filter(code="990101").update(successor_id="990102", valid_to=ENDED)
    Region.objects.filter(code="990102").update(successor_id="990201", valid_to=ENDED)
    follow(counted)
    cities = ServiceCell.objects.filter(basis="place", span="ever", slice="total", region_code__startswith="990")
    assert dict(cities.values_list("region_code", "records")) == {"9902": 1, "990201": 1}
    assert_proved(counted)


def test_figures_of_a_list_that_bites_its_tail_stay(counted):
    Region.objects.filter(code="990101").update(successor_id="990102")
    Region.objects.filter(code="990102").update(successor_id="990101")
    assert (follow(counted), districts()) == (None, {"990101": 1})


def test_what_waits_when_a_list_comes_is_counted_by_the_new_one(counted, owner, shift, at):
    neighbour = organizations.person("芒种")
    attendance.serve(shift, neighbour, at)
    attendance.confirm(owner, shift, neighbour)
    Region.objects.filter(code="990101").update(successor_id="990102", valid_to=ENDED)
    follow(counted)
    assert districts() == {"990102": 1}
    while actions.count(actor=COUNTER, at=counted):
        pass
    assert districts() == {"990102": 2}
    assert_proved(counted)


def test_a_list_before_anything_was_counted_is_followed_by_the_first_count(db):
    organizations.ground()
    Region.objects.filter(code="990101").update(successor_id="990102")
    assert follow(organizations.LONG_AGO) is None
    assert not Entry.objects.filter(name="statistics.recounted").exists()
