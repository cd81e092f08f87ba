from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.claims import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.activities.models import SignUp
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.claims import actions
from volunteercloud.domain.organizations.models import Organization, Role, Seat, Staff, State
from volunteercloud.domain.records.models import RecordHead, ServiceRecord

HOUR = timedelta(hours=1)


def codes(outcomes):
    return [outcome.refusal.code if outcome.refusal else "recorded" for outcome in outcomes]


def entry(shift, volunteer, **changes):
    return actions.LateEntry(
        **{"volunteer_id": volunteer.id, "starts_at": shift.starts_at, "ends_at": shift.ends_at} | changes
    )


def staff(organization, role, at, name="芒种"):
    person = organizations.person(name)
    Staff.objects.create(organization_id=organization.id, person_id=person.id, name=name, role=role, since=at)
    Seat.objects.create(
        person_id=person.id, organization_id=organization.id, organization_name=organization.name, role=role
    )
    return person


@pytest.fixture
def signed_up(shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    return volunteer


def test_a_late_entry_is_a_record_of_grade_e_with_its_reason(owner, shift, signed_up):
    (outcome,) = factories.enter(owner, shift, signed_up)
    record = ServiceRecord.objects.get(record_id=outcome.record_id)
    assert (record.grade, record.minutes, record.confirmer_id) == ("E", 120, owner.id)
    assert [(step["what"], step.get("text")) for step in record.trail] == [
        ("entered_late", "当天停电，没有扫码。"),
        ("confirmed", None),
    ]
    facts = Entry.objects.get(name="claims.service_entered_late").facts
    assert (facts["entries"], facts["recorded"], facts["reason"]) == (1, 1, "当天停电，没有扫码。")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (60, 240)),
        ({"break_minutes": 0}, (0, 300)),
        ({"break_minutes": 30}, (30, 270)),
        ({"ends_at": -HOUR}, (0, 240)),
        ({"ends_at": -HOUR, "break_minutes": 20}, (20, 210)),
        ({"starts_at": None, "ends_at": None}, (60, 240)),
    ],
    ids=str,
)
def test_who_stayed_for_the_whole_shift_had_its_break(owner, organization, volunteer, at, changes, expected):
    shift = activities.public_shift(
        owner, organization, at, shift_changes={"lasts": timedelta(hours=5), "break_minutes": 60}
    )
    attendance.sign_up(shift, volunteer, at)
    if changes.get("ends_at"):
        changes = changes | {"ends_at": shift.ends_at + changes["ends_at"]}
    (outcome,) = factories.enter(owner, shift, entries=[entry(shift, volunteer, **changes)])
    record = ServiceRecord.objects.get(record_id=outcome.record_id)
    assert (record.break_minutes, record.minutes) == expected


def test_sent_again_it_is_the_same_record(owner, shift, signed_up):
    assert factories.enter(owner, shift, signed_up) == factories.enter(owner, shift, signed_up)
    assert RecordHead.objects.count() == 1


def test_recorders_enter_and_volunteers_do_not(owner, organization, shift, signed_up, at):
    recorder = staff(organization, Role.RECORDER, at)
    with pytest.raises(NotAllowed):
        factories.enter(signed_up, shift, signed_up)
    assert codes(factories.enter(recorder, shift, signed_up)) == ["recorded"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"at": timedelta(seconds=-1)}, "late.not_over"),
        ({"at": timedelta(days=90)}, "late.too_late"),
        ({"reason": " 忘 "}, "late.reason"),
    ],
)
def test_entries_that_are_refused_as_a_whole(owner, shift, signed_up, changes, code):
    if "at" in changes:
        changes = {"at": shift.ends_at + changes["at"]}
    with pytest.raises(Refused) as refused:
        factories.enter(owner, shift, signed_up, **changes)
    assert refused.value.code == code
    assert codes(factories.enter(owner, shift, signed_up, at=shift.ends_at + timedelta(days=89))) == ["recorded"]


def test_each_person_stands_for_themselves_in_the_order_given(owner, organization, volunteer, at):
    shift = activities.public_shift(owner, organization, at, places=9)
    others = [organizations.person(name) for name in ("芒种", "立夏", "小暑")]
    for one in (volunteer, owner, *others[:2]):
        attendance.sign_up(shift, one, at)
    entries = [
        entry(shift, others[2]),
        entry(shift, volunteer),
        entry(shift, owner),
        entry(shift, others[0], ends_at=shift.starts_at + timedelta(minutes=5)),
        entry(shift, others[1], starts_at=shift.starts_at - 5 * HOUR),
        entry(shift, volunteer, ends_at=shift.ends_at - HOUR),
    ]
    outcomes = factories.enter(owner, shift, entries=entries)
    assert [outcome.volunteer_id for outcome in outcomes] == [each.volunteer_id for each in entries]
    assert codes(outcomes) == [
        "attendance.not_on_roster", "recorded", "attendance.own", "record.too_short", "record.window",
        "attendance.settled",
    ]  # fmt: skip


def test_who_did_not_sign_up_is_added_with_a_reason_that_stays(owner, shift, volunteer):
    assert codes(factories.enter(owner, shift, volunteer)) == ["attendance.not_on_roster"]
    added = entry(shift, volunteer, added_reason="替班，当天没有时间报名。")
    (outcome,) = factories.enter(owner, shift, entries=[added])
    record = ServiceRecord.objects.get(record_id=outcome.record_id)
    assert [(step["what"], step.get("text")) for step in record.trail[:2]] == [
        ("added", "替班，当天没有时间报名。"),
        ("entered_late", "当天停电，没有扫码。"),
    ]
    assert SignUp.objects.get().added_reason == "替班，当天没有时间报名。"


def test_who_cannot_be_added_does_not_hold_up_the_others(owner, shift, signed_up):
    unnamed = organizations.person("", real_name_level=0)
    helper = organizations.person("立夏")
    why = "临时来帮忙。"
    entries = [
        entry(shift, unnamed, added_reason=why),
        entry(shift, signed_up, added_reason=why),
        entry(shift, helper, added_reason=why),
    ]
    outcomes = factories.enter(owner, shift, entries=entries)
    assert codes(outcomes) == ["signup.real_name", "recorded", "recorded"]
    trail = ServiceRecord.objects.get(record_id=outcomes[1].record_id).trail
    assert [step["what"] for step in trail] == ["entered_late", "confirmed"]


def test_a_leader_of_another_organization_enters_nothing(owner, shift, signed_up, at):
    stranger = organizations.person("立夏")
    organizations.organization(stranger, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    with pytest.raises(NotAllowed):
        factories.enter(stranger, shift, signed_up)


def test_a_suspended_organization_enters_nothing(owner, shift, signed_up):
    Organization.objects.update(state=State.SUSPENDED)
    with pytest.raises(Refused) as refused:
        factories.enter(owner, shift, signed_up)
    assert refused.value.code == "organization.suspended"
