"""Whoever restricts what is done with their data is found by nobody who searches, and serves as before."""

import pytest

from tests.domain.attendance import factories as attendance
from tests.domain.identity import factories as identity
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.models import Account, Volunteer
from volunteercloud.domain.privacy import actions, queries
from volunteercloud.domain.records.models import RecordHead

PURPOSE = "核对保险名单"


@pytest.fixture
def person(owner, at, settings):
    settings.DEMO = True
    return identity.person(at, name="小满", email="xiaoman@qinghe.example")


@pytest.fixture
def restricted(person, at):
    actions.restrict(actor=person, volunteer_id=person.id, at=at)
    return person


def by_name(officer, at, **more):
    found = identity_actions.look_up_name(
        actor=officer, region_code="990101", name="小满", purpose=PURPOSE, at=at, **more
    )
    return [hit.volunteer_id for hit in found]


def test_no_search_finds_them_until_it_is_lifted(officer, person, at):
    Account.objects.filter(id=person.id).update(phone_tail="0017")
    assert by_name(officer, at) == by_name(officer, at, phone_tail="0017") == [person.id]
    actions.restrict(actor=person, volunteer_id=person.id, at=at)
    assert queries.restricted_at(person, person.id) == at
    assert by_name(officer, at) == by_name(officer, at, phone_tail="0017") == []
    assert actions.lift_restriction(actor=person, volunteer_id=person.id, at=at) is True
    assert actions.lift_restriction(actor=person, volunteer_id=person.id, at=at) is False
    assert queries.restricted_at(person, person.id) is None
    assert by_name(officer, at) == [person.id]
    told = Entry.objects.filter(owner_id=person.id, name__startswith="privacy.").order_by("at", "id")
    assert list(told.values_list("name", flat=True)) == ["privacy.restricted", "privacy.restriction_lifted"]


def test_who_shows_a_number_or_a_document_is_helped(officer, restricted, at):
    number = Volunteer.objects.get(id=restricted.id).number
    by_number = identity_actions.look_up_number(actor=officer, number=number, at=at)
    by_document = identity_actions.look_up_document(actor=officer, number=identity.number(), purpose=PURPOSE, at=at)
    assert [hit.volunteer_id for hit in (*by_number, *by_document)] == [restricted.id] * 2


def test_service_goes_on(owner, shift, restricted, at):
    attendance.serve(shift, restricted, at)
    attendance.confirm(owner, shift, restricted)
    assert RecordHead.objects.get(volunteer_id=restricted.id).minutes == 120


def test_nobody_else_lifts_it(owner, restricted, at):
    with pytest.raises(NotAllowed):
        actions.lift_restriction(actor=owner, volunteer_id=restricted.id, at=at)
