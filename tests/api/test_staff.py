"""Staff through the API: scopes, invitations, hand-over, and an owner by an officer."""

import pytest

from tests.domain.organizations import factories as organizations
from volunteercloud.domain.organizations.models import Staff


@pytest.fixture
def leader(owner, as_):
    return as_(owner)


@pytest.fixture
def home(organization):
    return f"/organizations/{organization.id}"


def test_a_duty_names_its_projects(leader, home, shift):
    somebody = organizations.person("小满")
    given = {
        "number": organizations.number_of(somebody),
        "role": "coordinator",
        "project_ids": [str(shift.project_id)],
    }
    assert leader.post(f"{home}/staff", given).json()["project_ids"] == [str(shift.project_id)]
    whole = leader.patch(f"{home}/staff/{somebody.id}", {"role": "coordinator"})
    assert whole.json()["project_ids"] == []
    refused = leader.patch(f"{home}/staff/{somebody.id}", {"role": "owner", "project_ids": given["project_ids"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "staff.whole")


def test_an_invitation_is_made_shown_accepted_and_withdrawn(leader, home, as_):
    made = leader.post(f"{home}/staff-invitations", {"way": "link", "role": "leader", "places": 2})
    assert made.status_code == 201
    token = made.json()["link"].split("/")[-2]
    newcomer = as_(organizations.person("小满"))
    shown = newcomer.get(f"/staff-invitations/{token}").json()
    assert (shown["role"], shown["refusal"], shown["accepted"]) == ("leader", "", False)
    accepted = [newcomer.post("/me/staff-invitations", {"token": token}) for _ in range(2)]
    assert [(one.status_code, one.json()["role"]) for one in accepted] == [(200, "leader")] * 2
    assert [(one["places"], one["accepted"]) for one in leader.get(f"{home}/staff-invitations").json()] == [(2, 1)]
    assert leader.delete(f"{home}/staff-invitations/{made.json()['id']}").status_code == 200
    assert leader.get(f"{home}/staff-invitations").json() == []
    late = as_(organizations.person("芒种")).post("/me/staff-invitations", {"token": token})
    assert (late.status_code, late.json()["code"]) == (409, "invitation.withdrawn")
    forged = newcomer.post("/me/staff-invitations", {"token": "x"})
    assert forged.json()["code"] == "invitation.forged"


def test_an_owner_hands_over(leader, owner, home, organization, at):
    successor = organizations.leader(owner, organization, "小满", at)
    assert leader.delete(f"{home}/staff/{owner.id}").json()["code"] == "staff.last_owner"
    taken = leader.post(f"{home}/staff/{owner.id}/hand-over", {"to_person_id": str(successor.id)})
    assert (taken.status_code, taken.json()["role"]) == (200, "owner")
    assert Staff.objects.get(person_id=owner.id).ended_at is not None


def test_an_officer_appoints_an_owner(leader, officer, home, as_):
    heir = organizations.person("小满")
    asked = {"number": organizations.number_of(heir), "reason": "所有者病故。"}
    assert as_(officer).post(f"{home}/owners", asked).json()["role"] == "owner"
    assert leader.post(f"{home}/owners", asked).status_code == 403


def test_an_organization_is_found_by_its_number(client, organization):
    found = client.get(f"/api/v1/organizations/by-number/{organization.number.lower()}")
    assert (found.status_code, found.json()["id"]) == (200, str(organization.id))
    assert client.get("/api/v1/organizations/by-number/G").status_code == 404
