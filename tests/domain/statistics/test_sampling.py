"""What was counted of some people is compared with what would be counted of them now."""

from datetime import date, timedelta

import pytest

from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.core.actor import system
from volunteercloud.domain.changes import noting
from volunteercloud.domain.changes.models import Change
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations.models import Node
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.statistics import recounting, sampling
from volunteercloud.domain.statistics.models import PersonFact, Progress, ServiceFact

COUNTER = system("statistics")


@pytest.fixture
def counted(owner, shift, volunteer, at):
    """One record of one person, among others who have none."""
    for name in ("芒种", "夏至", "大暑"):
        organizations.person(name)
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    Change.objects.all().delete()
    recounting.recount(actor=COUNTER, at=shift.ends_at + timedelta(hours=1))
    return RecordHead.objects.get()


def told():
    return [finding.row for finding in sampling.findings()]


@pytest.mark.parametrize(
    "wrong",
    [
        {"place_code": "990102"},
        {"home_code": "990102"},
        {"category": "luck"},
        {"sdgs": [16]},
        {"organization_kind": "team"},
        {"age_band": "70"},
        {"sex": "2", "kind": "training"},
        {"day": date(1990, 5, 4), "grade": "E"},
    ],
)
def test_a_record_that_is_counted_elsewhere_is_found(counted, volunteer, wrong):
    assert told() == []
    ServiceFact.objects.update(**wrong)
    assert [row[:2] for row in told()] == [(volunteer.id, str(counted.record_id))]
    assert sorted(told()[0][2].split(", ")) == sorted(wrong)


def test_who_is_counted_elsewhere_is_found(counted, volunteer):
    PersonFact.objects.filter(volunteer_id=volunteer.id).update(region_code="990102", registered_on=date(1990, 5, 4))
    assert told() == [(volunteer.id, "person", "region_code, registered_on")]


def test_what_is_not_counted_and_what_is_no_more_is_found(counted, volunteer):
    ServiceFact.objects.all().delete()
    PersonFact.objects.filter(volunteer_id=volunteer.id).delete()
    assert told() == [
        (volunteer.id, "person", "is not counted"),
        (volunteer.id, str(counted.record_id), "is not counted"),
    ]


def test_what_waits_to_be_counted_is_no_fault(counted, volunteer, at):
    Volunteer.objects.filter(id=volunteer.id).update(region_id="990102")
    Node.objects.update(kind="team")
    Project.objects.update(sdg_targets=["16.1"])
    assert len(told()) == 2
    noting.note_organization(counted.organization_id, at)
    assert [row[2] for row in told()] == ["region_code", "sdgs"]
    noting.note_people([volunteer.id], at)
    assert told() == []


def test_nothing_is_found_where_nothing_was_ever_counted(counted, volunteer):
    ServiceFact.objects.all().delete()
    Progress.objects.update(recounted_at=None)
    assert told() == []


def test_the_sample_is_bounded(db, monkeypatch, owner):
    for number in range(12):
        organizations.person(f"小满{number}")
    monkeypatch.setattr(sampling, "SPOTS", 2)
    monkeypatch.setattr(sampling, "AT_A_SPOT", 3)
    assert {1 <= len(sampling._chosen()) <= 6 for _time in range(10)} == {True}
