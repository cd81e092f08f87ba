"""Search and lists: what they find, who sees what, and that they cost the same with many."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.members import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.members import actions, keeping, queries
from volunteercloud.domain.members.keys import folded
from volunteercloud.domain.members.models import Member, State, Via
from volunteercloud.domain.members.queries import Wanted
from volunteercloud.domain.organizations import actions as organization_actions


@pytest.fixture
def people(owner, organization, at):
    for name, tail, latin in (("林小满", "4321", "Lin Xiaoman"), ("小暑", "1234", ""), ("谷雨·夏", "", "")):
        factories.member(owner, organization, at, name, tail=tail, name_latin=latin)


def found(viewer, organization, text="", **wanted):
    page = queries.members(viewer, organization.id, Wanted(text=text, **wanted))
    return [member.name for member in page.members]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["小暑", "林小满", "谷雨·夏"]),
        ("小", ["小暑", "林小满"]),
        ("小满", ["林小满"]),
        ("林", ["林小满"]),
        ("XIAOMAN", ["林小满"]),
        ("lin xiao", ["林小满"]),
        ("4321", ["林小满"]),
        ("１２３４", ["小暑"]),
        ("雨夏", ["谷雨·夏"]),
        ("大寒", []),
        ("...", []),
        ("%", []),
        ("=", []),
        ("小" * 500, []),
    ],
)
def test_members_are_found_by_a_part_of_the_name_or_the_tail_of_the_phone(owner, organization, people, text, names):
    assert found(owner, organization, text) == names


def test_members_are_found_by_number(owner, organization, at):
    somebody = factories.member(owner, organization, at)
    assert found(owner, organization, organizations.number_of(somebody)[:6].lower()) == ["小满"]
    actions.note_member(
        actor=owner,
        organization_id=organization.id,
        volunteer_id=somebody.id,
        member_number="2026-0042",
        note="会手语",
        at=at,
    )
    assert found(owner, organization, "20260042") == ["小满"]


def test_a_name_that_repeats_itself_is_found_once(owner, organization, at):
    factories.member(owner, organization, at, "小小小满")
    assert found(owner, organization, "小") == ["小小小满"]


def test_lists_of_a_state_and_of_a_group_are_searched_alike(owner, organization, people, at):
    group = factories.group(owner, organization, at)
    someone = Member.objects.get(name="小暑")
    actions.label_members(
        actor=owner, organization_id=organization.id, volunteer_ids=[someone.volunteer_id], add=[group.id], at=at
    )
    factories.opened(owner, organization, at, "approval")
    factories.join(factories.person("小雪"), organization, at)
    assert found(owner, organization, "小", label_id=group.id) == ["小暑"]
    assert found(owner, organization, "林", label_id=group.id) == []
    assert found(owner, organization, "小", state=State.REQUESTED) == ["小雪"]


def test_who_sees_what(owner, organization, people, volunteer, officer, at):
    leader = organizations.leader(owner, organization, "大暑", at)
    recorder = organizations.person("秋分")
    organization_actions.add_staff(
        actor=owner, organization_id=organization.id, number=organizations.number_of(recorder), role="recorder", at=at
    )
    tails = [
        [member.phone_tail for member in queries.members(viewer, organization.id, Wanted()).members]
        for viewer in (owner, leader, recorder)
    ]
    assert tails == [["1234", "4321", ""], ["1234", "4321", ""], ["", "", ""]]
    for stranger in (volunteer, officer, ANONYMOUS):
        with pytest.raises(NotAllowed):
            queries.members(stranger, organization.id, Wanted())
    assert queries.counts(officer, organization.id).by_state[State.ACTIVE] == 3
    with pytest.raises(NotAllowed):
        queries.counts(volunteer, organization.id)


def test_another_organizations_members_are_not_found(owner, organization, people, at):
    other = organizations.organization(
        organizations.person("立冬"), at, name="石桥志愿服务队", uscc="51990000MJ00000023"
    )
    with pytest.raises(NotAllowed):
        found(owner, other)
    somebody = Member.objects.get(name="小暑")
    with pytest.raises(NotFound):
        queries.member(owner, other.id, somebody.volunteer_id)


def test_pages_follow_one_another_without_gap_or_repetition(owner, organization, at):
    crowd(organization, 2 * queries.PAGE + 7)
    for text in ("", "小"):
        seen, after = [], None
        for _page in range(4):
            page = queries.members(owner, organization.id, Wanted(text=text, after=after))
            seen += [member.volunteer_id for member in page.members]
            after = page.after
            if after is None:
                break
        assert (len(seen), len(set(seen))) == (107, 107)


def test_a_search_takes_the_same_statements_with_ten_and_with_a_thousand(owner, organization, at):
    statements = []
    for number in (10, 990):
        crowd(organization, number)
        with CaptureQueriesContext(connection) as asked:
            queries.members(owner, organization.id, Wanted(text="小"))
            queries.counts(owner, organization.id)
        statements.append(len(asked))
    assert statements == [6, 6]


def test_folding():
    assert [folded(text) for text in ("Ｌi Xiǎo-mán", "谷雨·夏", "  ", "O’Neil")] == [
        "lixiǎomán",
        "谷雨夏",
        "",
        "oneil",
    ]


def crowd(organization, number):
    """Members in a number, written as the actions write them."""
    at = datetime(2026, 5, 1, tzinfo=UTC)
    fresh = [
        Member(
            organization_id=organization.id,
            volunteer_id=ids.uuid7(),
            name="小小满",
            number=ids.public_code("V", 10),
            state=State.ACTIVE,
            via=Via.SEARCH,
            asked_at=at,
            joined_at=at,
        )
        for _one in range(number)
    ]
    keeping.keep(organization.id, [keeping.Change(None, member) for member in fresh])
