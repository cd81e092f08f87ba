"""What is read of shifts, series and places, and who may: told by the rows that were put there."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from tests.domain.activities import factories
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from tests.domain.projects import factories as projects
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.activities import planned, public, queries, standing_in
from volunteercloud.domain.activities.actions import (
    asking,
    closing,
    covering,
    listing,
    pausing,
    planning,
    publishing,
    series,
    signing_up,
    standing_by,
    taking_over,
)
from volunteercloud.domain.activities.actions.series import Pattern, Slot
from volunteercloud.domain.activities.models import Activity, Post, Series, Shift, SignUp
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.changes.models import Change
from volunteercloud.domain.identity.models import Guardianship
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.search.models import Document

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SATURDAY = date(2026, 5, 16)


@pytest.fixture
def stranger(owner):
    return organizations.person("芒种")


@pytest.fixture
def later(owner, shift, at):
    """Another shift of the same post, the day after."""
    return factories.shift(owner, Post.objects.get(id=shift.post_id), at, begins_in=3 * DAY)


def take(shift, somebody, at):
    return signing_up.sign_up(actor=somebody, **factories.key(shift, somebody), at=at)


def begin(owner, shift, at, **days):
    slot = Slot(post_id=shift.post_id, starts=time(10), ends=time(12), places=2)
    return series.start_series(
        actor=owner,
        organization_id=shift.organization_id,
        activity_id=shift.activity_id,
        pattern=Pattern(**{"weekdays": [6], "from_on": SATURDAY} | days),
        slots=[slot],
        at=at,
    )


def refused(kind, step, *arguments, **named):
    with pytest.raises(kind):
        step(*arguments, **named)


# Series and days


def test_series_are_told_with_what_lies_ahead_the_ones_that_go_on_first(owner, stranger, shift, at):
    short = begin(owner, shift, at, times=2)
    long = begin(owner, shift, at, weekdays=[7], times=3)
    Series.objects.filter(id=short.id).update(ended_at=at)
    seen = planned.series_of(owner, shift.organization_id, shift.project_id, at)
    assert [(one.series.id, one.is_over, one.ahead, len(one.slots)) for one in seen] == [
        (long.id, False, 3, 1),
        (short.id, True, 2, 1),
    ]
    assert f"{timezone.localtime(seen[0].next_at):%m-%d %H:%M}" == "05-17 10:00"
    begun = timezone.make_aware(timezone.datetime(2026, 5, 17, 10, 0))
    seen = planned.series_of(owner, shift.organization_id, shift.project_id, begun)
    assert [(one.ahead, f"{timezone.localtime(one.next_at):%m-%d}") for one in seen] == [(2, "05-24"), (1, "05-23")]
    over = planned.series_of(owner, shift.organization_id, shift.project_id, at + 60 * DAY)
    assert [(one.ahead, one.next_at) for one in over] == [(0, None)] * 2
    refused(NotAllowed, planned.series_of, stranger, shift.organization_id, shift.project_id, at)


def test_a_shift_knows_the_day_of_its_series_and_another_has_none(owner, stranger, shift, at):
    found = begin(owner, shift, at, times=2)
    first = Shift.objects.exclude(id=shift.id).order_by("starts_at").first()
    day = planned.day_of(owner, shift.organization_id, first.id)
    assert (day.series, day.on) == (found, SATURDAY)
    assert planned.day_of(owner, shift.organization_id, shift.id) is None
    refused(NotAllowed, planned.day_of, stranger, shift.organization_id, first.id)
    assert planned.series(owner, shift.organization_id, found.id) == found
    refused(NotFound, planned.series, stranger, shift.organization_id, found.id)
    refused(NotFound, planned.series, owner, shift.organization_id, ids.uuid7())


def test_the_first_days_of_a_series_are_shown_before_it_begins(shift):
    days = planned.first_days(
        shift.organization_id, "990101", date(2026, 5, 20), weekdays=[6], from_on=SATURDAY, times=3, every_weeks=1
    )
    assert days == [date(2026, 5, 23), date(2026, 5, 30)]


def test_pauses_that_are_not_over_are_read_by_those_who_look_on(owner, stranger, shift, at):
    for from_on, to_on in ((date(2026, 6, 1), date(2026, 6, 3)), (SATURDAY, date(2026, 5, 18))):
        pausing.add_pause(
            actor=owner, organization_id=shift.organization_id, from_on=from_on, to_on=to_on, reason="盘点库存", at=at
        )
    read = lambda today: [one.from_on.day for one in planned.pauses(owner, shift.organization_id, today)]  # noqa: E731
    assert [read(date(2026, 5, day)) for day in (18, 19)] == [[16, 1], [1]]
    refused(NotAllowed, planned.pauses, stranger, shift.organization_id, SATURDAY)


def test_shifts_that_lack_people_within_a_week(owner, stranger, shift, later, volunteer, at):
    lacking = lambda now: [one.id for one in planned.unfilled(owner, shift.organization_id, now)]  # noqa: E731
    far = factories.shift(owner, Post.objects.get(id=shift.post_id), at, begins_in=7 * DAY + HOUR)
    assert lacking(at) == [shift.id, later.id]
    assert lacking(shift.starts_at) == [later.id, far.id]
    for somebody in (volunteer, stranger):
        take(shift, somebody, at)
    assert lacking(at) == [later.id]
    refused(NotAllowed, planned.unfilled, stranger, shift.organization_id, at)


def test_the_last_shifts_with_people_come_first_where_the_post_is_the_same(owner, organization, shift, volunteer, at):
    post = Post.objects.get(id=shift.post_id)
    other_post = Post.objects.get(id=planning.add_post(
        actor=owner, organization_id=organization.id, activity_id=post.activity_id,
        draft=planning.PostDraft(name="接待员"), at=at,
    ).id)  # fmt: skip
    beside = factories.shift(owner, other_post, at, begins_in=4 * DAY)
    empty = factories.shift(owner, post, at, begins_in=5 * DAY)
    target = factories.shift(owner, post, at, begins_in=6 * DAY)
    for one in (shift, beside, target):
        take(one, volunteer, at)
    found = planned.earlier_shifts(owner, target)
    assert [(one.id, one.confirmed) for one in found] == [(shift.id, 1), (beside.id, 1)]
    assert empty.id not in [one.id for one in found]
    refused(NotAllowed, planned.earlier_shifts, volunteer, target)


# Shifts of an organization


def test_a_week_of_shifts_is_read_by_those_who_lead(owner, organization, stranger, shift, later, at):
    draft = projects.draft(owner, organization, at)
    factories.shift(owner, factories.post(owner, organization, draft, at), at)
    week = lambda from_on, **named: [one.id for one in queries.week(owner, organization.id, from_on, **named)]  # noqa: E731
    assert week(date(2026, 5, 18)) == [shift.id, later.id]
    assert week(date(2026, 5, 18), days=1) == [shift.id]
    assert week(date(2026, 5, 12)) == [shift.id]
    assert week(date(2026, 5, 11)) == []
    refused(NotAllowed, queries.week, stranger, organization.id, date(2026, 5, 18))
    refused(NotAllowed, queries.week, stranger, organization.id, SATURDAY, roles=organization_rules.RECORDERS)


def test_what_is_planned_is_seen_by_staff_and_once_public_by_all(owner, organization, stranger, shift, later, at):
    def read(viewer, project_id, **named):
        plans = queries.plans(viewer, organization.id, project_id, **named)
        return [[(post.name, [one.id for one in shifts]) for post, shifts in plan.posts] for plan in plans]

    assert read(owner, shift.project_id) == read(stranger, shift.project_id) == [[("送餐员", [shift.id, later.id])]]
    assert read(owner, shift.project_id, since=shift.ends_at) == [[("送餐员", [later.id])]]
    draft = projects.draft(owner, organization, at)
    factories.post(owner, organization, draft, at)
    assert read(owner, draft.id) == [[("送餐员", [])]]
    refused(NotFound, read, stranger, draft.id)


def test_activities_are_public_with_their_project(organization, shift):
    found = public.activity(organization.id, shift.activity_id)
    assert (found.id, found.organization.name) == (shift.activity_id, organization.name)
    assert public.activities_of(organization.id, shift.project_id) == [found]
    Project.objects.update(state="draft")
    refused(NotFound, public.activity, organization.id, shift.activity_id)
    refused(NotFound, public.activity, organization.id, ids.uuid7())


def test_the_skills_that_are_asked_of_shifts_together(owner, organization, shift, later):
    Post.objects.filter(id=shift.post_id).update(skills=["driving", "first-aid"])
    keys = [(one.organization_id, one.id) for one in (shift, later)]
    assert queries.skills_asked(keys) == {"driving", "first-aid"}
    assert queries.skills_asked([]) == set()
    assert Activity.objects.count() == 1


# Places of a person


def test_ones_own_place_tells_the_turn_in_the_line(shift, volunteer, stranger, at):
    Shift.objects.filter(id=shift.id).update(places=1)
    third = organizations.person("夏至")
    for somebody in (stranger, volunteer, third):
        take(shift, somebody, at)
    mine = lambda who: queries.my_place(who, shift.organization_id, shift.id, who.id)  # noqa: E731
    assert [(mine(one).sign_up.state, mine(one).place_in_line) for one in (stranger, volunteer, third)] == [
        ("confirmed", None),
        ("waiting", 1),
        ("waiting", 2),
    ]
    assert mine(volunteer).shift.id == shift.id
    refused(NotFound, queries.my_place, stranger, shift.organization_id, shift.id, volunteer.id)
    refused(NotFound, mine, organizations.person("小暑"))


def test_what_a_person_signed_up_for_is_read_by_whom_it_concerns(owner, shift, later, volunteer, stranger, at):
    for one in (shift, later):
        take(one, volunteer, at)
    whose = (volunteer.id,)
    between = queries.my_sign_ups_between(*whose, shift.starts_at, shift.ends_at)
    assert [row.shift_id for row in between] == [shift.id]
    assert [row.shift_id for row in queries.my_calendar(volunteer, *whose, shift.ends_at)] == [later.id]
    assert [row.shift_id for row in queries.calendar(*whose, at)] == [shift.id, later.id]
    assert [row.shift_id for row in queries.coming_up(volunteer, *whose, at, limit=1)] == [shift.id]
    with_them = queries.shifts_with(owner, shift.organization_id, volunteer.id)
    assert [row.shift_id for row in with_them] == [later.id, shift.id]
    refused(NotAllowed, queries.shifts_with, stranger, shift.organization_id, volunteer.id)
    refused(NotFound, queries.my_calendar, stranger, *whose, at)
    refused(NotFound, queries.coming_up, stranger, *whose, at)
    Guardianship.objects.create(guardian_id=stranger.id, ward_id=volunteer.id, ward_name="小满", since=at)
    assert len(queries.coming_up(stranger, *whose, at)) == 2


def test_an_offer_is_held_until_its_moment(shift, volunteer, stranger, at, django_assert_num_queries):
    Shift.objects.filter(id=shift.id).update(places=1)
    for somebody in (stranger, volunteer):
        take(shift, somebody, at)
    mine = queries.coming_up(volunteer, volunteer.id, at)
    with django_assert_num_queries(0):
        assert queries.offers_held_until(mine) == {}
    signing_up.cancel_sign_up(actor=stranger, **factories.key(shift, stranger), at=at)
    mine = queries.coming_up(volunteer, volunteer.id, at)
    held = SignUp.objects.get(volunteer_id=volunteer.id).offered_until
    assert queries.offers_held_until(mine) == {shift.id: held}


def test_who_leads_is_read_by_those_who_lead(owner, shift, stranger):
    assert queries.leaders(owner, shift.organization_id, shift.id) == []
    refused(NotAllowed, queries.leaders, stranger, shift.organization_id, shift.id)
    refused(NotAllowed, queries.to_approve, stranger, shift.organization_id, shift.starts_at)


# Covers, standing by, absences


def test_a_request_for_cover_is_seen_by_whom_it_concerns(owner, shift, later, volunteer, stranger, at):
    take(shift, volunteer, at)
    place = factories.key(shift, volunteer)
    assert standing_in.mine(volunteer, **place) == standing_in.Mine(None, None, None)
    cover = covering.ask_cover(actor=volunteer, **place, at=at)
    assert standing_in.mine(volunteer, **place).cover == cover
    refused(NotFound, standing_in.mine, stranger, **place)
    assert standing_in.open_covers(shift.organization_id, shift.project_id, at) == [cover]
    assert standing_in.open_covers(shift.organization_id, shift.project_id, shift.starts_at) == []
    assert standing_in.pending_covers(owner, shift.organization_id, at) == [cover]
    assert standing_in.pending_covers(owner, shift.organization_id, shift.starts_at) == []
    for read in (standing_in.pending_covers, standing_in.absences_to_answer):
        refused(
            NotAllowed, read, stranger, shift.organization_id, *([at] if read is standing_in.pending_covers else [])
        )


def test_whoever_leads_reads_who_was_asked_and_what_they_said(owner, shift, later, volunteer, stranger, at):
    third = organizations.person("夏至")
    take(shift, volunteer, at)
    for somebody in (stranger, third):
        take(later, somebody, at)
    read = lambda viewer: standing_in.covers_of_shift(viewer, shift.organization_id, shift.id)  # noqa: E731
    assert read(owner) == []
    cover = covering.ask_cover(actor=volunteer, **factories.key(shift, volunteer), at=at)
    whom = {"organization_id": shift.organization_id, "cover_id": cover.id}
    asking.ask_people(actor=owner, **whom, number=2, at=at)
    covering.decline_cover(actor=third, **whom, volunteer_id=third.id, at=at)
    (sought,) = read(owner)
    assert (sought.cover, len(sought.asks), sought.said_no, sought.unanswered) == (cover, 2, 1, 1)
    refused(NotAllowed, read, stranger)


def test_a_hand_over_waits_for_the_word_of_the_other(shift, volunteer, stranger, at):
    take(shift, volunteer, at)
    cover = covering.ask_cover(actor=volunteer, **factories.key(shift, volunteer), at=at)
    whom = {"organization_id": shift.organization_id, "cover_id": cover.id, "at": at}

    def waits():
        seen = [standing_in.cover(one, cover.organization_id, cover.id, one.id, at) for one in (volunteer, stranger)]
        return [one.waits_for_undo for one in seen]

    taking_over.take_cover(actor=stranger, **whom, volunteer_id=stranger.id)
    assert waits() == [False, False]
    taking_over.undo_cover(actor=volunteer, **whom, volunteer_id=volunteer.id)
    assert waits() == [False, True]
    taking_over.undo_cover(actor=stranger, **whom, volunteer_id=stranger.id)
    assert standing_in.mine(volunteer, **factories.key(shift, volunteer)).cover.state == "undone"


def test_where_a_person_stands_by(owner, shift, later, volunteer, stranger, at):
    for one in (shift, later):
        standing_by.stand_by(actor=volunteer, **factories.key(one, volunteer), at=at)
    standing_by.withdraw_standby(actor=volunteer, **factories.key(later, volunteer), at=at)
    whose = (shift.organization_id, shift.project_id, volunteer.id)
    assert standing_in.stood_by(volunteer, *whose) == {shift.id: "ready"}
    refused(NotFound, standing_in.stood_by, stranger, *whose)
    assert standing_in.absences_of_shift(owner, shift.organization_id, shift.id) == {}
    refused(NotAllowed, standing_in.absences_of_shift, stranger, shift.organization_id, shift.id)


# What is public, and its end


def test_everything_public_and_to_come_is_what_the_index_must_hold(owner, organization, shift, later, at):
    listed = lambda now: [document.id for document in listing.documents(now)]  # noqa: E731
    assert sorted(listed(at)) == sorted([shift.id, later.id])
    assert listed(shift.starts_at) == [later.id]
    Project.objects.update(state="closed")
    assert listed(at) == []


def test_an_organization_that_ends_calls_off_what_is_to_come(owner, organization, shift, later, volunteer, at):
    take(later, volunteer, at)
    end = {"actor": owner, "organization_id": organization.id, "reason": "并入另一个组织。", "at": shift.starts_at}
    assert closing.close_organization(**end) == 1
    assert list(Shift.objects.order_by("starts_at").values_list("state", flat=True)) == ["open", "cancelled"]
    assert SignUp.objects.get().state == "declined"
    entry = Entry.objects.get(name="activities.organization_closed")
    assert (entry.facts["shifts"], entry.facts["projects"]) == (1, 1)
    assert closing.close_organization(**end) == 0
    assert Entry.objects.filter(name="activities.organization_closed").count() == 1


@pytest.mark.parametrize(
    ("changes", "noted"),
    [({"title": "送晚餐"}, []), ({"category": "community"}, ["shift"]), ({"sdg_targets": ["11.7"]}, ["person"])],
)
def test_a_change_of_a_public_project_is_listed_and_counted_again(
    owner, organization, shift, volunteer, at, changes, noted
):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    Change.objects.all().delete()
    details = projects.details(**changes)
    publishing.change_project(
        actor=owner, organization_id=organization.id, project_id=shift.project_id, details=details, at=at
    )
    assert list(Change.objects.values_list("kind", flat=True)) == noted
    project = Project.objects.get(id=shift.project_id)
    assert Document.objects.get(id=project.id).title == project.title == details["title"]
