import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.core import proofs
from volunteercloud.domain.activities import calendar
from volunteercloud.domain.identity import actions as identity
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log import signing
from volunteercloud.domain.records import actions as records
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.records.queries import DayServed
from volunteercloud.web.volunteer import heat

MY_SERVICE = reverse("volunteer:my_service")


@pytest.fixture
def served(owner, shift, volunteer, clock, at):
    """Two hours of grade A, just confirmed."""
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    clock.now = shift.ends_at + timedelta(minutes=20)
    return RecordHead.objects.get()


@pytest.fixture
def corrected(owner, served, clock):
    records.correct_record(
        actor=owner,
        volunteer_id=served.volunteer_id,
        record_id=served.record_id,
        starts_at=served.during.lower,
        ends_at=served.during.upper - timedelta(minutes=30),
        break_minutes=0,
        reason="提前半小时结束",
        at=clock.now,
    )
    return served


def test_hours_are_there_with_the_reason_for_their_grade(browser, served):
    page = browser.get(MY_SERVICE)
    assert (page.context["totals"].credit_minutes, page.context["totals"].honour_minutes) == (120, 0)
    assert (page.context["year"].days, page.context["year"].credit) == (1, 120)
    words = page.content.decode()
    assert "Checked in by the code on the spot" in words
    assert "Confirmed by 谷雨" in words
    assert "Present for 120 minutes: 2.0 hours count." in words


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, 1),
        ({"show": "A"}, 1),
        ({"show": "B"}, 0),
        ({"show": "corrected"}, 0),
        ({"year": "2026"}, 1),
        ({"year": "2025"}, 0),
        ({"year": "٢٠٢٥"}, 1),
        ({"show": "Z", "after": "2026-05-18~x"}, 1),
    ],
)
def test_records_are_filtered_by_address(browser, served, asked, shown):
    assert len(browser.get(MY_SERVICE, asked).context["heads"]) == shown


def test_a_correction_shows_both_versions_and_its_reason(browser, corrected):
    page = browser.get(reverse("volunteer:record", args=[corrected.record_id]))
    assert [version.minutes for version in page.context["versions"]] == [90, 120]
    assert "“提前半小时结束”" in page.content.decode()
    assert len(browser.get(MY_SERVICE, {"show": "corrected"}).context["heads"]) == 1


def test_everything_leaves_as_csv(browser, served):
    answer = browser.get(reverse("volunteer:export"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    heading, line = csv.reader(io.StringIO(text))
    assert dict(zip(heading, line, strict=True)) | {"Record": ""} == {
        "Day": "2026-05-18",
        "Start": "9:00",
        "End": "11:00",
        "Title": "社区送午餐",
        "Post": "送餐员",
        "Organization": "晨光志愿服务队",
        "Break, minutes": "0",
        "Present, minutes": "120",
        "Counted, minutes": "120",
        "Kind of time": "service",
        "Grade": "A",
        "Standing": "valid",
        "Version": "1",
        "Record": "",
    }


def test_a_guardian_reads_a_childs_page_and_a_stranger_does_not(owner, leader, browser, at):
    child = identity.add_ward(actor=owner, name="小雪", birth_on=date(2014, 1, 5), consents=["service"], at=at)
    assert "The service of 小雪" in leader.get(MY_SERVICE, {"for": child.id}).content.decode()
    for name in ("my_service", "export", "pass", "certificates", "real_name", "profile"):
        assert browser.get(reverse(f"volunteer:{name}"), {"for": child.id}).status_code == 404


def test_who_has_no_volunteer_profile_is_led_to_the_account(signed_in, owner):
    assert signed_in(organizations.officer()).get(MY_SERVICE).url == reverse("account:overview")


def test_a_visitor_signs_in_first(shift):
    assert Client().get(MY_SERVICE).url == f"{reverse('account_login')}?next={MY_SERVICE}"


def test_the_calendar_is_fetched_by_its_address_alone(volunteer, shift, at):
    attendance.sign_up(shift, volunteer, at)
    answer = Client().get(reverse("volunteer:calendar", args=[calendar.feed_token(volunteer.id)]))
    (event,) = Calendar.from_ical(answer.content).events
    assert (answer["Content-Type"], event["SUMMARY"]) == ("text/calendar; charset=utf-8", "社区送午餐")
    assert Client().get(reverse("volunteer:calendar", args=["AAAA"])).status_code == 404


def test_my_service_asks_little_of_the_database(browser, served, django_assert_max_num_queries):
    browser.get(MY_SERVICE)
    with django_assert_max_num_queries(11):
        browser.get(MY_SERVICE)


def test_a_year_is_drawn_day_by_day():
    first, last = date(2025, 5, 19), date(2026, 5, 18)
    served = {
        date(2026, 5, 18): DayServed(240, 60),
        date(2025, 6, 1): DayServed(59, 0),
        date(2025, 5, 18): DayServed(99, 0),
    }
    year = heat.year(served, first, last)
    drawn = {
        shade: sum(path.count("z") for half in year.halves for kind, path in half.shades if kind == shade)
        for shade in range(5)
    }
    assert drawn == {0: 363, 1: 1, 2: 0, 3: 0, 4: 1}
    assert (year.days, year.credit, year.honour) == (2, 299, 60)
    assert [(month.first, month.credit, month.honour) for month in year.months][:2] == [
        (date(2026, 5, 1), 240, 60),
        (date(2026, 4, 1), 0, 0),
    ]


@pytest.mark.parametrize(("minutes", "shade"), [(0, 0), (30, 1), (60, 2), (119, 2), (120, 3), (239, 3), (240, 4)])
def test_limits_of_the_shades(minutes, shade):
    assert heat.shade(minutes) == shade


def test_the_holder_takes_the_proof_of_every_version_along(browser, corrected, clock, settings, tmp_path):
    settings.LOG_FILES = tmp_path / "log"
    address = reverse("volunteer:proof", args=[corrected.record_id])
    assert address in browser.get(reverse("volunteer:record", args=[corrected.record_id])).content.decode()
    assert browser.get(address).json() == []

    log_actions.integrate(clock.now)
    bundles = browser.get(address).json()
    log = signing.signer(signing.own_origin()).verifier
    said = [json.loads(proofs.verify_record(bundle, log).content) for bundle in bundles]
    assert [(one["version"], one["minutes"]) for one in said] == [(1, 120), (2, 90)]
    assert json.loads(bundles[1]["details"])["reason"] == "提前半小时结束"


def test_a_proof_is_for_the_holder_alone(corrected, signed_in):
    address = reverse("volunteer:proof", args=[corrected.record_id])
    assert Client().get(address).status_code == 302
    assert signed_in(organizations.person("大暑")).get(address).status_code == 404
