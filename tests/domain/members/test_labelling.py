from datetime import timedelta

import pytest

from tests.domain.members import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks as core_checks
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.members import actions, checks, queries, tasks
from volunteercloud.domain.members.models import LabelKind, Member, MemberKey, Membership
from volunteercloud.domain.members.queries import Wanted


@pytest.fixture(autouse=True)
def both_sides_agree(db):
    yield
    assert list(core_checks.run(checks.STATEMENTS)) == []


@pytest.fixture
def member(owner, organization, at) -> Actor:
    return factories.member(owner, organization, at)


def label(owner, organization, members, at, **change):
    return actions.label_members(
        actor=owner,
        organization_id=organization.id,
        volunteer_ids=[member.id for member in members],
        at=at,
        **change,
    )


def test_many_members_are_put_under_a_group_and_taken_out(owner, organization, member, at):
    other, group = factories.member(owner, organization, at, "夏至"), factories.group(owner, organization, at)
    stranger = factories.person("小雪")
    assert len(label(owner, organization, [member, other, stranger], at, add=[group.id])) == 2
    assert label(owner, organization, [member, other], at, add=[group.id]) == []
    assert queries.counts(owner, organization.id).by_label == {group.id: 2}
    assert len(label(owner, organization, [member], at, remove=[group.id])) == 1
    assert queries.counts(owner, organization.id).by_label == {group.id: 1}
    assert [found.name for found in listed(owner, organization, group)] == ["夏至"]


def test_a_group_of_another_organization_is_unknown(owner, organization, member, at):
    other_owner = organizations.person("立冬")
    other = organizations.organization(other_owner, at, name="石桥志愿服务队", uscc="51990000MJ00000023")
    foreign = factories.group(other_owner, other, at)
    with pytest.raises(Refused) as refused:
        label(owner, organization, [member], at, add=[foreign.id])
    assert refused.value.code == "label.unknown"
    with pytest.raises(NotFound):
        actions.end_label(actor=owner, organization_id=organization.id, label_id=foreign.id, at=at)


def test_a_member_stands_under_twenty_at_most(owner, organization, member, at):
    groups = [factories.group(owner, organization, at, f"组{number}").id for number in range(21)]
    label(owner, organization, [member], at, add=groups[:20])
    with pytest.raises(Refused) as refused:
        label(owner, organization, [member], at, add=groups[20:])
    assert refused.value.code == "label.too_many_of_member"
    assert len(label(owner, organization, [member], at, add=groups[20:], remove=groups[:1])) == 1


def test_a_name_is_taken_once_of_each_kind_whatever_its_case(owner, organization, at):
    factories.group(owner, organization, at, "Weekend")
    with pytest.raises(Refused) as refused:
        factories.group(owner, organization, at, " weekend ")
    assert refused.value.code == "label.taken"
    make = {"actor": owner, "organization_id": organization.id, "at": at}
    assert actions.make_label(**make, kind=LabelKind.TAG, name="Weekend").kind == LabelKind.TAG
    with pytest.raises(Refused) as refused:
        actions.make_label(**make, kind=LabelKind.TAG, name="字" * 61)
    assert refused.value.code == "label.name"


def test_a_group_is_led_by_a_member_and_a_tag_by_nobody(owner, organization, member, at):
    group = factories.group(owner, organization, at)
    change = {"actor": owner, "organization_id": organization.id, "at": at}
    led = actions.change_label(**change, label_id=group.id, name="周末组", leader_id=member.id)
    assert (led.leader_id, led.leader_name) == (member.id, "小满")
    tag = actions.make_label(**change, kind=LabelKind.TAG, name="会手语")
    for label_id, leader in ((tag.id, member), (group.id, factories.person("小雪"))):
        with pytest.raises(Refused) as refused:
            actions.change_label(**change, label_id=label_id, name="改名", leader_id=leader.id)
        assert refused.value.code == "label.leader"


def test_strangers_and_leaders_change_nothing(owner, organization, member, at):
    group = factories.group(owner, organization, at)
    leader = organizations.leader(owner, organization, "大暑", at)
    for stranger in (member, leader):
        with pytest.raises(NotAllowed):
            label(stranger, organization, [member], at, add=[group.id])
        with pytest.raises(NotAllowed):
            factories.group(stranger, organization, at, "另一组")


def test_an_ended_group_is_shown_nowhere_and_emptied_by_the_job(owner, organization, member, at):
    group = factories.group(owner, organization, at)
    label(owner, organization, [member], at, add=[group.id])
    actions.end_label(actor=owner, organization_id=organization.id, label_id=group.id, at=at)
    assert queries.labels(owner, organization.id) == []
    assert (tasks.empty_labels_at(at), tasks.empty_labels_at(at)) == (1, 0)
    assert Member.objects.get().labels == []
    assert not MemberKey.objects.filter(scope=group.id).exists()


def test_who_leaves_leaves_the_groups_too(owner, organization, member, at):
    group = factories.group(owner, organization, at)
    label(owner, organization, [member], at, add=[group.id])
    actions.leave(actor=member, organization_id=organization.id, volunteer_id=member.id, at=at)
    assert queries.counts(owner, organization.id).by_label == {group.id: 0}
    assert listed(owner, organization, group) == []


def test_two_members_have_no_number_in_common(owner, organization, member, at):
    other = factories.member(owner, organization, at, "夏至")
    note = {"actor": owner, "organization_id": organization.id, "note": "", "at": at}
    actions.note_member(**note, volunteer_id=member.id, member_number="7")
    with pytest.raises(Refused) as refused:
        actions.note_member(**note, volunteer_id=other.id, member_number=" 7 ")
    assert refused.value.code == "member.number_taken"
    assert actions.note_member(**note, volunteer_id=member.id, member_number="7").member_number == "7"


def test_a_new_name_reaches_every_organization_in_the_night(owner, organization, member, at):
    assert tasks.follow_names_at(at) == 0
    Volunteer.objects.filter(id=member.id).update(name="林小满")
    assert (tasks.follow_names_at(at), tasks.follow_names_at(at + timedelta(days=1))) == (1, 0)
    assert (Member.objects.get().name, Membership.objects.get().name) == ("林小满", "林小满")
    assert [found.name for found in queries.members(owner, organization.id, Wanted(text="林")).members] == ["林小满"]


def listed(owner, organization, group):
    return queries.members(owner, organization.id, Wanted(label_id=group.id)).members
