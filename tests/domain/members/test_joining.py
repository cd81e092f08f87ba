from datetime import timedelta

import pytest

from tests.domain.identity import factories as identity
from tests.domain.members import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks as core_checks
from volunteercloud.core import tokens
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity.models import Guardianship, Volunteer
from volunteercloud.domain.members import actions, checks, links, queries
from volunteercloud.domain.members.models import Joining, Member, Membership, State
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.organizations import actions as organization_actions

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def both_sides_agree(db):
    """After each of these tests nothing contradicts anything."""
    yield
    assert list(core_checks.run(checks.STATEMENTS)) == []


def states(organization):
    return sorted(Member.objects.filter(organization_id=organization.id).values_list("name", "state"))


def test_an_organization_approves_who_joins_unless_it_says_otherwise(owner, organization, volunteer, at):
    asked = factories.join(volunteer, organization, at)
    again = factories.join(volunteer, organization, at)
    assert (asked.state, again.state, again.asked_at) == (State.REQUESTED, State.REQUESTED, at)
    assert Membership.objects.get().state == State.REQUESTED


def test_anybody_joins_an_open_one(owner, organization, volunteer, at):
    factories.opened(owner, organization, at)
    assert factories.join(volunteer, organization, at).joined_at == at
    assert queries.counts(owner, organization.id).by_state[State.ACTIVE] == 1


def test_one_that_only_invites_lets_nobody_in_by_search(owner, organization, volunteer, at):
    factories.opened(owner, organization, at, Joining.INVITATION)
    with pytest.raises(Refused) as refused:
        factories.join(volunteer, organization, at)
    assert refused.value.code == "member.by_invitation"
    actions.invite(actor=owner, organization_id=organization.id, number=organizations.number_of(volunteer), at=at)
    assert factories.join(volunteer, organization, at).state == State.ACTIVE


def test_nobody_joins_for_somebody_else(owner, organization, volunteer, at):
    with pytest.raises(NotAllowed):
        actions.join(actor=owner, organization_id=organization.id, volunteer_id=volunteer.id, at=at)


def test_a_guardian_joins_for_a_child_in_the_account(owner, organization, volunteer, at):
    child = factories.person("芒种")
    Guardianship.objects.create(guardian_id=volunteer.id, ward_id=child.id, ward_name="芒种", since=at)
    Volunteer.objects.filter(id=child.id).update(guardian_id=volunteer.id)
    factories.opened(owner, organization, at)
    joined = actions.join(actor=volunteer, organization_id=organization.id, volunteer_id=child.id, at=at)
    assert (joined.name, joined.state) == ("芒种", State.ACTIVE)
    left = actions.leave(actor=volunteer, organization_id=organization.id, volunteer_id=child.id, at=at)
    assert left.state == State.LEFT


def test_somebody_without_a_name_is_refused(owner, organization, at):
    nameless = identity.volunteer(at)
    factories.opened(owner, organization, at)
    with pytest.raises(Refused) as refused:
        factories.join(nameless, organization, at)
    assert refused.value.code == "member.no_name"


@pytest.mark.parametrize("state", ["suspended", "draft"])
def test_an_organization_that_is_not_at_work_takes_nobody_in(owner, organization, volunteer, at, state):
    if state == "suspended":
        organizations.suspend(
            actor=organizations.officer("9901", "立秋"), organization_id=organization.id, reason="正在核查", at=at
        )
        with pytest.raises(Refused) as refused:
            factories.join(volunteer, organization, at)
        assert refused.value.code == "member.organization_suspended"
    else:
        draft = organization_actions.register_organization(
            actor=owner, particulars=organizations.particulars(name="新队", uscc="51990000MJ00000023"), at=at
        )
        with pytest.raises(NotFound):
            factories.join(volunteer, draft, at)


def test_who_was_refused_reads_why_and_asks_again_after_the_days_set(owner, organization, volunteer, at):
    factories.join(volunteer, organization, at)
    refuse = {"actor": owner, "organization_id": organization.id, "volunteer_ids": [volunteer.id], "accept": False}
    with pytest.raises(Refused) as refused:
        actions.answer_requests(**refuse, reason=" ", at=at)
    assert refused.value.code == "member.reason"
    assert len(actions.answer_requests(**refuse, reason="本学期已满。", at=at)) == 1
    assert actions.answer_requests(**refuse, reason="本学期已满。", at=at) == []
    assert Membership.objects.get().reason == "本学期已满。"
    with pytest.raises(Refused) as refused:
        factories.join(volunteer, organization, at + 29 * DAY)
    assert refused.value.code == "member.too_soon"
    assert factories.join(volunteer, organization, at + 30 * DAY).state == State.REQUESTED


def test_accepted_requests_are_members_and_are_told(owner, organization, volunteer, at):
    other = factories.person("夏至")
    for somebody in (volunteer, other):
        factories.join(somebody, organization, at)
    answered = actions.answer_requests(
        actor=owner, organization_id=organization.id, volunteer_ids=[volunteer.id, other.id], accept=True, at=at
    )
    assert {member.state for member in answered} == {State.ACTIVE}
    assert sorted(Message.objects.filter(template="member_accepted").values_list("recipient_id", flat=True)) == sorted(
        [volunteer.id, other.id]
    )


def test_strangers_and_leaders_answer_nothing(owner, organization, volunteer, at):
    leader = organizations.leader(owner, organization, "大暑", at)
    factories.join(volunteer, organization, at)
    for stranger in (volunteer, leader):
        with pytest.raises(NotAllowed):
            actions.answer_requests(
                actor=stranger, organization_id=organization.id, volunteer_ids=[volunteer.id], accept=True, at=at
            )


def test_leaving_is_at_will_and_repeatable(owner, organization, at):
    somebody = factories.member(owner, organization, at)
    for _time in range(2):
        left = actions.leave(actor=somebody, organization_id=organization.id, volunteer_id=somebody.id, at=at + DAY)
        assert left.state == State.LEFT
    assert states(organization) == [("小满", "left")]
    assert factories.join(somebody, organization, at + 2 * DAY).joined_at == at + 2 * DAY


def test_nobody_leaves_what_they_never_joined(organization, volunteer, at):
    with pytest.raises(NotFound):
        actions.leave(actor=volunteer, organization_id=organization.id, volunteer_id=volunteer.id, at=at)


def test_a_removed_member_is_approved_anew_even_where_it_is_open(owner, organization, at):
    somebody = factories.member(owner, organization, at)
    remove = {"actor": owner, "organization_id": organization.id, "volunteer_id": somebody.id}
    removed = actions.remove_member(**remove, reason="三次未到。", at=at)
    assert (removed.state, removed.labels, removed.reason) == (State.REMOVED, [], "三次未到。")
    with pytest.raises(Refused) as refused:
        factories.join(somebody, organization, at + DAY)
    assert refused.value.code == "member.too_soon"
    assert factories.join(somebody, organization, at + 31 * DAY).state == State.REQUESTED
    with pytest.raises(NotFound):
        actions.remove_member(**remove, reason="三次未到。", at=at)


def test_an_invitation_shows_a_masked_name_until_it_is_accepted(owner, organization, at):
    invited = factories.person("林小满", tail="4321")
    factories.agree(invited, at)
    number = organizations.number_of(invited)
    for _time in range(2):
        actions.invite(actor=owner, organization_id=organization.id, number=number.lower(), at=at)
    standing = Member.objects.get()
    assert (standing.name, standing.phone_tail, standing.state) == ("林＊＊", "", State.INVITED)
    assert Message.objects.filter(recipient_id=invited.id, template="member_invited").count() == 1
    accepted = factories.join(invited, organization, at)
    assert (accepted.name, accepted.phone_tail, accepted.state) == ("林小满", "4321", State.ACTIVE)


def test_who_declined_is_left_in_peace(owner, organization, volunteer, at):
    invite = {"actor": owner, "organization_id": organization.id, "number": organizations.number_of(volunteer)}
    actions.invite(**invite, at=at)
    actions.leave(actor=volunteer, organization_id=organization.id, volunteer_id=volunteer.id, at=at)
    with pytest.raises(Refused) as refused:
        actions.invite(**invite, at=at + DAY)
    assert refused.value.code == "member.left_lately"
    assert actions.invite(**invite, at=at + 30 * DAY).state == State.INVITED


def test_inviting_who_asked_is_accepting(owner, organization, volunteer, at):
    factories.join(volunteer, organization, at)
    number = organizations.number_of(volunteer)
    member = actions.invite(actor=owner, organization_id=organization.id, number=number, at=at)
    assert member.state == State.ACTIVE
    with pytest.raises(Refused) as refused:
        actions.invite(actor=owner, organization_id=organization.id, number="V0000000000X", at=at)
    assert refused.value.code == "member.number_unknown"


# Links


def test_a_link_lets_in_at_once_and_into_a_group(owner, organization, volunteer, at):
    group = factories.group(owner, organization, at)
    _link, token = factories.link(owner, organization, at, label_id=group.id, lets_in=True)
    joined = factories.by_link(volunteer, token, at)
    assert (joined.state, joined.via, joined.labels) == (State.ACTIVE, "link", [group.id])
    assert queries.counts(owner, organization.id).by_label == {group.id: 1}


def test_a_member_who_scans_a_link_comes_into_its_group_too(owner, organization, at):
    somebody = factories.member(owner, organization, at)
    group = factories.group(owner, organization, at)
    _link, token = factories.link(owner, organization, at, label_id=group.id)
    assert factories.by_link(somebody, token, at + DAY).labels == [group.id]
    assert Member.objects.get(volunteer_id=somebody.id).joined_at == at


def test_a_link_without_that_asks_for_approval_as_usual(owner, organization, volunteer, at):
    _link, token = factories.link(owner, organization, at)
    assert factories.by_link(volunteer, token, at).state == State.REQUESTED


def test_the_last_use_is_used_once(owner, organization, volunteer, at):
    _link, token = factories.link(owner, organization, at, lets_in=True, use_limit=1)
    assert factories.by_link(volunteer, token, at).state == State.ACTIVE
    with pytest.raises(Refused) as refused:
        factories.by_link(factories.person("夏至"), token, at)
    assert refused.value.code == "join_link.used_up"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda token: token[:-2] + "AA", "join_link.forged"),
        (lambda token: token[:20], "join_link.forged"),
        (lambda _token: "志愿", "join_link.forged"),
        (lambda _token: tokens.sign("join-link", b"short"), "join_link.forged"),
        (lambda _token: tokens.sign("guardian-consent", bytes(32)), "join_link.forged"),
    ],
)
def test_a_forged_link_is_refused(owner, organization, volunteer, at, spoil, code):
    _link, token = factories.link(owner, organization, at, lets_in=True)
    with pytest.raises(Refused) as refused:
        factories.by_link(volunteer, spoil(token), at)
    assert refused.value.code == code


def test_an_expired_and_a_revoked_link_are_refused(owner, organization, volunteer, at):
    link, token = factories.link(owner, organization, at, lets_in=True, days=1)
    with pytest.raises(Refused) as refused:
        factories.by_link(volunteer, token, at + DAY)
    assert refused.value.code == "join_link.expired"
    for _time in range(2):
        actions.revoke_link(actor=owner, organization_id=organization.id, link_id=link.id, at=at)
    with pytest.raises(Refused) as refused:
        factories.by_link(volunteer, token, at)
    assert refused.value.code == "join_link.revoked"
    assert links.read(token).link_id == link.id


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": " "}, "join_link.name"),
        ({"days": 0}, "join_link.days"),
        ({"days": 367}, "join_link.days"),
        ({"use_limit": 0}, "join_link.limit"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused(owner, organization, at, said, code):
    with pytest.raises(Refused) as refused:
        factories.link(owner, organization, at, **said)
    assert refused.value.code == code
