"""What becomes of certificates when a record on them is corrected, voided, and brought back."""

from datetime import date, timedelta

import pytest

from tests.domain.objections.factories import answered, appealed, decided, hour_of, raised
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.certificates import actions, queries, tasks
from volunteercloud.domain.certificates.queries import Change, Verdict
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.records.models import RecordHead


@pytest.fixture
def head(served, volunteer):
    return RecordHead.objects.get(volunteer_id=volunteer.id)


@pytest.fixture
def certificate(head, volunteer, served):
    year = {"from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31)}
    return actions.print_extract(actor=volunteer, volunteer_id=volunteer.id, **year, at=served)


@pytest.fixture
def later(served):
    return served + timedelta(days=1)


@pytest.fixture
def officer(owner):
    return organizations.officer("990101")


@pytest.fixture
def referred(certificate, owner, volunteer, head, later):
    return answered(owner, raised(volunteer, head, later), later)


def verdict(certificate, at):
    seen = queries.standing_of(certificate, at)
    return seen.verdict, seen.changes


def told(volunteer, head):
    tasks.tell_of_change(volunteer_id=str(volunteer.id), record_id=str(head.record_id))
    found = Message.objects.filter(recipient_id=volunteer.id, template="certificate_disagrees")
    return [message.facts["number"] for message in found]


def test_a_void_record_shows_on_the_certificate_and_its_holder_is_told(
    certificate, officer, volunteer, head, referred, later
):
    assert told(volunteer, head) == []
    decided(officer, referred, later, "voided")
    change = Change("社区送午餐", "", 120, 0, "A", "A", is_voided=True)
    assert verdict(certificate, later) == (Verdict.CORRECTED, [change])
    assert told(volunteer, head) == [certificate.number]


def test_a_corrected_record_is_not_called_void(certificate, officer, head, referred, later):
    decided(officer, referred, later, "corrected", times=hour_of(head))
    assert verdict(certificate, later)[1] == [Change("社区送午餐", "", 120, 60, "A", "A")]


def test_a_record_that_was_brought_back_agrees_again(certificate, officer, volunteer, head, referred, later):
    objection = appealed(volunteer, decided(officer, referred, later, "voided"), later)
    decided(organizations.officer("9901", "大雪"), objection, later, "dismissed")
    assert verdict(certificate, later) == (Verdict.VALID, [])
    assert told(volunteer, head) == []


def test_only_the_holder_sees_that_a_record_is_under_objection(certificate, volunteer, head, later):
    assert queries.under_objection(volunteer.id, [certificate]) == set()
    raised(volunteer, head, later)
    assert queries.under_objection(volunteer.id, [certificate]) == {certificate.id}
    assert verdict(certificate, later) == (Verdict.VALID, [])


def test_what_stands_is_verified_by_four_statements(certificate, later, django_assert_max_num_queries):
    """The number, the certificate, its lines, and the keys of what stands now."""
    with django_assert_max_num_queries(4):
        seen = queries.verify(certificate.number, certificate.code, later)
    assert seen.verdict == Verdict.VALID
