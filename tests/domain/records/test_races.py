"""Two people at one record at once."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from tests.races import at_once, fates
from volunteercloud.core import checks
from volunteercloud.domain.attendance.checks import STATEMENTS as ATTENDED
from volunteercloud.domain.records import actions
from volunteercloud.domain.records.checks import STATEMENTS
from volunteercloud.domain.records.models import RecordHead, ServiceRecord

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner():
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def shift(owner, at):
    return activities.public_shift(owner, organizations.organization(owner, at), at)


@pytest.fixture
def volunteer(owner):
    return organizations.person("小满")


def agree():
    return [*checks.run(STATEMENTS), *checks.run(ATTENDED)] == []


def test_leaders_who_confirm_at_once_make_one_record(owner, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    answers = at_once([lambda: attendance.confirm(owner, shift, volunteer)[0].record_id] * 8)
    assert set(answers) == {RecordHead.objects.get().record_id}
    assert ServiceRecord.objects.count() == 1
    assert agree()


def test_corrections_at_once_are_versions_in_a_row(owner, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    head = RecordHead.objects.get()
    correct = lambda: actions.correct_record(  # noqa: E731
        actor=owner,
        volunteer_id=volunteer.id,
        record_id=head.record_id,
        starts_at=shift.starts_at,
        ends_at=shift.starts_at + timedelta(hours=1),
        break_minutes=0,
        reason="提前结束。",
        at=shift.ends_at,
    )
    assert fates([correct] * 8) == ["done"] * 8
    assert sorted(ServiceRecord.objects.values_list("version", flat=True)) == list(range(1, 10))
    assert agree()


def test_a_correction_and_a_confirmation_never_overlap(owner, shift, volunteer, at):
    following = activities.shift(owner, shift.post, at, begins_in=timedelta(days=2, hours=2))
    for of in (shift, following):
        attendance.serve(of, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    head = RecordHead.objects.get()
    correct = lambda: actions.correct_record(  # noqa: E731
        actor=owner,
        volunteer_id=volunteer.id,
        record_id=head.record_id,
        starts_at=shift.starts_at,
        ends_at=following.starts_at + timedelta(hours=1),
        break_minutes=0,
        reason="延长一小时。",
        at=following.ends_at,
    )

    def confirm():
        refusal = attendance.confirm(owner, following, volunteer)[0].refusal
        return refusal.code if refusal else "done"

    answers = at_once([correct, confirm])
    assert [answer if isinstance(answer, str) else "done" for answer in answers].count("record.overlap") == 1
    assert agree()
