"""Why a record is as it is, for whoever may see it; and records of other kinds of time."""

from datetime import date, timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.records import actions, explaining, queries
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead
from volunteercloud.domain.records.queries import DayServed, Totals

DAY = timedelta(days=1)


@pytest.fixture
def head(owner, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    return RecordHead.objects.get()


def explained(viewer, head):
    return explaining.explain(viewer, head.volunteer_id, head.record_id)


def found(lines, code):
    return next(line for line in lines if line.rule == code)


def test_every_version_is_explained(owner, head, shift, volunteer):
    moved = {"starts_at": shift.starts_at - DAY, "ends_at": shift.ends_at - DAY, "break_minutes": 0}
    record = {"volunteer_id": head.volunteer_id, "record_id": head.record_id}
    actions.correct_record(actor=owner, **record, **moved, reason="日期写错。", at=shift.ends_at + DAY)
    second, first = explained(volunteer, head)
    assert (second.version.version, first.version.version) == (2, 1)
    assert found(first.lines, "time.window").result == "ok"
    assert found(second.lines, "time.window").result == "flagged", "a correction that leaves the shift is looked at"
    assert found(second.lines, "recorder.of_organizer").read == found(first.lines, "recorder.of_organizer").read
    assert RecordHead.objects.get().flags == OrganizationRecord.objects.get().flags == ["time.window"]


def test_who_may_ask_why(owner, head, volunteer):
    lines = explained(volunteer, head)
    seeing = (owner, organizations.officer("990101", "寒露"), organizations.officer("99", "霜降"), system("operator"))
    assert all(explained(viewer, head) == lines for viewer in seeing)
    for stranger in (organizations.person("立夏"), organizations.officer("990102", "小雪")):
        with pytest.raises(NotFound):
            explained(stranger, head)


def test_only_the_operator_finds_a_record_by_its_id_alone(owner, head):
    assert explaining.volunteer_of(system("operator"), head.record_id) == head.volunteer_id
    with pytest.raises(NotFound):
        explaining.volunteer_of(owner, head.record_id)
    with pytest.raises(NotFound):
        explaining.volunteer_of(system("operator"), head.version_id)


def test_only_service_makes_hours(owner, organization, head, volunteer, at):
    """Training is kept, shown apart, and certified nowhere."""
    trained = activities.public_shift(
        owner, organization, at, time_kind="training", shift_changes={"begins_in": 3 * DAY}
    )
    attendance.serve(trained, volunteer, at)
    attendance.confirm(owner, trained, volunteer)
    assert queries.totals_of(volunteer, volunteer.id) == Totals({"A": 120}, 2, {"training": 120})
    assert queries.totals_and_since(volunteer, volunteer.id, date(2026, 5, 19)) == (
        Totals({"A": 120}, 2, {"training": 120}),
        Totals({}, 1, {"training": 120}),
    )
    assert queries.totals_and_since(volunteer, volunteer.id, date(2026, 6, 1))[1] == Totals({}, 0)
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert queries.days_of(volunteer, volunteer.id, *year) == {date(2026, 5, 18): DayServed(120, 0)}
    assert [one.record_id for one in queries.valid_between(volunteer.id, *year, None)] == [head.record_id]
    assert [one.record_id for one in queries.just_recorded(9)] == [head.record_id]
    assert queries.recorded_since(at) == Totals({"A": 120}, 2, {"training": 120})


def test_two_reads_of_hours_take_a_statement_each(head, volunteer, django_assert_num_queries):
    with django_assert_num_queries(2):
        queries.totals_and_since(volunteer, volunteer.id, date(2026, 5, 1))
        queries.days_of(volunteer, volunteer.id, date(2026, 1, 1), date(2026, 12, 31))
