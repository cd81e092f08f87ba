from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.models import SignUp
from volunteercloud.domain.identity import actions as identity


def project(shift):
    return reverse("volunteer:project", args=[shift.organization_id, shift.project_id])


def take(browser, of, **typed):
    address = reverse("volunteer:sign_up", args=[of.organization_id, of.project_id])
    return browser.post(address, {"shift": of.id} | typed)


def mine(shift):
    return reverse("volunteer:my_sign_up", args=[shift.organization_id, shift.id])


def test_a_place_is_taken_and_its_page_says_so(browser, shift):
    taken = take(browser, shift)
    assert taken.url == mine(shift)
    page = browser.get(taken.url)
    assert "You hold a place" in page.content.decode()
    assert SignUp.objects.get().state == "confirmed"


def test_a_visitor_signs_in_on_the_way_and_finds_the_shift_chosen(shift):
    sent = take(Client(), shift)
    back = parse_qs(urlsplit(sent.url).query)["next"][0]
    assert back == f"{project(shift)}?shift={shift.id}"
    page = Client().get(back)
    assert f'value="{shift.id}" checked' in page.content.decode()


def test_a_reason_is_told_once_for_shifts_in_a_row(browser, owner, organization, at):
    asked = activities.public_shift(owner, organization, at, skills=["driving"])
    activities.shift(owner, asked.post, at, begins_in=timedelta(days=3))
    page = browser.get(project(asked))
    assert [offer.is_same_reason for offer in page.context["offers"]] == [False, True]
    assert page.content.decode().count("For the same reason.") == 1


def test_pressed_twice_it_is_one_sign_up_and_says_so(browser, shift):
    take(browser, shift)
    again = take(browser, shift)
    assert again.status_code == 409
    assert "You have signed up for this shift already." in again.content.decode()
    assert SignUp.objects.count() == 1


@pytest.mark.parametrize("chosen", ["", "1", "no-shift"])
def test_without_a_shift_nothing_is_taken(browser, shift, chosen):
    answer = take(browser, shift, shift=chosen)
    assert answer.status_code == 409
    assert "No shift is chosen yet." in answer.content.decode()


def test_a_shift_that_is_not_there_is_not_found(browser, shift):
    assert take(browser, shift, shift=ids.uuid7()).status_code == 404
    assert browser.get(reverse("volunteer:project", args=[ids.uuid7(), shift.project_id])).status_code == 404


def test_who_comes_late_learns_the_place_in_line(owner, browser, organization, shift, at):
    full = activities.shift(owner, shift.post, at, places=1)
    for name in ("立春", "雨水"):
        attendance.sign_up(full, organizations.person(name), at)
    page = browser.get(take(browser, full).url)
    assert "You are number 2 on the waiting list" in page.content.decode()


def test_each_shift_says_why_not_and_the_way_out(signed_in, shift):
    unproved = organizations.person("惊蛰", real_name_level=0)
    page = signed_in(unproved).get(project(shift))
    (offer,) = page.context["offers"]
    assert offer.why_not.code == "signup.real_name"
    assert f'href="{reverse("volunteer:real_name")}"' in page.content.decode()
    assert "Sign up for this shift" not in page.content.decode()


def test_a_place_is_left_once_and_a_second_press_does_no_harm(browser, shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    for _press in range(2):
        assert browser.post(mine(shift), {"do": "leave"}).url == mine(shift)
    assert "You have left this shift" in browser.get(mine(shift)).content.decode()


def test_too_late_to_leave_keeps_the_place_and_says_whom_to_call(browser, shift, volunteer, clock, at):
    attendance.sign_up(shift, volunteer, at)
    clock.now = shift.starts_at - timedelta(minutes=10)
    answer = browser.post(mine(shift), {"do": "leave"})
    assert answer.status_code == 409
    assert "It is too late to leave this shift here" in answer.content.decode()
    assert SignUp.objects.get().state == "confirmed"


@pytest.fixture
def offered(owner, volunteer, shift, at):
    """The volunteer waited; somebody left."""
    scarce = activities.shift(owner, shift.post, at, places=1)
    first = organizations.person("立春")
    attendance.sign_up(scarce, first, at)
    attendance.sign_up(scarce, volunteer, at)
    signing_up.cancel_sign_up(actor=first, **activities.key(scarce, first), at=at)
    return scarce


def test_an_offered_place_is_taken_up(browser, offered):
    assert "A place came free" in browser.get(mine(offered)).content.decode()
    assert "Take it or pass it on" in browser.get(reverse("volunteer:my_service")).content.decode()
    browser.post(mine(offered), {"do": "accept"})
    assert "You hold a place" in browser.get(mine(offered)).content.decode()


def test_an_offer_that_has_lapsed_is_refused(browser, offered, clock):
    clock.now = offered.starts_at - timedelta(minutes=1)
    answer = browser.post(mine(offered), {"do": "accept"})
    assert answer.status_code == 409
    assert "The place is no longer held for you." in answer.content.decode()


def test_an_unknown_step_is_not_found(browser, shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    assert browser.post(mine(shift), {"do": "everything"}).status_code == 404


def test_a_guardian_signs_a_child_up(owner, leader, shift, at):
    child = identity.add_ward(actor=owner, name="小雪", birth_on=date(2014, 1, 5), consents=["service"], at=at)
    page = leader.get(project(shift), {"for": child.id})
    assert page.context["whom"].id == child.id
    answer = take(leader, shift, **{"for": child.id})
    assert answer.status_code == 409, "a child without a document has no verified real name"
    assert page.context["offers"][0].why_not.code == "signup.real_name"


@pytest.mark.parametrize("name", ["project", "my_sign_up"])
def test_nobody_acts_for_a_stranger(browser, owner, shift, name, at):
    attendance.sign_up(shift, owner, at)
    address = {"project": project, "my_sign_up": mine}[name](shift)
    assert browser.get(address, {"for": owner.id}).status_code == 404
    assert browser.get(address, {"for": "nobody"}).status_code == 404


def test_project_and_sign_up_ask_little_of_the_database(browser, shift, django_assert_max_num_queries):
    browser.get(project(shift))
    with django_assert_max_num_queries(11):
        browser.get(project(shift))
    with django_assert_max_num_queries(13):
        take(browser, shift)
    with django_assert_max_num_queries(12):
        browser.get(mine(shift))


def test_after_the_shift_its_page_says_what_became_of_it(owner, browser, shift, volunteer, clock, at):
    attendance.serve(shift, volunteer, at)
    clock.now = shift.ends_at + timedelta(minutes=20)
    assert "You served; the leader confirms it next" in browser.get(mine(shift)).content.decode()
    attendance.confirm(owner, shift, volunteer)
    assert "You served, and it is on record" in browser.get(mine(shift)).content.decode()
