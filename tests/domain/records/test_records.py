from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.types.range import TimestamptzRange

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Guardianship
from volunteercloud.domain.records import actions, queries, rules
from volunteercloud.domain.records.models import RecordHead, ServiceRecord, Standing
from volunteercloud.domain.records.queries import DayServed, Totals, Wanted


@pytest.fixture
def head(owner, shift, volunteer, at):
    """Two hours of grade A."""
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    return RecordHead.objects.get(volunteer_id=volunteer.id)


@pytest.fixture
def served(head, shift, at):
    """The moment after the service."""
    return shift.ends_at + timedelta(hours=1)


def correction(owner, head, shift, at, **changes):
    return actions.correct_record(
        **{
            "actor": owner,
            "volunteer_id": head.volunteer_id,
            "record_id": head.record_id,
            "starts_at": shift.starts_at,
            "ends_at": shift.starts_at + timedelta(hours=1),
            "break_minutes": 0,
            "reason": "提前一小时结束，签退忘了改。",
            "at": at,
        }
        | changes
    )


@pytest.mark.parametrize(("worked", "counted"), [(0, 0), (29, 0), (30, 30), (59, 30), (123, 120), (480, 480)])
def test_minutes_count_by_the_half_hour(worked, counted):
    assert rules.credited_minutes(worked, 30) == counted


def test_a_correction_is_a_second_version_and_both_stay(owner, head, shift, volunteer, served):
    after = correction(owner, head, shift, served)
    assert (after.version, after.minutes) == (2, 60)
    versions = queries.versions_of(volunteer, volunteer.id, head.record_id)
    assert [(version.version, version.minutes, version.reason) for version in versions] == [
        (1, 120, ""),
        (2, 60, "提前一小时结束，签退忘了改。"),
    ]
    assert queries.totals_of(volunteer, volunteer.id) == Totals({"A": 60}, 1)
    entry = Entry.objects.get(name="records.record_corrected")
    assert (entry.facts["before"]["minutes"], entry.facts["after"]["minutes"]) == (120, 60)


def test_a_correction_can_move_a_record_to_another_day(owner, head, shift, volunteer, served):
    day = timedelta(days=1)
    correction(owner, head, shift, served, starts_at=shift.starts_at - day, ends_at=shift.ends_at - day)
    (moved,) = queries.records_of(volunteer, volunteer.id, Wanted())
    assert (moved.day, moved.record.day) == (head.day - day, head.day - day)


HOUR, HALF = timedelta(hours=1), timedelta(minutes=30)


@pytest.mark.parametrize(
    ("earlier", "later", "grade"),
    [(-HALF, -HALF, "A"), (timedelta(), timedelta(), "A"), (HALF, timedelta(), "E"), (timedelta(), HALF, "E")],
)
def test_time_beyond_the_evidence_counts_as_entered_afterwards(owner, head, shift, served, earlier, later, grade):
    after = correction(owner, head, shift, served, starts_at=shift.starts_at - earlier, ends_at=shift.ends_at + later)
    assert after.grade == grade


def test_a_break_that_was_taken_is_not_worked_afterwards(owner, shift, volunteer, at):
    rested = activities.shift(owner, shift.post, at, lasts=timedelta(hours=4), break_minutes=60)
    attendance.serve(rested, volunteer, at)
    attendance.confirm(owner, rested, volunteer)
    head = RecordHead.objects.get(volunteer_id=volunteer.id)
    served = rested.ends_at + HOUR
    kept = correction(owner, head, rested, served, ends_at=rested.ends_at, break_minutes=60)
    assert (kept.minutes, kept.grade) == (180, "A")
    dropped = correction(owner, head, rested, served, ends_at=rested.ends_at, break_minutes=0)
    assert (dropped.minutes, dropped.grade) == (240, "E")


def test_the_evidence_is_that_of_the_first_version(owner, head, shift, served):
    """What was shortened by mistake is given back with its grade."""
    assert correction(owner, head, shift, served, ends_at=shift.ends_at + HOUR).grade == "E"
    assert correction(owner, head, shift, served, ends_at=shift.starts_at + HOUR).grade == "A"
    assert correction(owner, head, shift, served, ends_at=shift.ends_at).grade == "A"
    last = ServiceRecord.objects.get(record_id=head.record_id, version=4)
    assert [step["what"] for step in last.trail] == ["in_code", "out_code", "confirmed", *["corrected"] * 3]


def test_nobody_corrects_the_record_of_their_own_child(owner, head, shift, volunteer, served, at):
    Guardianship.objects.create(guardian_id=owner.id, ward_id=volunteer.id, ward_name="小满", since=at)
    with pytest.raises(NotAllowed) as refused:
        correction(owner, head, shift, served)
    assert refused.value.code == "record.own"


def test_a_suspended_organization_corrects_nothing(owner, head, shift, served):
    organizations.suspend(
        actor=organizations.officer("9901"), organization_id=head.organization_id, reason="收费报名。", at=served
    )
    with pytest.raises(Refused) as refused:
        correction(owner, head, shift, served)
    assert refused.value.code == "organization.suspended"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " 错 "}, "record.reason"),
        ({"ends_at": timedelta()}, "record.order"),
        ({"ends_at": timedelta(hours=24, minutes=1)}, "record.long"),
        ({"starts_at": timedelta(days=-32), "ends_at": timedelta(days=-32, hours=2)}, "record.far"),
        ({"ends_at": timedelta(days=100)}, "record.future"),
        ({"break_minutes": 50}, "record.too_short"),
    ],
)
def test_corrections_that_cannot_be(owner, head, shift, served, changes, code):
    if "ends_at" in changes:
        changes = {name: shift.starts_at + offset for name, offset in changes.items()}
    with pytest.raises(Refused) as refused:
        correction(owner, head, shift, served + timedelta(days=30), **changes)
    assert refused.value.code == code
    assert ServiceRecord.objects.count() == 1


def test_only_who_recorded_corrects_and_never_the_own_record(owner, head, shift, volunteer, served, at):
    with pytest.raises(NotAllowed):
        correction(volunteer, head, shift, served)
    with pytest.raises(NotAllowed):
        correction(organizations.person("芒种"), head, shift, served)
    with pytest.raises(NotFound):
        correction(owner, head, shift, served, record_id=head.version_id)
    assert ServiceRecord.objects.count() == 1


def test_a_revoked_record_counts_nowhere_and_stays(owner, head, shift, volunteer, served):
    key = {"volunteer_id": volunteer.id, "record_id": head.record_id, "at": served}
    actions.revoke_record(actor=owner, **key, reason="核实后本人未到场。")
    assert queries.totals_of(volunteer, volunteer.id) == Totals({}, 0)
    assert [version.standing for version in queries.versions_of(volunteer, volunteer.id, head.record_id)] == [
        "valid",
        "revoked",
    ]
    for step in (
        lambda: actions.revoke_record(actor=owner, **key, reason="再来一次。"),
        lambda: correction(owner, head, shift, served),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.code == "record.revoked"


def test_a_correction_into_another_records_time_is_refused(owner, head, shift, volunteer, at, served):
    second = activities.shift(owner, shift.post, at, begins_in=timedelta(days=2, hours=3))
    attendance.serve(second, volunteer, at)
    attendance.confirm(owner, second, volunteer)
    with pytest.raises(Refused) as refused:
        correction(owner, head, shift, second.ends_at, ends_at=second.starts_at + timedelta(minutes=30))
    assert refused.value.code == "record.overlap"
    assert RecordHead.objects.get(record_id=head.record_id).version == 1


def test_the_database_itself_refuses_an_overlap_of_valid_records(head):
    copy = {
        field.attname: getattr(head, field.attname) for field in RecordHead._meta.concrete_fields if field.name != "pk"
    }
    twin = RecordHead(**copy | {"record_id": head.version_id, "source_id": head.version_id})
    with pytest.raises(IntegrityError, match="record_no_overlap"), transaction.atomic():
        twin.save(force_insert=True)
    twin.standing = Standing.REVOKED
    twin.save(force_insert=True)


def test_adjacent_times_do_not_overlap(head):
    copy = {
        field.attname: getattr(head, field.attname) for field in RecordHead._meta.concrete_fields if field.name != "pk"
    }
    following = TimestamptzRange(head.during.upper, head.during.upper + timedelta(hours=1))
    RecordHead(**copy | {"record_id": head.version_id, "source_id": head.version_id, "during": following}).save(
        force_insert=True
    )
    assert RecordHead.objects.count() == 2


def test_the_application_has_given_up_changing_versions(head):
    """The right is given up for the owner of the table and of each of its parts; a superuser is above rights."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner)))"
            "  WHERE relkind IN ('r', 'p') AND privilege_type IN ('UPDATE', 'DELETE')"
            "  AND (relname LIKE 'records_servicerecord%' OR relname = 'audit_entry')"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"grade": "Z"}, "record_known"),
        ({"standing": "maybe"}, "record_known"),
        ({"version": 0, "reason": "核实。"}, "record_counts"),
        ({"minutes": 0}, "record_counts"),
        ({"minutes": 121}, "record_minutes_worked"),
        ({"worked_minutes": 121}, "record_worked_in_time"),
        ({"version": 2}, "record_correction_reason"),
        ({"ends_at": None}, "record_ends_after_start"),
    ],
)
def test_versions_that_the_database_refuses(head, changes, constraint):
    first = ServiceRecord.objects.get(record_id=head.record_id)
    said = {field.attname: getattr(first, field.attname) for field in ServiceRecord._meta.concrete_fields}
    said |= {"id": head.record_id} | changes
    said["ends_at"] = said["ends_at"] or first.starts_at - timedelta(minutes=1)
    said.pop("pk", None)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ServiceRecord(**said).save(force_insert=True)


@pytest.mark.parametrize("during", ["empty", "[2026-05-18 01:00+00,)", "(,2026-05-18 01:00+00]"])
def test_a_head_has_a_time_that_can_overlap(head, during):
    with (
        pytest.raises(IntegrityError, match="record_head_time"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE records_recordhead SET during = %s", [during])


def test_filters_and_pages(owner, head, shift, volunteer, at):
    for days in range(3, 8):
        later = activities.shift(owner, shift.post, at, begins_in=timedelta(days=days))
        attendance.serve(later, volunteer, at)
        attendance.confirm(owner, later, volunteer)
    everything = queries.records_of(volunteer, volunteer.id, Wanted())
    assert len(everything) == 6
    older = queries.records_of(volunteer, volunteer.id, Wanted(before=(everything[2].day, everything[2].record_id)))
    assert [row.record_id for row in older] == [row.record_id for row in everything[3:]]
    assert queries.records_of(volunteer, volunteer.id, Wanted(grade="B")) == []
    first_day = everything[-1].day
    assert queries.totals_of(volunteer, volunteer.id, Wanted(to_on=first_day)) == Totals({"A": 120}, 1)
    assert queries.days_of(volunteer, volunteer.id, first_day, first_day) == {first_day: DayServed(120, 0)}
    assert queries.recorders_of(volunteer, volunteer.id) == [(head.organization_id, "晨光志愿服务队", "")]


def test_totals_and_a_page_ask_one_statement_each(head, volunteer, django_assert_num_queries):
    with django_assert_num_queries(2):
        queries.totals_of(volunteer, volunteer.id)
        queries.records_of(volunteer, volunteer.id, Wanted())


def test_what_was_just_recorded_anywhere(head, shift, served):
    (newest,) = queries.just_recorded(5)
    assert newest.record.title == "社区送午餐"
    assert queries.recorded_since(served - timedelta(days=1)) == Totals({"A": 120}, 1)
    assert queries.recorded_since(served + timedelta(days=1)) == Totals({}, 0)
