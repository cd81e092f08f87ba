"""Joining and leaving, as a volunteer does it."""

import pytest
from django.test import Client

from tests.domain.members import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.identity.models import Guardianship, Volunteer
from volunteercloud.domain.members import actions
from volunteercloud.domain.members.models import Membership


@pytest.fixture
def organization(owner, at):
    return organizations.organization(owner, at)


def test_joining_by_a_link_and_leaving(owner, organization, volunteer, browser, at):
    _link, token = factories.link(owner, organization, at, lets_in=True)
    shown = browser.get(f"/join/{token}/")
    assert shown.status_code == 200
    assert browser.post(f"/join/{token}/").url == "/me/organizations/"
    assert Membership.objects.get().state == "active"
    assert "You are a member" in browser.get("/me/organizations/").content.decode()
    assert browser.post(f"/me/organizations/{organization.id}/leave/").status_code == 302
    assert Membership.objects.get().state == "left"


def test_a_visitor_signs_in_first_and_comes_back(owner, organization, at):
    _link, token = factories.link(owner, organization, at)
    visitor = Client()
    assert visitor.get(f"/join/{token}/").status_code == 200
    assert visitor.post(f"/join/{token}/").url.endswith(f"next=/join/{token}/")


def test_a_link_that_was_taken_back_says_so(owner, organization, volunteer, browser, at):
    link, token = factories.link(owner, organization, at)
    actions.revoke_link(actor=owner, organization_id=organization.id, link_id=link.id, at=at)
    assert "took it back" in browser.get(f"/join/{token}/").content.decode()
    assert browser.post(f"/join/{token}/").status_code == 409
    assert browser.get("/join/forged/").status_code == 409


def test_joining_by_the_organizations_page(owner, organization, volunteer, browser, at):
    address = f"/me/organizations/{organization.id}/join/"
    assert "Ask to join" in browser.get(address).content.decode()
    assert browser.post(address).status_code == 302
    assert Membership.objects.get().state == "requested"


def test_a_guardian_joins_for_a_child(owner, organization, volunteer, browser, at):
    child = factories.person("芒种")
    Guardianship.objects.create(guardian_id=volunteer.id, ward_id=child.id, ward_name="芒种", since=at)
    Volunteer.objects.filter(id=child.id).update(guardian_id=volunteer.id)
    joined = browser.post(f"/me/organizations/{organization.id}/join/", {"for": child.id})
    assert joined.url == f"/me/organizations/?for={child.id}"
    assert Membership.objects.get().volunteer_id == child.id
    assert browser.post(f"/me/organizations/{organization.id}/join/", {"for": owner.id}).status_code == 403
    assert browser.get(f"/me/organizations/?for={owner.id}").status_code == 404


def test_an_empty_list_says_where_to_go(browser):
    assert "You belong to no organization yet" in browser.get("/me/organizations/").content.decode()
