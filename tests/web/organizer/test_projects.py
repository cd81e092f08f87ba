from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.domain.organizations import factories
from tests.domain.projects import factories as projects
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.regions.models import RuleSet


def address(name, *args):
    return reverse(f"organizer:{name}", args=args)


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def draft(owner, organization, at):
    return projects.draft(owner, organization, at, recruits_from=in_days(0), recruits_to=in_days(60))


def plan(browser, project):
    owner = (project.organization_id, project.id)
    added = browser.post(address("add_activity", *owner), {"title": "送午餐", "place": "食堂"})
    added = browser.post(added.url, {"name": "送餐员"})
    typed = {"on": in_days(3).isoformat(), "starts": "09:30", "ends": "11:30", "places": 6, "weeks": 2}
    return browser.post(added.url, typed)


def test_a_project_is_written_planned_and_submitted(browser, organization):
    began = browser.post(address("new_project", organization.id), {"title": "送餐"})
    project = Project.objects.get()
    assert began.url == address("step", organization.id, project.id, "place")
    steps = {
        "content": {
            "title": "社区送餐",
            "content": "送饭",
            "category": "elderly",
            "beneficiaries": ["elderly", "public"],
        },
        "place": {
            "region_id": "临溪区",
            "place": "食堂",
            "recruits_from": in_days(0).isoformat(),
            "recruits_to": in_days(30).isoformat(),
        },
        "risks": {"risks": "路滑", "has_meal": "on", "contact_name": "谷雨", "contact_phone": "990"},
    }
    for step, typed in steps.items():
        assert browser.post(address("step", organization.id, project.id, step), typed).status_code == 302
    assert plan(browser, project).url == address("plan", organization.id, project.id)
    check = browser.get(address("step", organization.id, project.id, "check"))
    assert check.context["missing"] == []
    submitted = browser.post(address("submit_project", organization.id, project.id))
    assert submitted.url == address("project", organization.id, project.id)
    project.refresh_from_db()
    assert (project.state, project.region_id, project.has_meal) == ("submitted", "990101", True)


def test_the_check_leads_to_what_is_missing(browser, organization):
    browser.post(address("new_project", organization.id), {"title": "送餐"})
    project = Project.objects.get()
    missing = browser.get(address("step", organization.id, project.id, "check")).context["missing"]
    assert missing[0][0] == address("step", organization.id, project.id, "content") + "#id_content"
    assert missing[-1][0] == address("plan", organization.id, project.id)
    assert len(missing) == 11
    assert browser.post(address("submit_project", organization.id, project.id)).status_code in (409, 422)


def test_a_refused_value_stands_beside_its_field(browser, draft):
    page = address("step", draft.organization_id, draft.id, "place")
    typed = {"region_id": "临溪区", "recruits_from": in_days(9).isoformat(), "recruits_to": in_days(2).isoformat()}
    refused = browser.post(page, typed)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["recruits_to"])


def test_save_and_leave(browser, draft):
    page = address("step", draft.organization_id, draft.id, "risks")
    left = browser.post(page, {"risks": "路滑", "leave": "yes"})
    assert left.url == address("project", draft.organization_id, draft.id)
    draft.refresh_from_db()
    assert draft.risks == "路滑"


def test_shifts_are_refused_beside_their_fields(browser, draft):
    plan(browser, draft)
    post = Shift.objects.first().post_id
    page = address("add_shifts", draft.organization_id, draft.id, post)
    typed = {"on": in_days(3).isoformat(), "starts": "22:00", "ends": "02:00", "places": 6, "weeks": 1}
    refused = browser.post(page, typed)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["ends"])
    assert browser.post(page, typed | {"next_day": "on"}).status_code == 302
    night = Shift.objects.order_by("-ends_at").first()
    past = browser.post(page, typed | {"next_day": "on", "on": in_days(-3).isoformat()})
    assert list(past.context["form"].errors) == ["on"]
    last_day = browser.post(page, typed | {"next_day": "on", "on": "9999-12-31"})
    assert list(last_day.context["form"].errors) == ["on"]
    assert night.ends_at - night.starts_at in (timedelta(hours=4), timedelta(hours=2))


def test_places_are_changed_and_shifts_removed(browser, draft):
    plan(browser, draft)
    shift = Shift.objects.order_by("starts_at").first()
    where = (draft.organization_id, draft.id, shift.id)
    browser.post(address("change_places", *where), {"places": 9})
    shift.refresh_from_db()
    assert shift.places == 9
    assert browser.post(address("change_places", *where), {"places": "many"}).status_code == 422
    browser.post(address("remove_shift", *where))
    assert not Shift.objects.filter(id=shift.id).exists()


@pytest.fixture
def published(browser, owner, organization, draft):
    organization_actions.set_trust(
        actor=factories.officer("99"), organization_id=organization.id, trusted=True, at=timezone.now()
    )
    rules = {"region_id": "99", "valid_from": factories.BEGAN, "trusted_publish_at_once": True}
    RuleSet.objects.create(**rules)
    plan(browser, draft)
    browser.post(address("submit_project", organization.id, draft.id))
    draft.refresh_from_db()
    assert draft.state == "published"
    return draft


def test_what_is_public_is_changed_but_stays_complete(browser, published):
    page = address("step", published.organization_id, published.id, "risks")
    typed = {"risks": "", "contact_name": "谷雨", "contact_phone": "990"}
    assert browser.post(page, typed).status_code == 422
    changed = browser.post(page, typed | {"risks": "高温"})
    assert changed.url == address("project", published.organization_id, published.id)
    published.refresh_from_db()
    assert published.risks == "高温"


def test_closing_asks_what_came_of_it_and_is_for_good(browser, published):
    page = address("close_project", published.organization_id, published.id)
    assert browser.post(page, {"summary": "两个月的午餐都送到了。"}).status_code == 422
    Shift.objects.filter(project_id=published.id).update(starts_at="2026-05-01T01:00Z", ends_at="2026-05-01T03:00Z")
    assert browser.post(page, {"summary": ""}).status_code == 422
    assert browser.post(page, {"summary": "两个月的午餐都送到了。"}).status_code == 302
    published.refresh_from_db()
    assert (published.state, published.summary) == ("closed", "两个月的午餐都送到了。")
    assert browser.post(page, {"summary": "再关一次。"}).status_code == 422


def test_who_does_not_manage_finds_nothing(signed_in, owner, organization, draft, at):
    leader = factories.person("芒种")
    organization_actions.add_staff(
        actor=owner, organization_id=organization.id, number=factories.number_of(leader), role="leader", at=at
    )
    browser = signed_in(leader)
    owned = (organization.id, draft.id)
    for page in (address("project", *owned), address("step", *owned, "content"), address("plan", *owned)):
        assert browser.get(page).status_code == 404
    assert browser.get(address("projects", organization.id)).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("step", "budget"), [("content", 10), ("place", 7), ("risks", 7), ("shifts", 11), ("check", 11)]
)
def test_pages_keep_their_budget(signed_in, owner, draft, django_assert_max_num_queries, step, budget, language):
    browser = signed_in(owner, language)
    with django_assert_max_num_queries(budget):
        assert browser.get(address("step", draft.organization_id, draft.id, step)).status_code == 200
