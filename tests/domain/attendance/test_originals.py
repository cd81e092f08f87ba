"""Qualifications: stated by people, their originals seen by leaders, asked for by rules."""

from datetime import date, timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.attendance import actions
from volunteercloud.domain.attendance.originals import originals
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions as identity
from volunteercloud.domain.identity import queries as people
from volunteercloud.domain.identity.models import Guardianship, Qualification
from volunteercloud.domain.records.models import ServiceRecord

FIRST_AID = {"name": "急救员证", "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}


def state(actor, volunteer, at, **changes):
    stated = identity.StatedQualification(**(FIRST_AID | changes))
    return identity.state_qualification(actor=actor, volunteer_id=volunteer.id, stated=stated, at=at)


def see(leader, shift, volunteer, qualification, at):
    return actions.mark_original_seen(
        actor=leader, **activities.key(shift, volunteer), qualification_id=qualification.id, at=at
    )


@pytest.fixture
def shift(owner, organization, at):
    """The post asks for a first-aid certificate."""
    return activities.public_shift(owner, organization, at, qualification="急救员证")


@pytest.fixture
def expected(shift, volunteer, at):
    factories.sign_up(shift, volunteer, at)
    return volunteer


def test_what_is_stated_stands_until_it_is_withdrawn(volunteer, at):
    qualification = state(volunteer, volunteer, at, number=" 7 ")
    assert [(each.name, each.number) for each in people.qualifications(volunteer, volunteer.id)] == [("急救员证", "7")]
    withdraw = {"actor": volunteer, "volunteer_id": volunteer.id, "qualification_id": qualification.id, "at": at}
    identity.withdraw_qualification(**withdraw)
    assert people.qualifications(volunteer, volunteer.id) == []
    with pytest.raises(NotFound):
        identity.withdraw_qualification(**withdraw)
    names = Entry.objects.filter(subject_kind="qualification").order_by("id").values_list("name", flat=True)
    assert list(names) == ["identity.qualification_stated", "identity.qualification_withdrawn"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"name": "  "}, "qualification.name"), ({"valid_to": date(2025, 12, 31)}, "qualification.days")],
)
def test_what_cannot_be_is_refused(volunteer, at, changes, code):
    with pytest.raises(Refused) as refused:
        state(volunteer, volunteer, at, **changes)
    assert (refused.value.code, Qualification.objects.count()) == (code, 0)


def test_fifty_are_enough(volunteer, at):
    for _number in range(50):
        state(volunteer, volunteer, at)
    with pytest.raises(Refused) as refused:
        state(volunteer, volunteer, at)
    assert refused.value.code == "qualification.many"


def test_only_the_person_and_the_guardian_state_and_withdraw(owner, volunteer, at):
    with pytest.raises(NotAllowed):
        state(owner, volunteer, at)
    Guardianship.objects.create(guardian_id=owner.id, ward_id=volunteer.id, ward_name="小满", since=at)
    qualification = state(owner, volunteer, at)
    stranger = organizations.person("立夏")
    with pytest.raises(NotAllowed):
        identity.withdraw_qualification(
            actor=stranger, volunteer_id=volunteer.id, qualification_id=qualification.id, at=at
        )
    with pytest.raises(NotFound):
        people.qualifications(stranger, volunteer.id)


def test_a_leader_sees_the_original_and_the_first_stands(owner, shift, expected, at):
    qualification = state(expected, expected, at)
    assert see(owner, shift, expected, qualification, at).seen_by_name == "谷雨"
    assert see(owner, shift, expected, qualification, at + timedelta(hours=1)).seen_at == at
    (stated,) = originals(owner, shift.organization_id, shift.id)
    assert [each.seen_by for each in stated.qualifications] == [owner.id]


def test_nobody_sees_their_own_and_strangers_see_none(owner, shift, volunteer, at):
    factories.sign_up(shift, owner, at)
    mine, theirs = state(owner, owner, at), state(volunteer, volunteer, at)
    with pytest.raises(NotAllowed) as refused:
        see(owner, shift, owner, mine, at)
    assert refused.value.code == "attendance.own"
    with pytest.raises(Refused) as refused:
        see(owner, shift, volunteer, theirs, at)
    assert refused.value.code == "attendance.not_on_roster"
    with pytest.raises(NotAllowed):
        see(volunteer, shift, owner, mine, at)
    with pytest.raises(NotAllowed):
        originals(volunteer, shift.organization_id, shift.id)


def test_the_paper_of_somebody_else_is_not_found(owner, shift, expected, at):
    others = state(owner, owner, at)
    with pytest.raises(NotFound):
        see(owner, shift, expected, others, at)


def test_hours_without_the_qualification_need_an_explanation(owner, shift, expected, at):
    factories.scan(shift, expected, "in", shift.starts_at)
    factories.scan(shift, expected, "out", shift.ends_at)
    (refused,) = factories.confirm(owner, shift, expected)
    assert refused.refusal.code == "record.qualification"
    see(owner, shift, expected, state(expected, expected, at), at)
    (confirmed,) = factories.confirm(owner, shift, expected)
    findings = {each["rule"]: each for each in ServiceRecord.objects.get(record_id=confirmed.record_id).findings}
    assert findings["qualification.held"] == {
        "rule": "qualification.held",
        "result": "ok",
        "inputs": {"wanted": "急救员证", "held": True, "seen": True},
    }
