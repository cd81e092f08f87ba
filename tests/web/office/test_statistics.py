"""Figures at the officer's desk: exact ones of their own regions, followed down to activities; alerts, reports, questions."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.domain.activities import factories as activities
from tests.domain.organizations import factories as organizations
from tests.domain.statistics import desks
from tests.web.service import clock
from volunteercloud.core.actor import system
from volunteercloud.core.memory import forget_all
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Account, OfficerGrant, Right
from volunteercloud.domain.statistics.models import Alert, Band, Inquiry, KeptQuestion, OrganizationCell, Report
from volunteercloud.domain.statistics.questions import working
from volunteercloud.domain.statistics.reports import contents
from volunteercloud.domain.statistics.watching import judging

__all__ = ["clock"]

MAY = date(2026, 5, 1)
ASK = "m=credit_hours&region=9901&level=3&step=whole&from=2026-05&to=2026-05"


@pytest.fixture
def now(officer, clock):
    return clock.now


@pytest.fixture
def figures(now):
    desks.hours("990101", MAY, people=5, minutes_a=6000, minutes_e=60)
    desks.hours("990102", MAY, people=20, minutes_a=600)
    desks.shifts("990101", MAY, came=20, recorded=11)


@pytest.fixture
def neighbour(signed_in, now):
    """An officer of one district of the city."""
    return signed_in(organizations.officer("990102", "立秋"))


def at_desk(name, *arguments, **asked):
    return reverse(f"office:{name}", args=arguments, query=asked or None)


# The dashboard


def test_officers_see_exactly_what_others_are_not_shown(browser, figures, client):
    page = browser.get(at_desk("statistics_region", "990101", period="2026-05"))
    assert (page.context["read"].total.people, page.context["read"].total.credit_minutes) == (5, 6000)
    lines = {line.now.code: line.now.number for line in page.context["lines"]}
    assert (lines["people"], lines["record_coverage"]) == ("5", "55")
    public = client.get(reverse("data:region", args=["990101"]), {"period": "2026-05"})
    assert public.context["read"].total.is_withheld


def test_it_begins_with_the_officers_own_region_and_leads_down(browser, figures):
    assert browser.get(at_desk("statistics")).context["stand"].code == "9901"
    page = browser.get(at_desk("statistics_region", "9901", period="2026-05"))
    assert [row.address for row in page.context["shown"].below] == [
        at_desk("statistics_region", code, period="2026-05") for code in ("990101", "990102")
    ]


def test_the_statements_of_a_dashboard_do_not_grow_with_its_regions(browser, figures):
    browser.get(at_desk("statistics_region", "9901"))
    with CaptureQueriesContext(connection) as few:
        browser.get(at_desk("statistics_region", "9901"))
    for number in range(10, 20):
        desks.region(f"9901{number}", 3, "9901")
        desks.hours(f"9901{number}", MAY, minutes_a=60)
    forget_all()
    browser.get(at_desk("statistics_region", "9901"))
    with CaptureQueriesContext(connection) as many:
        page = browser.get(at_desk("statistics_region", "9901"))
    assert len(page.context["shown"].below) == 12
    assert len(many) == len(few)


def test_a_dashboard_of_which_nothing_is_remembered_asks_little_of_the_database(
    browser, figures, django_assert_max_num_queries
):
    browser.get(at_desk("statistics_region", "9901"))
    forget_all()
    with django_assert_max_num_queries(26):
        browser.get(at_desk("statistics_region", "9901"))


@pytest.mark.parametrize("code", ["99", "990101", "nation", "123456"])
def test_other_regions_are_not_found(neighbour, figures, code):
    assert neighbour.get(at_desk("statistics_region", "990102")).status_code == 200
    addresses = [
        f"/office/statistics/{code}/",
        f"/office/statistics/{code}/figures.csv",
        f"/office/statistics/{code}/organizations/",
        f"/office/statistics/{code}/organizations/{desks.ORGANIZATION}/",
        f"/office/statistics/alerts/bands/{code}/",
    ]
    assert [neighbour.get(address).status_code for address in addresses] == [404] * 5


def test_without_the_right_there_is_no_desk_for_it(signed_in, officer, now):
    OfficerGrant.objects.filter(account_id=officer.id).update(rights=[Right.PROJECTS])
    browser = signed_in(officer)
    names = ("statistics", "ask", "alerts", "mailed_reports")
    assert [browser.get(at_desk(name)).status_code for name in names] == [403] * 4


def test_taking_figures_along_leaves_an_entry(browser, figures, officer):
    answer = browser.get(at_desk("statistics_file", "9901", period="2026-05"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["credit_minutes"] for row in rows if row["code"] == "990101"] == ["6000"]
    entry = Entry.objects.get(name="statistics.taken_along")
    assert (entry.actor_id, entry.region_code, entry.facts) == (officer.id, "9901", {"what": "dashboard"})


# Down to its parts


def test_coverage_is_followed_down_to_organizations_and_activities(browser, owner, organization, figures, clock):
    shift = activities.public_shift(owner, organization, clock.now)
    desks.shift(organization.id, shift.id, MAY, "990101", came=20, recorded=11, taken=22, missed=2)
    page = browser.get(at_desk("statistics_organizations", "9901", period="2026-05"))
    assert [(row.id, row.coverage) for row in page.context["rows"]] == [(organization.id, 0.55)]
    page = browser.get(at_desk("statistics_organization", "9901", organization.id, period="2026-05"))
    assert [(row.id, row.came) for row in page.context["rows"]] == [(shift.activity_id, 20)]


def test_organizations_by_hours(browser, organization, figures):
    OrganizationCell.objects.create(
        organization_id=organization.id, span="month", start=MAY, minutes_a=90, people=3, records=3
    )
    page = browser.get(at_desk("statistics_organizations", "9901", period="2026-05", by="hours"))
    assert [(row.node.organization_id, row.sums.credit_minutes) for row in page.context["rows"]] == [
        (organization.id, 90)
    ]


# Alerts


def test_an_alert_is_listed_opened_and_closed_by_a_band(browser, figures, now):
    judging.judge(system("statistics"), now)
    alert = Alert.objects.get(region_code="9901")
    page = browser.get(at_desk("alerts"))
    assert [row.alert.id for row in page.context["rows"]] == [alert.id]
    assert browser.get(at_desk("alert", alert.id)).context["row"].value == "55%"
    wrong = browser.post(
        at_desk("bands", "9901"), {"figure": "people", "crossing": "leaps", "limit": "5", "against": "month"}
    )
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["crossing"])
    browser.post(
        at_desk("bands", "9901"), {"figure": "record_coverage", "crossing": "below", "limit": "50", "against": "month"}
    )
    band = Band.objects.get()
    assert band.limit == 0.5
    browser.post(at_desk("end_band", band.id))
    assert Band.objects.get().ended_at == now


@pytest.mark.parametrize("limit", ["-1", "nan", "inf", "1e400", "x"])
def test_a_limit_is_a_number(browser, now, limit):
    form = {"figure": "people", "crossing": "below", "limit": limit, "against": "month"}
    assert browser.post(at_desk("bands", "9901"), form).status_code == 422


def test_alerts_of_others_are_not_found(neighbour, figures, now):
    judging.judge(system("statistics"), now)
    assert neighbour.get(at_desk("alert", Alert.objects.get(region_code="9901").id)).status_code == 404
    assert neighbour.get(at_desk("alerts")).context["rows"] == []


# Reports by mail


def test_a_report_is_ordered_and_ended(browser, officer, now, client):
    Account.objects.filter(id=officer.id).update(email="bailu@qinghe.example")
    form = {"region": "", "rhythm": "month", "measures": ["people", "credit_hours"]}
    browser.post(at_desk("mailed_reports"), form)
    report = Report.objects.get()
    assert (report.region_code, report.measures) == ("9901", ["people", "credit_hours"])
    off = at_desk("mailed_report_off", contents.ending(report.id))
    client.get(off)
    report.refresh_from_db()
    assert report.ended_at is None
    client.post(off)
    report.refresh_from_db()
    assert report.ended_at == now


def test_nobody_ends_the_report_of_another(browser, officer, neighbour, now):
    Account.objects.filter(id=officer.id).update(email="bailu@qinghe.example")
    browser.post(at_desk("mailed_reports"), {"region": "", "rhythm": "week", "measures": ["people"]})
    report = Report.objects.get()
    assert neighbour.post(at_desk("end_mailed_report", report.id)).status_code == 404
    browser.post(at_desk("end_mailed_report", report.id))
    assert Report.objects.get().ended_at == now


# Questions


def test_a_question_is_answered_with_its_sums(browser, figures):
    page = browser.get(f"{at_desk('ask')}?{ASK}")
    table = page.context["table"]
    assert [numbers for _words, numbers, _width in table.rows] == [["100.0"], ["10.0"]]
    assert table.totals == ["110 hours"]


@pytest.mark.parametrize(
    "query",
    [
        "by=sex&by=age&by=kind&by=grade",
        "from=1990-01&to=2100-01",
        "by=height",
        "region=99",
        "region=nation",
        "m=" + "x" * 5000,
        "from=%EF%BC%92026-01",
        "level=3&level=2&step=&m=people",
    ],
)
def test_what_can_not_be_answered_is_said(browser, figures, query):
    page = browser.get(f"{at_desk('ask')}?{query}")
    assert page.status_code == 422
    assert page.context["refused"].next_step


def test_files_hold_numbers_and_no_formulas(browser, figures, officer):
    book = browser.get(f"{at_desk('ask_file', 'xlsx')}?{ASK}")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == [100.0, 10.0, 110.0]
    text = browser.get(f"{at_desk('ask_file', 'csv')}?{ASK}").content.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(text))][1:] == ["100.0", "10.0", "110.0"]
    assert browser.get(f"{at_desk('ask_file', 'exe')}?{ASK}").status_code == 404
    assert Entry.objects.filter(name="statistics.taken_along").count() == 2


def test_a_kept_question_is_asked_with_the_readers_own_rights(browser, neighbour, figures, officer):
    browser.post(at_desk("keep_question"), {"query": ASK, "name": "=HYPERLINK(1)", "is_shared": "1"})
    kept = KeptQuestion.objects.get()
    assert browser.get(at_desk("kept_question", kept.id)).url.startswith(
        f"{at_desk('ask')}?m=credit_hours&region=9901&level=3"
    )
    moved = neighbour.get(at_desk("kept_question", kept.id))
    assert "region=990102&level=0" in moved.url
    assert neighbour.get(moved.url).context["table"].cells == [[neighbour.get(moved.url).context["name"], 10.0]]
    OfficerGrant.objects.filter(account_id=officer.id).update(rights=[Right.PROJECTS])
    assert browser.get(at_desk("kept_question", kept.id)).status_code == 403
    assert neighbour.get(at_desk("kept_question", kept.id)).status_code == 302


def test_a_question_without_a_name_is_not_kept(browser, figures):
    assert browser.post(at_desk("keep_question"), {"query": ASK, "name": " \x00 "}).status_code == 302
    assert KeptQuestion.objects.count() == 0


def test_the_worker_answers_what_a_page_can_not(browser, neighbour, figures, now):
    page = browser.post(at_desk("inquire"), {"query": ASK})
    asked = Inquiry.objects.get()
    assert page.url == at_desk("inquiry", asked.id)
    assert browser.get(page.url).context["is_working"]
    working.work(system("statistics"), asked.id, now)
    assert [row[1] for row in browser.get(page.url).context["table"].cells] == [100.0, 10.0]
    assert browser.get(at_desk("inquiry_file", asked.id, "csv")).status_code == 200
    assert neighbour.get(page.url).status_code == 404
    assert neighbour.post(at_desk("cancel_inquiry", asked.id)).status_code == 404
    neighbour.post(at_desk("inquire"), {"query": ASK})
    assert Inquiry.objects.count() == 1
