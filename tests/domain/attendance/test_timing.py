"""Times that a leader states, and check-outs that were forgotten."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import desks, factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.attendance import actions, rules, tasks
from volunteercloud.domain.attendance.models import Attendance, Scan
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.records.models import ServiceRecord

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REASON = "忘记签退，实际提前半小时离开。"


@pytest.fixture
def there(owner, shift, volunteer, at):
    """The volunteer checked in by their own scan."""
    factories.sign_up(shift, volunteer, at)
    factories.scan(shift, volunteer, "in", shift.starts_at)
    return volunteer


def set_times(leader, shift, volunteer, **changes):
    said = {
        "actor": leader,
        **activities.key(shift, volunteer),
        "in_at": shift.starts_at,
        "out_at": shift.ends_at - 30 * MINUTE,
        "reason": REASON,
        "at": shift.ends_at + HOUR,
    }
    return actions.set_times(**said | changes)


def code_of(*arguments, **changes):
    with pytest.raises(Refused) as refused:
        set_times(*arguments, **changes)
    return refused.value.code


def close(shift, at):
    return actions.close_forgotten(
        actor=system("tests"), organization_id=shift.organization_id, shift_id=shift.id, at=at
    )


def confirmed(owner, shift, volunteer):
    (outcome,) = factories.confirm(owner, shift, volunteer, at=shift.ends_at + 6 * HOUR)
    assert outcome.refusal is None
    record = ServiceRecord.objects.get()
    return record.grade, record.worked_minutes, [step["what"] for step in record.trail]


def test_an_end_that_a_leader_states_makes_grade_b(owner, shift, there):
    attendance = set_times(owner, shift, there)
    assert (attendance.in_method, attendance.out_method, attendance.out_note) == ("code", "set", REASON)
    assert Entry.objects.get(name="attendance.times_set").facts["reason"] == REASON
    assert confirmed(owner, shift, there) == ("B", 90, ["in_code", "out_set", "confirmed"])
    assert ServiceRecord.objects.get().trail[1]["text"] == REASON


def test_with_both_ends_stated_no_scan_proves_anything(owner, shift, there):
    set_times(owner, shift, there, in_at=shift.starts_at + 10 * MINUTE)
    assert confirmed(owner, shift, there) == ("E", 80, ["in_set", "out_set", "confirmed"])


@pytest.mark.parametrize(
    ("came", "went", "grade"),
    [(110, 118, "B"), (112, 116, "E"), (0, 118, "E"), (110, 120, "E")],
    ids=["as ticked", "both", "hours before the tick", "after the tick"],
)
def test_hours_that_nobody_scanned_are_not_lent_the_grade_of_a_tick(owner, shift, volunteer, at, came, went, grade):
    """Ticked in and out in the last minutes, with the arrival stated afterwards: the ticks prove eight minutes."""
    factories.sign_up(shift, volunteer, at)
    for direction, minutes in (("in", 110), ("out", 118)):
        factories.tick(owner, shift, volunteer, direction, shift.starts_at + minutes * MINUTE)
    moments = {"in_at": shift.starts_at + came * MINUTE, "out_at": shift.starts_at + went * MINUTE}
    set_times(owner, shift, volunteer, **moments)
    activity = shift.activity
    assert rules.grade_of(Attendance.objects.get(), activity) == grade


def test_stating_the_same_again_changes_nothing(owner, shift, there):
    set_times(owner, shift, there)
    set_times(owner, shift, there)
    assert Scan.objects.count() == 2


def test_stated_anew_the_last_word_counts(owner, shift, there):
    set_times(owner, shift, there)
    again = set_times(owner, shift, there, out_at=shift.ends_at, reason="再次核对，到点才走。")
    assert (again.out_at, again.out_note) == (shift.ends_at, "再次核对，到点才走。")
    assert sorted(Scan.objects.values_list("method", "verdict")) == [("code", ""), ("set", ""), ("set", "counts")]


def test_what_is_scanned_later_does_not_undo_what_was_stated(owner, shift, there):
    set_times(owner, shift, there)
    desk = desks.hand_out(owner, shift)
    scan = desk.scan(there, "out", shift.ends_at)
    assert desks.told(desk.deliver([scan], shift.ends_at + HOUR)) == [("accepted", "")]
    assert Attendance.objects.get().out_at == shift.ends_at - 30 * MINUTE


@pytest.mark.parametrize(
    ("field", "offset", "code"),
    [
        ("in_at", timedelta(minutes=-31), "attendance.set_times"),
        ("in_at", timedelta(hours=1, minutes=30), "attendance.set_times"),
        ("out_at", timedelta(0), "attendance.set_times"),
        ("out_at", timedelta(hours=3, minutes=1), "attendance.set_times"),
    ],
)
def test_times_lie_about_the_shift_and_in_the_past(owner, shift, there, field, offset, code):
    assert code_of(owner, shift, there, **{field: shift.starts_at + offset}) == code


def test_only_of_who_was_seen_with_a_reason_and_before_it_is_a_record(owner, shift, there, at):
    unseen = organizations.person("芒种")
    factories.sign_up(shift, unseen, at)
    assert code_of(owner, shift, unseen) == "attendance.never_seen"
    assert code_of(owner, shift, there, reason="忘 ") == "attendance.set_reason"
    set_times(owner, shift, there)
    confirmed(owner, shift, there)
    assert code_of(owner, shift, there, out_at=shift.ends_at) == "attendance.confirmed"


def test_leaders_only_and_never_their_own(owner, shift, there, at):
    with pytest.raises(NotAllowed):
        set_times(there, shift, there)
    factories.sign_up(shift, owner, at)
    factories.scan(shift, owner, "in", shift.starts_at)
    with pytest.raises(NotAllowed):
        set_times(owner, shift, owner)


def test_a_forgotten_check_out_is_closed_at_the_end_of_the_shift(owner, shift, there):
    closes = shift.ends_at + 4 * HOUR
    assert close(shift, closes) == 0, "one can still check out"
    assert close(shift, closes + MINUTE) == 1
    assert close(shift, closes + HOUR) == 0
    attendance = Attendance.objects.get()
    assert (attendance.state, attendance.out_at, attendance.out_method) == ("left", shift.ends_at, "closed")
    assert Entry.objects.get(name="attendance.closed").facts == {"people": 1}
    assert confirmed(owner, shift, there) == ("B", 120, ["in_code", "out_closed", "confirmed"])


def test_a_scan_that_comes_later_replaces_the_closing(owner, shift, there):
    desk = desks.hand_out(owner, shift)
    close(shift, shift.ends_at + 5 * HOUR)
    scan = desk.scan(there, "out", shift.ends_at - 20 * MINUTE)
    assert desks.told(desk.deliver([scan], shift.ends_at + 48 * HOUR)) == [("accepted", "")]
    attendance = Attendance.objects.get()
    assert (attendance.out_at, attendance.out_method) == (shift.ends_at - 20 * MINUTE, "tick")


def test_the_leader_corrects_what_was_closed(owner, shift, there):
    close(shift, shift.ends_at + 5 * HOUR)
    assert set_times(owner, shift, there).out_at == shift.ends_at - 30 * MINUTE


def test_only_the_worker_closes(owner, shift, there):
    with pytest.raises(NotAllowed):
        actions.close_forgotten(
            actor=owner, organization_id=shift.organization_id, shift_id=shift.id, at=shift.ends_at + 5 * HOUR
        )


def test_the_worker_finds_the_shifts(owner, organization, shift, there, at):
    later = activities.public_shift(owner, organization, at, shift_changes={"begins_in": timedelta(days=3)})
    factories.sign_up(later, there, at)
    factories.scan(later, there, "in", later.starts_at)
    assert tasks.close_forgotten_at(shift.ends_at + 5 * HOUR) == 1
    assert tasks.close_forgotten_at(later.ends_at + 5 * HOUR) == 1
    assert tasks.close_forgotten_at(later.ends_at + 6 * HOUR) == 0
