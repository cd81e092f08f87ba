"""Which officer may decide about a record, and what no decision does."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.domain.organizations import factories as organizations
from tests.domain.records import factories
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.records import actions, queries
from volunteercloud.domain.records.models import RecordHead

WAYS = {
    "correct": lambda head: (
        actions.correct_by_decision,
        {
            "starts_at": head.during.lower,
            "ends_at": head.during.upper - timedelta(minutes=30),
            "break_minutes": 0,
        },
    ),
    "void": lambda _head: (actions.void_record, {}),
    "restore": lambda _head: (actions.restore_record, {"version": 1}),
}


@pytest.fixture
def head(owner, organization, volunteer, at):
    (head,) = factories.recorded(organization, volunteer, owner, at, 1)
    return head


@pytest.fixture
def decide(head, at):
    def decide(actor, way, **changes):
        decision, said = WAYS[way](head)
        key = {"volunteer_id": head.volunteer_id, "record_id": head.record_id, "decision_id": UUID(int=7)}
        later = at + timedelta(days=3)
        return decision(**{"actor": actor, "reason": "照片显示提前离开。", "at": later, **key, **said, **changes})

    return decide


def refusal_of(kind, decide, *told, **changes):
    with pytest.raises(kind) as refused:
        decide(*told, **changes)
    return refused.value.code


@pytest.fixture
def deciders(owner, officer, volunteer, head):
    organizations.make_officer(owner, "990101")
    organizations.make_officer(volunteer, "990101")
    return {
        "record.not_officer": organizations.officer("990102", "立秋"),
        "record.own": volunteer,
        "record.own_organization": owner,
        None: officer,
    }


@pytest.mark.parametrize("way", WAYS)
def test_an_officer_of_the_region_decides_in_no_matter_of_their_own(way, decide, deciders, head):
    for code in ("record.not_officer", "record.own", "record.own_organization"):
        assert refusal_of(NotAllowed, decide, deciders[code], way) == code
    assert RecordHead.objects.get().version == 1
    assert decide(deciders[None], way).version == 2
    step = queries.every_version(head.volunteer_id, head.record_id)[-1].trail[-1]
    assert (step["what"], step["objection"]) == ("decided", str(UUID(int=7)))


@pytest.mark.parametrize("way", WAYS)
def test_what_is_said_elsewhere_or_for_no_reason_is_not_decided_here(way, decide, officer, head):
    assert refusal_of(Refused, decide, officer, way, reason=" ") == "record.reason"
    RecordHead.objects.update(origin="c.example")
    assert refusal_of(Refused, decide, officer, way) == "record.carried"
    assert len(queries.every_version(head.volunteer_id, head.record_id)) == 1


def test_a_record_is_revoked_once_and_says_again_only_what_it_said(decide, officer):
    with pytest.raises(NotFound):
        decide(officer, "restore", version=2)
    decide(officer, "void")
    assert refusal_of(Refused, decide, officer, "void") == "record.revoked"
    assert [decide(officer, way).standing for way in ("restore", "correct")] == ["valid", "valid"]
    assert RecordHead.objects.get().minutes == 90
