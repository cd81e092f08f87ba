"""The holder takes a credential along, shows a part of it, and takes it back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.attendance import factories as attendance
from volunteercloud.domain.credentials.models import Credential

PAGE = reverse("credentials:credentials")
WHOLE = {"about": "whole", "form": "badge"}


@pytest.fixture
def served(owner, shift, volunteer, clock, at, log_files):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    clock.now = shift.ends_at + timedelta(hours=1)


def taken(browser, said):
    return browser.post(PAGE, said).url, Credential.objects.latest("issued_at", "id")


def address(name, credential):
    return reverse(f"credentials:{name}", args=[credential.id])


def test_a_badge_is_taken_along_and_saved_in_every_form(browser, served):
    url, credential = taken(browser, WHOLE | {"is_named": "on"})
    assert (url, credential.is_named) == (address("credential", credential), True)
    assert "Stands" in browser.get(url).text
    found = {}
    for kind in ("png", "svg", "json", "jwt"):
        answer = browser.get(address(f"badge_{kind}", credential), {"save": ""})
        found[answer["Content-Disposition"]] = (answer["Content-Type"], answer["Cache-Control"])
    assert found == {
        'attachment; filename="volunteer-badge.png"': ("image/png", "private, no-store"),
        'attachment; filename="volunteer-badge.svg"': ("image/svg+xml", "private, no-store"),
        'attachment; filename="volunteer-badge.json"': ("application/vc", "private, no-store"),
        'attachment; filename="volunteer-badge.jwt"': ("application/vc+jwt", "private, no-store"),
    }


def test_a_badge_may_be_about_one_organization(browser, served, organization):
    _url, credential = taken(browser, {"about": str(organization.id), "form": "badge"})
    assert (credential.scope, credential.subject_id) == ("organization", organization.id)


def test_a_part_is_shown_as_a_file(browser, served):
    _url, credential = taken(browser, {"about": "whole", "form": "disclosing", "is_named": "on"})
    assert credential.is_named is False
    answer = browser.post(address("show", credential), {"claims": ["credit_hours", "period"]})
    assert (answer["Content-Type"], answer.text.count("~")) == ("application/dc+sd-jwt", 3)
    assert answer["Content-Disposition"] == 'attachment; filename="volunteer-service.sd-jwt"'
    for nothing in ({}, {"claims": ["password"]}):
        assert browser.post(address("show", credential), nothing).status_code == 422


def test_each_form_has_its_own_page(browser, served):
    _url, badge = taken(browser, WHOLE)
    assert browser.post(address("show", badge), {"claims": ["name"]}).status_code == 404
    _url, other = taken(browser, WHOLE | {"form": "disclosing"})
    assert browser.get(address("badge_png", other)).status_code == 404


def test_it_is_taken_back(browser, served):
    _url, credential = taken(browser, WHOLE)
    assert browser.post(address("take_back", credential)).url == PAGE
    page = browser.get(address("credential", credential)).text
    assert ("Taken back" in page, "Take it back" in page) == (True, False)


@pytest.mark.parametrize("said", [{"about": "whole"}, WHOLE | {"about": "x"}, WHOLE | {"form": "x"}])
def test_nonsense_is_mended(browser, served, said):
    assert (browser.post(PAGE, said).status_code, Credential.objects.count()) == (422, 0)


def test_who_has_not_served_is_told_how_to_begin(browser, volunteer):
    page = browser.get(PAGE)
    assert (page.status_code, page.context["has_served"]) == (200, False)
    assert "No service to take along yet" in page.text


def test_nobody_else_sees_or_takes_it(browser, served, owner, volunteer, signed_in):
    _url, credential = taken(browser, WHOLE)
    stranger, whose = signed_in(owner), f"?for={volunteer.id}"
    assert [
        stranger.get(PAGE + whose).status_code,
        stranger.get(address("credential", credential) + whose).status_code,
        stranger.get(address("badge_jwt", credential) + whose).status_code,
        stranger.post(address("take_back", credential) + whose).status_code,
        stranger.get(address("credential", credential)).status_code,
    ] == [404, 404, 404, 404, 404]


def test_a_list_of_credentials_costs_a_few_statements(browser, served, django_assert_max_num_queries):
    for said in (WHOLE, WHOLE | {"is_named": "on"}, WHOLE | {"form": "disclosing"}):
        browser.post(PAGE, said)
    with django_assert_max_num_queries(12):
        assert len(browser.get(PAGE).context["held"]) == 3
