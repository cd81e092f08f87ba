"""A manager brings a list of members: sent, looked at, entered."""

import pytest

from tests.domain.intake.factories import run
from tests.domain.organizations import factories
from volunteercloud.domain.intake.models import Intake
from volunteercloud.domain.members.models import Member

pytestmark = pytest.mark.django_db


def test_members_are_brought_by_a_list(owner, organization, signed_in, at):
    browser = signed_in(owner)
    number = factories.number_of(factories.person("小满"))
    lists = f"/org/{organization.id}/people/lists/"
    assert b"Bring a list of members" in browser.get(lists).content

    address = browser.post(lists, {"pasted": f"志愿者编号,姓名\n{number},小满\nVAAAAAAAAAAA,谁\n"}).url
    run(Intake.objects.get(), at)
    page = browser.get(address).content.decode()
    assert "Enter 1 row" in page
    assert "No volunteer has this number." in page
    browser.post(address, {"do": "enter"})
    run(Intake.objects.get(), at)

    assert "1 row is entered" in browser.get(address).content.decode()
    assert Member.objects.get(organization_id=organization.id).number == number


def test_only_managers_bring_one(organization, signed_in):
    assert signed_in(factories.person("寒露")).get(f"/org/{organization.id}/people/lists/").status_code == 403
