"""Many people at once, on connections of their own."""

import pytest

from tests.domain.members import factories
from tests.domain.organizations import factories as organizations
from tests.races import fates
from volunteercloud.core import checks as core_checks
from volunteercloud.domain.members import actions, checks
from volunteercloud.domain.members.models import Member

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_house(at):
    organizations.ground()
    owner = organizations.person("谷雨")
    organization = organizations.organization(owner, at)
    return owner, organization


def test_the_last_use_of_a_link_is_taken_once(open_house, at):
    owner, organization = open_house
    _link, token = factories.link(owner, organization, at, lets_in=True, use_limit=1)
    people = [factories.person(name) for name in ("小满", "夏至")]
    steps = [
        lambda somebody=somebody: actions.join_by_link(actor=somebody, token=token, volunteer_id=somebody.id, at=at)
        for somebody in people
    ]
    assert fates(steps) == ["done", "join_link.used_up"]


def test_one_person_in_two_windows_and_a_coordinator_meanwhile(open_house, at):
    owner, organization = open_house
    factories.opened(owner, organization, at)
    somebody = factories.person("小满")
    number = organizations.number_of(somebody)
    group = factories.group(owner, organization, at)
    steps = [
        lambda: factories.join(somebody, organization, at),
        lambda: factories.join(somebody, organization, at),
        lambda: actions.invite(actor=owner, organization_id=organization.id, number=number, at=at),
        lambda: actions.label_members(
            actor=owner, organization_id=organization.id, volunteer_ids=[somebody.id], add=[group.id], at=at
        ),
    ]
    assert fates(steps) == ["done"] * 4
    assert Member.objects.get().state == "active"
    assert list(core_checks.run(checks.STATEMENTS)) == []
