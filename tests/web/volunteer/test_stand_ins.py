"""Many shifts at once, cover, standing by and absences on the volunteer's pages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.activities.actions import standing_by
from volunteercloud.domain.activities.models import SignUp
from volunteercloud.domain.activities.stand_ins import Absence, Cover, Standby
from volunteercloud.domain.attendance import actions

DAY = timedelta(days=1)


@pytest.fixture
def second(owner, shift, at):
    return activities.shift(owner, shift.post, at, begins_in=3 * DAY)


@pytest.fixture
def neighbour(owner, signed_in):
    return signed_in(organizations.person("芒种"))


def key(shift):
    return [shift.organization_id, shift.id]


def choose(browser, shift, *chosen, **more):
    address = reverse("volunteer:sign_up", args=[shift.organization_id, shift.project_id])
    return browser.post(address, {"shift": [one.id for one in chosen], **more})


def asked(browser, shift, **typed):
    return browser.post(reverse("volunteer:ask_cover", args=key(shift)), typed)


def text(answer):
    return answer.content.decode()


def test_several_shifts_are_taken_in_one_step_with_a_line_each(browser, shift, second, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    answer = choose(browser, shift, shift, second)
    assert answer.status_code == 200
    assert "1 shift could not be taken" in text(answer)
    assert SignUp.objects.get(shift_id=second.id).state == "confirmed"


def test_two_that_overlap_are_named_and_both_stay_chosen(owner, browser, shift, at):
    beside = activities.shift(owner, shift.post, at, begins_in=2 * DAY + timedelta(hours=1))
    answer = choose(browser, shift, shift, beside)
    assert answer.status_code == 409
    assert "Two of the shifts you chose overlap" in text(answer)
    assert text(answer).count("checked>") == 2
    assert SignUp.objects.count() == 0


def test_cover_is_asked_seen_and_taken(browser, neighbour, shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    page = asked(browser, shift, note="孩子病了。").url
    assert "the place is still yours" in text(browser.get(page))
    public = reverse("volunteer:project", args=[shift.organization_id, shift.project_id])
    assert "Somebody is sought in place of another" in text(neighbour.get(public))
    assert "小满" not in text(neighbour.get(page))
    assert "Somebody is sought in place of another" not in text(browser.get(public))
    assert neighbour.post(page, {"do": "take"}).url == page
    assert "You come in the place of 小满" in text(neighbour.get(page))
    assert "芒种 comes in your place" in text(browser.get(page))
    for one in (browser, neighbour):
        one.post(page, {"do": "undo"})
    assert Cover.objects.get().state == "undone"


def test_what_refuses_it_is_said_on_the_page(browser, neighbour, shift, volunteer, at, clock):
    attendance.sign_up(shift, volunteer, at)
    page = asked(browser, shift).url
    answer = browser.post(page, {"do": "take"})
    assert (answer.status_code, "This is your own place." in text(answer)) == (409, True)
    assert neighbour.post(page, {"do": "dance"}).status_code == 404
    browser.post(page, {"do": "withdraw"})
    assert neighbour.get(page).status_code == 404


def test_too_late_or_with_a_wrong_shift_the_page_says_why(browser, shift, volunteer, at, clock):
    attendance.sign_up(shift, volunteer, at)
    here = reverse("volunteer:my_sign_up", args=key(shift))
    assert asked(browser, shift, other_shift="no-shift").url == here
    assert asked(browser, shift, note="\0").url == here
    assert Cover.objects.count() == 0
    clock.now = shift.starts_at - timedelta(hours=1)
    assert asked(browser, shift).url == here
    assert "It is too late to ask for cover here" in text(browser.get(here))


def test_standing_by_and_coming_with_one_tap(owner, browser, shift, volunteer, at, clock):
    page = choose(browser, shift, shift, do="standby").url
    assert "You stand by for this shift" in text(browser.get(page))
    clock.now = shift.starts_at
    standing_by.call_standby(
        actor=owner, organization_id=shift.organization_id, shift_id=shift.id, wanted=1, at=clock.now
    )
    assert "can you come now?" in text(browser.get(page))
    assert browser.post(page, {"do": "come"}).url == reverse("volunteer:my_sign_up", args=key(shift))
    assert SignUp.objects.get(shift_id=shift.id).state == "confirmed"


def test_standing_by_is_for_one_shift_and_ones_own(browser, neighbour, shift, second):
    answer = choose(browser, shift, shift, second, do="standby")
    assert (answer.status_code, Standby.objects.count()) == (409, 0)
    page = choose(browser, shift, shift, do="standby").url
    assert neighbour.get(page).status_code == 404
    assert neighbour.post(page, {"do": "withdraw"}).status_code == 404
    browser.post(page, {"do": "withdraw"})
    assert Standby.objects.get().state == "withdrawn"


def test_whoever_is_noted_absent_can_say_how_it_was(owner, browser, shift, volunteer, at, clock):
    attendance.sign_up(shift, volunteer, at)
    clock.now = shift.starts_at + timedelta(hours=1)
    actions.mark_absent(actor=owner, **activities.key(shift, volunteer), at=clock.now)
    here = reverse("volunteer:my_sign_up", args=key(shift))
    assert "The leader noted that you did not come" in text(browser.get(here))
    browser.post(reverse("volunteer:answer_absence", args=key(shift)), {"statement": "\0"})
    assert Absence.objects.get().stated_at is None
    browser.post(reverse("volunteer:answer_absence", args=key(shift)), {"statement": "我到了，签到码没有扫上。"})
    assert "我到了，签到码没有扫上。" in text(browser.get(here))
    assert Absence.objects.get().stated_at == clock.now
