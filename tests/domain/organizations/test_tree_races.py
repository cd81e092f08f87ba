"""Two change the tree at once, on connections of their own."""

import pytest
from stdnum.cn import uscc

from tests.domain.organizations import factories
from tests.races import fates
from volunteercloud.core import checks as core_checks
from volunteercloud.domain.organizations import actions, checks
from volunteercloud.domain.organizations.models import Node

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(at):
    factories.ground()
    owner, officer = factories.person(), factories.officer("9901")

    def found(number):
        body = f"51990000MJ{number:07d}"
        code = body + uscc.calc_check_digit(body + "0")
        return factories.organization(owner, at, name=f"第{number}志愿者协会", uscc=code)

    return owner, officer, [found(number) for number in range(2, 5)]


def moved(officer, organization, parent, at):
    return lambda: actions.move_organization(
        actor=officer, organization_id=organization.id, parent_id=parent.id, reason="区划调整。", at=at
    )


def test_each_moved_below_the_other_at_once(world, at):
    _owner, officer, (first, second, _third) = world
    steps = [moved(officer, first, second, at), moved(officer, second, first, at)]
    assert fates(steps) == ["done", "organization.tail_bite"]
    assert sorted(len(node.path) for node in Node.objects.all()) == [1, 1, 2]
    assert list(core_checks.run(checks.STATEMENTS)) == []


def test_taken_in_below_what_moves_at_once(world, at):
    owner, officer, (first, second, third) = world
    actions.ask_to_join(actor=owner, organization_id=third.id, parent_id=first.id, at=at)
    steps = [
        moved(officer, first, second, at),
        lambda: actions.answer_joining(actor=owner, parent_id=first.id, organization_id=third.id, accept=True, at=at),
    ]
    assert fates(steps) == ["done", "done"]
    assert Node.objects.get(pk=third.id).path == [second.id, first.id, third.id]


def test_a_request_answered_twice_at_once(world, at):
    owner, _officer, (first, second, _third) = world
    actions.ask_to_join(actor=owner, organization_id=first.id, parent_id=second.id, at=at)
    answer = {"actor": owner, "parent_id": second.id, "organization_id": first.id, "at": at}
    steps = [
        lambda: actions.answer_joining(**answer, accept=True),
        lambda: actions.answer_joining(**answer, accept=False, reason="不在本市。"),
    ]
    assert fates(steps) == ["done", "joining.answered"]
