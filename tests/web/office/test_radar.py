from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.activities import factories as activities
from tests.domain.organizations import factories as organizations
from tests.domain.radar import factories
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.objections.models import Objection
from volunteercloud.domain.radar.models import RadarCase
from volunteercloud.web import answers

DAY = timedelta(days=1)
FOUND_OUT = "当天没有人到过现场"


@pytest.fixture
def shift(owner, organization, at):
    return activities.public_shift(owner, organization, at)


@pytest.fixture
def case(owner, shift, monkeypatch):
    """Three records that were sold ten days after the shift, found a day later."""
    sold = shift.ends_at + 10 * DAY
    monkeypatch.setattr(answers, "reader_now", lambda: sold + 2 * DAY)
    buyers = [factories.buyer(name, sold - DAY) for name in ("小暑", "大暑", "处暑")]
    factories.sell(owner, shift, buyers, sold)
    (found,) = factories.scan(shift, sold + DAY)
    return found


@pytest.fixture
def page(case):
    return reverse("office:radar_case", args=[case.id])


def listed(browser, **asked):
    return [row.id for row, _rules in browser.get(reverse("office:radar"), asked).context["rows"]]


def test_only_officers_see_the_radar(client, signed_in, owner, case, page):
    for address in (reverse("office:radar"), page):
        assert client.get(address).status_code == 302
        assert signed_in(owner).get(address).status_code == 403


def test_the_list_holds_the_region_and_below(browser, signed_in, case, page):
    assert listed(browser) == [case.id]
    elsewhere = signed_in(organizations.officer("990102", "立秋"))
    assert listed(elsewhere) == []
    assert elsewhere.get(page).status_code == 404


def test_the_list_is_narrowed_by_region_and_state(browser, case):
    assert listed(browser, region="990101") == [case.id]
    assert listed(browser, region="990102") == []
    assert listed(browser, region="98") == [case.id]
    assert listed(browser, state="dismissed") == []
    assert listed(browser, state="nonsense", after="nonsense") == [case.id]


def test_a_case_shows_reasons_and_masked_people(browser, page):
    answer = browser.get(page)
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert "大＊" in text
    assert "大暑" not in text
    assert "after the shift had begun at 18 May, 9:00" in text
    assert Entry.objects.filter(name="radar.names_read").count() == 0


def test_names_are_shown_in_the_page_and_the_look_is_audited(browser, signed_in, case):
    address = reverse("office:radar_names", args=[case.id])
    assert browser.get(address).status_code == 405
    shown = browser.post(address)
    assert "大暑" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert f'method="post" action="{reverse("office:radar_case", args=[case.id])}"' in shown.content.decode()
    assert Entry.objects.filter(name="radar.names_read").count() == 1
    assert signed_in(organizations.officer("990102", "立秋")).post(address).status_code == 404
    assert Entry.objects.filter(name="radar.names_read").count() == 1


def test_a_dismissal_needs_a_reason_and_keeps_what_was_typed(browser, page):
    refused = browser.post(page, {"decision": "dismiss", "reason": "嗯"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert "嗯" in refused.content.decode()
    assert browser.post(page, {"decision": "dismiss", "reason": FOUND_OUT}).url == page
    assert RadarCase.objects.get().state == "dismissed"
    assert listed(browser, state="dismissed") == [RadarCase.objects.get().id]
    assert FOUND_OUT in browser.get(page).content.decode()


def test_a_case_is_turned_into_objections(browser, page):
    answer = browser.post(page, {"decision": "object", "reason": FOUND_OUT}, follow=True)
    assert "3 objections raised." in answer.content.decode()
    assert Objection.objects.count() == 3


def test_the_second_officer_is_told_that_it_is_decided(browser, signed_in, page):
    browser.post(page, {"decision": "dismiss", "reason": FOUND_OUT})
    late = signed_in(organizations.officer("99", "寒露")).post(page, {"decision": "object", "reason": FOUND_OUT})
    assert late.status_code == 422
    assert Objection.objects.count() == 0


def test_what_an_officer_writes_is_text(browser, page):
    browser.post(page, {"decision": "dismiss", "reason": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in browser.get(page).content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_keep_their_budget(signed_in, officer, case, page, django_assert_max_num_queries, language):
    browser = signed_in(officer, language)
    with django_assert_max_num_queries(14):
        assert browser.get(reverse("office:radar")).status_code == 200
    with django_assert_max_num_queries(18):
        assert browser.get(page).status_code == 200
