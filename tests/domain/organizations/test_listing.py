"""Organizations put into the register by a list: what stands then, who runs it, and what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.domain.organizations import factories
from volunteercloud.core import checks as looking
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.organizations import actions, checks, invitations, register, rules
from volunteercloud.domain.organizations.actions import Listed
from volunteercloud.domain.organizations.models import Invitation, Node, Organization, Role, State, Way

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground():
    factories.ground()


@pytest.fixture
def officer():
    return factories.officer("99")


def line(name="青松志愿服务联合会", **changes):
    said = {"organization_id": ids.uuid7(), "name": name, "kind": "social-group", "region_id": "990101"}
    return Listed(**(said | changes))


def enter(officer, lines, at, region="99"):
    return actions.enter_many(actor=officer, region_code=region, lines=lines, language="zh-hans", at=at)


def states():
    return dict(Organization.objects.values_list("name", "state"))


def test_a_tree_comes_in_with_one_order_and_stands_in_the_register(officer, at):
    top = line(uscc=factories.USCC)
    below = line("青松临溪区分会", kind="branch", parent_id=top.organization_id)

    assert enter(officer, [top, below], at) == {}

    assert states() == {top.name: State.LISTED, below.name: State.LISTED}
    node = Node.objects.get(pk=below.organization_id)
    assert node.path == [top.organization_id, below.organization_id]
    assert [found.name for found in register.search(register.Wanted(text="青松"))] == [below.name, top.name]
    assert Organization.objects.get(pk=below.organization_id).parent_name == top.name
    assert Entry.objects.filter(name="organizations.organization_listed").count() == 2


def test_entered_again_nothing_changes(officer, at):
    lines = [line(uscc=factories.USCC)]
    enter(officer, lines, at)

    assert enter(officer, lines, at) == {}

    assert Organization.objects.count() == 1
    assert Entry.objects.filter(name="organizations.organization_listed").count() == 1


def test_who_has_an_owner_begins_at_once(officer, at):
    owner = factories.person()
    owned = line(uscc=factories.USCC, owner_id=owner.id)

    enter(officer, [owned, line("清泉", owner_id=owner.id)], at)

    assert states() == {owned.name: State.ACTIVE, "清泉": State.LISTED}  # nobody answers for the second
    assert rules.can_own(owner, owned.organization_id)


def test_a_uscc_of_another_is_refused_and_so_is_what_stands_below(officer, at):
    holder = factories.organization(factories.person(), at)
    late = line("清泉", uscc=holder.uscc)
    below = line("清泉分会", parent_id=late.organization_id)

    assert enter(officer, [late, below, line("向阳")], at) == {
        late.organization_id: "organization.uscc_claimed",
        below.organization_id: "organization.parent_not_active",
    }

    assert states() == {holder.name: State.ACTIVE, "向阳": State.LISTED}


def test_a_team_needs_a_registered_liaison_and_twelve_levels_are_the_most(officer, at):
    chain = [line("第0层")]
    for level in range(1, 13):
        chain.append(line(f"第{level}层", parent_id=chain[-1].organization_id))
    team = line("星火队", kind="team", liaison_id=chain[0].organization_id)

    assert enter(officer, [*chain, team], at) == {
        chain[12].organization_id: "organization.too_deep",
        team.organization_id: "organization.liaison_unfit",
    }


def test_a_refused_line_gives_its_code_free(officer, at):
    missing = line(uscc=factories.USCC, parent_id=ids.uuid7())
    enter(officer, [missing], at)

    assert enter(officer, [replace(missing, organization_id=ids.uuid7(), parent_id=None)], at) == {}


@pytest.mark.parametrize("region", ["9902", "98", ""])
def test_only_officers_of_the_region_list_and_only_in_it(at, region):
    with pytest.raises(NotAllowed):
        enter(factories.officer("990101"), [line()], at, region=region)
    with pytest.raises(NotAllowed):
        enter(factories.officer("990101"), [line(region_id="990102")], at, region="990101")
    assert Organization.objects.count() == 0


def test_a_listed_organization_does_nothing(officer, at):
    listed = line(uscc=factories.USCC)
    enter(officer, [listed], at)

    with pytest.raises(Refused) as refused:
        rules.check_active(Organization.objects.get(pk=listed.organization_id))

    assert refused.value.code == "organization.listed"


def test_the_invited_owner_makes_it_active(officer, at):
    listed = line(uscc=factories.USCC, owner_way=Way.EMAIL, owner_address="guyu@qinghe.example")
    enter(officer, [listed], at)
    invitation = Invitation.objects.get(organization_id=listed.organization_id)
    owner = factories.person()
    token = invitations.link(invitation).split("/")[2]

    actions.accept_invitation(actor=owner, token=token, at=at + timedelta(days=1))

    organization = Organization.objects.get(pk=listed.organization_id)
    assert (organization.state, organization.owner_id) == (State.ACTIVE, owner.id)
    assert Node.objects.get(pk=organization.id).state == State.ACTIVE


def test_whoever_answers_to_nobody_begins_as_a_draft(officer, at):
    listed = line("清泉")
    enter(officer, [listed], at)
    invitation = invite(officer, listed, at)

    actions.accept_invitation(actor=factories.person(), token=invitations.link(invitation).split("/")[2], at=at)

    assert states() == {"清泉": State.DRAFT}


def test_officers_invite_an_owner_later_and_nobody_else_does(officer, at):
    listed = line(uscc=factories.USCC)
    enter(officer, [listed], at)

    assert invite(officer, listed, at).role == Role.OWNER
    for actor, role in ((officer, Role.LEADER), (factories.officer("990102"), Role.OWNER)):
        with pytest.raises(NotAllowed):
            invite(actor, listed, at, role)


def test_an_officer_takes_back_an_invitation_that_went_to_the_wrong_person(officer, at):
    listed = line(uscc=factories.USCC)
    enter(officer, [listed], at)
    invitation = invite(officer, listed, at)
    back = {"organization_id": listed.organization_id, "invitation_id": invitation.id, "at": at}
    with pytest.raises(NotAllowed):
        actions.withdraw_invitation(actor=factories.officer("990102"), **back)
    actions.withdraw_invitation(actor=officer, **back)

    with pytest.raises(Refused) as refused:
        actions.accept_invitation(actor=factories.person(), token=invitations.link(invitation).split("/")[2], at=at)

    assert refused.value.code == "invitation.withdrawn"


def test_an_invitation_of_an_officer_who_is_none_any_more_is_void(at):
    officer = factories.officer("99")
    listed = line(uscc=factories.USCC)
    enter(officer, [listed], at)
    invitation = invite(officer, listed, at)
    factories.OfficerGrant.objects.filter(account_id=officer.id).update(revoked_at=at)

    with pytest.raises(Refused) as refused:
        actions.accept_invitation(actor=factories.person(), token=invitations.link(invitation).split("/")[2], at=at)

    assert refused.value.code == "invitation.inviter"


def test_an_appointed_owner_makes_it_active(officer, at):
    listed = line(uscc=factories.USCC)
    enter(officer, [listed], at)

    actions.appoint_owner(
        actor=officer,
        organization_id=listed.organization_id,
        number=factories.number_of(factories.person()),
        reason="自名录中登记。",
        at=at,
    )

    assert states() == {listed.name: State.ACTIVE}


def test_copies_agree(officer, at):
    enter(officer, [line(uscc=factories.USCC, owner_id=factories.person().id), line("清泉")], at)
    assert list(looking.run(checks.STATEMENTS)) == []


def invite(officer, listed, at, role=Role.OWNER):
    return actions.invite_staff(actor=officer, organization_id=listed.organization_id, way=Way.LINK, role=role, at=at)
