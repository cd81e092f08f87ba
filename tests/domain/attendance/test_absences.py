"""Who did not come: excuses, the ladder of warnings, what the person says to it. Recorded hours stay as they are."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import choices, rules, standing_in
from volunteercloud.domain.activities.actions import absences, covering, signing_up, signing_up_many, taking_over
from volunteercloud.domain.activities.models import MySignUp, Post, SignUp
from volunteercloud.domain.activities.stand_ins import Absence, AbsenceKind
from volunteercloud.domain.attendance import actions, queries
from volunteercloud.domain.changes.models import Change
from volunteercloud.domain.identity.models import Guardianship
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.regions.models import RuleSet

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shifts(owner, shift, at):
    post = Post.objects.get(id=shift.post_id)
    return [shift, *(activities.shift(owner, post, at, begins_in=(2 + n) * DAY) for n in range(1, 5))]


def absent(owner, shift, somebody, **changes):
    return actions.mark_absent(
        **{"actor": owner, **activities.key(shift, somebody), "at": shift.starts_at + 30 * MINUTE} | changes
    )


def miss(owner, shift, somebody, at):
    factories.sign_up(shift, somebody, at)
    if SignUp.objects.get(shift_id=shift.id, volunteer_id=somebody.id).state == "requested":
        signing_up.decide_sign_up(actor=owner, **activities.key(shift, somebody), approve=True, at=at)
    absent(owner, shift, somebody)


def kind_of(shift, somebody):
    """The same on both sides."""
    told = Absence.objects.get(shift_id=shift.id, volunteer_id=somebody.id).kind
    assert MySignUp.objects.get(shift_id=shift.id, volunteer_id=somebody.id).absence == told
    return told


def told(somebody):
    return list(Message.objects.filter(recipient_id=somebody.id).order_by("id").values_list("template", flat=True))


def refusal_of(step, *arguments, **named):
    with pytest.raises(Refused) as refused:
        step(*arguments, **named)
    return refused.value.code


def test_the_first_time_a_friendly_word_the_second_a_coordinator_is_asked(owner, shifts, volunteer, at):
    miss(owner, shifts[0], volunteer, at)
    assert told(volunteer) == ["no_show"]
    factories.sign_up(shifts[2], volunteer, shifts[0].ends_at)
    assert SignUp.objects.get(shift_id=shifts[2].id).state == "confirmed"
    miss(owner, shifts[1], volunteer, shifts[0].ends_at)
    assert told(volunteer) == ["no_show", "no_show_limit"]
    factories.sign_up(shifts[3], volunteer, shifts[1].ends_at)
    assert SignUp.objects.get(shift_id=shifts[3].id).state == "requested"
    signing_up.decide_sign_up(actor=owner, **activities.key(shifts[3], volunteer), approve=True, at=shifts[1].ends_at)
    assert SignUp.objects.get(shift_id=shifts[3].id).state == "confirmed"


def test_every_way_to_a_place_asks_the_coordinator_then(owner, shifts, volunteer, at):
    for shift in shifts[:2]:
        miss(owner, shift, volunteer, at)
    now = shifts[1].ends_at
    (taken,) = signing_up_many.sign_up_for_many(
        actor=volunteer,
        organization_id=shifts[2].organization_id,
        shift_ids=[shifts[2].id],
        volunteer_id=volunteer.id,
        at=now,
    )
    assert taken.sign_up.state == "requested"
    giver = organizations.person("芒种")
    factories.sign_up(shifts[4], giver, now)
    cover = covering.ask_cover(actor=giver, **activities.key(shifts[4], giver), at=now)
    taken = taking_over.take_cover(
        actor=volunteer,
        organization_id=cover.organization_id,
        cover_id=cover.id,
        volunteer_id=volunteer.id,
        at=now,
    )
    assert taken.state == "agreed"


def test_it_says_until_when_and_ends_then(owner, shifts, volunteer, at):
    for shift in shifts[:3]:
        miss(owner, shift, volunteer, at)
    now = shifts[2].ends_at
    seen = choices.choices(volunteer, shifts[0].organization_id, shifts[0].project_id, now)
    assert {one.asks_first.no_shows for one in seen} == {3}
    # Two of three still lie within ninety days until the second is ninety days old.
    assert {one.asks_first.until for one in seen} == {shifts[1].starts_at + 90 * DAY}


def test_an_excuse_does_not_count_and_needs_a_reason(owner, shift, volunteer, at):
    factories.sign_up(shift, volunteer, at)
    assert refusal_of(absent, owner, shift, volunteer, kind=AbsenceKind.EXCUSED) == "absence.reason"
    absent(owner, shift, volunteer, kind=AbsenceKind.EXCUSED, reason="来电请了病假")
    assert (kind_of(shift, volunteer), told(volunteer)) == ("excused", [])
    absent(owner, shift, volunteer)
    assert (kind_of(shift, volunteer), told(volunteer)) == ("unexcused", ["no_show"])
    absent(owner, shift, volunteer)
    assert told(volunteer) == ["no_show"]


def test_nobody_is_missing_before_the_shift_has_begun(owner, shift, volunteer, at):
    factories.sign_up(shift, volunteer, at)
    assert refusal_of(absent, owner, shift, volunteer, at=shift.starts_at) == "attendance.not_begun"


@pytest.mark.parametrize("way", ["tick", "settle"])
def test_who_comes_after_all_was_not_absent(owner, shift, volunteer, at, way):
    factories.sign_up(shift, volunteer, at)
    absent(owner, shift, volunteer)
    if way == "tick":
        factories.tick(owner, shift, volunteer, "in", shift.starts_at + 40 * MINUTE)
    else:
        served = actions.Served(
            volunteer_id=volunteer.id,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            method="late",
            grade="E",
            late_reason="签到设备损坏，负责人作证。",
        )
        (settled,) = actions.settle(
            actor=owner,
            organization_id=shift.organization_id,
            shift_id=shift.id,
            served=[served],
            at=shift.ends_at + DAY,
        )
        assert settled.refusal is None
    assert kind_of(shift, volunteer) == "taken_back"


def test_recorded_hours_are_never_touched(owner, shifts, volunteer, at):
    factories.serve(shifts[0], volunteer, at)
    factories.confirm(owner, shifts[0], volunteer)
    before = list(RecordHead.objects.values())
    for shift in shifts[1:4]:
        miss(owner, shift, volunteer, at)
    assert list(RecordHead.objects.values()) == before
    assert refusal_of(absent, owner, shifts[0], volunteer) == "attendance.present"


def say(shift, somebody, at, statement="我到了，签到码没有扫上。", actor=None):
    return absences.answer_to_absence(
        actor=actor or somebody, **activities.key(shift, somebody), statement=statement, at=at
    )


def decide(owner, shift, somebody, kind, at, answer="核对过现场照片，您确实到了。"):
    return absences.decide_absence(actor=owner, **activities.key(shift, somebody), kind=kind, answer=answer, at=at)


def test_the_person_answers_once_and_a_coordinator_decides(owner, shift, volunteer, at):
    miss(owner, shift, volunteer, at)
    now = shift.ends_at
    with pytest.raises(NotFound):
        say(shift, volunteer, now, actor=organizations.person("芒种"))
    assert refusal_of(say, shift, volunteer, now, statement=" . ") == "absence.statement"
    say(shift, volunteer, now)
    assert refusal_of(say, shift, volunteer, now) == "absence.stated"
    assert [one.statement for one in standing_in.absences_to_answer(owner, shift.organization_id)] == [
        "我到了，签到码没有扫上。"
    ]
    with pytest.raises(NotAllowed):
        decide(volunteer, shift, volunteer, AbsenceKind.TAKEN_BACK, now)
    decide(owner, shift, volunteer, AbsenceKind.TAKEN_BACK, now)
    decide(owner, shift, volunteer, AbsenceKind.TAKEN_BACK, now)
    assert (kind_of(shift, volunteer), told(volunteer)) == ("taken_back", ["no_show", "absence_answered"])
    assert standing_in.absences_to_answer(owner, shift.organization_id) == []
    assert refusal_of(decide, owner, shift, volunteer, AbsenceKind.UNEXCUSED, now) == "absence.nothing_to_answer"


def test_who_came_after_all_is_counted_again(owner, shift, volunteer, at):
    miss(owner, shift, volunteer, at)
    say(shift, volunteer, shift.ends_at)
    Change.objects.all().delete()
    decide(owner, shift, volunteer, AbsenceKind.TAKEN_BACK, shift.ends_at)
    assert list(Change.objects.values_list("kind", "subject_id")) == [("shift", shift.id)]


def test_an_answer_without_a_question_is_refused(owner, shift, volunteer, at):
    miss(owner, shift, volunteer, at)
    assert refusal_of(decide, owner, shift, volunteer, AbsenceKind.EXCUSED, at) == "absence.nothing_to_answer"
    say(shift, volunteer, shift.ends_at)
    assert refusal_of(decide, owner, shift, volunteer, AbsenceKind.EXCUSED, at, answer="") == "absence.answer"


def test_a_limit_of_zero_asks_nobody(shifts):
    missed = [shift.starts_at for shift in shifts]
    assert rules.restriction_of(missed, RuleSet(no_show_limit=0), shifts[-1].ends_at) is None
    assert rules.restriction_of(missed, RuleSet(no_show_limit=6), shifts[-1].ends_at) is None
    assert rules.restriction_of(missed, RuleSet(no_show_limit=5), shifts[-1].ends_at).no_shows == 5


def test_a_meeting_keeps_who_was_there_and_makes_no_record(owner, organization, volunteer, at):
    meeting = activities.public_shift(owner, organization, at, is_meeting=True)
    factories.serve(meeting, volunteer, at)
    assert queries.unconfirmed(owner, organization.id) == []
    (answer,) = factories.confirm(owner, meeting, volunteer)
    assert answer.refusal.code == "attendance.meeting"
    (row,) = queries.roster(owner, organization.id, meeting.id)
    assert (row.state, RecordHead.objects.count()) == ("left", 0)


def test_what_is_excused_is_not_answered_to(owner, shift, volunteer, at):
    miss(owner, shift, volunteer, at)
    absent(owner, shift, volunteer, kind=AbsenceKind.EXCUSED, reason="来电请了病假")
    assert refusal_of(say, shift, volunteer, shift.ends_at) == "absence.over"


def test_an_excuse_that_comes_with_the_answer_is_the_answer(owner, shift, volunteer, at):
    miss(owner, shift, volunteer, at)
    say(shift, volunteer, shift.ends_at)
    found = decide(owner, shift, volunteer, AbsenceKind.EXCUSED, shift.ends_at, answer="长" * 600)
    assert (found.reason, found.answer) == ("长" * 300, "长" * 500)
    assert kind_of(shift, volunteer) == "excused"


def test_nobody_decides_about_the_absence_of_their_child(owner, shift, volunteer, at):
    miss(owner, shift, volunteer, at)
    say(shift, volunteer, shift.ends_at)
    Guardianship.objects.create(guardian_id=owner.id, ward_id=volunteer.id, ward_name="小满", since=at)
    with pytest.raises(NotAllowed):
        decide(owner, shift, volunteer, AbsenceKind.TAKEN_BACK, shift.ends_at)
    assert kind_of(shift, volunteer) == "unexcused"


def test_how_much_a_reason_and_an_answer_say_at_least(owner, shift, volunteer, at):
    miss(owner, shift, volunteer, at)
    assert refusal_of(absent, owner, shift, volunteer, kind=AbsenceKind.EXCUSED, reason=" 病 ") == "absence.reason"
    say(shift, volunteer, shift.ends_at, statement="迟" * absences.SHORTEST)
    few, enough = "对" * (absences.SHORTEST - 1), "对" * absences.SHORTEST
    assert refusal_of(decide, owner, shift, volunteer, "excused", shift.ends_at, answer=few) == "absence.answer"
    assert decide(owner, shift, volunteer, AbsenceKind.EXCUSED, shift.ends_at, answer=enough).answer == enough
    absent(owner, shift, volunteer, kind=AbsenceKind.EXCUSED, reason="病假")
    assert Absence.objects.get().reason == "病假"
