"""Service that is proved otherwise than by scans."""

from datetime import timedelta

import pytest

from tests.domain.attendance import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.attendance import actions
from volunteercloud.domain.attendance.checks import STATEMENTS
from volunteercloud.domain.attendance.models import Attendance
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Guardianship
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead, ServiceRecord

MINUTE = timedelta(minutes=1)


@pytest.fixture
def expected(shift, volunteer, at):
    factories.sign_up(shift, volunteer, at)
    return volunteer


def served(shift, *people, **changes):
    said = {"starts_at": shift.starts_at, "ends_at": shift.ends_at, "method": "late", "grade": "E"}
    return [actions.Served(volunteer_id=each.id, late_reason="名单补录。", **(said | changes)) for each in people]


def settle(owner, shift, *entries, **changes):
    said = {"organization_id": shift.organization_id, "shift_id": shift.id, "at": shift.ends_at + timedelta(days=1)}
    return actions.settle(actor=owner, served=entries, **(said | changes))


def codes(confirmed):
    return [each.refusal.code if each.refusal else "done" for each in confirmed]


def test_evidence_makes_attendance_and_record_in_one(owner, shift, expected):
    (confirmed,) = settle(owner, shift, *served(shift, expected))
    record = ServiceRecord.objects.get(record_id=confirmed.record_id)
    assert (record.grade, record.minutes, record.confirmer_name, record.recorder_name) == ("E", 120, "谷雨", "谷雨")
    attendance = Attendance.objects.get()
    assert (attendance.state, attendance.in_method, attendance.record_id) == ("confirmed", "late", record.record_id)
    assert Entry.objects.filter(name="attendance.confirmed").count() == 1
    assert list(checks.run(STATEMENTS)) == []


def test_the_same_evidence_again_is_the_same_record(owner, shift, expected):
    first, again = [settle(owner, shift, *served(shift, expected))[0] for _time in range(2)]
    assert again == first
    assert RecordHead.objects.count() == 1


def test_other_evidence_for_what_is_settled_is_refused(owner, shift, expected):
    settle(owner, shift, *served(shift, expected))
    answers = settle(owner, shift, *served(shift, expected, ends_at=shift.ends_at - 30 * MINUTE))
    assert codes(answers) == ["attendance.settled"]
    assert RecordHead.objects.get().minutes == 120


def test_who_is_named_twice_is_settled_by_the_first_that_holds(owner, shift, expected):
    short = served(shift, expected, ends_at=shift.starts_at + 5 * MINUTE)
    whole = served(shift, expected)
    other = served(shift, expected, starts_at=shift.starts_at + 30 * MINUTE)
    assert codes(settle(owner, shift, *short, *whole, *other)) == ["record.too_short", "done", "attendance.settled"]
    assert RecordHead.objects.get().minutes == 120


def test_only_people_on_the_roster_are_settled(owner, shift, volunteer):
    assert codes(settle(owner, shift, *served(shift, volunteer))) == ["attendance.not_on_roster"]
    assert Attendance.objects.count() == ServiceRecord.objects.count() == OrganizationRecord.objects.count() == 0


def test_nobody_settles_their_own_service_or_that_of_their_child(owner, shift, expected, at):
    factories.sign_up(shift, owner, at)
    Guardianship.objects.create(guardian_id=owner.id, ward_id=expected.id, ward_name="小满", since=at)
    assert codes(settle(owner, shift, *served(shift, owner, expected))) == ["attendance.own"] * 2


def test_what_was_scanned_before_stays_told(owner, shift, expected):
    factories.scan(shift, expected, "in", shift.starts_at)
    (confirmed,) = settle(owner, shift, *served(shift, expected))
    trail = ServiceRecord.objects.get(record_id=confirmed.record_id).trail
    assert [step["what"] for step in trail] == ["in_code", "confirmed"]


def test_times_a_little_outside_count_within_the_shift(owner, shift, expected):
    early = served(shift, expected, starts_at=shift.starts_at - 30 * MINUTE, ends_at=shift.ends_at + 30 * MINUTE)
    settle(owner, shift, *early)
    assert RecordHead.objects.get().minutes == 120


def test_a_suspended_organization_settles_nothing(owner, shift, expected):
    organizations.suspend(
        actor=organizations.officer("9901"),
        organization_id=shift.organization_id,
        reason="收费报名。",
        at=shift.ends_at,
    )
    with pytest.raises(Refused) as refused:
        settle(owner, shift, *served(shift, expected))
    assert refused.value.code == "organization.suspended"


def test_another_organizations_shift_is_not_found(owner, shift, expected):
    with pytest.raises(NotFound):
        settle(owner, shift, *served(shift, expected), organization_id=expected.id)
