from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from stdnum.cn import uscc

from tests.domain.organizations import factories
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.codes.models import Term
from volunteercloud.domain.organizations import actions, queries, register, rules
from volunteercloud.domain.organizations.models import Joining, Node, Organization


def code(number):
    body = f"51990000MJ{number:07d}"
    return body + uscc.calc_check_digit(body + "0")


@pytest.fixture
def branches(owner):
    Term.objects.create(
        list="organization_kind",
        code="branch",
        name="分支机构",
        name_en="Branch",
        position=9,
        valid_from=factories.BEGAN,
    )


@pytest.fixture
def found(owner, at):
    """More organizations at work, all of the same owner."""

    def make(number, name="", by=None, **changes):
        changes = {"name": name or f"第{number}志愿者协会", "uscc": code(number)} | changes
        return factories.organization(by or owner, at, **changes)

    return make


@pytest.fixture
def join(owner, at):
    def place(organization, parent, by=None):
        actions.ask_to_join(actor=by or owner, organization_id=organization.id, parent_id=parent.id, at=at)
        return actions.answer_joining(
            actor=by or owner, parent_id=parent.id, organization_id=organization.id, accept=True, at=at
        )

    return place


def path(organization):
    return Node.objects.get(pk=organization.id).path


def refused(step):
    with pytest.raises(Refused) as refusal:
        step()
    return refusal.value.code


def test_the_register_follows_the_organization(owner, officer, organization, at):
    node = Node.objects.get()
    assert (node.organization_id, node.name, node.state, node.path) == (
        organization.id,
        "晨光志愿服务队",
        "active",
        [organization.id],
    )
    changed = {"name": "晨光志愿者协会", "name_en": "Dawn  Volunteers"}
    actions.change_organization(actor=officer, organization_id=organization.id, particulars=changed, at=at)
    node.refresh_from_db()
    assert (node.name, node.search_text) == (
        "晨光志愿者协会",
        f"晨光志愿者协会 dawn volunteers {node.number.lower()} {factories.USCC.lower()}",
    )


def test_an_organization_is_taken_in_with_what_stands_below_it(owner, organization, found, join, at):
    city, team = found(2), found(3)
    join(team, organization)
    joining = actions.ask_to_join(actor=owner, organization_id=organization.id, parent_id=city.id, words="同城", at=at)
    assert register.asking_to_join(owner, city.id) == [joining]
    answered = actions.answer_joining(
        actor=owner, parent_id=city.id, organization_id=organization.id, accept=True, at=at
    )
    assert answered.state == "accepted"
    assert path(team) == [city.id, organization.id, team.id]
    assert [node.name for node in register.ancestors(team.id)] == [city.name, organization.name]
    assert Organization.objects.get(pk=organization.id).parent_name == city.name
    assert register.asking_to_join(owner, city.id) == []


def test_only_managers_ask_and_answer(owner, volunteer, organization, found, at):
    other = factories.person("芒种")
    city = found(2, by=other)
    ask = {"organization_id": organization.id, "parent_id": city.id, "at": at}
    answer = {"parent_id": city.id, "organization_id": organization.id, "accept": True, "at": at}
    with pytest.raises(NotAllowed):
        actions.ask_to_join(actor=other, **ask)
    actions.ask_to_join(actor=owner, **ask)
    for stranger in (owner, volunteer, ANONYMOUS):
        with pytest.raises(NotAllowed):
            actions.answer_joining(actor=stranger, **answer)
    with pytest.raises(NotFound):
        actions.answer_joining(actor=owner, **answer | {"parent_id": organization.id})
    assert actions.answer_joining(actor=other, **answer).state == "accepted"
    assert refused(lambda: actions.answer_joining(actor=other, **answer)) == "joining.answered"


def test_a_no_says_why_and_may_be_asked_again(owner, organization, found, at):
    city = found(2)
    ask = {"actor": owner, "organization_id": organization.id, "parent_id": city.id, "at": at}
    answer = {"actor": owner, "parent_id": city.id, "organization_id": organization.id, "accept": False, "at": at}
    actions.ask_to_join(**ask)
    assert refused(lambda: actions.answer_joining(**answer)) == "joining.reason"
    assert actions.answer_joining(**answer, reason="不在本市。").reason == "不在本市。"
    assert actions.ask_to_join(**ask).state == "waiting"
    assert actions.withdraw_joining(actor=owner, organization_id=organization.id, at=at).state == "withdrawn"
    assert Joining.objects.count() == 1


def test_a_tree_does_not_bite_its_tail(owner, officer, organization, found, join, at):
    middle, bottom = found(2), found(3)
    join(middle, organization)
    join(bottom, middle)
    officer = factories.officer("9901")
    for below in (organization, middle, bottom):
        move = {
            "actor": officer,
            "organization_id": organization.id,
            "parent_id": below.id,
            "reason": "试一试。",
            "at": at,
        }
        assert refused(lambda move=move: actions.move_organization(**move)) == "organization.tail_bite"
    assert refused(lambda: join(organization, bottom)) == "organization.tail_bite"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE organizations_node SET parent_id = %(low)s, parent_path = %(low_path)s, path = %(low_path)s || %(top)s::uuid "
        "WHERE organization_id = %(top)s",
        "UPDATE organizations_node SET parent_id = NULL WHERE organization_id = %(low)s",
        "UPDATE organizations_node SET path = ARRAY[%(low)s] WHERE organization_id = %(low)s",
    ],
)
def test_the_database_refuses_a_ring_and_a_path_that_leads_nowhere(owner, organization, found, join, statement):
    low = found(2)
    join(low, organization)
    values = {"top": organization.id, "low": low.id, "low_path": path(low)}
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_tree_has_twelve_levels(owner, organization, found, join):
    chain = [organization, *(found(number) for number in range(2, 14))]
    for above, below in pairwise(chain[:12]):
        join(below, above)
    assert len(path(chain[11])) == 12
    assert refused(lambda: join(chain[12], chain[11])) == "organization.too_deep"
    assert refused(lambda: join(organization, chain[12])) == "organization.too_deep"


def test_officers_move_what_they_answer_for(owner, officer, organization, found, at):
    city = found(2)
    elsewhere = found(3, region_id="990102")
    move = {"organization_id": organization.id, "parent_id": city.id, "reason": "区划调整。", "at": at}
    factories.make_officer(owner, "9901")
    with pytest.raises(NotAllowed):
        actions.move_organization(actor=owner, **move)
    with pytest.raises(NotAllowed):
        actions.move_organization(actor=officer, **move | {"parent_id": elsewhere.id})
    assert refused(lambda: actions.move_organization(actor=officer, **move | {"reason": " "})) == "joining.reason"
    assert actions.move_organization(actor=officer, **move).parent_name == city.name
    assert actions.move_organization(actor=officer, **move | {"parent_id": None}).parent_id is None
    assert path(organization) == [organization.id]


def test_nobody_stands_below_what_is_not_at_work(owner, officer, organization, found, join, at):
    city = found(2)
    draft = actions.register_organization(actor=owner, particulars=factories.particulars(name="草稿", uscc=""), at=at)
    assert refused(lambda: join(organization, draft)) == "organization.parent_not_active"
    with pytest.raises(NotFound):
        actions.ask_to_join(actor=owner, organization_id=organization.id, parent_id=owner.id, at=at)
    actions.ask_to_join(actor=owner, organization_id=organization.id, parent_id=city.id, at=at)
    actions.end_organization(
        actor=officer, organization_id=city.id, successor_id=found(3).id, state="dissolved", reason="任务完成。", at=at
    )
    assert Joining.objects.get().state == "refused"


def test_leaving(owner, organization, found, join, at):
    above = factories.person("芒种")
    city = found(2, by=above)
    leave = {"organization_id": organization.id, "at": at}
    assert refused(lambda: actions.leave_parent(actor=owner, **leave)) == "organization.no_parent"
    actions.ask_to_join(actor=owner, organization_id=organization.id, parent_id=city.id, at=at)
    actions.answer_joining(actor=above, parent_id=city.id, organization_id=organization.id, accept=True, at=at)
    assert refused(lambda: actions.leave_parent(actor=above, **leave)) == "joining.reason"
    with pytest.raises(NotAllowed):
        actions.leave_parent(actor=factories.person("处暑"), **leave)
    assert actions.leave_parent(actor=owner, **leave).parent_id is None


def test_branches_are_founded_by_their_parent(owner, branches, officer, organization, at):
    founding = {"actor": owner, "parent_id": organization.id, "particulars": {"name": "东渡分队"}, "at": at}
    branch = actions.found_branch(**founding)
    assert (branch.state, branch.parent_name, branch.purpose) == ("draft", organization.name, organization.purpose)
    assert actions.submit_organization(actor=owner, organization_id=branch.id, at=at).state == "submitted"
    case = factories.waiting_case(branch.id)
    branch = actions.decide_organization(actor=officer, case_id=case.id, decision="approve", reason="", at=at)
    assert refused(lambda: actions.found_branch(**founding | {"parent_id": branch.id})) == (
        "organization.branch_of_unregistered"
    )
    leave = {"actor": owner, "organization_id": branch.id, "at": at}
    assert refused(lambda: actions.leave_parent(**leave)) == "organization.branch_stays"

    actions.set_trust(actor=officer, organization_id=organization.id, trusted=True, at=at)
    second = actions.found_branch(**founding | {"particulars": {"name": "临溪分队"}})
    assert actions.submit_organization(actor=owner, organization_id=second.id, at=at).state == "active"


def test_no_branch_stands_alone(owner, branches, at):
    alone = factories.particulars(kind="branch", uscc="")
    assert refused(lambda: actions.register_organization(actor=owner, particulars=alone, at=at)) == (
        "organization.branch_alone"
    )


def test_the_parents_people_act_in_its_branches(owner, branches, organization, at, django_assert_num_queries):
    founder = factories.person("芒种")
    actions.add_staff(
        actor=owner, organization_id=organization.id, number=factories.number_of(founder), role="coordinator", at=at
    )
    leader = factories.leader(owner, organization, "处暑", at)
    branch = actions.found_branch(actor=founder, parent_id=organization.id, particulars={"name": "东渡分队"}, at=at)
    assert queries.role(founder.id, branch.id) == "owner"
    assert rules.can_own(owner, branch.id)
    assert not rules.can_manage(leader, branch.id)
    assert rules.can_lead(leader, branch.id)
    stranger = factories.person("白露")
    with django_assert_num_queries(2):
        assert queries.role(stranger.id, branch.id) is None
    with django_assert_num_queries(1):
        assert queries.role(founder.id, branch.id) == "owner"
    actions.end_staff(actor=owner, organization_id=organization.id, person_id=leader.id, at=at)
    assert not rules.can_lead(leader, branch.id)


def test_a_code_says_the_kind(owner, at):
    Term.objects.create(
        list="organization_kind",
        code="enterprise",
        name="企业",
        name_en="Enterprise",
        position=9,
        valid_from=factories.BEGAN,
    )
    wrong = factories.particulars(kind="enterprise")
    with pytest.raises(Refused) as refusal:
        actions.register_organization(actor=owner, particulars=wrong, at=at)
    assert (refusal.value.code, refusal.value.field) == ("organization.kind_and_code", "kind")


def test_a_new_name_reaches_those_below(owner, officer, organization, found, join, at):
    low = found(2)
    join(low, organization)
    actions.change_organization(actor=officer, organization_id=organization.id, particulars={"name": "新名"}, at=at)
    assert Organization.objects.get(pk=low.id).parent_name == "新名"


def test_searching_the_register(owner, officer, organization, found, at):
    found(2, "青禾市志愿服务联合会", region_id="9901")
    found(3, "东渡区志愿者协会", region_id="990102")
    actions.register_organization(actor=owner, particulars=factories.particulars(name="志愿草稿", uscc=""), at=at)

    def names(**wanted):
        return [node.name for node in register.search(register.Wanted(**wanted))]

    assert names(text="志愿服务") == ["晨光志愿服务队", "青禾市志愿服务联合会"]
    assert names(text="东渡") == ["东渡区志愿者协会"]
    assert names(text="渡区") == []
    assert names(text="志愿", region_code="9901") == []
    assert names(region_code="990102") == ["东渡区志愿者协会"]
    assert names(text=factories.USCC.lower()) == ["晨光志愿服务队"]
    assert names(text="%") == []
    assert names(states=("draft",)) == []
    with pytest.raises(NotAllowed):
        list(register.listing(owner, register.Wanted(region_code="990101", states=())))
    listed = register.listing(officer, register.Wanted(region_code="990101", states=()))
    assert [node.name for node in listed] == ["志愿草稿", "晨光志愿服务队"]


def test_children_in_pages(owner, organization, found, join, monkeypatch):
    monkeypatch.setattr(register, "PAGE", 1)
    for number in (2, 3):
        join(found(number), organization)
    first = list(register.children(ANONYMOUS, organization.id))
    assert [node.name for node in first] == ["第2志愿者协会", "第3志愿者协会"]
    after = (first[0].name, first[0].organization_id)
    assert [node.name for node in register.children(ANONYMOUS, organization.id, after)] == ["第3志愿者协会"]
    assert [len(node.path) for node in register.subtree(organization.id)] == [1, 2, 2]
