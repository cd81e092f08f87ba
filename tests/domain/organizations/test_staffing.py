import pytest

from tests.domain.organizations import factories
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.organizations import actions, queries, rules
from volunteercloud.domain.organizations.models import Role, Seat


def add(organization, actor, person, role, at):
    return actions.add_staff(
        actor=actor, organization_id=organization.id, number=factories.number_of(person), role=role, at=at
    )


def roles(organization, viewer):
    return [(staff.name, staff.role) for staff in queries.staff(viewer, organization.id)]


def test_each_role_may_do_what_stands_below_it(owner, organization, at):
    people = {Role.OWNER: owner}
    for name, role in (("小满", Role.COORDINATOR), ("芒种", Role.LEADER), ("夏至", Role.RECORDER)):
        people[role] = factories.person(name)
        add(organization, owner, people[role], role, at)
    people[None] = factories.person("小暑")
    asked = (rules.can_own, rules.can_manage, rules.can_lead, rules.can_record)
    assert {role: [may(actor, organization.id) for may in asked] for role, actor in people.items()} == {
        Role.OWNER: [True, True, True, True],
        Role.COORDINATOR: [False, True, True, True],
        Role.LEADER: [False, False, True, True],
        Role.RECORDER: [False, False, False, True],
        None: [False, False, False, False],
    }


def test_coordinators_appoint_those_below_them(owner, organization, at):
    coordinator, leader = factories.person("小满"), factories.person("芒种")
    add(organization, owner, coordinator, Role.COORDINATOR, at)
    with pytest.raises(NotAllowed):
        add(organization, coordinator, leader, Role.OWNER, at)
    add(organization, coordinator, leader, Role.LEADER, at)
    assert roles(organization, leader) == [("谷雨", "owner"), ("小满", "coordinator"), ("芒种", "leader")]
    assert [seat.role for seat in queries.my_organizations(leader)] == ["leader"]
    with pytest.raises(NotAllowed):
        actions.end_staff(actor=coordinator, organization_id=organization.id, person_id=owner.id, at=at)


@pytest.mark.parametrize(
    ("number", "code"), [("V234", "staff.number_unknown"), ("V23456789ABC", "staff.number_unknown")]
)
def test_an_unknown_number_is_refused(owner, organization, at, number, code):
    with pytest.raises(Refused) as refusal:
        actions.add_staff(actor=owner, organization_id=organization.id, number=number, role=Role.LEADER, at=at)
    assert (refusal.value.code, refusal.value.field) == (code, "number")


def test_staff_need_a_real_name_and_are_added_once(owner, organization, at):
    with pytest.raises(Refused) as refusal:
        add(organization, owner, factories.person("立冬", real_name_level=0), Role.LEADER, at)
    assert refusal.value.code == "staff.not_real_name"
    leader = factories.person("芒种")
    add(organization, owner, leader, Role.LEADER, at)
    with pytest.raises(Refused) as refusal:
        add(organization, owner, leader, Role.RECORDER, at)
    assert refusal.value.code == "staff.already"


def test_an_organization_always_has_an_owner(owner, organization, at):
    def leave(person):
        actions.end_staff(actor=person, organization_id=organization.id, person_id=person.id, at=at)

    with pytest.raises(Refused) as refusal:
        leave(owner)
    assert refusal.value.code == "staff.last_owner"
    with pytest.raises(Refused) as refusal:
        actions.change_role(actor=owner, organization_id=organization.id, person_id=owner.id, role=Role.LEADER, at=at)
    assert refusal.value.code == "staff.last_owner"
    add(organization, owner, factories.person("小满"), Role.OWNER, at)
    leave(owner)
    assert Seat.objects.get(person_id=owner.id).ended_at == at
    assert list(queries.my_organizations(owner)) == []


def test_whoever_left_may_come_back(owner, organization, at):
    leader = factories.person("芒种")
    add(organization, owner, leader, Role.LEADER, at)
    actions.end_staff(actor=leader, organization_id=organization.id, person_id=leader.id, at=at)
    assert roles(organization, owner) == [("谷雨", "owner")]
    add(organization, owner, leader, Role.RECORDER, at)
    assert [seat.role for seat in queries.my_organizations(leader)] == ["recorder"]


def test_role_is_changed_on_both_sides(owner, organization, at):
    leader = factories.person("芒种")
    add(organization, owner, leader, Role.LEADER, at)
    actions.change_role(actor=owner, organization_id=organization.id, person_id=leader.id, role=Role.COORDINATOR, at=at)
    assert roles(organization, owner) == [("谷雨", "owner"), ("芒种", "coordinator")]
    assert [seat.role for seat in queries.my_organizations(leader)] == ["coordinator"]


def test_staff_are_seen_by_staff_and_officers(owner, officer, organization, at):
    assert roles(organization, officer) == [("谷雨", "owner")]
    with pytest.raises(NotFound):
        queries.staff(factories.person("小寒"), organization.id)
