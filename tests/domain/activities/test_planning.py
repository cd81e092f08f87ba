from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from tests.domain.projects import factories as projects
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import queries
from volunteercloud.domain.activities.actions import changing, planning, publishing, signing_up
from volunteercloud.domain.activities.models import Post, Shift


@pytest.fixture
def post(owner, organization, at):
    return factories.post(owner, organization, projects.draft(owner, organization, at), at)


def test_a_series_keeps_the_clock_time(owner, post, at):
    shifts = planning.add_shifts(
        actor=owner,
        organization_id=post.organization_id,
        post_id=post.id,
        starts_at=at + timedelta(days=1),
        ends_at=at + timedelta(days=1, hours=2),
        places=3,
        weeks=3,
        at=at,
    )
    assert [shift.starts_at for shift in shifts] == [at + timedelta(days=1, weeks=week) for week in range(3)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"begins_in": timedelta(hours=-1)}, "shift.past"),
        ({"begins_in": timedelta(days=3 * 365 + 1)}, "shift.far"),
        ({"lasts": timedelta(0)}, "shift.order"),
        ({"lasts": timedelta(hours=25)}, "shift.long"),
        ({"break_minutes": 120}, "shift.break"),
        ({"places": 0}, "shift.places"),
        ({"weeks": 54}, "shift.weeks"),
    ],
)
def test_shifts_that_cannot_be(owner, post, at, changes, code):
    with pytest.raises(Refused) as refused:
        factories.shift(owner, post, at, **changes)
    assert refused.value.code == code
    assert Shift.objects.count() == 0


def test_only_managers_plan(post, volunteer, at):
    with pytest.raises(NotAllowed):
        factories.shift(volunteer, post, at)
    assert Shift.objects.count() == 0


def test_a_draft_is_not_listed_and_an_approved_project_is(owner, organization, at):
    project = projects.draft(owner, organization, at)
    made = factories.shift(owner, factories.post(owner, organization, project, at), at)
    publishing.submit_project(actor=owner, organization_id=organization.id, project_id=project.id, at=at)
    assert factories.found(at) == []
    publishing.decide_project(
        actor=organizations.officer("99"),
        case_id=organizations.waiting_case(project.id).id,
        decision="approve",
        reason="",
        at=at,
    )
    assert factories.found(at, region_code="9901", categories=("elderly",), text="午餐") == [made.id]


def test_what_is_changed_in_a_draft_is_not_listed(owner, organization, post, at):
    shift = factories.shift(owner, post, at)
    key = {"organization_id": organization.id, "shift_id": shift.id}
    changing.change_shift(actor=owner, **key, change={"places": 9}, at=at)
    assert Shift.objects.get(id=shift.id).places == 9
    assert factories.found(at) == []


def test_a_project_without_a_shift_is_not_submitted(owner, organization, at):
    project = projects.draft(owner, organization, at)
    with pytest.raises(Refused) as refused:
        publishing.submit_project(actor=owner, organization_id=organization.id, project_id=project.id, at=at)
    assert refused.value.code == "project.no_shift"


def test_a_shift_added_later_is_listed_at_once(owner, shift, at):
    added = factories.shift(owner, shift.post, at, begins_in=timedelta(days=5))
    assert factories.found(at) == [shift.id, added.id]


def test_closing_takes_a_project_from_the_list(owner, organization, shift, at):
    publishing.close_project(actor=owner, organization_id=organization.id, project_id=shift.project_id, at=at)
    assert factories.found(at) == []


def test_places_never_fall_below_what_is_taken(owner, shift, volunteer, at):
    signing_up.sign_up(actor=volunteer, **factories.key(shift, volunteer), at=at)
    planning.change_places(actor=owner, organization_id=shift.organization_id, shift_id=shift.id, places=1, at=at)
    with pytest.raises(Refused) as refused:
        planning.change_places(actor=owner, organization_id=shift.organization_id, shift_id=shift.id, places=0, at=at)
    assert refused.value.code == "shift.places"
    planning.change_places(actor=owner, organization_id=shift.organization_id, shift_id=shift.id, places=2, at=at)
    signing_up.sign_up(actor=owner, **factories.key(shift, owner), at=at)
    with pytest.raises(Refused) as refused:
        planning.change_places(actor=owner, organization_id=shift.organization_id, shift_id=shift.id, places=1, at=at)
    assert refused.value.code == "shift.taken"
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(id=shift.id).update(places=0)


def test_a_shift_with_sign_ups_is_not_removed(owner, shift, volunteer, at):
    signing_up.sign_up(actor=volunteer, **factories.key(shift, volunteer), at=at)
    with pytest.raises(Refused) as refused:
        planning.remove_shift(actor=owner, organization_id=shift.organization_id, shift_id=shift.id, at=at)
    assert refused.value.code == "shift.signed_up"


def test_an_empty_shift_is_removed(owner, shift, at):
    planning.remove_shift(actor=owner, organization_id=shift.organization_id, shift_id=shift.id, at=at)
    assert factories.found(at) == []
    with pytest.raises(NotFound):
        queries.shift(shift.organization_id, shift.id)


def test_a_suspended_organization_plans_nothing_public(owner, organization, shift, at):
    organizations.suspend(
        actor=organizations.officer("9901"), organization_id=organization.id, reason="收费报名。", at=at
    )
    for step in (
        lambda: factories.shift(owner, shift.post, at),
        lambda: planning.change_places(
            actor=owner, organization_id=organization.id, shift_id=shift.id, places=9, at=at
        ),
    ):
        with pytest.raises(Refused) as refusal:
            step()
        assert refusal.value.code == "organization.suspended"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "post.name"),
        ({"minimum_age": 60, "maximum_age": 59}, "post.ages"),
        ({"time_kind": "holiday"}, "post.time_kind"),
    ],
)
def test_posts_that_cannot_be(owner, post, at, changes, code):
    draft = planning.PostDraft(**{"name": "送餐员"} | changes)
    with pytest.raises(Refused) as refused:
        planning.add_post(
            actor=owner, organization_id=post.organization_id, activity_id=post.activity_id, draft=draft, at=at
        )
    assert (refused.value.code, refused.value.field) == (code, list(changes)[-1])
    assert list(Post.objects.values_list("id", flat=True)) == [post.id]


def test_one_age_is_no_contradiction(owner, post, at):
    for ages in ({"minimum_age": 18}, {"maximum_age": 70}, {"minimum_age": 30, "maximum_age": 30}):
        made = planning.add_post(
            actor=owner,
            organization_id=post.organization_id,
            activity_id=post.activity_id,
            draft=planning.PostDraft(name="送餐员", **ages),
            at=at,
        )
        assert {name: getattr(made, name) for name in ages} == ages


def test_a_project_says_first_where_it_takes_place(owner, organization, at):
    project = projects.draft(owner, organization, at, region_id=None)
    with pytest.raises(Refused) as refused:
        factories.post(owner, organization, project, at)
    assert refused.value.code == "activity.no_region"


def test_an_activity_lies_within_the_region_of_its_project(owner, organization, at):
    project = projects.draft(owner, organization, at)
    add = {"actor": owner, "organization_id": organization.id, "project_id": project.id, "title": "送餐", "at": at}
    with pytest.raises(Refused) as refused:
        planning.add_activity(**add, region_code="990102")
    assert refused.value.code == "activity.region"
    assert planning.add_activity(**add, region_code="990101").region_id == "990101"


def test_nothing_is_planned_in_a_project_that_is_closed(owner, organization, shift, at):
    publishing.close_project(actor=owner, organization_id=organization.id, project_id=shift.project_id, at=at)
    with pytest.raises(Refused) as refused:
        factories.shift(owner, shift.post, at)
    assert refused.value.code == "project.closed"
