from datetime import date

import pytest

from tests.domain.organizations import factories as organizations
from tests.domain.projects import factories
from volunteercloud.core import memory
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.models import Role
from volunteercloud.domain.projects import actions, queries
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.regions.models import RuleSet


def save(project, actor, at, **details):
    return actions.save_draft(
        actor=actor, organization_id=project.organization_id, project_id=project.id, details=details, at=at
    )


def of(project):
    return {"organization_id": project.organization_id, "project_id": project.id}


def decide(project, actor, at, decision="approve", reason=""):
    case = organizations.waiting_case(project.id)
    return actions.decide(actor=actor, case_id=case.id, decision=decision, reason=reason, at=at)


def test_a_draft_keeps_whatever_was_typed(owner, organization, at):
    project = actions.save_draft(actor=owner, organization_id=organization.id, details={"title": " 送餐 "}, at=at)
    saved = save(project, owner, at, risks="路滑")
    assert (saved.title, saved.risks, saved.state) == ("送餐", "路滑", "draft")
    assert list(Entry.objects.order_by("-id").values_list("name", "facts")[:2]) == [
        ("projects.draft_saved", {"fields": ["risks"]}),
        ("projects.project_drafted", {"fields": ["title"]}),
    ]


def test_saving_what_stands_already_leaves_no_entry(owner, organization, at):
    project = factories.draft(owner, organization, at)
    before = Entry.objects.count()
    save(project, owner, at, title=project.title)
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("details", "code", "field"),
    [
        ({"category": "magic"}, "project.unlisted", "category"),
        ({"beneficiaries": ["elderly", "ghosts"]}, "project.unlisted", "beneficiaries"),
        ({"sdg_targets": ["18.1"]}, "project.unlisted", "sdg_targets"),
        ({"region_id": "123456"}, "project.region_unknown", "region_id"),
        ({"recruits_from": date(2026, 6, 2), "recruits_to": date(2026, 6, 1)}, "project.window_order", "recruits_to"),
        ({"latitude": 91.0, "longitude": 0.0}, "project.point", "latitude"),
        ({"latitude": 30.0, "longitude": None}, "project.point", "latitude"),
    ],
)
def test_details_that_cannot_be_true_are_refused_by_their_field(owner, organization, at, details, code, field):
    project = factories.draft(owner, organization, at)
    with pytest.raises(Refused) as refusal:
        save(project, owner, at, **details)
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_a_submission_names_all_that_is_missing(owner, organization, at):
    project = actions.save_draft(actor=owner, organization_id=organization.id, details={"title": "送餐"}, at=at)
    with pytest.raises(Refused) as refusal:
        actions.submit(actor=owner, **of(project), at=at)
    assert (refusal.value.code, refusal.value.facts) == (
        "project.incomplete",
        {
            "missing": [
                "content", "category", "beneficiaries", "region_id", "place",
                "recruits_from", "recruits_to", "risks", "contact_name", "contact_phone",
            ]
        },
    )  # fmt: skip


def test_a_window_that_has_passed_is_missing(owner, organization, at):
    project = factories.draft(owner, organization, at, recruits_from=date(2026, 5, 1), recruits_to=date(2026, 5, 15))
    with pytest.raises(Refused) as refusal:
        actions.submit(actor=owner, **of(project), at=at)
    assert refusal.value.facts == {"missing": ["recruits_to"]}


def test_approved_is_published(owner, officer, organization, at):
    project = factories.submitted(owner, organization, at)
    assert project.state == "submitted"
    published = decide(project, officer, at)
    assert (published.state, published.published_at) == ("published", at)
    assert queries.public_project(**of(project)).title == "社区送午餐"


def test_returned_is_mended_and_submitted_again(owner, officer, organization, at):
    project = factories.submitted(owner, organization, at)
    with pytest.raises(Refused) as refusal:
        decide(project, officer, at, "return", "")
    assert (refusal.value.code, refusal.value.field) == ("review.reason", "reason")
    returned = decide(project, officer, at, "return", "风险写得太少")
    assert (returned.state, returned.reason) == ("returned", "风险写得太少")
    save(returned, owner, at, risks="路上车多；夏天注意防暑。")
    assert actions.submit(actor=owner, **of(project), at=at).state == "submitted"


def test_the_second_of_two_officers_is_refused(owner, officer, organization, at):
    project = factories.submitted(owner, organization, at)
    case = organizations.waiting_case(project.id)
    decide(project, officer, at, "reject", "不是志愿服务")
    with pytest.raises(Refused) as refusal:
        actions.decide(actor=officer, case_id=case.id, decision="approve", reason="", at=at)
    assert refusal.value.code == "review.decided_already"
    assert Project.objects.get().state == "rejected"


def test_under_review_nothing_is_changed_until_withdrawn(owner, organization, at):
    project = factories.submitted(owner, organization, at)
    with pytest.raises(Refused) as refusal:
        save(project, owner, at, title="别的")
    assert refusal.value.code == "project.under_review"
    actions.withdraw(actor=owner, **of(project), at=at)
    assert save(project, owner, at, title="别的").title == "别的"


def test_trusted_organizations_publish_at_once_where_the_region_says_so(owner, officer, organization, at):
    organization_actions.set_trust(actor=officer, organization_id=organization.id, trusted=True, at=at)
    assert factories.submitted(owner, organization, at).state == "submitted"
    RuleSet.objects.create(region_id="99", valid_from=date(2026, 1, 1), trusted_publish_at_once=True)
    memory.forget_all()
    published = factories.submitted(owner, organization, at)
    assert (published.state, published.published_at) == ("published", at)
    next_door = factories.submitted(owner, organization, at, region_id="990102")
    assert next_door.state == "submitted", "the officer next door has trusted nobody"


def test_a_public_project_stays_in_the_region_that_approved_it(owner, officer, organization, at):
    project = factories.submitted(owner, organization, at)
    decide(project, officer, at)
    change = {"actor": owner, **of(project), "at": at}
    with pytest.raises(Refused) as refusal:
        actions.change(**change, details={"region_id": "990102"})
    assert (refusal.value.code, refusal.value.field) == ("project.region_approved", "region_id")
    assert actions.change(**change, details={"region_id": "990101", "place": "二楼"}).place == "二楼"


def test_a_suspended_organization_changes_nothing_public(owner, officer, organization, at):
    project = factories.submitted(owner, organization, at)
    decide(project, officer, at)
    organizations.suspend(actor=officer, organization_id=organization.id, reason="收费报名。", at=at)
    with pytest.raises(Refused) as refusal:
        actions.change(actor=owner, **of(project), details={"place": "二楼"}, at=at)
    assert refusal.value.code == "organization.suspended"


def test_no_officer_decides_about_projects_of_their_own_organization(owner, officer, organization, at):
    organization_actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=organizations.number_of(helper := organizations.person("大寒")),
        role=Role.RECORDER,
        at=at,
    )
    organizations.make_officer(helper, "990101")
    project = factories.submitted(owner, organization, at)
    with pytest.raises(Refused) as refusal:
        decide(project, helper, at)
    assert refusal.value.code == "review.own_organization"
    assert decide(project, officer, at).state == "published"


def test_only_an_approved_organization_submits(owner, at):
    drafted = organization_actions.register_organization(actor=owner, particulars=organizations.particulars(), at=at)
    project = factories.draft(owner, drafted, at)
    with pytest.raises(Refused) as refusal:
        actions.submit(actor=owner, **of(project), at=at)
    assert refusal.value.code == "organization.not_active"


def test_a_published_project_stays_complete_and_remembers_what_it_said(owner, officer, organization, at):
    project = decide(factories.submitted(owner, organization, at), officer, at)
    with pytest.raises(Refused) as refusal:
        actions.change(actor=owner, **of(project), details={"risks": " "}, at=at)
    assert (refusal.value.code, refusal.value.facts) == ("project.incomplete", {"missing": ["risks"]})
    actions.change(actor=owner, **of(project), details={"place": "新食堂"}, at=at)
    last = Entry.objects.order_by("-id").first()
    assert (last.name, last.facts) == ("projects.project_changed", {"changes": {"place": ["临溪街道食堂", "新食堂"]}})


def test_closed_for_good(owner, officer, organization, at):
    project = factories.submitted(owner, organization, at)
    with pytest.raises(Refused) as refusal:
        actions.close(actor=owner, **of(project), at=at)
    assert refusal.value.code == "project.not_published"
    decide(project, officer, at)
    assert actions.close(actor=owner, **of(project), at=at).state == "closed"


def test_strangers_do_nothing(owner, organization, at):
    project = factories.draft(owner, organization, at)
    stranger = organizations.person("小满")
    for action in (actions.submit, actions.withdraw, actions.close):
        with pytest.raises(NotAllowed):
            action(actor=stranger, **of(project), at=at)
    with pytest.raises(NotAllowed):
        save(project, stranger, at, title="别的")
    with pytest.raises(NotAllowed):
        factories.draft(stranger, organization, at)


POLICY = {"is_dangerous": True, "policy_number": "保-2026-7", "policy_from": date(2026, 1, 1), "policy_to": None}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"policy_number": " "}, ["policy_number"]),
        ({"policy_from": None}, ["policy_number"]),
        ({"policy_to": date(2026, 5, 15)}, ["policy_to"]),
        ({"policy_to": date(2026, 5, 16)}, []),
        ({"is_dangerous": False, "policy_number": ""}, []),
    ],
)
def test_what_is_dangerous_is_covered_before_it_is_submitted(owner, organization, at, changes, missing):
    project = factories.draft(owner, organization, at, **POLICY | changes)
    submit = lambda: actions.submit(actor=owner, **of(project), at=at)  # noqa: E731
    if not missing:
        assert submit().state == "submitted"
        return
    with pytest.raises(Refused) as refused:
        submit()
    assert (refused.value.code, refused.value.facts) == ("project.incomplete", {"missing": missing})


def test_a_policy_ends_after_it_begins(owner, organization, at):
    project = factories.draft(owner, organization, at)
    with pytest.raises(Refused) as refused:
        save(project, owner, at, policy_from=date(2026, 2, 1), policy_to=date(2026, 1, 31))
    assert (refused.value.code, refused.value.field) == ("project.policy_order", "policy_to")
