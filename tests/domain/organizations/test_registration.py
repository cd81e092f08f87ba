from dataclasses import replace
from datetime import timedelta

import pytest

from tests.domain.organizations import factories
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.organizations import actions, queries
from volunteercloud.domain.organizations import register as tree_register
from volunteercloud.domain.organizations.models import Organization, Role, Seat, Staff, UsccClaim


def register(actor, at, **changes):
    return actions.register_organization(actor=actor, particulars=factories.particulars(**changes), at=at)


def submit(organization, actor, at):
    factories.give_documents(actor, organization, at)
    return actions.submit_organization(actor=actor, organization_id=organization.id, at=at)


def decide(organization, actor, at, decision="approve", reason=""):
    case = factories.waiting_case(organization.id)
    return actions.decide_organization(actor=actor, case_id=case.id, decision=decision, reason=reason, at=at)


def test_whoever_registers_becomes_owner_on_both_sides(owner, at):
    organization = register(owner, at)
    assert list(Staff.objects.values_list("organization_id", "person_id", "name", "role")) == [
        (organization.id, owner.id, "谷雨", Role.OWNER)
    ]
    assert list(Seat.objects.values_list("person_id", "organization_name", "role")) == [
        (owner.id, "晨光志愿服务队", Role.OWNER)
    ]
    assert [(entry.name, entry.subject_label) for entry in Entry.objects.all()] == [
        ("organizations.organization_registered", "晨光志愿服务队")
    ]


def test_registering_needs_a_real_name(owner, at):
    nameless = factories.person("立夏", real_name_level=0)
    with pytest.raises(Refused) as refusal:
        register(nameless, at)
    assert refusal.value.code == "organization.owner_not_real_name"
    assert Organization.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": "  "}, "organization.nameless", "name"),
        ({"region_id": "990199"}, "organization.region_unknown", "region_id"),
        ({"kind": "guild"}, "organization.unlisted", "kind"),
        ({"categories": ["magic"]}, "organization.unlisted", "categories"),
        ({"uscc": "51990000MJ00000011"}, "uscc.check_digit", "uscc"),
    ],
)
def test_particulars_that_cannot_be_true_are_refused_by_their_field(owner, at, changes, code, field):
    with pytest.raises(Refused) as refusal:
        register(owner, at, **changes)
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_a_draft_may_lack_what_a_submission_may_not(owner, at):
    organization = actions.register_organization(
        actor=owner, particulars={"name": "晨光", "kind": "social-group", "region_id": "990101"}, at=at
    )
    with pytest.raises(Refused) as refusal:
        submit(organization, owner, at)
    assert refusal.value.code == "organization.incomplete"
    assert refusal.value.facts == {
        "missing": ["uscc", "categories", "purpose", "head", "contact_name", "contact_phone"]
    }


def test_approved_by_the_officer_of_its_region(owner, officer, at):
    organization = submit(register(owner, at), owner, at)
    approved = decide(organization, officer, at)
    assert (approved.state, approved.decided_at) == ("active", at)


def test_officers_of_elsewhere_do_not_decide(owner, officer, at):
    organization = submit(register(owner, at), owner, at)
    with pytest.raises(NotAllowed):
        decide(organization, factories.officer("990102", "立秋"), at)
    assert decide(organization, factories.officer("99", "处暑"), at).state == "active"


def test_nobody_decides_about_their_own_submission(owner, at):
    organization = submit(register(owner, at), owner, at)
    grant(owner, at)
    with pytest.raises(Refused) as refusal:
        decide(organization, owner, at)
    assert refusal.value.code == "review.own_submission"


def grant(actor, at):
    factories.OfficerGrant.objects.create(
        id=factories.ids.uuid7(), account_id=actor.id, region_id="99", granted_by_label="tests", granted_at=at
    )


def test_returned_with_the_reason_and_submitted_again(owner, officer, at):
    organization = submit(register(owner, at), owner, at)
    returned = decide(organization, officer, at, "return", "请补充宗旨")
    assert (returned.state, returned.reason) == ("returned", "请补充宗旨")
    changed = actions.change_organization(
        actor=owner, organization_id=organization.id, particulars={"purpose": "助老"}, at=at
    )
    assert (submit(changed, owner, at).state, changed.purpose) == ("submitted", "助老")


def test_the_second_of_two_officers_is_refused(owner, officer, at):
    organization = submit(register(owner, at), owner, at)
    case = factories.waiting_case(organization.id)
    decide(organization, officer, at, "reject", "材料不实")
    with pytest.raises(Refused) as refusal:
        actions.decide_organization(
            actor=factories.officer("9901", "寒露"), case_id=case.id, decision="approve", reason="", at=at
        )
    assert refusal.value.code == "review.decided_already"
    assert Organization.objects.get().state == "rejected"


def test_a_code_is_held_from_submission_to_rejection(owner, officer, at):
    first, second = register(owner, at), register(factories.person("小满"), at, name="另一队")
    submit(first, owner, at)
    with pytest.raises(Refused) as refusal:
        submit(second, Seat.objects.get(organization_id=second.id) and actor_of(second), at)
    assert (refusal.value.code, refusal.value.field) == ("organization.uscc_claimed", "uscc")
    decide(first, officer, at, "reject", "材料不实")
    assert submit(second, actor_of(second), at).state == "submitted"
    assert UsccClaim.objects.get().organization_id == second.id


def actor_of(organization):
    staff = Staff.objects.get(organization_id=organization.id)
    return factories.Actor(factories.ActorKind.PERSON, staff.name, staff.person_id)


def test_withdrawing_frees_the_code_and_lets_it_be_changed(owner, at):
    organization = submit(register(owner, at), owner, at)
    with pytest.raises(Refused) as refusal:
        actions.change_organization(actor=owner, organization_id=organization.id, particulars={"head": "雨水"}, at=at)
    assert refusal.value.code == "organization.under_review"
    withdrawn = actions.withdraw_organization(actor=owner, organization_id=organization.id, at=at)
    assert (withdrawn.state, UsccClaim.objects.count()) == ("draft", 0)


def test_a_team_stands_under_an_approved_registered_organization(owner, officer, organization, at):
    team = register(owner, at, name="石桥小队", kind="team", uscc="", liaison_id=organization.id)
    assert decide(submit(team, owner, at), officer, at).liaison_name == "晨光志愿服务队"
    with pytest.raises(Refused) as refusal:
        register(owner, at, name="第三队", kind="team", liaison_id=team.id)
    assert (refusal.value.code, refusal.value.field) == ("organization.liaison_unfit", "liaison_id")


def test_what_was_vouched_for_is_changed_by_an_officer_only(owner, officer, organization, at):
    def change(actor, **particulars):
        return actions.change_organization(actor=actor, organization_id=organization.id, particulars=particulars, at=at)

    with pytest.raises(Refused) as refusal:
        change(owner, name="新名")
    assert (refusal.value.code, refusal.value.field) == ("organization.vouched", "name")
    assert change(owner, contact_name="芒种").contact_name == "芒种"
    assert change(officer, name="新名", uscc="51990000MJ00000036").name == "新名"
    assert Seat.objects.get(person_id=owner.id).organization_name == "新名"
    assert UsccClaim.objects.get().uscc == "51990000MJ00000036"
    last = Entry.objects.order_by("-id").first()
    assert last.facts == {
        "changes": {"name": ["晨光志愿服务队", "新名"], "uscc": [factories.USCC, "51990000MJ00000036"]}
    }


def test_an_officer_hands_no_organization_to_a_region_of_others(officer, organization, at):
    def move(actor):
        particulars = {"region_id": "990102"}
        return actions.change_organization(actor=actor, organization_id=organization.id, particulars=particulars, at=at)

    with pytest.raises(NotAllowed):
        move(officer)
    assert move(factories.officer("9901")).region_id == "990102"


@pytest.mark.parametrize("changes", [{"kind": "team"}, {"purpose": " "}, {"uscc": ""}])
def test_an_approved_organization_stays_complete(officer, organization, at, changes):
    with pytest.raises(Refused) as refusal:
        actions.change_organization(actor=officer, organization_id=organization.id, particulars=changes, at=at)
    assert refusal.value.code == "organization.incomplete"


def test_nobody_approves_their_own_organization_through_a_colleague(owner, officer, organization, at):
    colleague = factories.person("大寒")
    second = register(colleague, at, name="石桥服务队", uscc="51990000MJ00000036")
    actions.add_staff(
        actor=colleague, organization_id=second.id, number=factories.number_of(owner), role=Role.OWNER, at=at
    )
    factories.make_officer(owner, "990101")
    submitted = submit(second, colleague, at)
    with pytest.raises(Refused) as refusal:
        decide(submitted, owner, at)
    assert refusal.value.code == "review.own_organization"
    assert decide(submitted, officer, at).state == "active"


def test_strangers_neither_change_nor_submit(owner, at):
    organization = register(owner, at)
    stranger = factories.person("大暑")
    with pytest.raises(NotAllowed):
        actions.change_organization(actor=stranger, organization_id=organization.id, particulars={}, at=at)
    with pytest.raises(NotAllowed):
        submit(organization, stranger, at)


def test_before_approval_only_staff_and_officers_see_it(owner, officer, at):
    organization = register(owner, at)
    stranger = factories.person("大暑")
    assert queries.organization(owner, organization.id) == organization
    assert queries.organization(officer, organization.id) == organization
    with pytest.raises(NotFound):
        queries.organization(stranger, organization.id)
    decide(submit(organization, owner, at), officer, at + timedelta(hours=1))
    assert queries.organization(stranger, organization.id) == organization


def test_listing_by_name_in_pages(owner, officer, at, monkeypatch):
    monkeypatch.setattr(tree_register, "PAGE", 2)
    for name in "甲乙丙":
        register(owner, at, name=name)
    wanted = tree_register.Wanted(region_code="990101", states=())
    first = list(tree_register.listing(officer, wanted))
    assert len(first) == 3
    last = first[1]
    rest = list(tree_register.listing(officer, replace(wanted, after=(last.name, last.organization_id))))
    assert [row.name for row in rest] == [first[2].name]
    with pytest.raises(NotAllowed):
        tree_register.listing(officer, replace(wanted, region_code="9901"))


def test_liaisons_of_the_same_city_and_above(owner, organization, at):
    assert queries.active_liaisons("990102") == [organization]
    assert queries.active_liaisons("110101") == []
