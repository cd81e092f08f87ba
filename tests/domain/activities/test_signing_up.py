from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import choices, queries, tasks
from volunteercloud.domain.activities.actions import planning, signing_up, signing_up_many, taking
from volunteercloud.domain.activities.models import MySignUp, Shift, SignUp, SignUpState
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.changes.models import Change
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.projects.models import Project


def take(shift, volunteer, at):
    return signing_up.sign_up(actor=volunteer, **factories.key(shift, volunteer), at=at)


def leave(shift, volunteer, at):
    return signing_up.cancel_sign_up(actor=volunteer, **factories.key(shift, volunteer), at=at)


def refusal_of(step, *arguments, **named):
    with pytest.raises(Refused) as refused:
        step(*arguments, **named)
    return refused.value.code


def counts(shift):
    shift.refresh_from_db()
    return shift.taken, shift.queued


def states(shift):
    rows = SignUp.objects.filter(shift_id=shift.id).values_list("volunteer_name", "state")
    mine = MySignUp.objects.filter(shift_id=shift.id).values_list("volunteer__name", "state")
    assert sorted(rows) == sorted(mine), "both sides tell the same"
    return dict(rows)


def people(*names):
    return [organizations.person(name) for name in names]


def test_a_place_is_taken_and_told_once(shift, volunteer, at):
    signed_up = take(shift, volunteer, at)
    assert signed_up.state == SignUpState.CONFIRMED
    assert counts(shift) == (1, 0)
    assert states(shift) == {"小满": "confirmed"}
    assert Entry.objects.filter(name="activities.signed_up").count() == 1


def test_who_comes_after_the_last_place_waits_in_order(shift, at):
    for somebody in people("小满", "芒种", "夏至", "小暑"):
        take(shift, somebody, at)
    assert counts(shift) == (2, 2)
    waiting = SignUp.objects.filter(shift_id=shift.id, state="waiting").order_by("queue_position")
    assert [(row.volunteer_name, row.queue_position) for row in waiting] == [("夏至", 1), ("小暑", 2)]


def test_a_second_click_is_refused_and_takes_nothing(shift, volunteer, at):
    take(shift, volunteer, at)
    assert refusal_of(take, shift, volunteer, at) == "signup.already"
    assert counts(shift) == (1, 0)


def test_a_stale_count_does_not_oversell(shift, at, monkeypatch):
    """Between reading the shift and taking a place another took the last one: the statement is the truth."""
    first, second, third = people("小满", "芒种", "夏至")
    take(shift, first, at)
    read = queries.shift(shift.organization_id, shift.id)
    take(shift, second, at)
    monkeypatch.setattr(queries, "shift", lambda organization_id, shift_id: read)
    assert take(shift, third, at).state == SignUpState.WAITING
    assert counts(shift) == (2, 1)
    assert states(shift)["夏至"] == "waiting"


def test_a_stale_count_does_not_make_one_wait_beside_a_free_place(shift, at, monkeypatch):
    first, second, third = people("小满", "芒种", "夏至")
    take(shift, first, at)
    take(shift, second, at)
    read = queries.shift(shift.organization_id, shift.id)
    leave(shift, second, at)
    monkeypatch.setattr(queries, "shift", lambda organization_id, shift_id: read)
    assert take(shift, third, at).state == SignUpState.CONFIRMED
    assert counts(shift) == (2, 0)


def test_a_stale_look_does_not_take_a_place_in_a_shift_called_off(shift, volunteer, at):
    looked = Shift.objects.select_related("organization", "post", "activity").get(id=shift.id)
    Shift.objects.filter(id=shift.id).update(state="cancelled")
    person = Volunteer.objects.get(id=volunteer.id)
    assert refusal_of(taking.take_place_or_wait, looked, person, at) == "signup.cancelled"
    assert not SignUp.objects.exists()


def test_a_place_elsewhere_that_was_overlooked_is_refused_by_the_rows(owner, shift, volunteer, at):
    overlapping = factories.shift(owner, shift.post, at, begins_in=timedelta(days=2, hours=1))
    take(shift, volunteer, at)
    person = Volunteer.objects.get(id=volunteer.id)
    with transaction.atomic():
        assert refusal_of(taking.take_place_or_wait, overlapping, person, at) == "signup.clash"
        transaction.set_rollback(True)


def test_only_people_and_shifts_that_are_known_come_together(shift, volunteer, at):
    for of_shift, somebody in (
        (shift, organizations.officer("9901")),
        (Shift(organization_id=shift.organization_id, id=ids.uuid7()), volunteer),
    ):
        for step in (take, leave):
            with pytest.raises(NotFound):
                step(of_shift, somebody, at)


def test_without_a_day_of_birth_no_real_name_is_known(shift, at):
    somebody = organizations.person("", real_name_level=0)
    Volunteer.objects.filter(id=somebody.id).update(birth_on=None)
    assert refusal_of(take, shift, somebody, at) == "signup.real_name"


def test_who_stops_waiting_frees_no_place(shift, at):
    first, second, third = people("小满", "芒种", "夏至")
    for somebody in (first, second, third):
        take(shift, somebody, at)
    leave(shift, third, at)
    assert counts(shift) == (2, 1)
    assert states(shift) == {"小满": "confirmed", "芒种": "confirmed", "夏至": "cancelled"}


def test_an_offer_that_lapses_unseen_is_offered_to_nobody_once_the_shift_is_over(shift, at):
    first, second, third, fourth = people("小满", "芒种", "夏至", "小暑")
    for somebody in (first, second, third, fourth):
        take(shift, somebody, at)
    leave(shift, first, at)
    assert tasks.expire_offers_at(shift.ends_at) == 1
    assert states(shift) == {"小满": "cancelled", "芒种": "confirmed", "夏至": "expired", "小暑": "waiting"}
    assert counts(shift)[0] == 1
    assert Change.objects.filter(kind="shift", subject_id=shift.id).count() == 1


def test_who_is_nobody_here_sees_the_shifts_and_no_choice(shift, volunteer, at):
    see = lambda viewer, **named: choices.choices(viewer, shift.organization_id, shift.project_id, at, **named)  # noqa: E731
    for viewer in (organizations.officer("9901"), system("tests")):
        assert [(one.shift.id, one.why_not, one.mine, one.places_left) for one in see(viewer)] == [
            (shift.id, None, "", 2)
        ]
    with pytest.raises(NotFound):
        see(volunteer, volunteer_id=organizations.person("芒种").id)


def test_the_database_itself_refuses_to_oversell(shift):
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(id=shift.id).update(taken=3)


def test_two_places_at_one_time_are_refused(owner, organization, shift, volunteer, at):
    overlapping = factories.shift(owner, shift.post, at, begins_in=timedelta(days=2, hours=1))
    take(shift, volunteer, at)
    assert refusal_of(take, overlapping, volunteer, at) == "signup.clash"
    assert counts(overlapping) == (0, 0)
    following = factories.shift(owner, shift.post, at, begins_in=timedelta(days=2, hours=2))
    assert take(following, volunteer, at).state == SignUpState.CONFIRMED


def test_waiting_does_not_block_the_time(owner, shift, at):
    first, second, third = people("小满", "芒种", "夏至")
    take(shift, first, at)
    take(shift, second, at)
    take(shift, third, at)
    elsewhere = factories.shift(owner, shift.post, at, begins_in=timedelta(days=2, hours=1))
    assert take(elsewhere, third, at).state == SignUpState.CONFIRMED


def test_a_freed_place_is_offered_confirmed_and_counted(shift, at):
    first, second, third = people("小满", "芒种", "夏至")
    for somebody in (first, second, third):
        take(shift, somebody, at)
    leave(shift, first, at)
    assert states(shift) == {"小满": "cancelled", "芒种": "confirmed", "夏至": "offered"}
    assert counts(shift) == (2, 1)
    assert [message.template for message in Message.objects.filter(recipient_id=third.id)] == ["place_offered"]
    signing_up.accept_offer(actor=third, **factories.key(shift, third), at=at + timedelta(hours=1))
    assert states(shift)["夏至"] == "confirmed"


def test_an_offer_passes_to_the_next_when_it_lapses(shift, at):
    somebodies = people("小满", "芒种", "夏至", "小暑")
    for somebody in somebodies:
        take(shift, somebody, at)
    leave(shift, somebodies[0], at)
    later = at + timedelta(hours=13)
    key = factories.key(shift, somebodies[2])
    assert refusal_of(signing_up.accept_offer, actor=somebodies[2], **key, at=later) == "signup.offer_over"
    assert tasks.expire_offers_at(later) == 1
    assert states(shift) == {"小满": "cancelled", "芒种": "confirmed", "夏至": "expired", "小暑": "offered"}
    assert tasks.expire_offers_at(later) == 0
    assert counts(shift) == (2, 2)


def test_an_offer_skips_who_serves_elsewhere_by_now(owner, shift, at):
    first, second, third, fourth = people("小满", "芒种", "夏至", "小暑")
    for somebody in (first, second, third, fourth):
        take(shift, somebody, at)
    elsewhere = factories.shift(owner, shift.post, at, begins_in=timedelta(days=2, hours=1))
    take(elsewhere, third, at)
    leave(shift, first, at)
    assert states(shift) == {"小满": "cancelled", "芒种": "confirmed", "夏至": "waiting", "小暑": "offered"}


def test_with_nobody_waiting_a_place_is_open_again(shift, volunteer, at):
    take(shift, volunteer, at)
    leave(shift, volunteer, at)
    assert counts(shift) == (0, 0)
    assert take(shift, volunteer, at).state == SignUpState.CONFIRMED


def test_more_places_go_to_who_waits(owner, shift, at):
    for somebody in people("小满", "芒种", "夏至"):
        take(shift, somebody, at)
    planning.change_places(actor=owner, organization_id=shift.organization_id, shift_id=shift.id, places=4, at=at)
    assert states(shift)["夏至"] == "offered"
    assert counts(shift) == (3, 1)


def test_leaving_is_possible_until_some_hours_before(shift, volunteer, at):
    take(shift, volunteer, at)
    late = shift.starts_at - timedelta(hours=2)
    assert refusal_of(leave, shift, volunteer, late) == "signup.too_late_to_cancel"
    assert leave(shift, volunteer, shift.starts_at - timedelta(hours=3)).state == SignUpState.CANCELLED


def test_nobody_acts_for_another(shift, volunteer, at):
    (other,) = people("芒种")
    with pytest.raises(NotAllowed):
        signing_up.sign_up(actor=other, **factories.key(shift, volunteer), at=at)
    take(shift, volunteer, at)
    with pytest.raises(NotAllowed):
        signing_up.cancel_sign_up(actor=other, **factories.key(shift, volunteer), at=at)
    with pytest.raises(NotAllowed):
        signing_up.cancel_sign_up(actor=system("job"), **factories.key(shift, volunteer), at=at)
    assert counts(shift) == (1, 0)


def test_approval_holds_the_place_until_decided(owner, organization, at):
    shift = factories.public_shift(owner, organization, at, places=1, needs_approval=True)
    first, second = people("小满", "芒种")
    assert take(shift, first, at).state == SignUpState.REQUESTED
    assert take(shift, second, at).state == SignUpState.WAITING
    key = factories.key(shift, first)
    assert refusal_of(signing_up.decide_sign_up, actor=owner, **key, approve=False, at=at) == "signup.reason"
    signing_up.decide_sign_up(actor=owner, **key, approve=False, reason="名额留给有经验的人", at=at)
    assert states(shift) == {"小满": "declined", "芒种": "offered"}
    with pytest.raises(NotAllowed):
        signing_up.decide_sign_up(actor=second, **factories.key(shift, second), approve=True, at=at)


def test_who_asks_for_a_place_is_told_to_managers_until_the_shift_begins(owner, organization, at):
    shift = factories.public_shift(owner, organization, at, needs_approval=True)
    (first,) = people("小满")
    take(shift, first, at)
    asking = queries.to_approve(owner, organization.id, at)
    assert [(row.volunteer_name, row.shift.id) for row in asking] == [("小满", shift.id)]
    assert queries.to_approve(owner, organization.id, shift.starts_at) == []
    with pytest.raises(NotAllowed):
        queries.to_approve(first, organization.id, at)


def test_an_offer_does_not_pass_the_coordinator_by(owner, organization, at):
    shift = factories.public_shift(owner, organization, at, places=1, needs_approval=True)
    first, second = people("小满", "芒种")
    take(shift, first, at)
    take(shift, second, at)
    leave(shift, first, at)
    assert signing_up.accept_offer(actor=second, **factories.key(shift, second), at=at).state == SignUpState.REQUESTED
    assert states(shift)["芒种"] == "requested"
    signing_up.decide_sign_up(actor=owner, **factories.key(shift, second), approve=True, at=at)
    assert states(shift)["芒种"] == "confirmed"


def test_who_was_declined_does_not_come_back_by_another_click(owner, shift, volunteer, at):
    take(shift, volunteer, at)
    signing_up.decide_sign_up(
        actor=owner, **factories.key(shift, volunteer), approve=False, reason="上次无故缺席。", at=at
    )
    assert refusal_of(take, shift, volunteer, at) == "signup.declined"
    assert states(shift) == {"小满": "declined"}
    assert counts(shift) == (0, 0)
    (choice,) = choices.choices(volunteer, shift.organization_id, shift.project_id, at)
    assert choice.why_not.code == "signup.declined", "the page says the same before one tries"


def test_nobody_is_taken_off_once_the_shift_has_begun(owner, shift, volunteer, at):
    take(shift, volunteer, at)
    decline = {"actor": owner, **factories.key(shift, volunteer), "approve": False, "reason": "没有来。"}
    assert refusal_of(signing_up.decide_sign_up, **decline, at=shift.starts_at) == "signup.begun"
    signing_up.decide_sign_up(**decline, at=shift.starts_at - timedelta(minutes=1))
    assert states(shift) == {"小满": "declined"}


def test_an_offer_asks_again_what_may_have_changed(owner, organization, at):
    shift = factories.public_shift(owner, organization, at, places=1)
    first, second = people("小满", "芒种")
    take(shift, first, at)
    take(shift, second, at)
    leave(shift, first, at)
    accept = {"actor": second, **factories.key(shift, second), "at": at}
    Volunteer.objects.filter(id=second.id).update(birth_on=date(2010, 1, 1))
    assert refusal_of(signing_up.accept_offer, **accept) == "signup.guardian_consent"
    Volunteer.objects.filter(id=second.id).update(birth_on=date(1990, 1, 1))
    assert signing_up.accept_offer(**accept).state == SignUpState.CONFIRMED


def test_a_suspended_organization_takes_nobody_on(organization, shift, volunteer, at):
    assert factories.found(at) == [shift.id]
    organizations.suspend(
        actor=organizations.officer("9901"), organization_id=organization.id, reason="收费报名。", at=at
    )
    assert refusal_of(take, shift, volunteer, at) == "signup.organization"
    assert factories.found(at) == []
    (choice,) = choices.choices(volunteer, organization.id, shift.project_id, at)
    assert choice.why_not.code == "signup.organization"


def test_a_shift_called_off_tells_everybody_and_frees_their_time(owner, shift, at):
    first, second, third = people("小满", "芒种", "夏至")
    for somebody in (first, second, third):
        take(shift, somebody, at)
    assert (
        refusal_of(
            signing_up.cancel_shift,
            actor=owner,
            organization_id=shift.organization_id,
            shift_id=shift.id,
            reason="风",
            at=at,
        )
        == "shift.reason"
    )
    signing_up.cancel_shift(
        actor=owner, organization_id=shift.organization_id, shift_id=shift.id, reason="台风来了，改天。", at=at
    )
    assert set(states(shift).values()) == {"declined"}
    assert Message.objects.filter(template="shift_cancelled").count() == 3
    assert refusal_of(take, shift, first, at) == "signup.cancelled"


@pytest.mark.parametrize(
    ("conditions", "changes", "code"),
    [
        ({"minimum_age": 40}, {}, "signup.too_young"),
        ({"maximum_age": 20}, {}, "signup.too_old"),
        ({"skills": ["driving"]}, {}, "signup.ability"),
        ({"languages": ["en"]}, {}, "signup.ability"),
        ({}, {"real_name_level": 0}, "signup.real_name"),
        ({}, {"birth_on": date(2014, 1, 1)}, "signup.guardian_account"),
        ({}, {"birth_on": date(2010, 1, 1)}, "signup.guardian_consent"),
    ],
)
def test_conditions_refuse_with_their_reason(owner, organization, volunteer, at, conditions, changes, code):
    shift = factories.public_shift(owner, organization, at, **conditions)
    Volunteer.objects.filter(id=volunteer.id).update(**changes)
    assert refusal_of(take, shift, volunteer, at) == code
    (choice,) = choices.choices(volunteer, organization.id, shift.project_id, at)
    assert choice.why_not.code == code, "the page says the same before one tries"


def test_the_window_of_recruitment_bounds_sign_up(owner, organization, volunteer, at):
    shift = factories.public_shift(
        owner,
        organization,
        at,
        details={"recruits_to": date(2026, 5, 20)},
        shift_changes={"begins_in": timedelta(days=9)},
    )
    assert refusal_of(take, shift, volunteer, at + timedelta(days=5)) == "signup.too_late"
    assert refusal_of(take, shift, volunteer, at - timedelta(days=30)) == "signup.too_early"
    assert refusal_of(take, shift, volunteer, shift.starts_at) == "signup.started"


def test_sign_up_stays_within_its_statements(shift, volunteer, at, django_assert_max_num_queries):
    take(shift, organizations.person("芒种"), at)  # regions and their rules are remembered by now
    with django_assert_max_num_queries(8) as asked:
        take(shift, volunteer, at)
    assert len(asked) - sum("SAVEPOINT" in query["sql"] for query in asked) <= 6


def test_choices_ask_four_statements_whatever_the_number_of_shifts(
    owner, shift, volunteer, at, django_assert_num_queries
):
    for days in range(3, 9):
        factories.shift(owner, shift.post, at, begins_in=timedelta(days=days))
    take(shift, volunteer, at)
    with django_assert_num_queries(3):
        offered = choices.choices(volunteer, shift.organization_id, shift.project_id, at)
    assert [choice.mine for choice in offered] == ["confirmed"] + [""] * 6


def test_what_comes_up_is_seen_by_oneself_alone(shift, volunteer, at):
    take(shift, volunteer, at)
    (mine,) = queries.coming_up(volunteer, volunteer.id, at)
    assert (mine.title, mine.state) == ("社区送午餐", "confirmed")
    assert queries.coming_up(volunteer, volunteer.id, shift.ends_at) == []


def test_a_place_that_is_settled_waits_for_no_approval(owner, shift, volunteer, at):
    take(shift, volunteer, at)
    decide = {"actor": owner, **factories.key(shift, volunteer), "approve": True, "at": at}
    assert refusal_of(signing_up.decide_sign_up, **decide) == "signup.not_requested"


def test_nobody_signs_up_where_the_project_is_not_public(shift, volunteer, at):
    Project.objects.filter(id=shift.project_id).update(state="closed")
    assert refusal_of(take, shift, volunteer, at) == "signup.not_public"


def test_an_offer_ends_at_its_moment(shift, at):
    first, second, third = people("小满", "芒种", "夏至")
    for somebody in (first, second, third):
        take(shift, somebody, at)
    leave(shift, first, at)
    until = SignUp.objects.get(volunteer_id=third.id).offered_until
    accept = lambda moment: signing_up.accept_offer(actor=third, **factories.key(shift, third), at=moment)  # noqa: E731
    assert refusal_of(accept, until) == "signup.offer_over"
    assert accept(until - timedelta(seconds=1)).state == "confirmed"
    assert Entry.objects.filter(name="activities.offer_accepted").count() == 1


def test_chosen_shifts_that_follow_on_each_other_do_not_overlap(owner, shift, volunteer, at):
    following = factories.shift(owner, shift.post, at, begins_in=timedelta(days=2, hours=2))
    taken = signing_up_many.sign_up_for_many(
        actor=volunteer,
        organization_id=shift.organization_id,
        shift_ids=[following.id, shift.id],
        volunteer_id=volunteer.id,
        at=at,
    )
    assert [(one.shift.id, one.sign_up.state) for one in taken] == [
        (shift.id, "confirmed"),
        (following.id, "confirmed"),
    ]
