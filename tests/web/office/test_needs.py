"""Needs at the officer's desk: looked at in the queue, passed up to it, stations, figures."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.organizations import factories as organizations
from tests.web import wanted
from tests.web.service import clock
from tests.web.wanted import poster
from volunteercloud.domain.identity.models import OfficerGrant, Right
from volunteercloud.domain.needs.actions import ending, figuring
from volunteercloud.domain.needs.models import Need, Offer, Station

__all__ = ["clock", "poster"]


@pytest.fixture
def need(poster, officer, clock, at):
    return wanted.opened(poster, officer, at)


@pytest.fixture
def passed(need, system, clock, at):
    """Nobody took it up in time, so the officers of the city are asked as well."""
    clock.now = at + timedelta(days=1, hours=23)
    Need.objects.update(passes_at=clock.now)
    return ending.pass_upward(actor=system, need_id=need.id, at=clock.now)


@pytest.fixture
def elsewhere(signed_in, officer):
    return signed_in(organizations.officer("990102", "立秋"))


def page_of(need):
    return reverse("office:need", args=[need.id])


# The queue


def test_a_need_is_looked_at_with_what_is_much_alike(browser, poster, clock, at):
    first = wanted.posted(organizations.person("小寒"), at)
    second = wanted.posted(poster, at, words="老人腿脚不便，需要有人陪着去医院，挂号取药！")
    case = organizations.waiting_case(second.id)
    page = browser.get(reverse("office:case", args=[case.id]))
    assert (page.context["need"].id, [one.id for one in page.context["alike"]]) == (second.id, [first.id])
    assert wanted.ADDRESS not in page.text
    browser.post(reverse("office:case", args=[case.id]), {"decision": "approve", "reason": ""})
    second.refresh_from_db()
    assert second.state == "open"


def test_without_the_right_to_needs_there_is_no_such_case(signed_in, officer, poster, at):
    case = organizations.waiting_case(wanted.posted(poster, at).id)
    OfficerGrant.objects.filter(account_id=officer.id).update(rights=[Right.PROJECTS])
    browser = signed_in(officer)
    assert browser.get(reverse("office:case", args=[case.id])).status_code == 404
    for name in ("needs", "stations", "need_figures"):
        assert browser.get(reverse(f"office:{name}")).status_code == 403
    names = [link.place.name for link in browser.get(reverse("office:queue")).context["page"].tabs]
    assert names == ["office:queue", "office:sources"]


# Passed up


def test_what_nobody_took_up_is_listed_with_what_was_tried(browser, elsewhere, need, passed):
    page = browser.get(reverse("office:needs"))
    assert [row.id for row in page.context["rows"]] == [need.id]
    shown = browser.get(page_of(need))
    assert [told.step.what for told in shown.context["steps"]] == ["passed_up", "opened", "posted"]
    assert elsewhere.get(reverse("office:needs")).context["rows"] == []
    assert elsewhere.get(page_of(need)).status_code == 404


def test_an_officer_chooses_or_ends_it_with_the_reason(browser, owner, organization, need, at):
    offer = wanted.offered(owner, organization, need, at)
    refused = browser.post(page_of(need), {"do": "decline", "decline-offer_id": offer.id, "decline-reason": ""})
    assert (refused.status_code, refused.context["declined"]) == (422, offer.id)
    browser.post(page_of(need), {"do": "choose", "choose-offer_id": offer.id})
    assert Offer.objects.get().state == "chosen"
    again = browser.post(page_of(need), {"do": "unmet", "unmet-unmet": "no_time", "unmet-reason": ""})
    assert list(again.context["form"].errors) == ["reason"]
    browser.post(page_of(need), {"do": "unmet", "unmet-unmet": "no_time", "unmet-reason": "那天都没有空。"})
    need.refresh_from_db()
    assert (need.state, need.unmet) == ("unmet", "no_time")


def test_an_officer_of_elsewhere_decides_nothing(elsewhere, need):
    sent = {"do": "unmet", "unmet-unmet": "no_time", "unmet-reason": "那天都没有空。"}
    assert elsewhere.post(page_of(need), sent).status_code == 404
    need.refresh_from_db()
    assert need.state == "open"


# Stations


def test_a_station_is_named_and_ended_with_a_reason(browser, elsewhere, organization):
    stations = reverse("office:stations")
    wrong = browser.post(stations, {"region_code": "临溪", "organization_id": "没有这个组织"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["organization_id"])
    assert browser.post(stations, {"region_code": "临溪", "organization_id": organization.number}).url == stations
    station = Station.objects.get()
    assert [row.id for row in browser.get(stations).context["rows"]] == [station.id]
    end = reverse("office:end_station", args=[station.id])
    assert elsewhere.post(end, {"reason": "换一家来做。"}).status_code == 403
    empty = browser.post(end, {"reason": ""})
    assert (empty.status_code, empty.context["ended_id"]) == (422, station.id)
    browser.post(end, {"reason": "换一家来做。"})
    assert Station.objects.get().ended_at is not None


def test_no_station_is_named_for_another_region(elsewhere, organization):
    page = elsewhere.post(reverse("office:stations"), {"region_code": "临溪", "organization_id": organization.number})
    assert page.status_code == 403
    assert not Station.objects.exists()


# Figures


@pytest.fixture
def counted(browser, need, system, at):
    """One need that was not met, counted."""
    browser.post(page_of(need), {"do": "unmet", "unmet-unmet": "no_skill", "unmet-reason": "没有人会手语。"})
    figuring.count_figures(actor=system, at=at + timedelta(hours=1))
    return need


def test_figures_are_exact_for_the_officer_and_lead_down(browser, counted):
    shown = browser.get(reverse("office:need_figures"), {"months": "3"}).context["shown"]
    assert (shown.region_code, shown.span, shown.is_exact) == ("9901", 3, True)
    assert (shown.whole.posted, shown.whole.unmet, shown.whole.met_percent) == (1, 1, 0)
    assert [(line.code, line.sums.unmet, line.unmet) for line in shown.regions] == [("990101", 1, 100.0)]
    assert [line.code for line in shown.kinds] == ["elderly"]
    assert [(reason, number) for reason, number, _bar in shown.reasons] == [
        ("Nobody near has the skill or language", 1)
    ]
    assert "?region=990101&amp;months=3" in browser.get(reverse("office:need_figures"), {"months": "3"}).text


def test_the_file_says_every_number_of_the_page(browser, counted):
    answer = browser.get(reverse("office:need_figures_file"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["By"], row["Posted"], row["Not met"]) for row in rows] == [
        (part, "1", "1") for part in ("Total", "By kind", "By region", "By month")
    ]
    assert rows[0]["Nobody near has the skill or language"] == "1"


def test_a_station_sees_no_small_numbers(signed_in, owner, organization, officer, counted, at):
    wanted.station(officer, organization, at)
    browser = signed_in(owner)
    page = browser.get(reverse("organizer:need_figures", args=[organization.id]))
    shown = page.context["shown"]
    assert (shown.is_exact, shown.whole.posted, shown.whole.unmet) == (False, None, None)
    assert "fewer than 10" in page.text
    answer = browser.get(reverse("organizer:need_figures_file", args=[organization.id]), {"region": "990102"})
    assert answer.headers["Content-Disposition"].split('"')[1].startswith("needs-990101-")


def test_who_is_no_station_has_no_figures(signed_in, owner, organization):
    assert signed_in(owner).get(reverse("organizer:need_figures", args=[organization.id])).status_code == 404


@pytest.mark.parametrize("months", ["", "0", "7", "-3", "9" * 50, "十二"])
def test_a_span_that_makes_no_sense_is_a_year(browser, months):
    assert browser.get(reverse("office:need_figures"), {"months": months}).context["shown"].span == 12


def test_pages_cost_few_statements_whatever_the_number(
    browser, officer, system, clock, at, django_assert_max_num_queries
):
    for number in range(4):
        text = "甲乙丙丁"[number] * 20
        wanted.opened(organizations.person(f"小寒{number}"), officer, at, title=text, words=text)
    clock.now = at + timedelta(days=1)
    Need.objects.update(passes_at=clock.now)
    for need in Need.objects.all():
        ending.pass_upward(actor=system, need_id=need.id, at=clock.now)
    for name in ("needs", "stations", "need_figures"):
        browser.get(reverse(f"office:{name}"))
        with django_assert_max_num_queries(12):
            assert browser.get(reverse(f"office:{name}")).status_code == 200
