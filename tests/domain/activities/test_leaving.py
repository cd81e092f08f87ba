"""Somebody leaves an organization: what they were to lead goes on."""

import pytest

from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.activities import queries
from volunteercloud.domain.activities.actions import leading, leaving
from volunteercloud.domain.activities.models import ShiftLeader
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import Role, Staff


@pytest.fixture
def key(shift):
    return {"organization_id": shift.organization_id, "shift_id": shift.id}


@pytest.fixture
def named(owner, organization, key, at):
    """The leader who is named for the shift."""
    somebody = organizations.leader(owner, organization, "小满", at)
    leading.name_leader(actor=owner, **key, person_id=somebody.id, at=at)
    return somebody


@pytest.fixture
def other(owner, organization, at):
    return organizations.leader(owner, organization, "芒种", at)


def leave(actor, organization, person, at, to=None):
    return leaving.leave(
        actor=actor, organization_id=organization.id, person_id=person.id, to_person_id=to and to.id, at=at
    )


def test_shifts_are_led_by_who_takes_over(named, other, owner, organization, key, at):
    third = organizations.leader(owner, organization, "夏至", at)
    assert [queries.leads(one, **key) for one in (named, other)] == [True, False]
    leave(named, organization, named, at, to=other)
    assert [queries.leads(one, **key) for one in (named, other, third)] == [False, True, False]


def test_without_a_successor_every_leader_leads_again(named, other, organization, key, at):
    leave(named, organization, named, at)
    assert [queries.leads(one, **key) for one in (named, other)] == [False, True]


def test_who_leads_nothing_of_the_project_is_named_for_nothing(named, owner, organization, key, at):
    recorder = organizations.person("夏至")
    organization_actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=organizations.number_of(recorder),
        role=Role.RECORDER,
        at=at,
    )
    with pytest.raises(NotAllowed):  # a leader makes nobody a leader, not even by leaving
        leave(named, organization, named, at, to=recorder)
    leave(owner, organization, named, at, to=recorder)
    assert organization_queries.role(recorder.id, organization.id) is Role.LEADER
    assert queries.leads(recorder, **key)


def test_who_takes_over_without_leading_is_named_for_nothing(named, owner, organization, key, at):
    """Whoever was named led once, and only records now: so does the successor."""
    Staff.objects.filter(person_id=named.id).update(role=Role.RECORDER)
    somebody = organizations.leader(owner, organization, "夏至", at)
    Staff.objects.filter(person_id=somebody.id).update(role=Role.RECORDER)
    leave(owner, organization, named, at, to=somebody)
    assert organization_queries.role(somebody.id, organization.id) is Role.RECORDER
    assert not ShiftLeader.objects.filter(person_id=somebody.id).exists()
    assert not queries.leads(somebody, **key)


def test_the_only_owner_leaves_by_handing_over(named, owner, organization, key, at):
    with pytest.raises(Refused) as refusal:
        leave(owner, organization, owner, at)
    assert refusal.value.code == "staff.last_owner"
    leave(owner, organization, owner, at, to=named)
    assert organization_queries.role(named.id, organization.id) is Role.OWNER
    organization.refresh_from_db()
    assert organization.owner_id == named.id
