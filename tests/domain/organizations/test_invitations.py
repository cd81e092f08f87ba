"""People are invited to the staff: by whom, as what, once, and never with more than the inviter holds."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.domain.organizations import factories
from volunteercloud.core import tokens
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.messages.models import Delivery
from volunteercloud.domain.organizations import actions, invitations, queries
from volunteercloud.domain.organizations.models import Invitation, Role, Way

OURS = UUID(int=1)


def invite(actor, organization, at, way=Way.LINK, role=Role.LEADER, **more):
    return actions.invite_staff(actor=actor, organization_id=organization.id, way=way, role=role, at=at, **more)


def token_of(invitation):
    return invitations.link(invitation).split("/")[-2]


def accept(actor, invitation, at):
    return actions.accept_invitation(actor=actor, token=token_of(invitation), at=at)


def refused(actor, invitation, at):
    with pytest.raises(Refused) as refusal:
        accept(actor, invitation, at)
    shown = invitations.invited(actor, token_of(invitation), at)
    return refusal.value.code, shown.refusal.code if shown.refusal else None


def test_whoever_holds_the_link_takes_the_role_once(owner, organization, at):
    invitation = invite(owner, organization, at, project_ids=[OURS])
    first, second = factories.person("小满"), factories.person("芒种")
    assert invitations.invited(ANONYMOUS, token_of(invitation), at).refusal is None
    assert accept(first, invitation, at) == accept(first, invitation, at)
    assert queries.duty(first.id, organization.id) == queries.Duty(Role.LEADER, frozenset({OURS}))
    assert refused(second, invitation, at) == ("invitation.used", "invitation.used")
    assert invitations.invited(first, token_of(invitation), at).accepted


def test_a_link_serves_as_many_as_it_says(owner, organization, at):
    invitation = invite(owner, organization, at, places=2)
    people = [factories.person(name) for name in ("小满", "芒种", "夏至")]
    assert [accept(person, invitation, at).name for person in people[:2]] == ["小满", "芒种"]
    assert refused(people[2], invitation, at) == ("invitation.used", "invitation.used")


def test_whoever_was_dismissed_does_not_come_back_by_the_same_link(owner, organization, at):
    invitation = invite(owner, organization, at, places=5)
    leader = factories.person("小满")
    accept(leader, invitation, at)
    actions.end_staff(actor=owner, organization_id=organization.id, person_id=leader.id, at=at)
    with pytest.raises(Refused) as refusal:
        accept(leader, invitation, at)
    assert refusal.value.code == "invitation.used"
    assert queries.role(leader.id, organization.id) is None


@pytest.mark.parametrize("changed", ["", "x", "A" * 56, "邀请"])
def test_a_forged_link_is_refused(owner, organization, at, changed):
    with pytest.raises(Refused) as refusal:
        actions.accept_invitation(actor=owner, token=changed, at=at)
    assert refusal.value.code == "invitation.forged"


def test_a_link_signed_for_something_else_or_for_nothing_opens_nothing(owner, organization, at):
    invitation = invite(owner, organization, at)
    other = tokens.sign("guardian-consent", organization.id.bytes + invitation.id.bytes)
    with pytest.raises(Refused):
        actions.accept_invitation(actor=owner, token=other, at=at)
    nothing = tokens.sign(invitations.PURPOSE, organization.id.bytes + organization.id.bytes)
    with pytest.raises(NotFound):
        actions.accept_invitation(actor=owner, token=nothing, at=at)


def test_an_old_and_a_withdrawn_invitation_are_over(owner, organization, at):
    somebody, invitation = factories.person("小满"), invite(owner, organization, at)
    assert refused(somebody, invitation, at + timedelta(days=14)) == ("invitation.expired", "invitation.expired")
    key = {"organization_id": organization.id, "invitation_id": invitation.id}
    with pytest.raises(NotAllowed):
        actions.withdraw_invitation(actor=somebody, **key, at=at)
    actions.withdraw_invitation(actor=owner, **key, at=at)
    assert refused(somebody, invitation, at) == ("invitation.withdrawn", "invitation.withdrawn")


def test_nobody_invites_themselves_higher(owner, organization, at):
    leader = factories.leader(owner, organization, "小满", at)
    invitation = invite(owner, organization, at, role=Role.OWNER)
    assert refused(leader, invitation, at) == ("invitation.works_here", "invitation.works_here")
    with pytest.raises(NotAllowed):
        invite(leader, organization, at)


def test_nobody_comes_in_above_what_the_inviter_may_give_now(owner, organization, at):
    coordinator = factories.person("小满")
    actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=factories.number_of(coordinator),
        role=Role.COORDINATOR,
        at=at,
    )
    with pytest.raises(NotAllowed):
        invite(coordinator, organization, at, role=Role.COORDINATOR)
    invitation = invite(coordinator, organization, at)
    actions.change_role(
        actor=owner,
        organization_id=organization.id,
        person_id=coordinator.id,
        role=Role.COORDINATOR,
        project_ids=[OURS],
        at=at,
    )
    assert refused(factories.person("芒种"), invitation, at) == ("invitation.inviter", "invitation.inviter")


def test_the_invitation_waits_until_the_name_is_verified(owner, organization, at):
    newcomer, invitation = factories.person("芒种", real_name_level=0), invite(owner, organization, at)
    assert refused(newcomer, invitation, at) == ("invitation.real_name", None)
    assert invitations.invited(newcomer, token_of(invitation), at).lacks_real_name
    Volunteer.objects.filter(id=newcomer.id).update(real_name_level=1, real_name_at=at)
    assert accept(newcomer, invitation, at).role == Role.LEADER


def test_an_address_is_written_to_kept_sealed_and_forgotten(owner, organization, at):
    invitation = invite(owner, organization, at, Way.EMAIL, address=" mangzhong@qinghe.example ")
    assert [(row.channel, row.recipient_id) for row in Delivery.objects.all()] == [("email", invitation.id)]
    assert b"mangzhong" not in bytes(Invitation.objects.get().address_sealed)
    (shown,) = invitations.standing(owner, organization.id, at)
    assert (shown.address, invitation.shown) == ("mangzhong@qinghe.example", "m***@qinghe.example")
    accept(factories.person("芒种"), invitation, at)
    assert bytes(Invitation.objects.get().address_sealed) == b""
    assert invitations.standing(owner, organization.id, at) == []


@pytest.mark.parametrize(
    ("way", "given", "code"),
    [
        (Way.EMAIL, {"address": "芒种"}, "invitation.address"),
        (Way.EMAIL, {"address": ""}, "invitation.address"),
        (Way.SMS, {"address": "12"}, "phone.form"),
        (Way.SMS, {"address": "+8613800000000", "places": 2}, "invitation.places"),
        (Way.LINK, {"places": 51}, "invitation.places"),
        (Way.LINK, {"places": 0}, "invitation.places"),
    ],
)
def test_what_can_be_no_invitation_is_refused(owner, organization, at, way, given, code):
    with pytest.raises(Refused) as refusal:
        invite(owner, organization, at, way, **given)
    assert refusal.value.code == code


def test_nobody_sends_invitations_without_end(owner, organization, at, monkeypatch):
    monkeypatch.setattr(actions.inviting, "MOST_A_DAY", 2)
    for _ in range(2):
        invite(owner, organization, at)
    with pytest.raises(Refused) as refusal:
        invite(owner, organization, at)
    assert refusal.value.code == "invitation.many"
    invite(owner, organization, at + timedelta(days=1))


def test_who_is_not_signed_in_accepts_nothing(owner, organization, at):
    with pytest.raises(NotAllowed):
        accept(ANONYMOUS, invite(owner, organization, at), at)
