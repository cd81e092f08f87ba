"""Cover, standby, absences and eligibility on the pages of leaders and coordinators."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.activities.actions import absences, covering, standing_by, taking_over
from volunteercloud.domain.activities.models import Post
from volunteercloud.domain.activities.stand_ins import Absence, Cover, CoverAsk, Standby
from volunteercloud.web import answers


@pytest.fixture
def shift(owner, organization, at):
    return activities.public_shift(owner, organization, at)


@pytest.fixture
def volunteer(shift, at):
    somebody = organizations.person("小满")
    attendance.sign_up(shift, somebody, at)
    return somebody


@pytest.fixture
def clock(monkeypatch, at):
    times = [at]
    monkeypatch.setattr(answers, "reader_now", lambda: times[-1])
    return times


def text(answer):
    return answer.content.decode()


def page(name, shift, *more):
    return reverse(f"organizer:{name}", args=[shift.organization_id, shift.id, *more])


def test_a_coordinator_asks_people_and_decides(owner, browser, shift, volunteer, clock, at):
    Post.objects.update(cover_needs_approval=True)
    known = organizations.person("芒种")
    attendance.sign_up(activities.shift(owner, shift.post, at, begins_in=timedelta(days=9)), known, at)
    cover = covering.ask_cover(actor=volunteer, **activities.key(shift, volunteer), note="孩子病了。", at=at)
    here = page("stand_ins", shift)
    assert "孩子病了。" in text(browser.get(here))
    browser.post(here, {"do": "ask", "cover": cover.id, "number": 5})
    assert CoverAsk.objects.get().volunteer_name == "芒种"
    assert "1 person was asked." in text(browser.get(here))
    taking_over.take_cover(
        actor=known, organization_id=shift.organization_id, cover_id=cover.id, volunteer_id=known.id, at=at
    )
    browser.post(here, {"do": "approve", "cover": cover.id})
    assert Cover.objects.get().state == "done"
    assert browser.post(here, {"do": "approve", "cover": "x"}).status_code == 404


def test_a_leader_calls_the_next_who_stands_by_once(owner, browser, shift, clock, at):
    for name in ("小满", "芒种"):
        somebody = organizations.person(name)
        standing_by.stand_by(actor=somebody, **activities.key(shift, somebody), at=at)
    here = page("stand_ins", shift)
    browser.post(here, {"do": "call", "wanted": 1})
    assert "called once check-in has opened" in text(browser.get(here))
    clock.append(shift.starts_at)
    for _press in range(2):
        browser.post(here, {"do": "call", "wanted": 1})
    assert Standby.objects.filter(state="called").count() == 1


def test_an_absence_is_noted_excused_and_answered(browser, shift, volunteer, clock):
    clock.append(shift.starts_at + timedelta(hours=1))
    here = page("absent", shift, volunteer.id)
    assert browser.post(here, {"kind": "excused", "reason": ""}).status_code == 422
    assert browser.post(here, {"kind": "unexcused", "reason": ""}).url == page("roster", shift)
    assert "Excused?" in text(browser.get(page("roster", shift)))
    absences.answer_to_absence(
        actor=volunteer, **activities.key(shift, volunteer), statement="我到了，没有扫上。", at=clock[-1]
    )
    listed = reverse("organizer:absences", args=[shift.organization_id])
    assert "我到了，没有扫上。" in text(browser.get(listed))
    typed = {"shift_id": shift.id, "volunteer_id": volunteer.id, "kind": "taken_back", "answer": "核对过，您到了。"}
    assert browser.post(listed, typed).url == listed
    assert Absence.objects.get().kind == "taken_back"
    assert "Nobody waits for an answer" in text(browser.get(listed))


def test_why_a_person_can_or_cannot_come(browser, shift, clock):
    somebody = organizations.person("芒种")
    here = page("eligibility", shift)
    assert browser.get(here).status_code == 200
    assert "Nothing stands against it" in text(browser.get(here, {"number": organizations.number_of(somebody)}))
    Post.objects.update(maximum_age=30)
    told = text(browser.get(here, {"number": organizations.number_of(somebody)}))
    assert "does not meet the age condition" in told
    assert "芒种" not in told
    assert browser.get(here, {"number": "V1"}).status_code == 422


def test_strangers_see_none_of_it(signed_in, shift, volunteer, clock):
    stranger = signed_in(volunteer)
    addresses = [
        page("stand_ins", shift),
        page("absent", shift, volunteer.id),
        page("eligibility", shift),
        page("eligibility", shift) + "?number=V1",
        reverse("organizer:absences", args=[shift.organization_id]),
    ]
    assert {stranger.get(address).status_code for address in addresses} <= {403, 404}


def test_a_post_is_planned_with_limits(browser, organization, shift, clock):
    post = Post.objects.get()
    address = reverse("organizer:add_post", args=[organization.id, shift.project_id, post.activity_id])
    typed = {"name": "夜班守护", "rest_hours": 11, "most_hours_in_row": 8, "is_meeting": "on"}
    assert browser.post(address, typed).status_code == 302
    added = Post.objects.exclude(id=post.id).get()
    assert (added.rest_minutes, added.most_minutes_in_row, added.is_meeting) == (660, 480, True)
    assert browser.post(address, typed | {"rest_hours": 200}).status_code == 422
