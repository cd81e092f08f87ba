from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from tests.domain.projects import factories as projects
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.actions import copying, planning, publishing, series
from volunteercloud.domain.activities.actions.series import Pattern, Slot
from volunteercloud.domain.activities.models import Activity, Post, Series, Shift
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.models import Node, Role
from volunteercloud.domain.projects import actions as project_actions
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.projects.models import Project


def of(shift):
    return {"organization_id": shift.organization_id, "project_id": shift.project_id}


def test_a_copy_says_the_same_and_has_no_dates(owner, shift, at):
    copy = copying.copy_project(actor=owner, **of(shift), at=at)
    source = Project.objects.get(id=shift.project_id)
    same = ("title", "content", "category", "beneficiaries", "region_id", "place", "risks", "contact_phone")
    assert [getattr(copy, name) for name in same] == [getattr(source, name) for name in same]
    assert (copy.state, copy.recruits_from, copy.recruits_to, copy.published_at) == ("draft", None, None, None)
    assert list(Post.objects.filter(activity__project_id=copy.id).values_list("name", flat=True)) == ["送餐员"]
    assert not Shift.objects.filter(project_id=copy.id).exists()


def test_with_a_first_day_shifts_and_series_come_along(owner, shift, at):
    series.start_series(
        actor=owner,
        organization_id=shift.organization_id,
        activity_id=shift.activity_id,
        pattern=Pattern(weekdays=[6], from_on=date(2026, 5, 23), times=2),
        slots=[Slot(post_id=shift.post_id, starts=time(10), ends=time(12), places=4)],
        at=at,
    )
    copy = copying.copy_project(actor=owner, **of(shift), first_on=date(2026, 8, 3), at=at)
    made = Shift.objects.filter(project_id=copy.id).order_by("starts_at")
    assert [f"{timezone.localtime(one.starts_at):%m-%d %H:%M}" for one in made] == [
        "08-03 09:00", "08-08 10:00", "08-15 10:00"
    ]  # fmt: skip
    assert Series.objects.get(project_id=copy.id).weekdays == [6]
    assert (copy.recruits_from, copy.recruits_to) == (date(2026, 7, 17), date(2026, 11, 16))


def test_who_recruits_at_any_time_does_so_in_the_copy(owner, shift, at):
    Project.objects.update(recruits_from=None, recruits_to=None)
    copy = copying.copy_project(actor=owner, **of(shift), first_on=date(2026, 8, 3), at=at)
    assert (copy.recruits_from, copy.recruits_to) == (None, None)
    assert Shift.objects.filter(project_id=copy.id).count() == 1


def test_who_works_for_the_project_alone_keeps_no_template_for_all(owner, organization, shift, at):
    somebody = organizations.person("小满")
    organization_actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=organizations.number_of(somebody),
        role=Role.COORDINATOR,
        project_ids=[shift.project_id],
        at=at,
    )
    with pytest.raises(NotAllowed):
        copying.keep_template(actor=somebody, **of(shift), name="送餐模板", at=at)
    assert not Project.objects.filter(state="template").exists()


@pytest.mark.parametrize(("first_on", "code"), [(date(2026, 5, 15), "copy.past"), (date(2035, 1, 1), "shift.far")])
def test_first_days_that_cannot_be(owner, shift, at, first_on, code):
    with pytest.raises(Refused) as refused:
        copying.copy_project(actor=owner, **of(shift), first_on=first_on, at=at)
    assert refused.value.code == code
    assert Project.objects.count() == 1


def test_a_template_is_used_by_the_organization_and_those_below_it_alone(owner, organization, shift, at):
    template = copying.keep_template(actor=owner, **of(shift), name="送餐模板", at=at)
    theirs = organizations.person("芒种")
    below = organizations.organization(theirs, at, name="下级队", uscc="51990000MJ00000023")
    use = {"project_id": template.id, "from_organization_id": organization.id, "organization_id": below.id, "at": at}
    assert [one.title for one in project_queries.templates(owner, organization.id)] == ["送餐模板"]
    assert project_queries.templates(theirs, below.id) == []
    with pytest.raises(NotFound):
        copying.copy_project(actor=theirs, **use)
    above = Node.objects.get(organization_id=organization.id)
    Node.objects.filter(organization_id=below.id).update(
        parent_id=organization.id, parent_path=above.path, path=[*above.path, below.id]
    )
    assert [one.id for one in project_queries.templates(theirs, below.id)] == [template.id]
    copy = copying.copy_project(actor=theirs, **use)
    assert (copy.organization_id, copy.state, copy.title) == (below.id, "draft", "送餐模板")
    with pytest.raises(NotFound):
        copying.copy_project(actor=theirs, **use | {"project_id": shift.project_id})
    with pytest.raises(NotAllowed):
        copying.copy_project(actor=owner, **use)


def test_a_template_is_left_out_of_lists_and_never_submitted(owner, organization, shift, at):
    template = copying.keep_template(actor=owner, **of(shift), name="送餐模板", at=at)
    assert [one.id for one in project_queries.projects_of(owner, organization.id)] == [shift.project_id]
    assert [one.id for one in project_queries.projects_of(owner, organization.id, state="template")] == [template.id]
    with pytest.raises(Refused):
        publishing.submit_project(actor=owner, organization_id=organization.id, project_id=template.id, at=at)


def test_strangers_copy_and_delete_nothing(shift, volunteer, at):
    for step in (
        lambda: copying.copy_project(actor=volunteer, **of(shift), at=at),
        lambda: copying.keep_template(actor=volunteer, **of(shift), name="送餐", at=at),
        lambda: copying.delete_draft(actor=volunteer, **of(shift), at=at),
        lambda: project_actions.archive(actor=volunteer, **of(shift), at=at),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_a_draft_is_deleted_with_all_that_was_planned_and_a_public_project_is_not(owner, organization, shift, at):
    draft = projects.draft(owner, organization, at)
    post = factories.post(owner, organization, draft, at)
    factories.shift(owner, post, at)
    series.start_series(
        actor=owner,
        organization_id=organization.id,
        activity_id=post.activity_id,
        pattern=Pattern(weekdays=[6], from_on=date(2026, 5, 23)),
        slots=[Slot(post_id=post.id, starts=time(10), ends=time(12), places=4)],
        at=at,
    )
    copying.delete_draft(actor=owner, organization_id=organization.id, project_id=draft.id, at=at)
    assert not Project.objects.filter(id=draft.id).exists()
    assert Activity.objects.count() == 1
    with pytest.raises(Refused) as refused:
        copying.delete_draft(actor=owner, **of(shift), at=at)
    assert refused.value.code == "project.not_deletable"


def test_a_project_closes_when_nothing_lies_ahead(owner, shift, at):
    close = {"actor": owner, **of(shift)}
    with pytest.raises(Refused) as refused:
        attendance_actions.close_project(**close, summary="送了两个月午餐。", at=at)
    assert refused.value.code == "project.shifts_ahead"
    planning.remove_shift(actor=owner, organization_id=shift.organization_id, shift_id=shift.id, at=at)
    with pytest.raises(Refused) as refused:
        attendance_actions.close_project(**close, summary="", at=at)
    assert refused.value.code == "project.summary"
    closed = attendance_actions.close_project(**close, summary="送了两个月午餐。", at=at)
    assert (closed.state, closed.summary, closed.closed_at) == ("closed", "送了两个月午餐。", at)


def test_the_archive_holds_what_has_ended_and_gives_it_back(owner, organization, shift, at):
    with pytest.raises(Refused) as refused:
        project_actions.archive(actor=owner, **of(shift), at=at)
    assert refused.value.code == "project.not_ended"
    planning.remove_shift(actor=owner, organization_id=shift.organization_id, shift_id=shift.id, at=at)
    attendance_actions.close_project(actor=owner, **of(shift), summary="送了两个月午餐。", at=at)
    project_actions.archive(actor=owner, **of(shift), at=at)
    project_actions.archive(actor=owner, **of(shift), at=at + timedelta(days=1))
    assert Project.objects.get(id=shift.project_id).archived_at == at
    assert list(project_queries.projects_of(owner, organization.id)) == []
    assert [one.id for one in project_queries.projects_of(owner, organization.id, archived=True)] == [shift.project_id]
    project_actions.restore(actor=owner, **of(shift), at=at)
    assert [one.id for one in project_queries.projects_of(owner, organization.id)] == [shift.project_id]


def test_a_project_with_very_many_shifts_is_copied_without_them(owner, shift, at, monkeypatch):
    factories.shift(owner, Post.objects.get(id=shift.post_id), at, begins_in=timedelta(days=9))
    monkeypatch.setattr(copying, "MOST_AT_ONCE", 1)
    with pytest.raises(Refused) as refused:
        copying.copy_project(actor=owner, **of(shift), first_on=date(2026, 8, 3), at=at)
    assert (refused.value.code, Project.objects.count()) == ("copy.many", 1)
