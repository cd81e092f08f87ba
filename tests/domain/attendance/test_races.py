"""Devices, phones and leaders at once, on connections of their own."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import desks, factories
from tests.domain.organizations import factories as organizations
from tests.races import at_once
from volunteercloud.domain.attendance.models import Attendance, Conflict, Scan

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

PEOPLE = 30


@pytest.fixture
def owner(db):
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def shift(owner, at):
    return activities.public_shift(owner, organizations.organization(owner, at), at, places=PEOPLE)


@pytest.fixture
def people(shift, at):
    there = [organizations.person(f"小满{number}") for number in range(PEOPLE)]
    for person in there:
        factories.sign_up(shift, person, at)
    return there


def test_the_same_delivery_at_once_counts_once(owner, shift, people):
    desk = desks.hand_out(owner, shift)
    scans = [desk.scan(person, "in", shift.starts_at) for person in people]
    answers = at_once([lambda: desk.deliver(scans, shift.ends_at)] * 8)
    told = sorted(outcome for delivered in answers for outcome in desks.told(delivered))
    assert told == [("accepted", "")] * PEOPLE + [("same", "")] * (7 * PEOPLE)
    assert (Scan.objects.count(), Attendance.objects.count()) == (PEOPLE, PEOPLE)


def test_two_desks_about_the_same_people_end_where_their_scans_lead(owner, shift, people):
    first, second = desks.hand_out(owner, shift), desks.hand_out(owner, shift)
    into = [first.scan(person, "in", shift.starts_at) for person in people]
    again = [second.scan(person, "in", shift.starts_at + timedelta(minutes=3)) for person in reversed(people)]
    out = [second.scan(person, "out", shift.ends_at) for person in people]
    back = shift.ends_at + timedelta(hours=1)
    at_once(
        [
            lambda: first.deliver(into[:15], back),
            lambda: second.deliver([*out, *again[:15]], back),
            lambda: first.deliver(into[15:], back),
            lambda: second.deliver(again, back),
        ]
        * 2
    )
    stands = set(Attendance.objects.values_list("state", "in_at", "out_at"))
    assert stands == {("left", shift.starts_at, shift.ends_at)}
    waiting = Conflict.objects.filter(state="open").values_list("id", flat=True)
    assert sorted(waiting) == sorted(scan.id for scan in again)


def test_a_phone_and_a_desk_at_once_make_one_check_in(owner, shift, people):
    desk = desks.hand_out(owner, shift)
    person = people[0]
    scan = desk.scan(person, "in", shift.starts_at)
    answers = at_once(
        [
            lambda: factories.scan(shift, person, "in", shift.starts_at + timedelta(seconds=5)).state,
            lambda: desk.deliver([scan], shift.starts_at + timedelta(seconds=6)).receipts[0].outcome,
        ]
        * 4
    )
    assert Attendance.objects.get().in_at in (shift.starts_at, shift.starts_at + timedelta(seconds=5))
    assert Attendance.objects.get().in_at == min(Scan.objects.values_list("at", flat=True))
    assert [str(one) for one in answers if one in ("accepted", "conflict")] in (["accepted"], ["conflict"])
