from datetime import datetime, timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.attendance import actions, passes, queries
from volunteercloud.domain.attendance.models import Attendance, Scan
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.records import queries as records
from volunteercloud.domain.records.models import RecordHead, ServiceRecord

MINUTE = timedelta(minutes=1)


@pytest.fixture
def expected(shift, volunteer, at):
    """The volunteer is on the roster."""
    factories.sign_up(shift, volunteer, at)
    return volunteer


def code_of(step, *arguments, **named):
    with pytest.raises(Refused) as refused:
        step(*arguments, **named)
    return refused.value.code


def test_own_scans_confirmed_become_a_record_of_grade_a(owner, shift, expected):
    factories.scan(shift, expected, "in", shift.starts_at - 5 * MINUTE)
    factories.scan(shift, expected, "out", shift.ends_at + 9 * MINUTE)
    (confirmed,) = factories.confirm(owner, shift, expected)
    assert confirmed.refusal is None
    record = ServiceRecord.objects.get(volunteer_id=expected.id)
    assert (record.grade, record.minutes, record.worked_minutes) == ("A", 120, 120)
    assert (record.starts_at, record.ends_at) == (shift.starts_at, shift.ends_at), "time counts within the shift"
    assert [step["what"] for step in record.trail] == ["in_code", "out_code", "confirmed"]
    assert (record.confirmer_name, record.organization_name) == ("谷雨", "晨光志愿服务队")
    assert Attendance.objects.get().record_id == record.record_id


@pytest.mark.parametrize("method", ["pass", "tick"])
def test_a_leaders_scan_makes_grade_b(owner, shift, expected, method):
    for direction, moment in (("in", shift.starts_at), ("out", shift.ends_at)):
        if method == "tick":
            factories.tick(owner, shift, expected, direction, moment)
        else:
            actions.scan_pass(
                actor=owner,
                organization_id=shift.organization_id,
                shift_id=shift.id,
                token=passes.issue_pass(expected.id, moment),
                direction=direction,
                request_id=ids.uuid7(),
                at=moment,
            )
    factories.confirm(owner, shift, expected)
    assert ServiceRecord.objects.get().grade == "B"


def test_one_own_and_one_leaders_scan_make_grade_b(owner, shift, expected):
    factories.scan(shift, expected, "in", shift.starts_at)
    factories.tick(owner, shift, expected, "out", shift.ends_at)
    factories.confirm(owner, shift, expected)
    assert ServiceRecord.objects.get().grade == "B"


def test_a_repeated_delivery_is_the_same_scan(shift, expected):
    request_id = ids.uuid7()
    for _delivery in range(3):
        attendance = factories.scan(shift, expected, "in", shift.starts_at, request_id=request_id)
        assert attendance.state == "present"
    assert Scan.objects.count() == 1
    assert Entry.objects.filter(name="attendance.checked_in").count() == 1


def test_a_delivery_repeated_after_the_next_one_says_how_it_stands(shift, expected):
    request_id = ids.uuid7()
    factories.scan(shift, expected, "in", shift.starts_at, request_id=request_id)
    factories.scan(shift, expected, "out", shift.ends_at)
    assert factories.scan(shift, expected, "in", shift.starts_at, request_id=request_id).state == "left"


def test_one_id_for_two_scans_is_refused(shift, expected):
    request_id = ids.uuid7()
    factories.scan(shift, expected, "in", shift.starts_at, request_id=request_id)
    code = code_of(factories.scan, shift, expected, "out", shift.ends_at, request_id=request_id)
    assert code == "attendance.request_reused"


def test_a_second_scan_is_a_conflict_that_says_when(shift, expected):
    factories.scan(shift, expected, "in", shift.starts_at)
    with pytest.raises(Refused) as refused:
        factories.scan(shift, expected, "in", shift.starts_at + MINUTE)
    assert refused.value.code == "attendance.already_in"
    assert datetime.fromisoformat(refused.value.facts["in_at"]) == shift.starts_at
    factories.scan(shift, expected, "out", shift.ends_at)
    assert code_of(factories.scan, shift, expected, "out", shift.ends_at + MINUTE) == "attendance.already_out"


def test_out_before_in_is_refused(shift, expected):
    assert code_of(factories.scan, shift, expected, "out", shift.starts_at) == "attendance.not_in"
    assert Scan.objects.count() == 0


@pytest.mark.parametrize(
    ("direction", "offset", "code"),
    [
        ("in", timedelta(minutes=-31), "attendance.too_early"),
        ("in", timedelta(hours=2), "attendance.over"),
        ("out", timedelta(days=1), "attendance.closed"),
    ],
)
def test_scans_outside_the_window(shift, expected, direction, offset, code):
    assert code_of(factories.scan, shift, expected, direction, shift.starts_at + offset) == code


def test_who_is_not_on_the_roster_is_not_recorded(shift, volunteer):
    assert code_of(factories.scan, shift, volunteer, "in", shift.starts_at) == "attendance.not_on_roster"
    assert Attendance.objects.count() == 0


def test_who_waits_is_not_on_the_roster(owner, organization, at):
    shift = activities.public_shift(owner, organization, at, places=1)
    for somebody in (organizations.person("芒种"), waiting := organizations.person("夏至")):
        factories.sign_up(shift, somebody, at)
    assert code_of(factories.scan, shift, waiting, "in", shift.starts_at) == "attendance.not_on_roster"


def test_from_the_wrong_place(owner, organization, at, volunteer):
    shift = activities.public_shift(owner, organization, at, details={"latitude": 30.27, "longitude": 120.15})
    factories.sign_up(shift, volunteer, at)
    far, near = (30.28, 120.15), (30.2705, 120.1502)
    assert code_of(factories.scan, shift, volunteer, "in", shift.starts_at, point=far) == "attendance.elsewhere"
    attendance = factories.scan(shift, volunteer, "in", shift.starts_at, point=near)
    assert attendance.in_distance_metres == 59


def test_codes_age_and_cannot_be_made(shift, expected):
    moment = shift.starts_at
    old = passes.issue_code(shift.organization_id, shift.id, moment - timedelta(seconds=61))
    assert code_of(factories.scan, shift, expected, "in", moment, code=old) == "code.old"
    early = passes.issue_code(shift.organization_id, shift.id, moment + timedelta(seconds=31))
    assert code_of(factories.scan, shift, expected, "in", moment, code=early) == "code.old"
    good = passes.issue_code(shift.organization_id, shift.id, moment)
    changed = ("A" if good[0] != "A" else "B") + good[1:]
    for forged in (changed, "", "…", "A" * 500, passes.issue_pass(expected.id, moment), good + "AAAA"):
        assert code_of(factories.scan, shift, expected, "in", moment, code=forged) == "code.forged"
    half_a_minute_old = passes.issue_code(shift.organization_id, shift.id, moment - timedelta(seconds=29))
    assert factories.scan(shift, expected, "in", moment, code=half_a_minute_old).state == "present"


def test_a_pass_works_for_a_day(owner, shift, expected):
    moment = shift.starts_at
    key = {
        "actor": owner,
        "organization_id": shift.organization_id,
        "shift_id": shift.id,
        "direction": "in",
        "at": moment,
    }
    old = passes.issue_pass(expected.id, moment - timedelta(hours=25))
    assert code_of(actions.scan_pass, **key, token=old, request_id=ids.uuid7()) == "pass.old"
    code = passes.issue_code(shift.organization_id, shift.id, moment)
    assert code_of(actions.scan_pass, **key, token=code, request_id=ids.uuid7()) == "pass.forged"
    good = passes.issue_pass(expected.id, moment - timedelta(hours=23))
    assert actions.scan_pass(**key, token=good, request_id=ids.uuid7()).state == "present"


def test_leaders_only_and_never_themselves(owner, shift, expected, at):
    stranger = organizations.person("芒种")
    with pytest.raises(NotAllowed):
        factories.tick(stranger, shift, expected, "in", shift.starts_at)
    with pytest.raises(NotAllowed):
        factories.confirm(stranger, shift, expected)
    factories.sign_up(shift, owner, at)
    with pytest.raises(NotAllowed):
        factories.tick(owner, shift, owner, "in", shift.starts_at)
    factories.scan(shift, owner, "in", shift.starts_at)
    factories.scan(shift, owner, "out", shift.ends_at)
    (confirmed,) = factories.confirm(owner, shift, owner)
    assert confirmed.refusal.code == "attendance.own"
    assert RecordHead.objects.count() == 0


def test_confirming_twice_gives_the_same_record(owner, shift, expected):
    factories.scan(shift, expected, "in", shift.starts_at)
    factories.scan(shift, expected, "out", shift.ends_at)
    (first,) = factories.confirm(owner, shift, expected)
    (second,) = factories.confirm(owner, shift, expected)
    assert first.record_id == second.record_id
    assert ServiceRecord.objects.count() == 1


def test_one_who_is_refused_does_not_hold_up_the_others(owner, shift, expected, at):
    still_there = organizations.person("芒种")
    factories.sign_up(shift, still_there, at)
    factories.scan(shift, still_there, "in", shift.starts_at)
    factories.scan(shift, expected, "in", shift.starts_at)
    factories.scan(shift, expected, "out", shift.ends_at)
    outcome = {one.volunteer_id: one for one in factories.confirm(owner, shift, expected, still_there)}
    assert outcome[still_there.id].refusal.code == "attendance.not_out"
    assert outcome[expected.id].record_id is not None


def test_ten_minutes_are_no_record(owner, shift, expected):
    factories.scan(shift, expected, "in", shift.starts_at)
    factories.scan(shift, expected, "out", shift.starts_at + 10 * MINUTE)
    (confirmed,) = factories.confirm(owner, shift, expected)
    assert confirmed.refusal.code == "record.too_short"
    assert Attendance.objects.get().state == "left"


def test_a_long_day_needs_an_explanation(owner, organization, volunteer, at):
    shift = activities.public_shift(owner, organization, at, shift_changes={"lasts": timedelta(hours=10)})
    factories.serve(shift, volunteer, at)
    (refused,) = factories.confirm(owner, shift, volunteer)
    assert refused.refusal.code == "record.daily_cap"
    (confirmed,) = factories.confirm(owner, shift, volunteer, explanation="台风转移群众，通宵值守。")
    assert confirmed.refusal is None
    assert ServiceRecord.objects.get().trail[-1]["what"] == "explained"


def test_a_suspended_organization_confirms_nothing(owner, organization, shift, expected, at):
    factories.scan(shift, expected, "in", shift.starts_at)
    factories.scan(shift, expected, "out", shift.ends_at)
    organizations.suspend(
        actor=organizations.officer("99"), organization_id=organization.id, reason="举报属实，停业整改。", at=at
    )
    assert code_of(factories.confirm, owner, shift, expected) == "organization.suspended"


def test_absent_is_taken_back_by_coming(owner, shift, expected):
    actions.mark_absent(actor=owner, **activities.key(shift, expected), at=shift.starts_at + 30 * MINUTE)
    assert Attendance.objects.get().state == "absent"
    factories.tick(owner, shift, expected, "in", shift.starts_at + 40 * MINUTE)
    assert Attendance.objects.get().state == "present"
    assert (
        code_of(actions.mark_absent, actor=owner, **activities.key(shift, expected), at=shift.ends_at)
        == "attendance.present"
    )


def test_the_roster_is_for_leaders_and_asks_three_statements(owner, shift, expected, django_assert_num_queries):
    with pytest.raises(NotAllowed):
        queries.roster(expected, shift.organization_id, shift.id)
    with django_assert_num_queries(3):
        (row,) = queries.roster(owner, shift.organization_id, shift.id)
    assert (row.state, row.holds_place) == ("expected", True)


def test_a_check_in_stays_within_its_statements(owner, shift, expected, at, django_assert_num_queries):
    other = organizations.person("芒种")
    factories.sign_up(shift, other, at)
    factories.scan(shift, other, "in", shift.starts_at)  # the region's rules are remembered by now
    with django_assert_num_queries(4 + 2):  # SAVEPOINT and RELEASE stand for BEGIN and COMMIT in a test
        factories.scan(shift, expected, "in", shift.starts_at)
    with django_assert_num_queries(5 + 2):
        factories.tick(owner, shift, expected, "out", shift.ends_at)


def test_a_child_is_checked_in_by_the_guardian_alone(shift, expected, volunteer):
    with pytest.raises(NotAllowed):
        factories.scan(shift, organizations.person("芒种"), "in", shift.starts_at, volunteer_id=expected.id)


def test_what_one_person_served_is_found_by_nobody_else(owner, shift, volunteer, at):
    factories.serve(shift, volunteer, at)
    factories.confirm(owner, shift, volunteer)
    assert records.totals_of(volunteer, volunteer.id).credit_minutes == 120
    with pytest.raises(NotFound):
        records.totals_of(owner, volunteer.id)
