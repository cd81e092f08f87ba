"""The pages about members: each once as it is meant, and once refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.members import factories
from tests.domain.members.test_finding import crowd
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.members import links
from volunteercloud.domain.members.models import JoinLink, Label, Member, Membership


@pytest.fixture
def page(owner, organization, signed_in):
    """Asks for a page of the organization as its owner does."""

    def ask(path="", actor=owner, post=None, **asked):
        client = signed_in(actor)
        address = f"/org/{organization.id}/people/{path}"
        return client.get(address, asked) if post is None else client.post(address, post)

    return ask


def test_the_list_begins_empty_and_says_what_to_do(page):
    text = page().content.decode()
    assert text.count("No members yet") == 1
    assert text.count("Make a link to join") == 1


def test_the_list_is_searched(page, owner, organization, at):
    for name in ("林小满", "小暑"):
        factories.member(owner, organization, at, name, tail="4321")
    found = [member.name for member, _labels in page(q="小满").context["rows"]]
    assert found == ["林小满"]
    assert "Nobody found" in page(q="大寒").content.decode()
    assert "138000" not in page().content.decode()


def test_a_cut_cursor_begins_at_the_beginning(page, owner, organization, at):
    factories.member(owner, organization, at)
    assert [len(page(after=after).context["rows"]) for after in ("x", "a~b", f"\x00~{owner.id}")] == [1, 1, 1]


def test_the_list_takes_as_many_statements_with_ten_as_with_a_thousand(page, organization):
    taken = []
    for number in (10, 990):
        crowd(organization, number)
        page()
        with CaptureQueriesContext(connection) as asked:
            assert page(q="小").status_code == 200
        taken.append(len(asked))
    assert taken[0] == taken[1]


def test_requests_are_answered_in_batch(page, owner, organization, at):
    people = [factories.person(name) for name in ("小满", "夏至")]
    for somebody in people:
        factories.join(somebody, organization, at)
    ticked = {"people": [somebody.id for somebody in people], "state": "requested"}
    assert page("answers/", post=ticked | {"do": "refuse"}).status_code == 422
    assert page("answers/", post={"do": "accept"}).status_code == 422
    assert page("answers/", post=ticked | {"do": "accept"}).status_code == 302
    assert set(Member.objects.values_list("state", flat=True)) == {"active"}


def test_members_are_put_under_a_group_and_taken_out(page, owner, organization, at):
    somebody, group = factories.member(owner, organization, at), factories.group(owner, organization, at)
    ticked = {"people": [somebody.id], "label": group.id, "within": ""}
    assert page("labels/", post=ticked | {"do": "add"}).status_code == 302
    assert [under for _member, under in page(label=group.id).context["rows"]] == [[group]]
    assert page("labels/", post=ticked | {"do": "remove"}).status_code == 302
    assert Member.objects.get().labels == []
    assert page("labels/", post=ticked | {"label": ""}).status_code == 422
    assert page("labels/", post=ticked | {"people": ["nobody"]}).status_code == 422


def test_somebody_is_invited_by_number(page, volunteer):
    assert page("invitation/", post={"number": organizations.number_of(volunteer)}).status_code == 302
    assert page("invitation/", post={"number": "V123"}).status_code == 422
    assert Member.objects.get().state == "invited"


def test_a_members_page_and_its_steps(page, owner, organization, at):
    somebody = factories.member(owner, organization, at)
    assert page(f"{somebody.id}/").status_code == 200
    assert page(f"{somebody.id}/", post={"member_number": "7", "note": "会手语"}).status_code == 302
    assert page(f"{somebody.id}/end/", post={"reason": ""}).status_code == 422
    assert page(f"{somebody.id}/end/", post={"reason": "三次未到。"}).status_code == 302
    assert Membership.objects.get().reason == "三次未到。"
    assert page(f"{owner.id}/").status_code == 404


def test_groups_are_made_changed_and_ended(page, owner, organization, at):
    assert page("groups/").status_code == 200
    assert page("groups/", post={"kind": "group", "name": "周末组"}).status_code == 302
    assert page("groups/", post={"kind": "group", "name": "周末组"}).status_code == 422
    group = Label.objects.get()
    assert page(f"groups/{group.id}/").status_code == 200
    assert page(f"groups/{group.id}/", post={"name": "平日组"}).status_code == 302
    assert page(f"groups/{group.id}/end/", post={}).status_code == 302
    assert page(f"groups/{group.id}/").status_code == 404


def test_the_ways_in(page, organization):
    assert page("ways/", post={"joining": "open", "again_after_days": 10}).status_code == 302
    assert page("ways/", post={"joining": "magic", "again_after_days": 10}).status_code == 422
    assert page("ways/links/", post={"name": "", "days": 30}).status_code == 422
    assert page("ways/links/", post={"name": "开学日", "days": 30, "lets_in": "on"}).status_code == 302
    link = JoinLink.objects.get()
    text = page(f"ways/links/{link.id}/").content.decode()
    assert text.count(f"/join/{links.make(organization.id, link.id)}/") == 1
    assert page(f"ways/links/{link.id}/", post={}).status_code == 302
    assert page(f"ways/links/{link.id}/").status_code == 404


@pytest.mark.parametrize("path", ["", "groups/", "ways/"])
def test_strangers_see_nothing(page, volunteer, path):
    assert page(path, actor=volunteer).status_code == 403


@pytest.fixture
def volunteer(owner):
    return organizations.person("小满")
