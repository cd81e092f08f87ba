from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import standing_in
from volunteercloud.domain.activities.actions import asking, covering, exchanging, signing_up, taking, taking_over
from volunteercloud.domain.activities.models import MySignUp, Post, Shift, SignUp
from volunteercloud.domain.activities.stand_ins import Cover, CoverAsk
from volunteercloud.domain.identity.models import GuardianConsent, Volunteer
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.organizations import actions as organization_actions

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def taker(owner):
    return organizations.person("芒种")


@pytest.fixture
def other(owner, shift, at):
    """Another shift of the same post, the day after."""
    return factories.shift(owner, Post.objects.get(id=shift.post_id), at, begins_in=3 * DAY)


@pytest.fixture
def held(shift, volunteer, at):
    """小满 holds a place in the shift."""
    return signing_up.sign_up(actor=volunteer, **factories.key(shift, volunteer), at=at)


def sign_up(shift, somebody, at):
    return signing_up.sign_up(actor=somebody, **factories.key(shift, somebody), at=at)


def ask(shift, somebody, at, **changes):
    return covering.ask_cover(actor=somebody, **factories.key(shift, somebody), at=at, **changes)


def take(cover, somebody, at):
    return taking_over.take_cover(
        actor=somebody,
        organization_id=cover.organization_id,
        cover_id=cover.id,
        volunteer_id=somebody.id,
        at=at,
    )


def decide(actor, cover, approve, at):
    return taking_over.decide_cover(
        actor=actor, organization_id=cover.organization_id, cover_id=cover.id, approve=approve, at=at
    )


def undo(cover, somebody, at):
    return taking_over.undo_cover(
        actor=somebody,
        organization_id=cover.organization_id,
        cover_id=cover.id,
        volunteer_id=somebody.id,
        at=at,
    )


def ask_people(owner, cover, number, at):
    asks = asking.ask_people(
        actor=owner, organization_id=cover.organization_id, cover_id=cover.id, number=number, at=at
    )
    return [one.volunteer_name for one in asks]


def refusal_of(step, *arguments, **named):
    with pytest.raises(Refused) as refused:
        step(*arguments, **named)
    return refused.value.code


def roster(shift):
    """Who holds a place, told the same by both sides and by the count."""
    rows = SignUp.objects.filter(shift_id=shift.id, state="confirmed").values_list("volunteer_name", flat=True)
    mine = MySignUp.objects.filter(shift_id=shift.id, state="confirmed").values_list("volunteer__name", flat=True)
    shift.refresh_from_db()
    assert sorted(rows) == sorted(mine)
    assert shift.taken == len(rows)
    return sorted(rows)


def told(somebody):
    return list(Message.objects.filter(recipient_id=somebody.id).order_by("id").values_list("template", flat=True))


def test_the_place_moves_whole_and_both_are_told(shift, volunteer, taker, held, at):
    cover = ask(shift, volunteer, at, note="孩子病了")
    assert roster(shift) == ["小满"]
    assert take(cover, taker, at).state == "done"
    assert roster(shift) == ["芒种"]
    assert (told(volunteer), told(taker)) == (["cover_given"], ["cover_taken"])


def test_a_full_shift_stays_full_and_nobody_who_waits_is_passed(shift, volunteer, taker, held, at):
    Shift.objects.filter(id=shift.id).update(places=1)
    waiting = organizations.person("夏至")
    sign_up(shift, waiting, at)
    take(ask(shift, volunteer, at), taker, at)
    assert roster(shift) == ["芒种"]
    assert SignUp.objects.get(shift_id=shift.id, volunteer_id=waiting.id).state == "waiting"


def test_who_waits_may_take_over_a_place(shift, volunteer, taker, held, at):
    Shift.objects.filter(id=shift.id).update(places=1)
    assert sign_up(shift, taker, at).state == "waiting"
    take(ask(shift, volunteer, at), taker, at)
    assert roster(shift) == ["芒种"]


def test_asked_again_it_is_the_same_request(shift, volunteer, held, at):
    assert ask(shift, volunteer, at).id == ask(shift, volunteer, at).id
    row = Cover.objects.get()
    row.id = ids.uuid7()
    with pytest.raises(IntegrityError, match="cover_once_a_place"), transaction.atomic():
        row.save(force_insert=True)


def test_cover_is_asked_for_a_settled_place_in_time_and_by_its_holder(shift, volunteer, taker, held, at):
    assert refusal_of(ask, shift, taker, at) == "cover.no_place"
    late = shift.starts_at - 2 * HOUR
    assert refusal_of(ask, shift, volunteer, late) == "cover.too_late"
    with pytest.raises(NotAllowed):
        covering.ask_cover(actor=taker, **factories.key(shift, volunteer), at=at)


def test_the_first_has_it_and_again_is_the_same(shift, volunteer, taker, held, at):
    cover = ask(shift, volunteer, at)
    take(cover, taker, at)
    assert take(cover, taker, at).state == "done"
    assert refusal_of(take, cover, organizations.person("夏至"), at) == "cover.taken"
    assert told(taker) == ["cover_taken"]


def test_who_does_not_fit_takes_nothing(owner, shift, volunteer, taker, held, at):
    cover = ask(shift, volunteer, at)
    assert refusal_of(take, cover, volunteer, at) == "cover.own"
    nameless = organizations.person("夏至", real_name_level=0)
    assert refusal_of(take, cover, nameless, at) == "signup.real_name"
    beside = factories.shift(owner, Post.objects.get(id=shift.post_id), at)
    sign_up(beside, taker, at)
    assert refusal_of(take, cover, taker, at) == "signup.clash"
    sign_up(shift, second := organizations.person("小暑"), at)
    assert refusal_of(take, cover, second, at) == "signup.already"
    assert refusal_of(take, cover, organizations.person("大暑"), shift.starts_at) == "signup.started"
    assert roster(shift) == ["小暑", "小满"]


def test_recruitment_that_has_closed_does_not_stop_cover(shift, volunteer, taker, held, at):
    cover = ask(shift, volunteer, at)
    shift.project.__class__.objects.filter(id=shift.project_id).update(recruits_to=at.date() - DAY)
    assert take(cover, taker, at).state == "done"


def test_who_leaves_or_is_taken_off_needs_nobody_any_more(owner, shift, volunteer, taker, held, at):
    cover = ask(shift, volunteer, at)
    signing_up.cancel_sign_up(actor=volunteer, **factories.key(shift, volunteer), at=at)
    assert refusal_of(take, cover, taker, at) == "cover.taken"
    assert Cover.objects.get().state == "withdrawn"


def test_withdrawn_the_place_is_kept(shift, volunteer, taker, held, at):
    cover = ask(shift, volunteer, at)
    keys = {"organization_id": cover.organization_id, "cover_id": cover.id, "at": at}
    with pytest.raises(NotFound):
        covering.withdraw_cover(actor=taker, **keys)
    for _ in range(2):
        assert covering.withdraw_cover(actor=volunteer, **keys).state == "withdrawn"
    assert refusal_of(take, cover, taker, at) == "cover.taken"
    assert roster(shift) == ["小满"]
    again = ask(shift, volunteer, at)
    assert again.id != cover.id
    take(again, taker, at)
    assert refusal_of(covering.withdraw_cover, actor=volunteer, **keys | {"cover_id": again.id}) == "cover.taken"
    with pytest.raises(NotFound):
        take(Cover(organization_id=cover.organization_id, id=ids.uuid7()), taker, at)


def test_nobody_takes_declines_or_undoes_for_others(shift, volunteer, taker, held, at):
    cover = ask(shift, volunteer, at)
    whose = {"organization_id": cover.organization_id, "cover_id": cover.id, "volunteer_id": taker.id, "at": at}
    for step in (taking_over.take_cover, covering.decline_cover):
        with pytest.raises(NotAllowed):
            step(actor=volunteer, **whose)
    assert refusal_of(covering.decline_cover, actor=taker, **whose) == "cover.not_asked"
    assert refusal_of(undo, cover, volunteer, at) == "cover.no_place"
    assert roster(shift) == ["小满"]


def test_an_account_without_a_volunteer_takes_no_place(shift, volunteer, held, at):
    assert refusal_of(take, ask(shift, volunteer, at), organizations.officer("9901"), at) == "signup.unknown"


@pytest.mark.parametrize("state", ["declined", "confirmed"])
def test_who_was_taken_off_or_is_there_does_not_come_instead(owner, shift, volunteer, taker, held, at, state):
    sign_up(shift, taker, at)
    cover = ask(shift, volunteer, at)
    if state == "declined":
        signing_up.decide_sign_up(
            actor=owner, **factories.key(shift, taker), approve=False, reason="需要另一位翻译", at=at
        )
    expected = {"declined": "signup.declined", "confirmed": "signup.already"}[state]
    assert refusal_of(take, cover, taker, at) == expected
    assert standing_in.cover(taker, cover.organization_id, cover.id, taker.id, at).why_not.code == expected


def test_whoever_comes_in_has_no_place_there_nor_elsewhere_at_that_time(owner, shift, volunteer, taker, held, at):
    """Asked before; the rows themselves refuse it where something has come between."""
    beside = factories.shift(owner, Post.objects.get(id=shift.post_id), at, begins_in=2 * DAY + HOUR)
    sign_up(beside, taker, at)
    locked = taking.locked_shift(shift.organization_id, shift.id)
    for somebody, code in ((taker, "signup.clash"), (volunteer, "signup.already")):
        with transaction.atomic():
            assert refusal_of(exchanging.come_in, locked, Volunteer.objects.get(id=somebody.id), at) == code
            transaction.set_rollback(True)


def test_for_a_swap_those_are_asked_who_hold_the_wanted_shift(owner, shift, other, volunteer, taker, held, at):
    somebody = organizations.person("夏至")
    sign_up(other, somebody, at)
    sign_up(_far(owner, shift, at), taker, at)
    cover = ask(shift, volunteer, at, other_shift_id=other.id)
    assert ask_people(owner, cover, 5, at) == ["夏至"]
    look = standing_in.cover(taker, cover.organization_id, cover.id, taker.id, at)
    assert look.why_not.code == refusal_of(take, cover, taker, at) == "cover.no_swap_place"


def test_nobody_is_asked_once_the_shift_has_begun(owner, shift, volunteer, held, at):
    cover = ask(shift, volunteer, at)
    assert refusal_of(ask_people, owner, cover, 1, shift.starts_at) == "signup.started"


def test_where_the_post_wants_it_the_coordinator_decides(owner, shift, volunteer, taker, held, at):
    Post.objects.update(cover_needs_approval=True)
    cover = ask(shift, volunteer, at)
    assert take(cover, taker, at).state == "agreed"
    assert roster(shift) == ["小满"]
    with pytest.raises(NotAllowed):
        decide(taker, cover, True, at)
    assert decide(owner, cover, False, at).state == "open"
    assert refusal_of(take, cover, taker, at) == "cover.refused"
    second = organizations.person("夏至")
    take(cover, second, at)
    assert decide(owner, cover, True, at).state == "done"
    assert decide(owner, cover, True, at).state == "done"
    assert roster(shift) == ["夏至"]
    assert refusal_of(decide, owner, cover, False, at) == "cover.nothing_to_decide"


def test_approval_asks_again_what_stands_against_it(owner, shift, volunteer, taker, held, at):
    Post.objects.update(cover_needs_approval=True)
    cover = ask(shift, volunteer, at)
    take(cover, taker, at)
    sign_up(factories.shift(owner, Post.objects.get(id=shift.post_id), at), taker, at)
    assert refusal_of(decide, owner, cover, True, at) == "signup.clash"
    assert roster(shift) == ["小满"]


def test_nobody_decides_about_their_own_cover(owner, shift, volunteer, held, at):
    organization_actions.add_staff(
        actor=owner,
        organization_id=shift.organization_id,
        number=organizations.number_of(volunteer),
        role="coordinator",
        at=at,
    )
    Post.objects.update(cover_needs_approval=True)
    cover = ask(shift, volunteer, at)
    take(cover, organizations.person("夏至"), at)
    with pytest.raises(NotAllowed):
        decide(volunteer, cover, True, at)


def test_a_swap_moves_both_places_or_none(shift, other, volunteer, taker, held, at):
    cover = ask(shift, volunteer, at, other_shift_id=other.id)
    assert refusal_of(take, cover, taker, at) == "cover.no_swap_place"
    sign_up(other, taker, at)
    assert take(cover, taker, at).state == "done"
    assert (roster(shift), roster(other)) == (["芒种"], ["小满"])


def test_a_swap_between_shifts_that_overlap_is_possible(owner, shift, volunteer, taker, held, at):
    beside = factories.shift(owner, Post.objects.get(id=shift.post_id), at, begins_in=2 * DAY + HOUR)
    sign_up(beside, taker, at)
    take(ask(shift, volunteer, at, other_shift_id=beside.id), taker, at)
    assert (roster(shift), roster(beside)) == (["芒种"], ["小满"])


def test_a_swap_that_does_not_fit_the_giver_moves_nothing(owner, shift, other, volunteer, taker, held, at):
    cover = ask(shift, volunteer, at, other_shift_id=other.id)
    sign_up(other, taker, at)
    sign_up(factories.shift(owner, Post.objects.get(id=shift.post_id), at, begins_in=3 * DAY), volunteer, at)
    assert refusal_of(take, cover, taker, at) == "cover.not_for_them"
    assert (roster(shift), roster(other)) == (["小满"], ["芒种"])


def test_a_swap_is_between_two_shifts_of_one_project(owner, organization, shift, volunteer, held, at):
    assert refusal_of(ask, shift, volunteer, at, other_shift_id=shift.id) == "cover.swap"
    elsewhere = factories.public_shift(owner, organization, at, shift_changes={"begins_in": 5 * DAY})
    assert refusal_of(ask, shift, volunteer, at, other_shift_id=elsewhere.id) == "cover.swap"


def test_both_together_take_it_back(shift, other, volunteer, taker, held, at):
    sign_up(other, taker, at)
    cover = ask(shift, volunteer, at, other_shift_id=other.id)
    take(cover, taker, at)
    assert undo(cover, volunteer, at).state == "done"
    assert undo(cover, volunteer, at).state == "done"
    assert roster(shift) == ["芒种"]
    with pytest.raises(NotFound):
        undo(cover, organizations.person("夏至"), at)
    assert undo(cover, taker, at).state == "undone"
    assert (roster(shift), roster(other)) == (["小满"], ["芒种"])


def test_what_has_begun_or_changed_is_not_taken_back(shift, volunteer, taker, held, at):
    cover = ask(shift, volunteer, at)
    take(cover, taker, at)
    undo(cover, volunteer, at)
    assert refusal_of(undo, cover, taker, shift.starts_at) == "signup.started"
    signing_up.cancel_sign_up(actor=taker, **factories.key(shift, taker), at=at)
    assert refusal_of(undo, cover, taker, at) == "cover.no_place"


def test_a_place_does_not_come_back_to_whom_it_does_not_fit_any_more(owner, officer, shift, volunteer, taker, held, at):
    Volunteer.objects.filter(id=volunteer.id).update(birth_on=at.date() - timedelta(days=16 * 365))
    GuardianConsent.objects.create(
        volunteer_id=volunteer.id,
        id=ids.uuid7(),
        state="given",
        requested_at=at - DAY,
        expires_at=at + 7 * DAY,
        given_at=at - DAY,
    )
    cover = ask(shift, volunteer, at)
    take(cover, taker, at)
    undo(cover, taker, at)
    GuardianConsent.objects.update(state="withdrawn", withdrawn_at=at)
    assert refusal_of(undo, cover, volunteer, at + HOUR) == "signup.guardian_consent"
    GuardianConsent.objects.update(state="given", withdrawn_at=None)
    organizations.suspend(actor=officer, organization_id=shift.organization_id, reason="等候核查", at=at)
    assert refusal_of(undo, cover, volunteer, at + HOUR) == "signup.organization"
    assert roster(shift) == ["芒种"]


def test_people_are_asked_in_turn_and_whom_it_does_not_fit_is_left_out(owner, shift, other, volunteer, held, at):
    names = ("芒种", "夏至", "小暑", "大暑")
    crowd = {name: organizations.person(name) for name in names}
    for somebody in crowd.values():
        sign_up(far := _far(owner, shift, at), somebody, at)
    assert far
    sign_up(factories.shift(owner, Post.objects.get(id=shift.post_id), at), crowd["大暑"], at)  # is busy then
    first = ask(shift, volunteer, at)
    assert len(asked := ask_people(owner, first, 2, at)) == 2
    rest = ask_people(owner, first, 5, at + HOUR)
    assert sorted(asked + rest) == sorted(["芒种", "夏至", "小暑"])
    covering.withdraw_cover(actor=volunteer, organization_id=first.organization_id, cover_id=first.id, at=at)
    second = ask(shift, volunteer, at + 2 * HOUR)
    assert ask_people(owner, second, 2, at + 2 * HOUR) == sorted(
        asked, key=lambda name: CoverAsk.objects.filter(volunteer_name=name).first().volunteer_id
    )
    assert told(crowd["大暑"]) == []


def test_who_said_no_is_not_asked_again_about_it(owner, shift, volunteer, taker, held, at):
    sign_up(_far(owner, shift, at), taker, at)
    cover = ask(shift, volunteer, at)
    key = {"organization_id": cover.organization_id, "cover_id": cover.id, "volunteer_id": taker.id, "at": at}
    assert refusal_of(covering.decline_cover, actor=taker, **key) == "cover.not_asked"
    assert ask_people(owner, cover, 1, at) == ["芒种"]
    assert covering.decline_cover(actor=taker, **key).answer == "no"
    assert covering.decline_cover(actor=taker, **key).answer == "no"
    assert ask_people(owner, cover, 5, at) == []
    assert take(cover, taker, at).state == "done"  # a change of mind is welcome


def test_only_coordinators_ask_people_and_only_so_many(owner, shift, volunteer, taker, held, at):
    cover = ask(shift, volunteer, at)
    with pytest.raises(NotAllowed):
        ask_people(taker, cover, 1, at)
    assert refusal_of(ask_people, owner, cover, 0, at) == "cover.number"
    assert refusal_of(ask_people, owner, cover, 51, at) == "cover.number"
    take(cover, taker, at)
    assert refusal_of(ask_people, owner, cover, 1, at) == "cover.taken"


def test_asking_costs_the_same_whatever_the_crowd(owner, shift, volunteer, held, at, django_assert_num_queries):
    cover, far = ask(shift, volunteer, at), _far(owner, shift, at)
    sign_up(far, organizations.person("芒种"), at)
    held_shift = Shift.objects.select_related("organization", "post", "activity").get(id=shift.id)
    asking._least_recently_asked(cover, held_shift, at)  # regions and their rules are remembered by now
    costs = []
    for crowd in (0, 6):
        for number in range(crowd):
            sign_up(far, organizations.person(f"夏至{number}"), at)
        Cover.objects.update(state="open")
        with django_assert_num_queries(4):
            costs.append(len(asking._least_recently_asked(cover, held_shift, at)))
    assert costs == [1, 7]


def test_names_are_told_to_those_it_is_about_alone(shift, volunteer, taker, held, at):
    cover = ask(shift, volunteer, at)
    look = lambda somebody: standing_in.cover(somebody, cover.organization_id, cover.id, somebody.id, at)  # noqa: E731
    assert (look(taker).role, look(taker).partner, look(taker).why_not) == ("anybody", "", None)
    take(cover, taker, at)
    assert (look(taker).partner, look(volunteer).partner) == ("小满", "芒种")
    with pytest.raises(NotFound):
        look(organizations.person("夏至"))
    with pytest.raises(NotFound):
        standing_in.cover(taker, cover.organization_id, cover.id, volunteer.id, at)


def _far(owner, shift, at):
    found = Shift.objects.filter(starts_at=at + 20 * DAY).first()
    return found or factories.shift(owner, Post.objects.get(id=shift.post_id), at, begins_in=20 * DAY, places=20)
