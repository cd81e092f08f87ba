"""A person decides what becomes of a scan that did not fit."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import desks, factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.actions import adding
from volunteercloud.domain.attendance import actions, queries
from volunteercloud.domain.attendance.models import Attendance, Conflict, Scan
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.records.models import RecordHead

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOTE = "当时在场，已当面核对。"


@pytest.fixture
def expected(shift, volunteer, at):
    factories.sign_up(shift, volunteer, at)
    return volunteer


@pytest.fixture
def desk(owner, shift):
    return desks.hand_out(owner, shift)


@pytest.fixture
def back(shift):
    return shift.ends_at + 5 * HOUR


@pytest.fixture
def decide(owner, shift, back):
    def decided(accept, conflict=None, **changes):
        said = {
            "actor": owner,
            "organization_id": shift.organization_id,
            "conflict_id": (conflict or Conflict.objects.get()).id,
            "accept": accept,
            "note": NOTE,
            "at": back,
        }
        return actions.decide_conflict(**said | changes)

    return decided


def code_of(decide, accept, **changes):
    with pytest.raises(Refused) as refused:
        decide(accept, **changes)
    return refused.value.code


def stands():
    return [(row.state, row.in_at, row.out_at) for row in Attendance.objects.order_by("volunteer_id")]


def test_a_scan_outside_the_window_counts_where_a_leader_says_so(desk, shift, expected, back, decide):
    desk.deliver([desk.scan(expected, "in", shift.starts_at - 40 * MINUTE)], back)
    decided = decide(True)
    assert (decided.state, decided.decided_by_name, decided.note) == ("accepted", "谷雨", NOTE)
    assert stands() == [("present", shift.starts_at - 40 * MINUTE, None)]
    assert Attendance.objects.get().in_note == NOTE
    assert Entry.objects.get(name="attendance.conflict_accepted").facts["reason"] == "window"
    assert decide(True).decided_at == decided.decided_at
    assert code_of(decide, False) == "conflict.decided"


def test_what_is_dismissed_stays_told_and_counts_for_nothing(desk, shift, expected, back, decide):
    early = desk.scan(expected, "in", shift.starts_at - 40 * MINUTE)
    desk.deliver([early], back)
    assert decide(False).state == "dismissed"
    assert (stands(), Scan.objects.count()) == ([], 0)
    assert desks.told(desk.deliver([early], back)) == [("same", "")]


def test_the_time_is_chosen_where_the_clock_was_changed(desk, shift, expected, back, decide):
    desk.deliver([desk.scan(expected, "in", shift.starts_at + HOUR)], back, device_clock=back + HOUR)
    assert code_of(decide, True, counts_at=shift.starts_at + MINUTE) == "conflict.time"
    decide(True, counts_at=shift.starts_at)
    assert stands() == [("present", shift.starts_at, None)]


def test_the_scan_that_is_accepted_counts_instead(owner, desk, shift, expected, back, decide):
    scans = [
        desk.scan(expected, "in", shift.starts_at),
        desk.scan(expected, "out", shift.starts_at + HOUR),
        desk.scan(expected, "out", shift.ends_at),
    ]
    desk.deliver(scans, back)
    decide(True)
    assert stands() == [("left", shift.starts_at, shift.ends_at)]
    again = desk.scan(expected, "out", shift.ends_at - MINUTE)
    assert desks.told(desk.deliver([again], back)) == [("accepted", "")], "a person has stated what holds"
    assert stands() == [("left", shift.starts_at, shift.ends_at)]


def test_the_scan_that_is_dismissed_is_folded_away(desk, shift, expected, back, decide):
    scans = [desk.scan(expected, "in", shift.starts_at), desk.scan(expected, "in", shift.starts_at + MINUTE)]
    desk.deliver(scans, back)
    decide(False)
    assert stands() == [("present", shift.starts_at, None)]
    assert Scan.objects.get(request_id=scans[1].id).verdict == "void"


def test_a_check_out_before_any_check_in_is_not_accepted(desk, shift, expected, back, decide):
    desk.deliver([desk.scan(expected, "out", shift.ends_at)], back)
    assert code_of(decide, True) == "conflict.unused"
    assert stands() == []
    assert Conflict.objects.get().state == "open"


def test_who_was_not_on_the_roster_is_added_first(owner, desk, shift, volunteer, back, decide):
    number = organizations.number_of(volunteer)
    desk.deliver([desk.scan(volunteer, "in", shift.starts_at, volunteer_id=None, number=number)], back)
    assert code_of(decide, True) == "attendance.not_on_roster"
    adding.add_to_roster(actor=owner, **activities.key(shift, volunteer), reason=NOTE, at=back)
    conflict = decide(True)
    assert (conflict.volunteer_id, conflict.who) == (volunteer.id, "小满")
    assert stands() == [("present", shift.starts_at, None)]


@pytest.mark.parametrize(
    ("said", "changed"), [({"pass_token": "x"}, 0 * HOUR), ({"number": "V23"}, 0 * HOUR), ({"pass_token": "x"}, HOUR)]
)
def test_nobody_can_be_accepted(desk, shift, expected, back, decide, said, changed):
    scan = desk.scan(expected, "in", shift.starts_at, volunteer_id=None, **said)
    desk.deliver([scan], back, device_clock=back + changed)
    assert code_of(decide, True) == "conflict.nobody"
    assert decide(False).state == "dismissed"


def test_not_once_it_is_a_record(owner, desk, shift, expected, back, decide):
    desk.deliver([desk.scan(expected, "in", shift.starts_at - 40 * MINUTE)], back)
    early = Conflict.objects.get()
    factories.tick(owner, shift, expected, "in", shift.starts_at)
    factories.tick(owner, shift, expected, "out", shift.ends_at)
    factories.confirm(owner, shift, expected)
    desk.deliver([desk.scan(expected, "out", shift.ends_at)], back)
    late = Conflict.objects.exclude(id=early.id).get()
    for conflict in (early, late):
        assert code_of(decide, True, conflict=conflict) == "attendance.confirmed"
    assert stands() == [("confirmed", shift.starts_at, shift.ends_at)]


def test_a_check_in_after_the_end_is_not_accepted(desk, shift, expected, back, decide):
    desk.deliver([desk.scan(expected, "in", shift.ends_at)], back)
    assert code_of(decide, True) == "attendance.over"


def test_both_places_stand_or_one_is_put_aside(owner, organization, shift, expected, at, back, decide):
    next_one = activities.public_shift(owner, organization, at, shift_changes={"begins_in": timedelta(days=2, hours=2)})
    factories.sign_up(next_one, expected, at)
    first, second = desks.hand_out(owner, shift), desks.hand_out(owner, next_one)
    second.deliver([second.scan(expected, "in", next_one.starts_at - 10 * MINUTE)], back)
    stay = [first.scan(expected, "in", shift.starts_at), first.scan(expected, "out", shift.ends_at)]
    first.deliver(stay, back)
    decide(True)
    first.deliver([first.scan(expected, "out", shift.ends_at + MINUTE)], back)
    assert Conflict.objects.get(reason="overlap").state == "accepted"
    assert Attendance.objects.filter(shift_id=next_one.id).exists()


def test_an_overlap_that_is_dismissed_takes_the_second_presence_away(
    owner, organization, shift, expected, at, back, decide
):
    next_one = activities.public_shift(owner, organization, at, shift_changes={"begins_in": timedelta(days=2, hours=2)})
    factories.sign_up(next_one, expected, at)
    first, second = desks.hand_out(owner, shift), desks.hand_out(owner, next_one)
    second.deliver([second.scan(expected, "in", next_one.starts_at - 10 * MINUTE)], back)
    stay = [first.scan(expected, "in", shift.starts_at), first.scan(expected, "out", shift.ends_at)]
    first.deliver(stay, back)
    decide(False)
    assert stands() == [("left", shift.starts_at, shift.ends_at)]


def test_leaders_alone_decide_with_a_note_and_never_about_themselves(
    owner, organization, desk, shift, volunteer, at, back, decide
):
    other = organizations.leader(owner, organization, "芒种", at)
    factories.sign_up(shift, owner, at)
    desk.deliver([desk.scan(owner, "in", shift.starts_at)], back)
    with pytest.raises(NotAllowed):
        decide(True)
    with pytest.raises(NotAllowed):
        decide(True, actor=volunteer)
    with pytest.raises(NotFound):
        decide(True, conflict_id=ids.uuid7())
    assert code_of(decide, True, actor=other, note=" ") == "conflict.note"
    decide(True, actor=other)
    assert (Attendance.objects.get().in_method, Attendance.objects.get().in_actor_name) == ("tick", "芒种")


def test_conflicts_are_told_to_who_leads(owner, organization, desk, shift, expected, volunteer, at, back, decide):
    leader = organizations.leader(owner, organization, "芒种", at)
    scans = [desk.scan(expected, "in", shift.starts_at - 40 * MINUTE) for _each in range(3)]
    desk.deliver(scans, back)
    key = {"organization_id": organization.id}
    waiting = queries.conflicts(leader, **key, shift_id=shift.id)
    assert [row.id for row in waiting] == sorted(scan.id for scan in scans)
    decide(False, conflict=waiting[0])
    assert len(queries.conflicts(owner, **key)) == 2
    assert [row.note for row in queries.conflicts(owner, **key, is_open=False)] == [NOTE]
    after = (waiting[1].arrived_at, waiting[1].id)
    assert [row.id for row in queries.conflicts(owner, **key, after=after)] == [waiting[2].id]
    for viewer, which in ((leader, {}), (volunteer, {"shift_id": shift.id}), (volunteer, {})):
        with pytest.raises(NotAllowed):
            queries.conflicts(viewer, **key, **which)


def test_a_desk_handed_out_afterwards_makes_no_scans_of_the_past(owner, shift, expected, back, decide):
    """A manager with two minutes: takes the roster along when all is over, and lets the device say what it should have seen."""
    desk = desks.hand_out(owner, shift, at=back)
    forged = [desk.scan(expected, "in", shift.starts_at), desk.scan(expected, "out", shift.ends_at)]
    assert desks.told(desk.deliver(forged, back)) == [("conflict", "clock")] * 2
    for conflict in Conflict.objects.order_by("at"):
        decide(True, conflict)
    attendance = Attendance.objects.get()
    assert (attendance.state, attendance.in_method, attendance.out_method) == ("left", "set", "set")
    factories.confirm(owner, shift, expected)
    assert RecordHead.objects.get().grade == "E"


def test_a_desk_whose_clock_was_changed_keeps_its_scans(desk, shift, expected, back, decide):
    scans = [desk.scan(expected, "in", shift.starts_at), desk.scan(expected, "out", shift.ends_at)]
    desk.deliver(scans, back, device_clock=back + HOUR)
    for conflict in Conflict.objects.order_by("at"):
        decide(True, conflict)
    assert (Attendance.objects.get().in_method, Attendance.objects.get().out_method) == ("tick", "tick")
