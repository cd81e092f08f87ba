"""What a device brings back: each scan exactly once, and everything that does not fit in front of a person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import desks, factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.actions import leading
from volunteercloud.domain.attendance import actions, passes, queries
from volunteercloud.domain.attendance.models import Attendance, Conflict, Scan
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.models import Staff

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ACCEPTED, SAME = ("accepted", ""), ("same", "")


@pytest.fixture
def expected(shift, volunteer, at):
    factories.sign_up(shift, volunteer, at)
    return volunteer


@pytest.fixture
def desk(owner, shift):
    return desks.hand_out(owner, shift)


@pytest.fixture
def back(shift):
    """When the device is back where there is a network."""
    return shift.ends_at + 5 * HOUR


def only(desk, event, at, **changes):
    ((outcome, code),) = desks.told(desk.deliver([event], at, **changes))
    return outcome, code


def stands():
    return [(row.state, row.in_at, row.out_at, row.in_method) for row in Attendance.objects.order_by("volunteer_id")]


def test_scans_made_without_a_signal_are_taken(desk, shift, expected, back):
    scans = [desk.scan(expected, "in", shift.starts_at), desk.scan(expected, "out", shift.ends_at)]
    delivered = desk.deliver(scans, back)
    assert desks.told(delivered) == [ACCEPTED, ACCEPTED]
    assert [(line.name, line.state, line.keys) for line in delivered.lines] == [("小满", "left", [])]
    assert stands() == [("left", shift.starts_at, shift.ends_at, "tick")]
    scan = Scan.objects.get(direction="in")
    assert (scan.actor_name, scan.device_id) == ("谷雨", desk.id)
    entry = Entry.objects.get(name="attendance.delivered")
    assert entry.facts == {"device": str(desk.id), "accepted": 2, "conflicts": 0}


def test_a_repeated_delivery_changes_nothing(desk, shift, expected, back):
    scans = [desk.scan(expected, "out", shift.ends_at), desk.scan(expected, "in", shift.starts_at)]
    desk.deliver(scans, back)
    before = stands()
    assert desks.told(desk.deliver([*scans, scans[0]], back + HOUR)) == [SAME] * 3
    assert (stands(), Scan.objects.count()) == (before, 2)
    assert Entry.objects.filter(name="attendance.delivered").count() == 1


def test_twice_in_one_delivery_counts_once(desk, shift, expected, back):
    scan = desk.scan(expected, "in", shift.starts_at)
    assert desks.told(desk.deliver([scan, scan], back)) == [ACCEPTED, SAME]


@pytest.mark.parametrize("ahead", [timedelta(hours=48), timedelta(hours=-48), timedelta(seconds=3)])
def test_a_wrong_clock_is_corrected(owner, shift, expected, back, ahead):
    desk = desks.hand_out(owner, shift, ahead=ahead)
    desk.deliver([desk.scan(expected, "in", shift.starts_at)], back)
    assert stands() == [("present", shift.starts_at, None, "tick")]


def test_a_clock_that_was_changed_is_a_conflict_with_both_times(desk, shift, expected, back):
    scan = desk.scan(expected, "in", shift.starts_at)
    assert only(desk, scan, back, device_clock=back + HOUR) == ("conflict", "clock")
    conflict = Conflict.objects.get()
    assert (conflict.at, conflict.other_at) == (shift.starts_at, shift.starts_at - HOUR)
    assert (conflict.who, conflict.device_at) == ("小满", shift.starts_at)
    assert stands() == []
    assert only(desk, scan, back) == ("same", "clock")


def test_a_scan_from_the_future_is_a_conflict(desk, shift, expected):
    scan = desk.scan(expected, "in", shift.starts_at + 10 * MINUTE)
    assert only(desk, scan, shift.starts_at) == ("conflict", "clock")


def test_the_window_is_judged_by_when_it_was_scanned(desk, shift, expected, back):
    early = desk.scan(expected, "in", shift.starts_at - 31 * MINUTE)
    over = desk.scan(expected, "in", shift.ends_at)
    closed = desk.scan(expected, "out", shift.ends_at + 241 * MINUTE)
    assert desks.told(desk.deliver([early, over, closed], back)) == [("conflict", "window")] * 3
    assert only(desk, desk.scan(expected, "in", shift.starts_at), back) == ACCEPTED


def test_what_comes_after_three_days_is_looked_at(desk, shift, expected):
    scan = desk.scan(expected, "in", shift.starts_at)
    assert only(desk, scan, shift.starts_at + 72 * HOUR + 3 * MINUTE) == ("conflict", "late")
    again = desk.scan(expected, "in", shift.starts_at)
    assert only(desk, again, shift.starts_at + 72 * HOUR) == ACCEPTED


def test_passes_are_checked_by_the_time_of_the_scan(desk, shift, expected, back):
    good = passes.issue_pass(expected.id, shift.starts_at - 23 * HOUR)
    old = passes.issue_pass(expected.id, shift.starts_at - 25 * HOUR)
    forged = good[:-1] + ("A" if good[-1] != "A" else "B")
    shown = {"volunteer_id": None, "method": "pass"}
    scans = [
        desk.scan(expected, "in", shift.starts_at, pass_token=token, **shown) for token in (old, forged, "…", good)
    ]
    assert desks.told(desk.deliver(scans, back)) == [
        ("conflict", "pass_old"),
        ("conflict", "pass_forged"),
        ("conflict", "pass_forged"),
        ACCEPTED,
    ]
    assert stands() == [("present", shift.starts_at, None, "pass")]
    assert sorted(Conflict.objects.values_list("who", flat=True)) == ["", "", "小满"]


def test_a_number_is_found_as_it_was_typed(desk, shift, expected, back):
    number = organizations.number_of(expected)
    typed = f" {number[:4].lower()} {number[4:8]}-{number[8:]} "
    wrong = number[:-1] + ("2" if number[-1] != "2" else "3")
    said = {"volunteer_id": None}
    scans = [desk.scan(expected, "in", shift.starts_at, number=text, **said) for text in (typed, wrong)]
    assert desks.told(desk.deliver(scans, back)) == [ACCEPTED, ("conflict", "unknown")]


def test_who_is_not_on_the_roster(desk, shift, volunteer, back):
    assert only(desk, desk.scan(volunteer, "in", shift.starts_at), back) == ("conflict", "not_on_roster")
    nobody = desk.scan(volunteer, "in", shift.starts_at, volunteer_id=ids.uuid7())
    assert only(desk, nobody, back) == ("conflict", "not_on_roster")


def test_who_is_expected_at_another_shift(owner, organization, desk, shift, volunteer, at, back):
    other = activities.public_shift(owner, organization, at)
    factories.sign_up(other, volunteer, at)
    assert only(desk, desk.scan(volunteer, "in", shift.starts_at), back) == ("conflict", "wrong_shift")
    conflict = Conflict.objects.get()
    assert conflict.facts == {"shift": str(other.id), "title": other.activity.title}


def test_whose_place_is_not_settled(owner, organization, volunteer, at):
    shift = activities.public_shift(owner, organization, at, needs_approval=True)
    factories.sign_up(shift, volunteer, at)
    desk = desks.hand_out(owner, shift)
    assert only(desk, desk.scan(volunteer, "in", shift.starts_at), shift.ends_at) == ("conflict", "not_settled")


def test_somebody_is_added_on_the_spot(desk, shift, volunteer, back):
    number = organizations.number_of(volunteer)
    scan = desk.scan(
        volunteer, "in", shift.starts_at, volunteer_id=None, number=number, added_reason="同事临时顶班，已核对身份。"
    )
    assert only(desk, scan, back) == ACCEPTED
    (row,) = queries.roster(desk.leader, shift.organization_id, shift.id)
    assert (row.state, row.sign_up.added_reason) == ("present", "同事临时顶班，已核对身份。")


def test_who_cannot_be_added_is_a_conflict_that_says_why(desk, shift, back):
    stranger = organizations.person("寒露", real_name_level=0)
    number = organizations.number_of(stranger)
    reason = {"added_reason": "现场增援。"}
    scans = [
        desk.scan(stranger, "in", shift.starts_at, **reason),
        desk.scan(stranger, "out", shift.ends_at, volunteer_id=None, number=number, **reason),
        desk.scan(stranger, "in", shift.starts_at, added_reason="忘"),
    ]
    assert desks.told(desk.deliver(scans[:2], back)) == [("conflict", "not_on_roster")] * 2
    assert only(desk, scans[2], back) == ("conflict", "not_on_roster")
    codes = Conflict.objects.order_by("arrived_at", "id").values_list("facts__refusal", flat=True)
    assert sorted(codes) == ["signup.added_reason", "signup.real_name", "signup.real_name"]


def test_leaders_do_not_check_themselves_in(owner, desk, shift, at, back):
    factories.sign_up(shift, owner, at)
    assert only(desk, desk.scan(owner, "in", shift.starts_at), back) == ("conflict", "own")


def test_a_device_that_was_called_back(owner, desk, shift, expected, back):
    actions.revoke_device(actor=owner, organization_id=shift.organization_id, device_id=desk.id, at=shift.starts_at)
    assert only(desk, desk.scan(expected, "in", shift.starts_at), back) == ("conflict", "revoked")


def test_the_lead_counts_at_the_time_of_the_scan(owner, organization, shift, expected, at, back):
    first = organizations.leader(owner, organization, "芒种", at)
    second = organizations.leader(owner, organization, "夏至", at)
    key = {"organization_id": organization.id, "shift_id": shift.id}
    leading.name_leader(actor=owner, **key, person_id=first.id, at=at)
    desk = desks.hand_out(first, shift)
    leading.hand_over(actor=first, **key, to_person_id=second.id, at=shift.starts_at + HOUR)
    before = desk.scan(expected, "in", shift.starts_at)
    after = desk.scan(expected, "out", shift.ends_at)
    assert desks.told(desk.deliver([after, before], back)) == [("conflict", "leader"), ACCEPTED]
    with pytest.raises(NotAllowed):
        desk.deliver([], back, actor=organizations.person("白露"))
    organization_actions.end_staff(actor=owner, organization_id=organization.id, person_id=first.id, at=back)
    assert not Staff.objects.filter(person_id=first.id, ended_at__isnull=True).exists()
    late = desk.scan(expected, "in", shift.starts_at + MINUTE)
    assert only(desk, late, back) == ("conflict", "leader"), "what a former leader brings is kept"


def test_two_desks_that_say_otherwise(owner, desk, shift, expected, back):
    other = desks.hand_out(owner, shift, ahead=timedelta(hours=8))
    assert only(desk, desk.scan(expected, "in", shift.starts_at + 5 * MINUTE), back) == ACCEPTED
    earlier = other.scan(expected, "in", shift.starts_at)
    assert only(other, earlier, back + HOUR) == ACCEPTED, "the earlier one counts, though it came later"
    assert stands() == [("present", shift.starts_at, None, "tick")]
    conflict = Conflict.objects.get()
    assert (conflict.reason, conflict.device_id, conflict.at) == (
        "contradiction",
        desk.id,
        shift.starts_at + 5 * MINUTE,
    )


def test_what_comes_later_settles_a_conflict(desk, shift, expected, back):
    out = desk.scan(expected, "out", shift.ends_at)
    assert only(desk, out, back) == ("conflict", "contradiction")
    assert only(desk, desk.scan(expected, "in", shift.starts_at), back + HOUR) == ACCEPTED
    assert stands() == [("left", shift.starts_at, shift.ends_at, "tick")]
    assert Conflict.objects.get().state == "settled"
    assert only(desk, out, back + HOUR) == SAME


def test_scans_with_and_without_a_signal_meet(desk, shift, expected, back):
    factories.scan(shift, expected, "in", shift.starts_at)
    assert only(desk, desk.scan(expected, "out", shift.ends_at), back) == ACCEPTED
    assert stands() == [("left", shift.starts_at, shift.ends_at, "code")]
    earlier = desk.scan(expected, "in", shift.starts_at - MINUTE)
    assert only(desk, earlier, back) == ACCEPTED
    assert stands() == [("left", shift.starts_at - MINUTE, shift.ends_at, "tick")]
    assert Conflict.objects.get().method == "code"


def test_a_scan_with_a_signal_settles_what_waited(desk, shift, expected):
    away = desk.scan(expected, "out", shift.starts_at + HOUR)
    assert only(desk, away, shift.starts_at + HOUR) == ("conflict", "contradiction")
    factories.scan(shift, expected, "in", shift.starts_at + HOUR - MINUTE)
    assert stands() == [("left", shift.starts_at + HOUR - MINUTE, shift.starts_at + HOUR, "code")]
    assert Conflict.objects.get().state == "settled"


def test_a_device_sends_what_the_network_had_taken(desk, owner, shift, expected, back):
    scan = desk.scan(expected, "in", shift.starts_at)
    factories.tick(owner, shift, expected, "in", shift.starts_at, request_id=scan.id)
    assert only(desk, scan, back) == SAME


def test_one_id_for_two_scans_keeps_both(desk, shift, expected, at, back):
    first = desk.scan(expected, "in", shift.starts_at)
    second = replace(first, direction="out", device_at=shift.ends_at)
    assert desks.told(desk.deliver([first, second, second], back)) == [
        ACCEPTED,
        ("conflict", "id_reused"),
        ("same", "id_reused"),
    ]
    assert desks.told(desk.deliver([second, first], back)) == [("same", "id_reused"), SAME]
    conflict = Conflict.objects.get()
    assert (conflict.direction, conflict.at, conflict.id == first.id) == ("out", shift.ends_at, False)


def test_one_id_for_two_people_keeps_both(desk, shift, expected, at, back):
    other = organizations.person("芒种")
    factories.sign_up(shift, other, at)
    forged = desk.scan(expected, "in", shift.starts_at, volunteer_id=None, pass_token="x")
    first = desk.scan(expected, "in", shift.starts_at + MINUTE)
    scans = [first, replace(first, volunteer_id=other.id), forged, replace(first, id=forged.id)]
    for news in (("accepted", "conflict", "conflict", "conflict"), ("same",) * 4):
        codes = ("", "id_reused", "pass_forged", "id_reused")
        assert desks.told(desk.deliver(scans, back)) == list(zip(news, codes, strict=True))
    assert sorted(Conflict.objects.values_list("who", flat=True)) == ["", "小满", "芒种"]


def test_what_is_confirmed_stays(owner, desk, shift, expected, back):
    factories.scan(shift, expected, "in", shift.starts_at)
    factories.scan(shift, expected, "out", shift.ends_at - HOUR)
    factories.confirm(owner, shift, expected)
    before = stands()
    assert only(desk, desk.scan(expected, "out", shift.starts_at + 5 * MINUTE), back) == ("conflict", "confirmed")
    assert stands() == before


def test_who_was_marked_absent_came_after_all(owner, desk, shift, expected, back):
    actions.mark_absent(actor=owner, **activities.key(shift, expected), at=shift.ends_at)
    assert only(desk, desk.scan(expected, "in", shift.starts_at), back) == ACCEPTED
    assert stands() == [("present", shift.starts_at, None, "tick")]


def test_two_places_at_once_are_shown_whichever_comes_first(owner, organization, shift, expected, at, back):
    next_one = activities.public_shift(owner, organization, at, shift_changes={"begins_in": timedelta(days=2, hours=2)})
    factories.sign_up(next_one, expected, at)
    first, second = desks.hand_out(owner, shift), desks.hand_out(owner, next_one)
    into_the_next = second.scan(expected, "in", next_one.starts_at - 10 * MINUTE)
    assert only(second, into_the_next, back) == ACCEPTED
    stay = [first.scan(expected, "in", shift.starts_at), first.scan(expected, "out", shift.ends_at)]
    assert desks.told(first.deliver(stay, back)) == [ACCEPTED, ACCEPTED]
    conflict = Conflict.objects.get()
    assert (conflict.id, conflict.reason, conflict.facts["title"]) == (
        into_the_next.id,
        "overlap",
        shift.activity.title,
    )
    assert only(second, into_the_next, back) == ("same", "overlap")


def test_too_many_at_once_and_strangers(desk, shift, expected, volunteer, back):
    with pytest.raises(Refused) as refused:
        desk.deliver([desk.scan(expected, "in", shift.starts_at)] * 2001, back)
    assert refused.value.code == "device.too_many"
    with pytest.raises(NotAllowed):
        desk.deliver([], back, actor=volunteer)
    with pytest.raises(NotFound):
        desk.deliver([], back, device_id=ids.uuid7())
    with pytest.raises(Refused) as refused:
        desk.deliver([], back, device_clock=back - timedelta(days=10_000))
    assert refused.value.code == "device.clock_unset"
    assert desk.deliver([], back).receipts == []


def test_a_delivery_asks_a_constant_number_of_statements(owner, organization, at, django_assert_max_num_queries):
    shift = activities.public_shift(owner, organization, at, places=20)
    desk = desks.hand_out(owner, shift)
    people = [organizations.person(f"立夏{number}") for number in range(20)]
    for person in people:
        factories.sign_up(shift, person, at)
    scans = [desk.scan(person, way, when) for person in people for way, when in (("out", shift.ends_at),)]
    scans += [desk.scan(person, "in", shift.starts_at) for person in people]
    scans += [desk.scan(person, "in", shift.starts_at + MINUTE) for person in people]
    with django_assert_max_num_queries(24 + 2):
        delivered = desk.deliver(scans, shift.ends_at)
    assert desks.told(delivered) == [ACCEPTED] * 40 + [("conflict", "contradiction")] * 20
    assert delivered.conflicts == 20
