"""The public page of an organization, its poster, and the page of an invitation to its staff."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.domain.needs import factories as needs
from tests.domain.organizations import factories
from tests.web.consoles import nothing_remembered, organization, owner, signed_in
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import actions, invitations, posters
from volunteercloud.domain.organizations.models import Organization, Role, Staff, Way

__all__ = ["nothing_remembered", "organization", "owner", "signed_in"]


@pytest.fixture
def address(organization):
    return f"/o/{organization.number}/"


def invite(owner, organization, at, **more):
    given = {"way": Way.LINK, "role": Role.LEADER} | more
    return actions.invite_staff(actor=owner, organization_id=organization.id, at=at, **given)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_everybody_sees_an_organization_by_its_number(client, address, language):
    page = client.get(address, headers={"accept-language": language})
    assert (page.status_code, page.text.count("<h1")) == (200, 1)
    assert " style=" not in page.text
    assert "990 1000 0001" in page.text


def test_the_number_is_read_as_people_write_it(client, organization, address):
    written = f"{organization.number[:4]}-{organization.number[4:].lower()}"
    moved = client.get(f"/o/{written}/")
    assert (moved.status_code, moved.url) == (301, address)


@pytest.mark.parametrize("number", ["G", "GGGGGGGGGGGG", "'", "%00", "组织"])
def test_another_number_leads_nowhere(client, organization, number):
    assert client.get(f"/o/{number}/", follow=True).status_code == 404


def test_what_was_never_approved_has_no_public_page(client, owner, at):
    draft = actions.register_organization(actor=owner, particulars=factories.particulars(), at=at)
    assert client.get(f"/o/{draft.number}/").status_code == 404


def test_what_search_engines_read_can_end_no_element(client, organization, address):
    Organization.objects.update(purpose="</script><script>alert(1)</script>&")
    text = client.get(address).text
    assert "<script>alert" not in text
    (said,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    assert json.loads(said)["@graph"][0]["description"] == "</script><script>alert(1)</script>&"


def test_the_page_keeps_its_budget(client, signed_in, owner, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        client.get(address)
    browser = signed_in(owner)
    with django_assert_max_num_queries(15):
        browser.get(address)


def test_satisfaction_is_shown_from_five_ratings_on(client, owner, organization, address, at):
    assert "needs-title" not in client.get(address).text
    served = {
        "state": "closed",
        "organization_id": organization.id,
        "way": "shift",
        "docked_at": at,
        "confirmed_at": at,
    }
    for rating in (5, 5, 4, 4):
        needs.need(owner, at, **served, rating=rating)
    page = client.get(address, headers={"accept-language": "en"}).text
    assert ("4 confirmed by who asked" in page, "Satisfaction" in page) == (True, False)
    needs.need(owner, at, **served, rating=3)
    assert "of 5, from 5 ratings" in client.get(address, headers={"accept-language": "en"}).text


def test_the_poster_is_for_the_staff(signed_in, owner, organization, address, monkeypatch):
    asked = []
    monkeypatch.setattr(posters.press, "printed", lambda _press, order: asked.append(order) or b"%PDF")
    stranger = signed_in(factories.person("小暑"))
    assert stranger.get(f"{address}poster.pdf").status_code == 404
    printed = signed_in(owner).get(f"{address}poster.pdf")
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert asked[0]["said"]["address"].endswith(address.rstrip("/") + "/")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_poster_is_set_whatever_is_said(organization, at, language):
    organization.name = "晨光" * 100
    organization.purpose = "#set page(width: 1mm) 𠮷 \u202e \x07" + "长" * 4_000
    assert posters.pdf(organization, language, at)[:5] == b"%PDF-"


def test_an_invitation_survives_signing_in_and_proving_ones_name(client, signed_in, owner, organization, at):
    link = invitations.link(invite(owner, organization, timezone.now()))
    shown = client.get(link)
    assert (shown.status_code, "谷雨" in shown.text) == (200, True)
    asked = client.post(link)
    assert asked.url.startswith(reverse("account_login"))
    newcomer = factories.person("芒种", real_name_level=0)
    browser = signed_in(newcomer)
    assert reverse("volunteer:real_name") in browser.get(link).text
    assert browser.post(link).status_code == 409
    assert link in browser.get(reverse("organizer:home")).text
    Volunteer.objects.filter(id=newcomer.id).update(real_name_level=1, real_name_at=at)
    accepted = browser.post(link)
    assert (accepted.status_code, accepted.url) == (302, reverse("organizer:overview", args=[organization.id]))
    assert browser.post(link).status_code == 302
    assert Staff.objects.get(person_id=newcomer.id).role == Role.LEADER
    assert link not in browser.get(reverse("organizer:home")).text


def test_an_invitation_that_is_over_says_why(client, owner, organization, at):
    old = invite(owner, organization, at)
    page = client.get(invitations.link(old), headers={"accept-language": "en"})
    assert "has expired" in page.text
    assert client.get("/invited/forged/").status_code == 409
