"""What may happen in the same instant: of hours that are wanted twice, once is what comes of it."""

from datetime import timedelta

import pytest

from tests.domain.nodes import peers
from tests.domain.organizations import factories as organizations
from tests.domain.records import factories
from tests.domain.records.origin import saturday
from tests.domain.transfers.there import body, digest, kinds, step
from tests.races import at_once, fates
from volunteercloud.core import ids
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log.models import Leaf
from volunteercloud.domain.records import actions as records_actions
from volunteercloud.domain.records import queries as records_queries
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.transfers import actions, synchronizing, terms
from volunteercloud.domain.transfers.models import Kind, State, Transfer

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def organization(owner, at):
    return organizations.organization(owner, at)


def minutes(volunteer):
    totals = records_queries.totals_of(volunteer, volunteer.id)
    return totals.credit_minutes + totals.honour_minutes


def said_by(volunteer, at):
    return {"actor": volunteer, "volunteer_id": volunteer.id, "terms": terms.VERSION, "at": at}


def requested(there):
    """Asked at the other node: the id of the transfer."""
    transfer_id = ids.uuid7()
    there.tell(transfer_id, there.say(transfer_id, Kind.REQUEST, there.person(transfer_id)))
    return transfer_id


def offered(volunteer, there, at):
    """Agreed to here as well; the transfer and its offer."""
    transfer = actions.agree(**said_by(volunteer, at), transfer_id=requested(there))
    (chain,) = actions.go_on(actor=volunteer, leased=[(volunteer.id, transfer.id)], at=at)
    (entry,) = synchronizing.question([chain])["transfers"]
    return transfer, entry


def accept_of(there, transfer, entry):
    items = [
        {"record": one, "state": "accepted", "code": "", "minutes": 120} for one, _ in body(entry, "offer")["records"]
    ]
    return there.say(transfer.id, Kind.ACCEPT, {"items": items}, digest(step(entry, "offer")))


def test_records_go_to_one_of_two_nodes_that_are_asked_at_once(volunteer, there, at):
    peers.confirmed(at, "hanlu.example")
    for _turn in range(4):
        transfer_id = requested(there)
        steps = [
            lambda transfer_id=transfer_id: actions.agree(**said_by(volunteer, at), transfer_id=transfer_id),
            lambda: actions.ask(**said_by(volunteer, at), node_name="hanlu.example", bring=False),
        ]
        assert fates(steps) == ["done", "transfer.offered"]
        open_one = Transfer.objects.get(state=State.ASKED)
        actions.decline(actor=volunteer, volunteer_id=volunteer.id, transfer_id=open_one.id, at=at)


def test_called_off_or_handed_over_but_not_both(volunteer, there, owner, organization, system, at):
    for turn in range(4):
        factories.recorded(organization, volunteer, owner, at - timedelta(days=20 - 3 * turn), 2)
        log_actions.integrate(at)
        before = minutes(volunteer)
        transfer, entry = offered(volunteer, there, at)
        accept = accept_of(there, transfer, entry)
        key = {"volunteer_id": volunteer.id, "transfer_id": transfer.id}
        at_once(
            [
                lambda accept=accept, transfer=transfer: kinds(there.tell(transfer.id, accept)),
                lambda key=key: actions.decline(actor=volunteer, **key, at=at),
                lambda: actions.lapse(actor=system, at=at + timedelta(days=2)),
                lambda accept=accept, transfer=transfer: kinds(there.tell(transfer.id, accept)),
            ]
        )
        state = Transfer.objects.get(id=transfer.id).state
        assert (state, minutes(volunteer)) in [(State.COMMITTED, 0), (State.CANCELLED, before)]
        if state == State.COMMITTED:
            break  # open until a receipt comes, and nothing is left to offer


def test_an_acceptance_that_comes_many_times_at_once_hands_over_once(volunteer, there, owner, organization, at):
    factories.recorded(organization, volunteer, owner, at - timedelta(days=5), 3)
    log_actions.integrate(at)
    transfer, entry = offered(volunteer, there, at)
    accept = accept_of(there, transfer, entry)
    answers = at_once([lambda: step(there.tell(transfer.id, accept), "commit")] * 8)
    assert len(set(answers)) == 1
    assert Leaf.objects.filter(kind="handover/1").count() == 1
    assert minutes(volunteer) == 0


def test_service_written_here_while_the_same_time_comes(volunteer, there, owner, organization, at):
    for week in range(4):
        transfer = actions.ask(**said_by(volunteer, at), node_name=there.node.name, bring=True)
        (chain,) = actions.go_on(actor=volunteer, leased=[(volunteer.id, transfer.id)], at=at)
        (entry,) = synchronizing.question([chain])["transfers"]
        record = there.origin.record(saturday(week))
        offer = there.offer(transfer.id, digest(step(entry, "request")), record)
        draft = factories.draft(organization, volunteer, owner, saturday(week) + timedelta(hours=1))
        _answer, own = at_once(
            [
                lambda offer=offer, transfer=transfer: kinds(there.tell(transfer.id, offer)),
                lambda draft=draft: records_actions.record_service(actor=owner, draft=draft, at=at),
            ]
        )
        accepted = there.tell(transfer.id)
        (item,) = body(accepted, "accept")["items"]
        assert (item["code"], own == "record.overlap") in [("", True), ("record.overlap", False)]
        listed = [] if item["code"] else [[str(record[0]), 1]]
        there.tell(
            transfer.id, there.say(transfer.id, Kind.COMMIT, {"records": listed}, digest(step(accepted, "accept")))
        )
        assert RecordHead.objects.filter(volunteer_id=volunteer.id, whereabouts="here").count() == week + 1
