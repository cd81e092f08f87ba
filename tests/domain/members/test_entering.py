"""Lists of people: what comes of each line, and what they never tell."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from tests.domain.members import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks as core_checks
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import claims
from volunteercloud.domain.identity.models import Account, ClaimKind
from volunteercloud.domain.members import actions, checks, queries
from volunteercloud.domain.members.actions import Line
from volunteercloud.domain.members.models import Member, Membership, State
from volunteercloud.domain.messages.models import Message

DAY = timedelta(days=1)
PHONE = "13800004321"


@pytest.fixture(autouse=True)
def both_sides_agree(db):
    yield
    assert list(core_checks.run(checks.STATEMENTS)) == []


@pytest.fixture
def holder(owner, at):
    """Somebody with a proved phone and a proved address."""
    somebody = factories.person("林小满", tail="4321")
    claims.hold(ClaimKind.PHONE, f"+86{PHONE}", somebody.id, at=at)
    EmailAddress.objects.create(
        user=Account.objects.get(id=somebody.id), email="linxm@qinghe.example", verified=True, primary=True
    )
    return somebody


def enter(actor, organization, lines, at, **said):
    outcomes = actions.enter_many(actor=actor, organization_id=organization.id, lines=lines, at=at, **said)
    assert [outcome.line for outcome in outcomes] == list(range(len(lines)))
    return [outcome.code for outcome in outcomes]


def test_each_line_has_a_result(owner, organization, volunteer, at):
    member = factories.member(owner, organization, at, "夏至")
    asked = factories.person("小雪")
    factories.opened(owner, organization, at, "approval")
    factories.join(asked, organization, at)
    numbers = [organizations.number_of(somebody) for somebody in (volunteer, member, asked, volunteer)]
    lines = [
        *(Line(number=number) for number in numbers),
        Line(number="V0000000000X"),
        Line(phone="123"),
        Line(phone=PHONE),
        Line(email="nobody"),
        Line(email="nobody@qinghe.example"),
        Line(name="谷雨"),
    ]
    assert enter(owner, organization, lines, at) == [
        "invited",
        "already",
        "joined",
        "line.twice",
        "member.number_unknown",
        "phone.form",
        "invited",
        "email.form",
        "invited",
        "line.nobody",
    ]
    assert queries.counts(owner, organization.id).by_state == {
        State.INVITED: 1,
        State.REQUESTED: 0,
        State.ACTIVE: 2,
        State.LEFT: 0,
        State.REMOVED: 0,
        State.REFUSED: 0,
    }


@pytest.mark.parametrize(
    "line", [Line(phone=PHONE), Line(email="LinXM@qinghe.example"), Line(phone=PHONE, name="林小满")]
)
def test_a_phone_or_address_invites_without_telling_whether_it_is_anybodys(owner, organization, holder, at, line):
    group = factories.group(owner, organization, at)
    line = Line(phone=line.phone, email=line.email, name=line.name, label_ids=(group.id,), member_number="42")
    assert enter(owner, organization, [line, Line(phone="13900009999")], at) == ["invited", "invited"]
    assert Member.objects.count() == 0
    assert not Entry.objects.filter(subject_id=holder.id, name="members.invited").exists()
    assert Membership.objects.get().state == State.INVITED
    joined = factories.join(holder, organization, at)
    assert (joined.state, joined.labels, joined.member_number, joined.via) == (State.ACTIVE, [group.id], "42", "list")


def test_a_phone_with_another_name_invites_nobody(owner, organization, holder, at):
    assert enter(owner, organization, [Line(phone=PHONE, name="芒种")], at) == ["invited"]
    assert Membership.objects.count() == 0


def test_who_declined_a_quiet_invitation_is_left_in_peace(owner, organization, holder, at):
    enter(owner, organization, [Line(phone=PHONE)], at)
    actions.leave(actor=holder, organization_id=organization.id, volunteer_id=holder.id, at=at)
    enter(owner, organization, [Line(phone=PHONE)], at + DAY)
    assert Membership.objects.get().state == State.LEFT
    enter(owner, organization, [Line(phone=PHONE)], at + 31 * DAY)
    assert Membership.objects.get().state == State.INVITED


def test_the_same_list_again_changes_nothing_and_writes_to_nobody(owner, organization, volunteer, holder, at):
    factories.agree(volunteer, at)
    factories.agree(holder, at)
    lines = [Line(number=organizations.number_of(volunteer)), Line(phone=PHONE)]
    first = enter(owner, organization, lines, at)
    written = Message.objects.filter(template="member_invited").count()
    assert enter(owner, organization, lines, at + DAY) == first
    assert Message.objects.filter(template="member_invited").count() == written == 2


def test_a_dry_run_says_the_same_and_leaves_nothing(owner, organization, volunteer, at):
    factories.agree(volunteer, at)
    lines = [Line(number=organizations.number_of(volunteer)), Line(number="V0000000000X")]
    entries = Entry.objects.count()
    tried = enter(owner, organization, lines, at, dry_run=True)
    assert (
        Member.objects.count(),
        Membership.objects.count(),
        Message.objects.filter(template="member_invited").count(),
    ) == (0, 0, 0)
    assert Entry.objects.count() == entries
    assert enter(owner, organization, lines, at) == tried == ["invited", "member.number_unknown"]


def test_groups_of_other_organizations_are_left_out(owner, organization, volunteer, at):
    other_owner = organizations.person("立冬")
    other = organizations.organization(other_owner, at, name="石桥志愿服务队", uscc="51990000MJ00000023")
    foreign = factories.group(other_owner, other, at)
    line = Line(number=organizations.number_of(volunteer), label_ids=(foreign.id,))
    enter(owner, organization, [line], at)
    assert factories.join(volunteer, organization, at).labels == []


def test_an_offered_number_that_somebody_has_by_then_is_not_given_twice(owner, organization, volunteer, at):
    enter(owner, organization, [Line(number=organizations.number_of(volunteer), member_number="7")], at)
    other = factories.member(owner, organization, at, "夏至")
    actions.note_member(
        actor=owner, organization_id=organization.id, volunteer_id=other.id, member_number="7", note="", at=at
    )
    assert factories.join(volunteer, organization, at).member_number == ""


def test_only_managers_enter_and_at_most_a_thousand_lines(owner, organization, volunteer, at):
    with pytest.raises(NotAllowed):
        enter(volunteer, organization, [], at)
    with pytest.raises(Refused) as refused:
        enter(owner, organization, [Line(number="V")] * 1001, at)
    assert refused.value.code == "member.many_at_once"
    assert enter(owner, organization, [], at) == []
