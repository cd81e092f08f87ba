import pytest

from tests.domain.objections.factories import answered, case_of, decided, raised
from tests.domain.organizations import factories as organizations
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.objections import actions, queries
from volunteercloud.domain.objections.models import Objection, ObjectionForOrganization, Ruling
from volunteercloud.domain.records import actions as record_actions

DECISION = "2026年5月20日的注销决定，第3号。"


def erase(actor, volunteer, at):
    return actions.erase_objections(actor=actor, volunteer_id=volunteer.id, reason=DECISION, at=at)


def test_nothing_that_was_said_stays(volunteer, owner, officer, head, later):
    decided(officer, answered(owner, raised(volunteer, head, later), later), later, "voided")
    with pytest.raises(NotAllowed):
        erase(volunteer, volunteer, later)
    assert erase(officer, volunteer, later) == 1
    assert [model.objects.count() for model in (Objection, Ruling, ObjectionForOrganization)] == [0, 0, 0]


def test_what_waited_waits_no_more(volunteer, owner, head, later):
    objection = answered(owner, raised(volunteer, head, later), later)
    erase(system("tests"), volunteer, later)
    assert case_of(objection).state == "withdrawn"


def test_an_objection_to_what_was_erased_is_not_found(volunteer, owner, officer, head, later):
    objection = answered(owner, raised(volunteer, head, later), later)
    record_actions.erase_records(actor=system("tests"), volunteer_id=volunteer.id, reason=DECISION, at=later)
    with pytest.raises(NotFound):
        queries.my_objection(volunteer, volunteer.id, objection.id)
    with pytest.raises(NotFound):
        decided(officer, objection, later, "voided")


def test_officers_elsewhere_erase_nothing(volunteer, head, later):
    raised(volunteer, head, later)
    with pytest.raises(NotAllowed):
        erase(organizations.officer("990102", "立秋"), volunteer, later)
    assert Objection.objects.count() == 1
