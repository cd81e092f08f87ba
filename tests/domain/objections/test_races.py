"""Two people at one objection at once."""

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.objections.factories import DAY, answered, case_of, decided, hour_of, raised
from tests.domain.organizations import factories as organizations
from tests.races import fates
from volunteercloud.domain.objections.models import Objection, Ruling, Side
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records.models import RecordHead

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner():
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def volunteer(owner):
    return organizations.person("小满")


@pytest.fixture
def later(owner, volunteer, at):
    shift = activities.public_shift(owner, organizations.organization(owner, at), at)
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    return shift.ends_at + DAY


def test_of_objections_at_once_one_waits(owner, volunteer, later):
    head = RecordHead.objects.get()
    sides = [(volunteer, Side.VOLUNTEER), (owner, Side.ORGANIZATION)] * 3
    steps = [lambda actor=actor, side=side: raised(actor, head, later, side=side) for actor, side in sides]
    assert fates(steps) == ["done", *["objection.waits"] * 5]
    assert Objection.objects.count() == 1


def test_of_two_decisions_at_once_one_counts(owner, volunteer, later):
    officers = [organizations.officer("990101", name) for name in ("白露", "秋分", "寒露", "霜降")]
    objection = answered(owner, raised(volunteer, RecordHead.objects.get(), later), later)
    case_of(objection)
    steps = [lambda officer=officer: decided(officer, objection, later, "voided") for officer in officers]
    assert fates(steps) == ["done", *["review.decided_already"] * 3]
    assert (Ruling.objects.count(), RecordHead.objects.get().version) == (1, 2)


def test_a_correction_and_a_decision_do_not_lose_a_version(owner, volunteer, later):
    head = RecordHead.objects.get()
    officer, hour = organizations.officer("990101"), hour_of(head)
    objection = answered(owner, raised(volunteer, head, later), later)

    def correct():
        record_actions.correct_record(
            actor=owner,
            volunteer_id=volunteer.id,
            record_id=head.record_id,
            starts_at=hour.starts_at,
            ends_at=hour.ends_at,
            break_minutes=0,
            reason="只来了一小时。",
            at=later,
        )

    outcomes = fates([correct, lambda: decided(officer, objection, later, "voided")])
    assert outcomes in (["done", "done"], ["done", "record.revoked"])
    assert RecordHead.objects.get().version == len([one for one in outcomes if one == "done"]) + 1
    assert RecordHead.objects.get().standing == "revoked"
