from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from volunteercloud.core import ids
from volunteercloud.domain.attendance import passes
from volunteercloud.domain.attendance.models import Attendance, Scan
from volunteercloud.domain.identity.models import Account

HERE = reverse("volunteer:here")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def expected(shift, volunteer, clock, at):
    """The volunteer is on the roster, and the shift begins."""
    attendance.sign_up(shift, volunteer, at)
    clock.now = shift.starts_at
    return shift


def code(shift, moment):
    token = passes.issue_code(shift.organization_id, shift.id, moment)
    return reverse("volunteer:scanned_code", args=[token])


def press(browser, volunteer, direction="in", **typed):
    sent = {"for": volunteer.id, "direction": direction, "request_id": ids.uuid7()}
    return browser.post(HERE, sent | typed)


def test_the_pass_shows_code_number_and_next_shift(browser, volunteer, expected):
    page = browser.get(reverse("volunteer:pass"))
    assert page.context["code"].startswith('<svg role="img"')
    assert page.context["next"].shift_id == expected.id
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_a_scan_counts_from_the_moment_it_was_made(browser, volunteer, expected, clock):
    scanned_at = clock.now
    assert browser.get(code(expected, scanned_at)).url == HERE
    clock.now += 3 * MINUTE
    assert "Check in at 9:00" in browser.get(HERE).content.decode()
    assert press(browser, volunteer).url == HERE
    assert Attendance.objects.get().in_at == scanned_at


def test_the_same_page_sent_twice_is_one_scan(browser, volunteer, expected, clock):
    browser.get(code(expected, clock.now))
    once = ids.uuid7()
    for _press in range(2):
        assert press(browser, volunteer, request_id=once).status_code == 302
    assert Scan.objects.count() == 1


def test_one_scan_does_one_thing(browser, volunteer, expected, clock):
    browser.get(code(expected, clock.now))
    press(browser, volunteer)
    page = browser.get(HERE)
    assert [person.direction for person in page.context["people"]] == [""]
    assert press(browser, volunteer, "out").status_code == 409
    clock.now = expected.ends_at
    browser.get(code(expected, clock.now))
    assert [person.direction for person in browser.get(HERE).context["people"]] == ["out"]
    press(browser, volunteer, "out")
    assert Attendance.objects.get().out_at == expected.ends_at


def test_a_visitor_signs_in_and_the_scan_still_counts(volunteer, expected, clock):
    visitor = Client()
    assert visitor.get(code(expected, clock.now)).url == HERE
    assert visitor.get(HERE).url == f"{reverse('account_login')}?next={HERE}"
    visitor.force_login(
        Account.objects.get(id=volunteer.id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    clock.now += 2 * MINUTE
    assert visitor.get(HERE).status_code == 200


def test_a_scan_is_good_for_five_minutes(browser, expected, clock, monkeypatch):
    browser.get(code(expected, clock.now))
    later = signing.time.time() + 301
    monkeypatch.setattr(signing.time, "time", lambda: later)
    answer = browser.get(HERE)
    assert answer.status_code == 409
    assert "scanned no check-in code in the last five minutes" in answer.content.decode()


def test_a_scan_is_of_no_use_in_another_browser(browser, signed_in, volunteer, expected, clock):
    browser.get(code(expected, clock.now))
    assert signed_in(volunteer).get(HERE).status_code == 409


@pytest.mark.parametrize("spoilt", ["x", "AAAA", "é", "A" * 2000])
def test_a_forged_code_is_refused(browser, expected, spoilt):
    answer = browser.get(f"/s/code/{spoilt}")
    assert answer.status_code == 409
    assert "This is not a check-in code of Volunteer Cloud." in answer.content.decode()


def test_an_old_code_is_refused(browser, expected, clock):
    answer = browser.get(code(expected, clock.now - 2 * MINUTE))
    assert answer.status_code == 409
    assert "This code has changed since" in answer.content.decode()


def test_the_code_of_a_shift_one_is_not_on_leads_to_its_sign_up(browser, owner, expected, clock, at):
    foreign = activities.shift(owner, expected.post, at)
    browser.get(code(foreign, clock.now))
    page = browser.get(HERE)
    assert page.context["people"] == []
    assert "You are not on the roster of this shift." in page.content.decode()


@pytest.mark.parametrize("typed", [{"direction": "up"}, {"request_id": "1"}, {"latitude": "nan"}, {"latitude": "91"}])
def test_what_no_page_of_ours_sends_is_not_found(browser, volunteer, expected, clock, typed):
    browser.get(code(expected, clock.now))
    assert press(browser, volunteer, **typed).status_code == 404


def test_checking_in_asks_little_of_the_database(browser, volunteer, expected, clock, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        browser.get(code(expected, clock.now))
    with django_assert_max_num_queries(9):
        browser.get(HERE)
    with django_assert_max_num_queries(10):
        press(browser, volunteer)
    with django_assert_max_num_queries(7):
        browser.get(reverse("volunteer:pass"))
