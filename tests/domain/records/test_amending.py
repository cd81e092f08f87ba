"""What the node that recorded something writes about it after it moved here."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from tests.domain.organizations import factories as organizations
from tests.domain.records import factories
from tests.domain.records.origin import NAME, Origin, saturday
from volunteercloud.core import ids
from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import joining
from volunteercloud.domain.identity.models import Merge, Volunteer
from volunteercloud.domain.log.models import Alarm, Leaf
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.objections import actions as objection_actions
from volunteercloud.domain.objections.models import Side, Wish
from volunteercloud.domain.records import actions, queries
from volunteercloud.domain.records.actions import amending
from volunteercloud.domain.records.carrying import HandOver
from volunteercloud.domain.records.models import RecordHead

ON = "third.example"


@pytest.fixture
def origin():
    return Origin()


@pytest.fixture
def record(origin, system, volunteer, at):
    """A record of another node that counts here: two hours."""
    found = origin.record(saturday())
    arrivals = [origin.arrival(volunteer.id, found)]
    actions.expect(actor=system, arrivals=arrivals, at=at)
    actions.arrive(actor=system, arrivals=arrivals, at=at)
    return found


@pytest.fixture
def amended(origin, system, volunteer, record, at):
    """Write a further version there and tell it here; the answer is what is said of it."""

    def amend(starts_at=None, hours=1, **changes):
        record_id, versions = record
        said = {"record_id": record_id, "version": len(versions) + 1, "reason": "提前离开"} | changes
        versions.append(origin.version(starts_at or saturday(), hours, **said))
        (verdict,) = actions.amend(actor=system, arrivals=[origin.arrival(volunteer.id, record)], at=at)
        return verdict.code or verdict.outcome.value

    return amend


def stands(volunteer, record):
    head = queries.head_of(volunteer.id, record[0])
    return head.version, head.standing, head.minutes


def test_a_correction_there_counts_here_and_the_person_is_told(amended, record, volunteer):
    assert amended() == "accepted"

    assert stands(volunteer, record) == (2, "valid", 60)
    assert [one.reason for one in queries.every_version(volunteer.id, record[0])] == ["", "提前离开"]
    assert Leaf.objects.filter(owner_id=volunteer.id, kind="record/1").count() == 2
    assert Message.objects.filter(recipient_id=volunteer.id, template="record_corrected").count() == 1


def test_a_second_telling_changes_nothing(amended, record, origin, system, volunteer, at):
    amended()

    (verdict,) = actions.amend(actor=system, arrivals=[origin.arrival(volunteer.id, record)], at=at)

    assert (verdict.outcome.value, verdict.version) == ("here", 2)
    assert Message.objects.filter(recipient_id=volunteer.id, template="record_corrected").count() == 1


def test_a_record_is_revoked_and_comes_back(amended, record, volunteer):
    assert amended(standing="revoked") == "accepted"
    assert stands(volunteer, record)[:2] == (2, "revoked")
    assert amended() == "accepted"
    assert stands(volunteer, record) == (3, "valid", 60)


def test_what_overlaps_now_stays_as_it_was(amended, record, volunteer, owner, organization, at):
    factories.recorded(organization, volunteer, owner, saturday() + timedelta(hours=3), 1)

    assert amended(saturday() + timedelta(hours=2), 2) == "record.overlap"

    assert stands(volunteer, record) == (1, "valid", 120)
    assert RecordHead.objects.get(record_id=record[0]).flags == ["travel.speed", "carried.behind"]
    alarm = Alarm.objects.get(kind="record_behind")
    assert (alarm.subject, alarm.region_code, alarm.facts["node"]) == (str(record[0]), "990101", NAME)
    assert Leaf.objects.filter(owner_id=volunteer.id, kind="record/1").count() == 2
    record[1].pop()
    assert amended(saturday() + timedelta(hours=2), 3) == "record.overlap"
    assert RecordHead.objects.get(record_id=record[0]).flags == ["travel.speed", "carried.behind"]


def test_only_an_overlap_is_a_verdict(amended, record, volunteer, owner, organization, monkeypatch):
    """Whatever else the database refuses is a mistake of ours, and nothing is written."""
    factories.recorded(organization, volunteer, owner, saturday() + timedelta(hours=3), 1)
    monkeypatch.setattr(amending, "broken_by", lambda _error: "record_head_known")

    with pytest.raises(IntegrityError):
        amended(saturday() + timedelta(hours=2), 2)


@pytest.mark.parametrize("is_kept", [True, False])
def test_nor_may_it_overlap_with_what_stands_under_another_number(
    amended, record, volunteer, owner, organization, at, is_kept
):
    other = organizations.person("芒种")
    factories.recorded(organization, other, owner, saturday() + timedelta(hours=3), 1)
    kept, second = (volunteer, other) if is_kept else (other, volunteer)
    said = {"volunteer_id": kept.id, "id": ids.uuid7(), "other_id": second.id, "other_number": "V2345678"}
    merge = Merge.objects.create(**said, proposed_by=owner.id, proposed_at=at)
    joining.join(merge, Volunteer.objects.get(id=second.id), at)

    assert amended(saturday() + timedelta(hours=2), 2) == "record.overlap"
    assert RecordHead.objects.get(record_id=record[0]).minutes == 120
    assert amended(saturday() + timedelta(hours=2), 1) == "accepted"


def test_history_is_not_told_otherwise(origin, record, system, volunteer, at):
    other = origin.record(saturday(), 3, record_id=record[0])

    (verdict,) = actions.amend(actor=system, arrivals=[origin.arrival(volunteer.id, other)], at=at)

    assert verdict.code == "record.conflict"


def test_what_has_not_arrived_is_not_amended(origin, system, volunteer, at):
    record = origin.record(saturday())
    actions.expect(actor=system, arrivals=[origin.arrival(volunteer.id, record)], at=at)

    (verdict,) = actions.amend(actor=system, arrivals=[origin.arrival(volunteer.id, record)], at=at)

    assert verdict.code == "record.arriving"


def test_a_history_with_a_gap_amends_nothing(amended, record, volunteer):
    assert amended(version=3) == "record.gap"
    assert stands(volunteer, record) == (1, "valid", 120)


def test_only_the_origin_amends(origin, record, system, volunteer, at):
    arrival = origin.arrival(volunteer.id, record, origin=ON)
    unknown = origin.arrival(volunteer.id, origin.record(saturday(1)))

    verdicts = actions.amend(actor=system, arrivals=[arrival, unknown], at=at)

    assert [one.code for one in verdicts] == ["record.conflict", "record.unknown"]


def test_it_follows_a_record_that_moved_on(amended, record, system, volunteer, at):
    handed = HandOver(volunteer_id=volunteer.id, record_id=record[0], version=1, node_name=ON, transfer_id=ids.uuid7())
    actions.hand_over(actor=system, handed=[handed], at=at)
    assert queries.following(10) == []

    assert amended() == "accepted"

    (behind,) = queries.following(10)
    assert (behind.record_id, behind.whereabouts, behind.version, behind.moved_version) == (record[0], "moved", 2, 1)
    assert queries.totals_of(volunteer, volunteer.id).records == 0
    assert Message.objects.filter(recipient_id=volunteer.id, template="record_corrected").count() == 0


def test_nobody_here_writes_about_it(record, volunteer, at):
    facts = {"volunteer_id": volunteer.id, "record_id": record[0], "at": at}
    with pytest.raises(Refused) as refusal:
        objection_actions.object_to_record(
            actor=volunteer, side=Side.VOLUNTEER, wish=Wish.VOID, grounds="我没有参加这次活动", **facts
        )
    assert (refusal.value.code, refusal.value.facts) == ("record.carried", {"origin": NAME})
