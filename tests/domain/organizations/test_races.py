"""Two people at once, on connections of their own."""

import pytest

from tests.domain.organizations import factories
from tests.races import fates
from volunteercloud.domain.organizations import actions, invitations
from volunteercloud.domain.organizations.models import Organization, Staff, UsccClaim, Way

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_one_code_submitted_twice_at_once(at):
    factories.ground()
    owners = [factories.person(name) for name in ("谷雨", "小满")]
    drafts = [
        actions.register_organization(actor=owner, particulars=factories.particulars(name=owner.label), at=at)
        for owner in owners
    ]
    steps = [
        lambda owner=owner, draft=draft: factories.submitted(owner, draft, at)
        for owner, draft in zip(owners, drafts, strict=True)
    ]
    assert fates(steps) == ["done", "organization.uscc_claimed"]
    assert UsccClaim.objects.count() == 1


def test_two_officers_decide_at_once(at):
    factories.ground()
    owner = factories.person()
    draft = actions.register_organization(actor=owner, particulars=factories.particulars(), at=at)
    factories.submitted(owner, draft, at)
    case = factories.waiting_case(draft.id)
    officers = [factories.officer("990101", "白露"), factories.officer("99", "寒露")]
    steps = [
        lambda officer=officer: actions.decide_organization(
            actor=officer, case_id=case.id, decision="approve", reason="", at=at
        )
        for officer in officers
    ]
    assert fates(steps) == ["done", "review.decided_already"]
    assert Organization.objects.get().state == "active"


def test_two_owners_leave_at_once(at):
    factories.ground()
    owner, second = factories.person(), factories.person("小满")
    organization = factories.organization(owner, at)
    actions.add_staff(
        actor=owner, organization_id=organization.id, number=factories.number_of(second), role="owner", at=at
    )
    steps = [
        lambda person=person: actions.end_staff(
            actor=person, organization_id=organization.id, person_id=person.id, at=at
        )
        for person in (owner, second)
    ]
    assert fates(steps) == ["done", "staff.last_owner"]
    assert Staff.objects.filter(ended_at__isnull=True, role="owner").count() == 1


def test_two_people_accept_one_invitation_at_once(at):
    factories.ground()
    owner = factories.person()
    organization = factories.organization(owner, at)
    invitation = actions.invite_staff(actor=owner, organization_id=organization.id, way=Way.LINK, role="leader", at=at)
    token = invitations.link(invitation).split("/")[-2]
    people = [factories.person(name) for name in ("小满", "芒种")]
    steps = [lambda person=person: actions.accept_invitation(actor=person, token=token, at=at) for person in people]
    assert fates(steps) == ["done", "invitation.used"]
    assert Staff.objects.filter(role="leader").count() == 1


def test_two_owners_hand_over_to_each_other_at_once(at):
    factories.ground()
    owner, second = factories.person(), factories.person("小满")
    organization = factories.organization(owner, at)
    actions.add_staff(
        actor=owner, organization_id=organization.id, number=factories.number_of(second), role="owner", at=at
    )
    steps = [
        lambda leaving=leaving, staying=staying: actions.hand_over(
            actor=leaving,
            organization_id=organization.id,
            person_id=leaving.id,
            to_person_id=staying.id,
            at=at,
        )
        for leaving, staying in ((owner, second), (second, owner))
    ]
    assert fates(steps) == ["done", "staff.not_working"]
    assert Staff.objects.filter(ended_at__isnull=True, role="owner").count() == 1
