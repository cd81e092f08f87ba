"""Staff of some projects: what they may, what they may pass on."""

from uuid import UUID

import pytest

from tests.domain.organizations import factories
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.organizations import actions, queries, rules
from volunteercloud.domain.organizations.models import Role
from volunteercloud.domain.organizations.queries import Duty

OURS, OTHER = UUID(int=1), UUID(int=2)


def add(organization, actor, name, role, at, *project_ids):
    somebody = factories.person(name)
    actions.add_staff(
        actor=actor,
        organization_id=organization.id,
        number=factories.number_of(somebody),
        role=role,
        project_ids=project_ids,
        at=at,
    )
    return somebody


@pytest.fixture
def coordinator(owner, organization, at):
    return add(organization, owner, "小满", Role.COORDINATOR, at, OURS)


def test_a_role_for_some_projects_counts_there_alone(coordinator, organization):
    asked = [(organization.id, OURS), (organization.id, OTHER), (organization.id, None)]
    assert [rules.can_manage(coordinator, *about) for about in asked] == [True, False, False]
    assert [rules.can_record(coordinator, *about) for about in asked] == [True, False, False]
    assert [rules.can_look_on(coordinator, *about) for about in asked] == [True, False, False]
    assert not rules.can_own(coordinator, organization.id)


def test_nobody_passes_on_more_than_they_hold(coordinator, organization, at):
    for role, project_ids in (
        (Role.LEADER, ()),
        (Role.LEADER, (OURS, OTHER)),
        (Role.COORDINATOR, (OURS,)),
        (Role.OWNER, ()),
        (Role.TREASURER, ()),
    ):
        with pytest.raises(NotAllowed):
            add(organization, coordinator, "芒种", role, at, *project_ids)
    leader = add(organization, coordinator, "芒种", Role.LEADER, at, OURS)
    assert queries.duty(leader.id, organization.id) == Duty(Role.LEADER, frozenset({OURS}))


def test_nobody_reaches_staff_of_other_projects(coordinator, owner, organization, at):
    elsewhere = add(organization, owner, "芒种", Role.LEADER, at, OTHER)
    for step in (
        lambda: actions.end_staff(actor=coordinator, organization_id=organization.id, person_id=elsewhere.id, at=at),
        lambda: actions.change_role(
            actor=coordinator,
            organization_id=organization.id,
            person_id=elsewhere.id,
            role=Role.LEADER,
            project_ids=[OURS],
            at=at,
        ),
    ):
        with pytest.raises(NotAllowed):
            step()


@pytest.mark.parametrize("role", [Role.OWNER, Role.TREASURER])
def test_who_answers_for_the_whole_has_no_projects_of_their_own(owner, organization, at, role):
    with pytest.raises(Refused) as refusal:
        add(organization, owner, "芒种", role, at, OURS)
    assert (refusal.value.code, refusal.value.field) == ("staff.whole", "project_ids")


def test_nobody_is_appointed_for_projects_without_end(owner, organization, at):
    with pytest.raises(Refused) as refusal:
        add(organization, owner, "芒种", Role.LEADER, at, *(UUID(int=one) for one in range(51)))
    assert refusal.value.code == "staff.projects"


def test_a_reader_and_a_treasurer_look_on_and_change_nothing(owner, organization, at):
    for name, role in (("芒种", Role.READER), ("夏至", Role.TREASURER)):
        somebody = add(organization, owner, name, role, at)
        assert rules.can_look_on(somebody, organization.id)
        assert not any(may(somebody, organization.id) for may in (rules.can_record, rules.can_lead, rules.can_manage))


def duty(role, *project_ids):
    return Duty(role, frozenset(project_ids))


@pytest.mark.parametrize(
    ("leaving", "successor", "after"),
    [
        (duty(Role.LEADER), duty(Role.OWNER), duty(Role.OWNER)),
        (duty(Role.OWNER), duty(Role.LEADER, OURS), duty(Role.OWNER)),
        (duty(Role.LEADER, OURS), duty(Role.LEADER, OTHER), duty(Role.LEADER, OURS, OTHER)),
        (duty(Role.LEADER, OURS), duty(Role.COORDINATOR, OURS), duty(Role.COORDINATOR, OURS)),
        (duty(Role.LEADER), duty(Role.LEADER, OURS), duty(Role.LEADER)),
        (duty(Role.READER), duty(Role.TREASURER), duty(Role.TREASURER)),
    ],
)
def test_who_takes_over_holds_what_includes_both(leaving, successor, after):
    assert rules.taken_over(leaving, successor) == after


@pytest.mark.parametrize(
    ("leaving", "successor"),
    [
        (duty(Role.COORDINATOR, OURS), duty(Role.LEADER, OTHER)),
        (duty(Role.COORDINATOR, OURS), duty(Role.LEADER)),
        (duty(Role.LEADER), duty(Role.COORDINATOR, OURS)),
        (duty(Role.TREASURER), duty(Role.LEADER)),
    ],
)
def test_two_duties_are_never_mixed(leaving, successor):
    with pytest.raises(Refused) as refusal:
        rules.taken_over(leaving, successor)
    assert refusal.value.code == "staff.mixed"


def test_nobody_takes_over_from_themselves(owner, organization, at):
    with pytest.raises(Refused) as refusal:
        actions.hand_over(
            actor=owner, organization_id=organization.id, person_id=owner.id, to_person_id=owner.id, at=at
        )
    assert refusal.value.code == "staff.own_successor"


def test_an_officer_appoints_an_owner_where_none_is_left(owner, officer, organization, at):
    heir = factories.person("芒种")
    asked = {"organization_id": organization.id, "number": factories.number_of(heir), "at": at}
    with pytest.raises(NotAllowed):
        actions.appoint_owner(actor=owner, reason="病故", **asked)
    with pytest.raises(NotAllowed):
        actions.appoint_owner(actor=factories.officer("990102"), reason="所有者病故。", **asked)
    with pytest.raises(Refused) as refusal:
        actions.appoint_owner(actor=officer, reason=" ", **asked)
    assert refusal.value.code == "staff.reason"
    actions.appoint_owner(actor=officer, reason="所有者病故。", **asked)
    assert queries.role(heir.id, organization.id) is Role.OWNER
    actions.end_staff(actor=heir, organization_id=organization.id, person_id=owner.id, at=at)
    organization.refresh_from_db()
    assert organization.owner_id == heir.id
