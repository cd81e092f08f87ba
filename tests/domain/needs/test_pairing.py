"""Twin help: visits that go on until they are ended, each with its result."""

from datetime import date, time, timedelta

import pytest

from tests.domain.attendance import factories as attendance
from tests.domain.needs import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.actions import changing, signing_up
from volunteercloud.domain.activities.actions import series as series_actions
from volunteercloud.domain.activities.actions.series import Pattern
from volunteercloud.domain.activities.models import Series, SeriesDay, Shift
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs.actions import following, offering, pairing
from volunteercloud.domain.needs.models import Need, NeedShift, Offer

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# 16 May 2026 is a Saturday.
MONDAYS = Pattern(weekdays=[1], from_on=date(2026, 5, 18))
WEEKS = 9
MOVED = "老人搬去和女儿同住。"


@pytest.fixture
def lasting(need):
    Need.objects.filter(id=need.id).update(frequency="until_solved", starts_at=None, ends_at=None)
    need.refresh_from_db()
    return need


@pytest.fixture
def paired(poster, manager, other, lasting, into, at):
    factories.chosen(poster, manager, other, lasting, at)
    return pair(manager, lasting, into, at)


def pair(manager, need, into, at, **changes):
    return pairing.pair(
        **{
            "actor": manager,
            "organization_id": into.organization_id,
            "need_id": need.id,
            "household": "临溪里的奶奶",
            "activity_id": into.activity_id,
            "pattern": MONDAYS,
            "starts": time(9),
            "ends": time(11),
            "at": at,
        }
        | changes
    )


def end(manager, paired, at, **changes):
    return pairing.end_pairing(
        **{
            "actor": manager,
            "organization_id": paired.organization_id,
            "pairing_id": paired.id,
            "reason": MOVED,
            "still_needed": False,
            "at": at,
        }
        | changes
    )


def refusal_of(step, *arguments, **named):
    with pytest.raises(Refused) as refused:
        step(*arguments, **named)
    return refused.value.code


def visits(need):
    links = NeedShift.objects.filter(need_id=need.id, released_at__isnull=True).values_list("shift_id", flat=True)
    return list(Shift.objects.filter(id__in=list(links)).order_by("starts_at"))


def serve(manager, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(manager, shift, volunteer)


def follow(system, need, at):
    need.refresh_from_db()
    return following.follow(actor=system, organization_id=need.organization_id, need_id=need.id, at=at)


def test_visits_are_planned_as_a_series(paired, lasting, poster):
    lasting.refresh_from_db()
    shifts = visits(lasting)
    assert (lasting.state, len(shifts), {shift.starts_at.isoweekday() for shift in shifts}) == ("docked", WEEKS, {1})
    assert Message.objects.filter(recipient_id=poster.id, template="docking_docked").count() == 1
    assert [visit.state for visit in docking_queries.visits(poster, lasting.id, now=paired.since)] == [
        "to_come"
    ] * WEEKS


def test_a_need_of_once_and_a_household_without_a_name_are_refused(poster, manager, other, need, into, at):
    factories.chosen(poster, manager, other, need, at)
    assert refusal_of(pair, manager, need, into, at) == "pairing.once"
    Need.objects.filter(id=need.id).update(frequency="recurring")
    assert [refusal_of(pair, manager, need, into, at, household=name) for name in (" ", "家" * 61)] == [
        "pairing.household"
    ] * 2
    assert refusal_of(pair, manager, need, into, at, pattern=Pattern(weekdays=[], from_on=date(2026, 5, 18))) == (
        "series.weekdays"
    )
    assert Series.objects.count() == 0


def test_only_managers_pair_and_end(paired, lasting, into, owner, poster, at):
    for stranger in (owner, poster):
        with pytest.raises(NotAllowed):
            pair(stranger, lasting, into, at)
        with pytest.raises(NotAllowed):
            end(stranger, paired, at)
        with pytest.raises(NotFound):
            docking_queries.pairings(stranger, paired.organization_id)


def test_each_visit_flows_back_and_the_need_goes_on(paired, lasting, manager, volunteer, system, at):
    first, second, *_others = visits(lasting)
    serve(manager, first, volunteer, at)
    followed = follow(system, lasting, first.ends_at + HOUR)
    assert (followed.state, followed.served_people, followed.served_minutes) == ("running", 1, 120)
    serve(manager, second, volunteer, first.ends_at + HOUR)
    followed = follow(system, lasting, second.ends_at + HOUR)
    assert (followed.state, followed.served_people, followed.served_minutes) == ("running", 2, 240)


def test_visits_that_are_made_later_serve_the_need_too(paired, lasting, system, at):
    series_actions.extend_series(
        actor=system, organization_id=paired.organization_id, series_id=paired.series_id, at=at + 14 * DAY
    )
    follow(system, lasting, at + 14 * DAY)
    assert NeedShift.objects.filter(need_id=lasting.id).count() == SeriesDay.objects.count() > WEEKS


def test_a_visit_called_off_leaves_the_others(paired, lasting, manager, system, at):
    shift = visits(lasting)[0]
    signing_up.cancel_shift(
        actor=manager, organization_id=shift.organization_id, shift_id=shift.id, reason="下大雨。", at=at
    )
    followed = follow(system, lasting, at + HOUR)
    assert (followed.state, len(visits(lasting))) == ("docked", WEEKS - 1)


def test_ended_where_help_is_still_needed_opens_the_need_again(paired, lasting, manager, poster, volunteer, at):
    shift = visits(lasting)[0]
    attendance.sign_up(shift, volunteer, at)
    ended = end(manager, paired, at + HOUR, still_needed=True)
    lasting.refresh_from_db()
    shift.refresh_from_db()
    assert (ended.reason, lasting.state, shift.state, Shift.objects.filter(state="open").count()) == (
        MOVED,
        "open",
        "cancelled",
        1,  # the one into whose activity it was docked
    )
    told = Message.objects.filter(template="shift_cancelled", recipient_id=volunteer.id)
    assert (told.count(), Message.objects.filter(template="docking_reopened_why", recipient_id=poster.id).count()) == (
        1,
        1,
    )
    assert end(manager, paired, at + 2 * HOUR).ended_at == at + HOUR


def test_ended_after_visits_asks_the_poster(paired, lasting, manager, volunteer, system, poster, at):
    first = visits(lasting)[0]
    serve(manager, first, volunteer, at)
    follow(system, lasting, first.ends_at + HOUR)
    end(manager, paired, first.ends_at + DAY)
    lasting.refresh_from_db()
    assert (lasting.state, lasting.served_minutes) == ("done", 120)
    assert Message.objects.filter(template="docking_done", recipient_id=poster.id).count() == 1


def test_ended_without_a_visit_was_solved_otherwise(paired, lasting, manager, at):
    end(manager, paired, at + HOUR)
    lasting.refresh_from_db()
    assert (lasting.state, lasting.unmet, lasting.reason) == ("unmet", "solved_otherwise", MOVED)


def test_a_visit_that_has_begun_is_waited_for(paired, lasting, manager, at):
    first = visits(lasting)[0]
    assert refusal_of(end, manager, paired, first.starts_at + HOUR) == "need.running"


def test_the_offer_is_not_withdrawn_during_twin_help(paired, lasting, manager, at):
    offer = Offer.objects.get(need=lasting)
    assert refusal_of(offering.withdraw_offer, actor=manager, offer_id=offer.id, reason=MOVED, at=at) == "need.paired"


def test_twin_help_of_a_suspended_organization_ends(paired, lasting, officer, system, at):
    organizations.suspend(actor=officer, organization_id=paired.organization_id, reason="核查中。", at=at)
    followed = follow(system, lasting, at + HOUR)
    paired.refresh_from_db()
    assert (followed.state, paired.ended_at) == ("open", at + HOUR)


def test_a_series_that_was_ended_by_hand_ends_the_twin_help(paired, lasting, manager, system, at):
    changing.end_series(
        actor=manager,
        organization_id=paired.organization_id,
        series_id=paired.series_id,
        from_on=date(2026, 5, 18),
        reason=MOVED,
        at=at,
    )
    followed = follow(system, lasting, at + HOUR)
    assert (followed.state, visits(lasting)) == ("open", [])


def test_a_plan_of_some_visits_is_done_with_the_last(poster, manager, other, lasting, into, volunteer, system, at):
    factories.chosen(poster, manager, other, lasting, at)
    pair(manager, lasting, into, at, pattern=Pattern(weekdays=[1], from_on=date(2026, 5, 18), times=2))
    first, second = visits(lasting)
    serve(manager, first, volunteer, at)
    assert follow(system, lasting, first.ends_at + HOUR).state == "running"
    serve(manager, second, volunteer, first.ends_at + HOUR)
    assert follow(system, lasting, second.ends_at + HOUR).state == "done"
