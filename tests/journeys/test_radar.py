"""Hours that look bought: the case that the radar made of them, read by an officer, becomes an objection to each record."""

import pytest

from tests.journeys.people import ROLES, address

FOUND_OUT = "带队人说不出这三个人当天做了什么，签到表上也没有他们。"


@pytest.fixture
def bought(world, scene):
    return world[scene]["bought"]


@pytest.mark.parametrize("scene", ["phone", "desk"], indirect=True)
def test_from_a_case_to_an_objection(reader, world, scene, bought):
    officer = reader().sign_in(address("officer", scene))
    officer.open("/office/radar/").press(bought["organization"]).sees("Entered faster than the activity lasted")
    officer.sees_not(ROLES["buyer"]).press("Show the names").sees("That you looked stays in the audit trail.")
    officer.sees(ROLES["buyer"]).tick("decision=object").fill(reason=FOUND_OUT).press("Decide this case")
    officer.sees(FOUND_OUT)
    assert officer.page.locator("[name=decision]").count() == 0

    buyer = reader().sign_in(address("buyer", scene))
    buyer.open("/me/objections/").press(bought["title"]).sees(FOUND_OUT)
    coordinator = reader().sign_in(address("coordinator", scene))
    coordinator.open(f"/org/{world[scene]['organization']}/objections/").press(bought["title"]).sees(FOUND_OUT)
