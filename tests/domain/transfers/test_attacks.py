"""Another node that is trusted and means no good: what it cannot take, spoil or fill."""

import base64
import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection

from tests.domain.identity import factories as identity
from tests.domain.nodes import peers
from tests.domain.records.origin import Origin, saturday
from tests.domain.transfers.there import body, digest, kinds, step
from volunteercloud.core import ids
from volunteercloud.core.errors import Refused
from volunteercloud.domain.log.models import Alarm
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.nodes.models import Node, State
from volunteercloud.domain.records import actions as records_actions
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.transfers import actions, bundles, queries, rules, synchronizing, terms
from volunteercloud.domain.transfers.actions import taking_in
from volunteercloud.domain.transfers.models import Awaited, Bundle, Handle, Kind


@pytest.fixture
def asked(volunteer, there, at):
    """The volunteer asks here for their records there; the transfer and the hash of its request."""
    said = {"actor": volunteer, "volunteer_id": volunteer.id, "node_name": there.node.name}
    transfer = actions.ask(**said, bring=True, terms=terms.VERSION, at=at)
    (chain,) = actions.go_on(actor=volunteer, leased=[(volunteer.id, transfer.id)], at=at)
    (entry,) = synchronizing.question([chain])["transfers"]
    return transfer, digest(step(entry, "request"))


@pytest.fixture
def of_a_third(volunteer, at):
    """A record that a node brought which is not known here any more; what it says, to be said again."""
    third = Origin(name="hanlu.example", seed=b"3" * 32)
    same = {
        "record_id": ids.uuid7(),
        "id": ids.uuid7(),
        "source_id": ids.uuid7(),
        "recorder_id": ids.uuid7(),
        "organization_id": third.organization_id,
    }
    arrival = third.arrival(volunteer.id, third.record(saturday(1), **same), transfer_id=ids.uuid7())
    records_actions.expect(actor=volunteer, arrivals=[arrival], at=at)
    records_actions.arrive(actor=volunteer, arrivals=[arrival], at=at)
    return same


def committed(asked, there, listed, *records):
    """The receipt of what the other node says that it commits."""
    transfer, request = asked
    accepted = there.tell(transfer.id, there.offer(transfer.id, request, *records))
    commit = there.say(transfer.id, Kind.COMMIT, {"records": listed}, digest(step(accepted, "accept")))
    return digest(step(there.tell(transfer.id, commit), "receipt"))


def test_a_commitment_makes_no_record_theirs_to_revoke(asked, of_a_third, volunteer, there):
    record_id = of_a_third["record_id"]
    receipt = committed(asked, there, [[str(record_id), 1]], there.origin.record(saturday()))
    _id, forged = there.origin.record(saturday(1), **of_a_third, again=[{"standing": "revoked"}])
    proofs = [there.origin.proof(one) for one in forged]
    text = there.bundle(records=[{"record_id": str(record_id), "origin": "hanlu.example", "versions": proofs}])
    said = {"bundle": sha256(text).hexdigest(), "records": [[str(record_id), 2]]}
    amend = there.say(asked[0].id, Kind.AMEND, said, receipt, number=1)
    answer = there.tell(asked[0].id, {"document": amend, "bundle": base64.b64encode(bundles.packed(text)).decode()})
    assert [(one["state"], one["code"]) for one in body(answer, "amended")["items"]] == [("refused", "record.unknown")]
    assert RecordHead.objects.get(record_id=record_id).standing == "valid"


@pytest.mark.parametrize("state", [State.CONFIRMED, State.WITHDRAWN, State.PROPOSED])
def test_of_a_node_that_is_trusted_no_more_nothing_is_taken_on_the_word_of_another(asked, there, at, state):
    third = Origin(name="hanlu.example", seed=b"3" * 32)
    peers.confirmed(at, third.name, vkey=third.vkey)
    gone = {"withdrawn_at": at, "withdrawn_reason": "gone"} if state == State.WITHDRAWN else {}
    was_confirmed = {"confirmed_at": None} if state == State.PROPOSED else {}
    Node.objects.filter(name=third.name).update(state=state, **gone, **was_confirmed)
    transfer, request = asked
    record_id, versions = there.origin.record(saturday())
    said = {
        "record_id": str(record_id),
        "origin": third.name,
        "versions": [there.origin.proof(one) for one in versions],
    }
    accepted = there.tell(transfer.id, there.offer(transfer.id, request, text=there.bundle(records=[said])))
    (item,) = body(accepted, "accept")["items"]
    assert item["code"] == ("" if state == State.PROPOSED else "record.evidence")


def test_what_is_shown_of_a_bundle_is_what_a_page_can_show(asked, volunteer, there):
    transfer, request = asked
    records = [
        there.origin.record(saturday(week), **said)
        for week, said in enumerate(({"day": "x"}, {"minutes": 10**30}, {"grade": "Z"}, {"title": ["x"]}, {}))
    ]
    accepted = there.tell(transfer.id, there.offer(transfer.id, request, *records))
    states = sorted(one["state"] for one in body(accepted, "accept")["items"])
    assert states == ["accepted", *["refused"] * 4]
    items = queries.one(volunteer, volunteer.id, transfer.id).items
    assert [(one.outcome, one.title) for one in items] == [("refused", "['x']"), ("accepted", "护林巡山")]


def test_who_begins_too_much_begins_it_in_vain(volunteer, there, monkeypatch):
    monkeypatch.setattr(taking_in, "MOST_WAITING", 3)

    def begin(sequence):
        transfer_id = ids.uuid7()
        request = there.say(transfer_id, Kind.REQUEST, there.person(transfer_id, sequence=sequence))
        return there.tell(transfer_id, request), request

    answers = [begin(sequence) for sequence in (1, 21, 31, 41)]
    assert [answer["have"] for answer, _request in answers] == [*([digest(said)] for _answer, said in answers[:3]), []]
    assert [answer.get("trouble") for answer, _request in answers] == [None, None, None, "transfer.flood"]
    assert (Awaited.objects.count(), Handle.objects.count()) == (3, 3)
    assert [(alarm.kind, alarm.subject) for alarm in Alarm.objects.all()] == [("transfer.flood", there.node.name)]


def test_nobody_begins_without_end(volunteer, there, monkeypatch, at):
    monkeypatch.setattr(rules, "MOST_A_DAY", 3)
    said = {"actor": volunteer, "volunteer_id": volunteer.id}

    def ask(at):
        transfer = actions.ask(**said, node_name=there.node.name, bring=True, terms=terms.VERSION, at=at)
        actions.decline(**said, transfer_id=transfer.id, at=at)

    for _turn in range(3):
        ask(at)
    with pytest.raises(Refused) as refusal:
        ask(at)
    assert refusal.value.code == "transfer.too_often"
    ask(at + timedelta(days=1))


def test_who_asks_a_hundred_times_sends_one_message(volunteer, there, system, at):
    for kind in (Kind.REQUEST, Kind.REQUEST, Kind.INVITE, Kind.REQUEST):
        transfer_id = ids.uuid7()
        assert kinds(there.tell(transfer_id, there.say(transfer_id, kind, there.person(transfer_id)))) == []
    while actions.tell_awaited(actor=system, at=at):
        pass
    told = Message.objects.filter(recipient_id=volunteer.id).values_list("template", flat=True)
    assert sorted(told) == ["transfer_invited", "transfer_requested"]
    assert Awaited.objects.filter(look_at__isnull=True).count() == 4


def test_the_number_of_a_document_stands_nowhere(asked, volunteer, there, system, at, caplog, owner):
    """Neither of who moved, nor of who was asked for and is nobody here, nor of who is somebody else."""
    caplog.set_level("DEBUG")
    record = there.origin.record(saturday())
    committed(asked, there, [[str(record[0]), 1]], record)
    for sequence, name in ((1, "小满"), (21, "小满"), (1, "小暑")):
        transfer_id = ids.uuid7()
        about = there.person(transfer_id, sequence=sequence, name=name)
        there.tell(transfer_id, there.say(transfer_id, Kind.REQUEST, about))
    while actions.tell_awaited(actor=system, at=at):
        pass
    waiting = queries.awaited(volunteer, volunteer.id, at)
    said = {"actor": volunteer, "volunteer_id": volunteer.id}
    actions.agree(**said, transfer_id=waiting[0].transfer_id, terms=terms.VERSION, at=at)
    due = [(volunteer.id, waiting[0].transfer_id)]
    sent = synchronizing.question(actions.go_on(actor=volunteer, leased=due, at=at))
    packed = [bundles.unpacked(bytes(kept)) for kept in Bundle.objects.values_list("content", flat=True)]

    everything = "\n".join([*rows(), caplog.text, json.dumps(sent), *(text.decode() for text in packed)])
    assert "yunling.example" in everything
    assert volunteer.label in everything
    for sequence in (1, 21):
        number = identity.number(sequence=sequence)
        found = [form for form in (number, number.encode().hex(), number[6:14] + number[14:]) if form in everything]
        assert found == []


def rows():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT kept::text FROM "{table}" AS kept')
            yield from (row[0] for row in cursor.fetchall())
