"""The arithmetic at the desk: three places beside each other, every number to be changed."""

from dataclasses import fields

import pytest

from tests.domain.organizations import factories as organizations
from volunteercloud.core.capacity import Demand
from volunteercloud.domain.identity.models import OfficerGrant, Right
from volunteercloud.web.office import capacity


def test_the_page_asks_for_every_number_once():
    assert sorted([*capacity.OWN, *capacity.SHARED]) == sorted(field.name for field in fields(Demand))


def outcome(page, name):
    """The three numbers of a line."""
    return next([number for _place, number in numbers] for said, _unit, numbers in page.context["rows"] if said == name)


def test_our_numbers_are_those_of_the_document(browser):
    page = browser.get("/office/capacity/")
    assert outcome(page, "cores of the site") == ["22", "110", "1,113"]
    assert outcome(page, "money") == ["4,310", "22,558", "347,782"]
    assert page.content.decode().count("(35,693 × 15 ms + 16,667 × 1.25 ms) ÷ 0.5") == 1


def test_a_number_of_one_place_changes_that_place_and_a_shared_one_all(browser):
    one = browser.get("/office/capacity/?city_applicants=100000")
    assert outcome(one, "cores of the site") == ["106", "110", "1,113"]
    free = browser.get("/office/capacity/?price_core=0&price_gb=0")
    assert outcome(free, "money") == ["0", "0", "0"]


NONSENSE = """
    busy=0 morning_minutes=0 city_people=-1 price_core=nan price_core=inf years=2.5 copies= nation_people=1e400
    pages_a_visitor=99999999999999999999 free_disk=two
"""


@pytest.mark.parametrize("given", NONSENSE.split())
def test_a_number_that_makes_no_sense_is_said_beside_its_field(browser, given):
    page = browser.get(f"/office/capacity/?{given}")
    name = given.split("=")[0]
    assert (page.status_code, list(page.context["form"].errors), page.context["rows"]) == (200, [name], [])


def test_the_largest_and_the_least_of_all_numbers_are_worked_out(browser):
    form = capacity.CapacityForm()
    for bound in ("min_value", "max_value"):
        given = {name: getattr(field, bound) for name, field in form.fields.items()}
        assert list(browser.get("/office/capacity/", given).context["form"].errors) == []


def test_it_is_for_officers_who_look_after_the_system(browser, signed_in, client):
    identity = organizations.officer("9901", "霜降")
    OfficerGrant.objects.filter(account_id=identity.id).update(rights=[Right.IDENTITY])
    person = organizations.person("小满")
    assert browser.get("/office/capacity/").status_code == 200
    assert [signed_in(each).get("/office/capacity/").status_code for each in (identity, person)] == [403, 403]
    assert client.get("/office/capacity/").status_code == 302
