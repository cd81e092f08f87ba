from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks as core_checks
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import checks, tasks
from volunteercloud.domain.activities.actions import changing, pausing, planning, series, signing_up
from volunteercloud.domain.activities.actions.series import Pattern, Slot
from volunteercloud.domain.activities.models import (
    MySignUp,
    Pause,
    PublicDay,
    Series,
    SeriesDay,
    SeriesSlot,
    Shift,
    ShiftState,
    SignUp,
)
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.search.models import Document

SATURDAY = date(2026, 5, 16)


@pytest.fixture
def start(owner, shift, at):
    """A series of the public shift's post, every Saturday from ten to twelve, unless told otherwise."""

    def started(by=owner, slots=None, **days):
        first = Slot(post_id=shift.post_id, starts=time(10), ends=time(12), places=2)
        return series.start_series(
            actor=by,
            organization_id=shift.organization_id,
            activity_id=shift.activity_id,
            pattern=Pattern(**{"weekdays": [6], "from_on": SATURDAY} | days),
            slots=[first] if slots is None else slots,
            at=at,
        )

    return started


def made(of_series):
    shifts = Shift.objects.filter(
        id__in=SeriesDay.objects.filter(series_id=of_series.id).values_list("shift_id", flat=True)
    )
    return list(shifts.order_by("starts_at", "id"))


def clock(moment):
    return f"{timezone.localtime(moment):%m-%d %H:%M}"


def sign_up(volunteer, shift, at):
    return signing_up.sign_up(actor=volunteer, volunteer_id=volunteer.id, **where(shift), at=at)


def where(shift):
    return {"organization_id": shift.organization_id, "shift_id": shift.id}


def test_shifts_are_made_for_eight_weeks_and_are_public_at_once(start):
    shifts = made(start())
    assert [clock(one.starts_at) for one in shifts] == [
        "05-16 10:00", "05-23 10:00", "05-30 10:00", "06-06 10:00", "06-13 10:00",
        "06-27 10:00", "07-04 10:00", "07-11 10:00",
    ]  # fmt: skip
    assert Document.objects.filter(id__in=[one.id for one in shifts]).count() == 8


def test_making_it_again_changes_nothing_and_a_week_later_adds_one(start, at):
    found = start()
    assert tasks.extend_series_at(at) == 0
    assert tasks.extend_series_at(at + timedelta(days=7)) == 1
    assert tasks.extend_series_at(at + timedelta(days=7)) == 0
    assert clock(made(found)[-1].starts_at) == "07-18 10:00"


def test_a_shift_that_was_removed_or_changed_by_hand_stays_so(owner, start, at):
    first, second, *_rest = made(found := start())
    planning.remove_shift(actor=owner, **where(second), at=at)
    changing.change_shift(actor=owner, **where(first), change={"starts": time(11), "ends": time(14)}, at=at)
    assert tasks.extend_series_at(at + timedelta(days=1)) == 0
    days = [clock(one.starts_at) for one in made(found)]
    assert (days[0], days[1], len(days)) == ("05-16 11:00", "05-30 10:00", 7)


def test_the_days_before_eight_weeks_are_over_are_the_only_ones(start):
    assert [clock(one.starts_at) for one in made(start(times=2))] == ["05-16 10:00", "05-23 10:00"]
    assert [clock(one.starts_at) for one in made(start(to_on=date(2026, 5, 23)))] == ["05-16 10:00", "05-23 10:00"]


def test_a_series_that_begins_later_has_its_first_weeks(start):
    assert clock(made(start(from_on=date(2026, 12, 26)))[0].starts_at) == "12-26 10:00"


def test_a_shift_over_midnight_ends_on_the_next_day(start, shift):
    night = Slot(post_id=shift.post_id, starts=time(22), ends=time(2), places=2)
    (only,) = made(start(slots=[night], times=1))
    assert (clock(only.starts_at), clock(only.ends_at)) == ("05-16 22:00", "05-17 02:00")


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"weekdays": []}, "series.weekdays"),
        ({"weekdays": [0, 6]}, "series.weekdays"),
        ({"every_weeks": 0}, "series.every"),
        ({"every_weeks": 13}, "series.every"),
        ({"from_on": date(2026, 5, 15)}, "series.past"),
        ({"from_on": date(2030, 1, 1)}, "shift.far"),
        ({"to_on": date(9999, 1, 1)}, "shift.far"),
        ({"to_on": date(2026, 5, 15)}, "series.order"),
        ({"to_on": date(2026, 6, 15), "times": 2}, "series.one_end"),
        ({"times": 0}, "series.times"),
        ({"slots": []}, "series.slots"),
        ({"weekdays": [5], "from_on": date(2026, 6, 19), "to_on": date(2026, 6, 19)}, "series.empty"),
    ],
)
def test_series_that_cannot_be(start, days, code):
    with pytest.raises(Refused) as refused:
        start(**days)
    assert refused.value.code == code
    assert (Series.objects.count(), SeriesDay.objects.count()) == (0, 0)


def test_a_holiday_on_the_only_day_may_be_kept(start):
    only = {"weekdays": [5], "from_on": date(2026, 6, 19), "to_on": date(2026, 6, 19)}
    assert len(made(start(**only, keeps_holidays=True))) == 1


def test_over_500_shifts_at_once_are_refused(start, shift):
    slots = [Slot(post_id=shift.post_id, starts=time(hour), ends=time(hour, 30), places=1) for hour in range(10, 20)]
    with pytest.raises(Refused) as refused:
        start(weekdays=[1, 2, 3, 4, 5, 6, 7], slots=slots)
    assert refused.value.code == "series.many"
    assert Series.objects.count() == 0


def test_a_post_of_another_activity_is_no_slot(owner, organization, start, at):
    other = factories.public_shift(owner, organization, at)
    with pytest.raises(Refused) as refused:
        start(slots=[Slot(post_id=other.post_id, starts=time(10), ends=time(12), places=1)])
    assert refused.value.code == "series.slots"


def test_strangers_start_change_and_end_nothing(owner, start, volunteer, at):
    first, *_rest = made(found := start())
    steps = (
        lambda: start(by=volunteer),
        lambda: changing.change_shift(actor=volunteer, **where(first), change={"places": 9}, at=at),
        lambda: changing.change_following(actor=volunteer, **where(first), change={"places": 9}, at=at),
        lambda: changing.end_series(
            actor=volunteer, organization_id=first.organization_id, series_id=found.id,
            from_on=SATURDAY, reason="不再开展", at=at,
        ),
        lambda: pausing.add_pause(
            actor=volunteer, organization_id=first.organization_id, from_on=SATURDAY, to_on=SATURDAY, reason="放假一天", at=at
        ),
    )  # fmt: skip
    for step in steps:
        with pytest.raises(NotAllowed):
            step()


def test_whoever_is_signed_up_comes_along_and_is_told(owner, start, volunteer, at):
    first, second, *_rest = made(start())
    sign_up(volunteer, second, at)
    changing.change_shift(actor=owner, **where(second), change={"starts": time(14), "ends": time(16)}, at=at)
    mine = MySignUp.objects.get(volunteer_id=volunteer.id, shift_id=second.id)
    assert (clock(mine.during.lower), clock(mine.during.upper), mine.state) == (
        "05-23 14:00",
        "05-23 16:00",
        "confirmed",
    )
    assert Message.objects.filter(recipient_id=volunteer.id, template="shift_moved").count() == 1
    assert clock(Document.objects.get(id=second.id).starts_at) == "05-23 14:00"
    assert clock(Document.objects.get(id=first.id).starts_at) == "05-16 10:00"


def test_who_serves_elsewhere_at_the_new_time_is_let_go(owner, organization, start, volunteer, at):
    _first, second, *_rest = made(start())
    elsewhere = factories.public_shift(
        owner, organization, at, shift_changes={"begins_in": datetime(2026, 5, 23, 6, tzinfo=UTC) - at}
    )
    sign_up(volunteer, second, at)
    sign_up(volunteer, elsewhere, at)
    changed = changing.change_shift(actor=owner, **where(second), change={"starts": time(14), "ends": time(16)}, at=at)
    held = SignUp.objects.get(shift_id=second.id, volunteer_id=volunteer.id)
    assert (changed.let_go, held.state, Shift.objects.get(id=second.id).taken) == (1, "cancelled", 0)
    assert consistent()


def test_this_and_following_leaves_what_lies_before_and_what_was_changed_apart(owner, start, at):
    _first, second, third, *_rest = made(found := start())
    changing.change_shift(actor=owner, **where(third), change={"starts": time(8)}, at=at)
    changing.change_following(
        actor=owner, **where(second), change={"starts": time(15), "ends": time(17), "places": 5}, at=at
    )
    shifts = made(found)
    assert [clock(one.starts_at) for one in shifts[:4]] == ["05-16 10:00", "05-23 15:00", "05-30 08:00", "06-06 15:00"]
    assert [one.places for one in shifts[:4]] == [2, 5, 2, 5]
    tasks.extend_series_at(at + timedelta(days=7))
    assert clock(made(found)[-1].starts_at) == "07-18 15:00"
    assert SeriesSlot.objects.filter(series_id=found.id).count() == 2


def test_a_later_change_keeps_what_it_does_not_name(owner, start, at):
    _first, second, third, *_rest = made(found := start())
    changing.change_following(actor=owner, **where(third), change={"places": 7}, at=at)
    changing.change_following(actor=owner, **where(second), change={"starts": time(9)}, at=at)
    tasks.extend_series_at(at + timedelta(days=7))
    assert [(clock(one.starts_at), one.places) for one in made(found)][1:3] == [("05-23 09:00", 2), ("05-30 09:00", 7)]
    last = made(found)[-1]
    assert (clock(last.starts_at), clock(last.ends_at), last.places) == ("07-18 09:00", "07-18 12:00", 7)


def test_fewer_places_than_taken_are_refused_and_nothing_of_the_rest_is_changed(owner, start, volunteer, at):
    _first, second, third, *_rest = made(found := start())
    sign_up(volunteer, third, at)
    sign_up(organizations.person("立夏"), third, at)
    with pytest.raises(Refused) as refused:
        changing.change_following(actor=owner, **where(second), change={"places": 1}, at=at)
    assert refused.value.code == "shift.taken"
    assert {one.places for one in made(found)} == {2}


def test_a_shift_of_no_series_has_none_following(owner, shift, at):
    with pytest.raises(Refused) as refused:
        changing.change_following(actor=owner, **where(shift), change={"places": 3}, at=at)
    assert refused.value.code == "series.none"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"places": 0}, "shift.places"),
        ({"break_minutes": 120}, "shift.break"),
        ({"starts": time(8), "ends": time(9)}, "shift.past"),
    ],
)
def test_changes_that_cannot_be(owner, start, at, change, code):
    first, *_rest = made(start())
    with pytest.raises(Refused) as refused:
        changing.change_shift(actor=owner, **where(first), change=change, at=at)
    assert refused.value.code == code


def test_once_check_in_has_opened_a_shift_stays(owner, start, at):
    first, *_rest = made(start())
    with pytest.raises(Refused) as refused:
        changing.change_shift(
            actor=owner, **where(first), change={"places": 9}, at=first.starts_at - timedelta(minutes=5)
        )
    assert refused.value.code == "shift.begun"


def test_an_ended_series_removes_what_nobody_took_and_calls_off_the_rest(owner, start, volunteer, at):
    first, _second, third, *_rest = made(found := start())
    sign_up(volunteer, third, at)
    called_off = changing.end_series(
        actor=owner, organization_id=first.organization_id, series_id=found.id,
        from_on=date(2026, 5, 23), reason="食堂搬家了", at=at,
    )  # fmt: skip
    assert [one.id for one in called_off] == [third.id]
    assert [(one.id, one.state) for one in made(found)] == [
        (first.id, ShiftState.OPEN), (third.id, ShiftState.CANCELLED)
    ]  # fmt: skip
    assert Message.objects.filter(recipient_id=volunteer.id, template="shift_cancelled").count() == 1
    assert tasks.extend_series_at(at + timedelta(days=30)) == 0
    assert consistent()


def test_a_series_that_ends_beyond_its_horizon_goes_on_until_then(owner, start, at):
    first, *_rest = made(found := start())
    changing.end_series(
        actor=owner, organization_id=first.organization_id, series_id=found.id,
        from_on=date(2026, 7, 25), reason="暑假不开展", at=at,
    )  # fmt: skip
    assert tasks.extend_series_at(at + timedelta(days=30)) == 1
    assert clock(made(found)[-1].starts_at) == "07-18 10:00"


def test_a_pause_takes_its_days_away_and_gives_them_back(owner, start, volunteer, at):
    first, second, third, *_rest = made(found := start())
    sign_up(volunteer, third, at)
    pause, called_off = pausing.add_pause(
        actor=owner, organization_id=first.organization_id,
        from_on=date(2026, 5, 23), to_on=date(2026, 5, 31), reason="场地检修", at=at,
    )  # fmt: skip
    assert [one.id for one in called_off] == [third.id]
    assert second.id not in [one.id for one in made(found)]
    assert tasks.extend_series_at(at + timedelta(days=1)) == 0
    pausing.remove_pause(actor=owner, organization_id=first.organization_id, pause_id=pause.id, at=at)
    days = [(clock(one.starts_at), one.state) for one in made(found)][:3]
    assert days == [("05-16 10:00", "open"), ("05-23 10:00", "open"), ("05-30 10:00", "cancelled")]
    assert Pause.objects.count() == 0


def test_an_officer_enters_a_day_for_their_region(officer, start):
    day = {"on": date(2026, 5, 23), "kind": "holiday", "name": "城市节", "source": "区政府通知"}
    with pytest.raises(NotAllowed):
        pausing.set_public_day(actor=officer, region_code="99", **day, at=datetime(2026, 5, 1, tzinfo=UTC))
    pausing.set_public_day(actor=officer, region_code="990101", **day, at=datetime(2026, 5, 1, tzinfo=UTC))
    assert clock(made(start())[1].starts_at) == "05-30 10:00"


def test_nothing_is_made_while_the_organization_may_not_act(start, officer, organization, at):
    start()
    organizations.suspend(actor=officer, organization_id=organization.id, reason="等候核查", at=at)
    assert tasks.extend_series_at(at + timedelta(days=30)) == 0


def barred(organization):
    Organization.objects.filter(id=organization.id).update(barred=["publish"])


def test_what_may_not_be_published_is_not_made_by_night_either(start, organization, at):
    start()
    barred(organization)
    assert tasks.extend_series_at(at + timedelta(days=7)) == 0
    Organization.objects.filter(id=organization.id).update(barred=[])
    assert tasks.extend_series_at(at + timedelta(days=7)) == 1


@pytest.mark.parametrize("kept_from", ["suspended", "barred", "closed"])
def test_a_pause_that_is_taken_back_is_no_way_round(owner, officer, organization, start, kept_from, at):
    first, *_rest = made(found := start())
    where_it_is = {"actor": owner, "organization_id": organization.id}
    pause, _called_off = pausing.add_pause(
        **where_it_is, from_on=date(2026, 5, 23), to_on=date(2026, 5, 31), reason="场地检修", at=at
    )
    if kept_from == "suspended":
        organizations.suspend(actor=officer, organization_id=organization.id, reason="等候核查", at=at)
    elif kept_from == "barred":
        barred(organization)
    else:
        Project.objects.filter(id=first.project_id).update(state="closed")
    pausing.remove_pause(**where_it_is, pause_id=pause.id, at=at)
    assert [clock(one.starts_at) for one in made(found)][:2] == ["05-16 10:00", "06-06 10:00"]


def test_a_series_that_lacks_many_holds_up_no_other_by_night(start, shift, at):
    slots = [Slot(post_id=shift.post_id, starts=time(10, minute), ends=time(11), places=1) for minute in range(58)]
    large = start(slots=slots)
    small = start(from_on=SATURDAY + timedelta(days=7))
    later = datetime(2026, 7, 18, tzinfo=UTC)  # the nine Saturdays from here on are all free
    first, second, third = (tasks.extend_series_at(later) for _night in range(3))
    assert (first, second, third) == (8 * 58 + 8, 58, 0)
    assert len({clock(one.starts_at)[:5] for one in made(large)}) == len(made(small)) + 1


def consistent():
    return list(core_checks.run(checks.STATEMENTS)) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "放假 "}, "pause.reason"),
        ({"to_on": SATURDAY - timedelta(days=1)}, "pause.order"),
        ({"to_on": SATURDAY + timedelta(days=367)}, "pause.order"),
        ({"from_on": SATURDAY - timedelta(days=9), "to_on": SATURDAY - timedelta(days=1)}, "pause.past"),
    ],
)
def test_pauses_that_cannot_be(owner, organization, start, at, changes, code):
    shifts = made(found := start())
    pause = {"from_on": SATURDAY, "to_on": SATURDAY, "reason": "场地检修"} | changes
    with pytest.raises(Refused) as refused:
        pausing.add_pause(actor=owner, organization_id=organization.id, **pause, at=at)
    assert refused.value.code == code
    assert (Pause.objects.count(), made(found)) == (0, shifts)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"kind": "party"}, "public_day.kind", "kind"),
        ({"name": " "}, "public_day.source", "name"),
        ({"source": " "}, "public_day.source", "source"),
    ],
)
def test_public_days_that_cannot_be(officer, at, changes, code, field):
    before = PublicDay.objects.count()
    day = {"on": date(2026, 5, 23), "kind": "holiday", "name": "城市节", "source": "区政府通知"} | changes
    with pytest.raises(Refused) as refused:
        pausing.set_public_day(actor=officer, region_code="990101", **day, at=at)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert PublicDay.objects.count() == before


def test_a_series_ends_once_and_only_where_it_still_goes_on(owner, start, at):
    found = start(to_on=date(2026, 6, 30))
    end = {"actor": owner, "organization_id": found.organization_id, "series_id": found.id, "reason": "食堂搬家了"}
    with pytest.raises(Refused) as refused:
        changing.end_series(**end, from_on=date(2026, 7, 1), at=at)
    assert refused.value.code == "series.order"
    changing.end_series(**end, from_on=date(2026, 6, 30), at=at)
    with pytest.raises(Refused) as refused:
        changing.end_series(**end, from_on=date(2026, 5, 23), at=at)
    assert refused.value.code == "series.ended"


def test_no_series_begins_in_a_project_that_has_ended(start, shift):
    Project.objects.filter(id=shift.project_id).update(state="closed")
    with pytest.raises(Refused) as refused:
        start()
    assert (refused.value.code, Series.objects.count()) == ("project.closed", 0)


def test_a_manager_makes_what_is_missing_too_and_an_ended_series_makes_nothing(owner, start, volunteer, at):
    found = start()
    which = {"organization_id": found.organization_id, "series_id": found.id}
    later = at + timedelta(days=7)
    with pytest.raises(NotAllowed):
        series.extend_series(actor=volunteer, **which, at=later)
    assert len(series.extend_series(actor=owner, **which, at=later)) == 1
    Series.objects.filter(id=found.id).update(ended_at=later)
    assert series.extend_series(actor=owner, **which, at=later + timedelta(days=7)) == []


def test_the_first_day_of_a_series_is_changed_with_all_that_follow(owner, start, at):
    first, *_rest = made(found := start())
    changing.change_following(actor=owner, **where(first), change={"places": 4}, at=at)
    assert {one.places for one in made(found)} == {4}
    assert SeriesSlot.objects.filter(series_id=found.id).count() == 1


def test_what_was_called_off_is_not_changed(owner, start, at):
    _first, second, *_rest = made(start())
    signing_up.cancel_shift(actor=owner, **where(second), reason="雷雨黄色预警。", at=at)
    with pytest.raises(NotFound):
        changing.change_shift(actor=owner, **where(second), change={"places": 4}, at=at)


def test_an_ended_series_is_changed_as_far_as_it_was_made(owner, start, at):
    _first, second, *_rest = made(found := start())
    Series.objects.filter(id=found.id).update(ended_at=at)
    SeriesDay.objects.filter(series_id=found.id).order_by("on").last().delete()
    changing.change_following(actor=owner, **where(second), change={"places": 4}, at=at)
    assert [one.places for one in made(found)] == [2, 4, 4, 4, 4, 4, 4]


def test_the_night_and_the_minute_do_their_work_by_themselves(start, at, monkeypatch):
    found = start()
    monkeypatch.setattr(tasks.timezone, "now", lambda: at + timedelta(days=7))
    tasks.extend_series(0)
    assert len(made(found)) == 9
    tasks.expire_offers(0)
    Shift.objects.filter(id=made(found)[-1].id).update(places=5)
    tasks.refresh_places(0)
    assert Document.objects.get(id=made(found)[-1].id).places_left == 5
