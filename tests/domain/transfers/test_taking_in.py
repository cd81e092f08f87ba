"""What comes from the other node, step by step: what it lets this node do, and what is answered to everything else."""

import base64
from datetime import timedelta
from hashlib import sha256

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from tests.domain.organizations import factories as organizations
from tests.domain.records import factories
from tests.domain.records.origin import Origin, saturday
from tests.domain.transfers import there as other_node
from tests.domain.transfers.there import body, digest, kinds, step
from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log.models import Alarm
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.nodes.models import Node, NodeKey
from volunteercloud.domain.records import actions as records_actions
from volunteercloud.domain.records import queries as records_queries
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.transfers import actions, bundles, differing, following, queries, synchronizing, terms
from volunteercloud.domain.transfers.models import (
    Awaited,
    Brought,
    Bundle,
    Contradiction,
    Handle,
    Kind,
    State,
    Step,
    Transfer,
)


def minutes(actor):
    totals = records_queries.totals_of(actor, actor.id)
    return totals.credit_minutes + totals.honour_minutes


def leased(transfer):
    return [(transfer.volunteer_id, transfer.id)]


@pytest.fixture
def asked(volunteer, there, at):
    """The volunteer asks here for their records there; the entry that goes out."""
    transfer = actions.ask(
        actor=volunteer,
        volunteer_id=volunteer.id,
        node_name=there.node.name,
        bring=True,
        terms=terms.VERSION,
        at=at,
    )
    (chain,) = actions.go_on(actor=volunteer, leased=leased(transfer), at=at)
    (entry,) = synchronizing.question([chain])["transfers"]
    return transfer, entry


@pytest.fixture
def requested(volunteer, there, at):
    """The volunteer, who has two records here, asked there, and agreed here; the transfer and its request."""
    owner = organizations.person("谷雨")
    organization = organizations.organization(owner, at)
    factories.recorded(organization, volunteer, owner, at - timedelta(days=5), 2)
    log_actions.integrate(at)
    transfer_id = ids.uuid7()
    request = there.say(transfer_id, Kind.REQUEST, there.person(transfer_id))
    there.tell(transfer_id, request)
    transfer = actions.agree(
        actor=volunteer, volunteer_id=volunteer.id, transfer_id=transfer_id, terms=terms.VERSION, at=at
    )
    return transfer, request


# Records come here


def test_records_come_here_in_two_questions_and_count_after_the_second(asked, volunteer, there, at):
    transfer, entry = asked
    assert kinds(entry) == ["request"]
    records = [there.origin.record(saturday(week)) for week in range(3)]

    offer = there.offer(transfer.id, digest(step(entry, "request")), *records)
    accepted = there.tell(transfer.id, offer, have=entry["have"])

    assert kinds(accepted) == ["accept"]
    assert [item["state"] for item in body(accepted, "accept")["items"]] == ["accepted"] * 3
    assert minutes(volunteer) == 0
    kept = queries.one(volunteer, volunteer.id, transfer.id).transfer
    assert (kept.state, kept.moved_at) == (State.ACCEPTED, None)

    listed = [[str(record_id), 1] for record_id, _versions in records]
    commit = there.say(transfer.id, Kind.COMMIT, {"records": listed}, digest(step(accepted, "accept")))
    received = there.tell(transfer.id, commit, have=accepted["have"])

    assert kinds(received) == ["receipt"]
    assert minutes(volunteer) == 360
    whole = queries.one(volunteer, volunteer.id, transfer.id)
    assert (whole.transfer.state, whole.transfer.records, whole.transfer.minutes) == (State.DONE, 3, 360)
    assert [moment.kind for moment in whole.timeline] == ["request", "offer", "accept", "commit", "receipt"]
    assert [(item.outcome, item.moved, item.title) for item in whole.items] == [("accepted", True, "护林巡山")] * 3
    assert list(Message.objects.filter(recipient_id=volunteer.id).values_list("template", flat=True)) == [
        "transfer_moved_here"
    ]
    names = Entry.objects.filter(name__startswith="transfers.").order_by("id").values_list("name", flat=True)
    assert sorted(names) == [
        "transfers.accepted",
        "transfers.asked",
        "transfers.committed",
        "transfers.offered",
        "transfers.received",
    ]


def test_every_step_that_comes_again_gets_the_same_answer_and_changes_nothing(asked, volunteer, there, at):
    transfer, entry = asked
    record = there.origin.record(saturday())
    offer = there.offer(transfer.id, digest(step(entry, "request")), record)
    accepted = there.tell(transfer.id, offer)
    commit = there.say(transfer.id, Kind.COMMIT, {"records": [[str(record[0]), 1]]}, digest(step(accepted, "accept")))
    received = there.tell(transfer.id, commit)

    for steps in ([offer], [commit], [commit, offer], []):
        assert there.tell(transfer.id, *steps) == received
    assert (Step.objects.count(), RecordHead.objects.count(), minutes(volunteer)) == (5, 1, 120)


def test_what_was_answered_is_left_to_who_asked_for_as_long_as_so_many_take(asked, there, at):
    transfer, entry = asked
    offer = there.offer(transfer.id, digest(step(entry, "request")), there.origin.record(saturday()))
    there.tell(transfer.id, offer)
    transfer.refresh_from_db()
    assert transfer.next_at - there.at == timedelta(seconds=2) + timedelta(seconds=0.05)


def test_a_step_that_comes_too_early_is_not_taken_in_and_is_when_it_comes_again(asked, volunteer, there):
    transfer, entry = asked
    record = there.origin.record(saturday())
    offer = there.offer(transfer.id, digest(step(entry, "request")), record)
    early = there.say(transfer.id, Kind.COMMIT, {"records": [[str(record[0]), 1]]}, "00" * 32)

    refused = there.tell(transfer.id, early)
    assert (refused["trouble"], kinds(refused)) == ("transfer.stray", ["request"])

    assert kinds(there.tell(transfer.id, offer)) == ["request", "accept"]


@pytest.mark.parametrize(
    ("is_committed", "expected"),
    [(False, (State.ACCEPTED, "transfer.node_withdrawn")), (True, (State.DONE, ""))],
    ids=["accepted", "done"],
)
def test_what_this_side_cannot_end_stays_where_the_node_is_trusted_no_more(asked, there, at, is_committed, expected):
    transfer, entry = asked
    record = there.origin.record(saturday())
    accepted = there.tell(transfer.id, there.offer(transfer.id, digest(step(entry, "request")), record))
    if is_committed:
        listed = {"records": [[str(record[0]), 1]]}
        there.tell(transfer.id, there.say(transfer.id, Kind.COMMIT, listed, digest(step(accepted, "accept"))))
    Node.objects.update(state="withdrawn", withdrawn_at=at, withdrawn_reason="密钥外泄")
    transfer.refresh_from_db()
    following.speak(there.node.name, transfer.next_at)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.trouble) == expected


def test_what_is_refused_stays_there_and_is_let_go_here(asked, volunteer, there, at):
    transfer, entry = asked
    records = [there.origin.record(saturday()), there.origin.record(saturday(), 3)]
    offer = there.offer(transfer.id, digest(step(entry, "request")), *records)
    accepted = there.tell(transfer.id, offer)

    items = {item["record"]: (item["state"], item["code"]) for item in body(accepted, "accept")["items"]}
    assert items == {str(records[0][0]): ("accepted", ""), str(records[1][0]): ("refused", "record.overlap")}

    # The origin commits less than was accepted: another transfer of its own was quicker.
    commit = there.say(transfer.id, Kind.COMMIT, {"records": []}, digest(step(accepted, "accept")))
    there.tell(transfer.id, commit)
    assert (RecordHead.objects.count(), minutes(volunteer)) == (0, 0)
    assert queries.one(volunteer, volunteer.id, transfer.id).transfer.records == 0


def test_the_origin_cancels_what_was_accepted_and_the_times_are_free_again(asked, volunteer, there):
    transfer, entry = asked
    record = there.origin.record(saturday())
    accepted = there.tell(transfer.id, there.offer(transfer.id, digest(step(entry, "request")), record))
    assert RecordHead.objects.count() == 1

    with pytest.raises(Refused) as refusal:
        actions.decline(actor=volunteer, volunteer_id=volunteer.id, transfer_id=transfer.id, at=there.at)
    assert refusal.value.code == "transfer.too_late"

    accept = digest(step(accepted, "accept"))
    cancel = there.say(transfer.id, Kind.CANCEL, {"code": "transfer.unanswered"}, accept)
    there.tell(transfer.id, cancel)

    kept = queries.one(volunteer, volunteer.id, transfer.id).transfer
    assert (kept.state, kept.code, RecordHead.objects.count()) == (State.CANCELLED, "transfer.unanswered", 0)

    # What the origin says besides, it cannot have meant: kept, without effect, and officers hear of it.
    commit = there.say(transfer.id, Kind.COMMIT, {"records": [[str(record[0]), 1]]}, accept)
    for _again in range(2):
        there.tell(transfer.id, commit)
    assert (RecordHead.objects.count(), Contradiction.objects.count(), Alarm.objects.count()) == (0, 1, 1)
    whole = queries.one(volunteer, volunteer.id, transfer.id)
    assert (whole.transfer.trouble, whole.transfer.state, whole.contradictions) == (
        "transfer.contradiction",
        State.CANCELLED,
        1,
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"node": "hanlu.example"}, "transfer.evidence"),
        ({"checkpoint": "nothing"}, "transfer.evidence"),
        ({"name": "小暑"}, "transfer.person"),
    ],
)
def test_a_bundle_that_does_not_hold_or_is_of_somebody_else_ends_it(asked, volunteer, there, changes, code):
    transfer, entry = asked
    record = there.origin.record(saturday())
    offer = there.offer(transfer.id, digest(step(entry, "request")), record, **changes)
    answer = there.tell(transfer.id, offer, have=entry["have"])

    assert (kinds(answer), body(answer, "decline")) == (["decline"], {"code": code})
    kept = queries.one(volunteer, volunteer.id, transfer.id).transfer
    assert (kept.state, kept.code, RecordHead.objects.count()) == (State.DECLINED, code, 0)


@pytest.mark.parametrize("damaged", ["", "AAAA", base64.b64encode(b"\x00" * 40).decode()])
def test_a_bundle_that_came_damaged_ends_it(asked, volunteer, there, damaged):
    transfer, entry = asked
    offer = there.offer(transfer.id, digest(step(entry, "request")), there.origin.record(saturday()))
    answer = there.tell(transfer.id, offer | {"bundle": damaged}, have=entry["have"])
    assert kinds(answer) == ["decline"]


def test_forged_steps_are_not_taken_in(asked, volunteer, there, at):
    transfer, entry = asked
    request, record = digest(step(entry, "request")), there.origin.record(saturday())
    other_id = ids.uuid7()
    right = there.offer(transfer.id, request, record)
    head, payload, signature = right["document"].split(".")
    elsewhere = there.say(transfer.id, Kind.OFFER, {"bundle": "00"}, request, to="hanlu.example")
    as_other = there.say(transfer.id, Kind.OFFER, {"bundle": "00"}, request, **{"from": "hanlu.example"})
    swapped = there.offer(other_id, request, record)
    there.peer.forget()
    other_key = there.offer(transfer.id, request, record)
    forged = {
        "paper.signature": right | {"document": f"{head}.{payload}.{'A' * len(signature)}"},
        "paper.unreadable": right | {"document": "x"},
        "transfer.address": right | {"document": elsewhere},
        "transfer.form": swapped,
        "paper.key_unknown": other_key,
    }
    for code, one in forged.items():
        answer = there.tell(transfer.id, one)
        assert (answer.get("trouble"), kinds(answer)) == (code, ["request"])
    assert there.tell(transfer.id, right | {"document": as_other})["trouble"] == "transfer.address"
    assert (Step.objects.count(), Bundle.objects.count()) == (1, 0)
    # The right one is taken in all the same.
    assert kinds(there.tell(transfer.id, right)) == ["request", "accept"]


def test_a_transfer_of_another_node_is_unknown(asked, volunteer, there, at):
    transfer, entry = asked
    offer = there.offer(transfer.id, digest(step(entry, "request")), there.origin.record(saturday()))
    Node.objects.filter(name=there.node.name).update(name="elsewhere")
    Handle.objects.update(node_name="hanlu.example")
    Node.objects.filter(name="elsewhere").update(name=there.origin.name)
    assert there.tell(transfer.id, offer) == {"transfer": str(transfer.id), "steps": [], "have": []}


# Records leave


def test_records_leave_when_what_was_accepted_is_committed(requested, volunteer, there, at):
    transfer, _request = requested
    (chain,) = actions.go_on(actor=volunteer, leased=leased(transfer), at=at)
    (entry,) = synchronizing.question([chain])["transfers"]
    assert kinds(entry) == ["offer"]
    offered = body(entry, "offer")["records"]
    assert minutes(volunteer) == 240

    items = [{"record": record_id, "state": "accepted", "code": "", "minutes": 120} for record_id, _ in offered]
    items[1] |= {"state": "refused", "code": "record.overlap", "minutes": 0}
    accept = there.say(transfer.id, Kind.ACCEPT, {"items": items}, digest(step(entry, "offer")))
    committed = there.tell(transfer.id, accept, have=entry["have"])

    assert (kinds(committed), body(committed, "commit")["records"]) == (["commit"], offered[:1])
    assert minutes(volunteer) == 120
    head = RecordHead.objects.get(record_id=offered[0][0])
    assert (head.whereabouts, head.moved_to, head.moved_version) == ("moved", there.node.name, 1)

    receipt = there.say(transfer.id, Kind.RECEIPT, {}, digest(step(committed, "commit")))
    assert kinds(there.tell(transfer.id, receipt, have=committed["have"])) == []
    whole = queries.one(volunteer, volunteer.id, transfer.id)
    assert (whole.transfer.state, whole.transfer.records, whole.turn, whole.next) == (State.DONE, 1, "", None)
    assert [item.code for item in whole.items] == ["record.overlap", ""]
    assert Message.objects.get(template="transfer_moved_away_in_part").facts["refused"] == 1


def test_a_receiver_that_declines_leaves_everything_here(requested, volunteer, there, at):
    transfer, _request = requested
    (chain,) = actions.go_on(actor=volunteer, leased=leased(transfer), at=at)
    (entry,) = synchronizing.question([chain])["transfers"]
    decline = there.say(transfer.id, Kind.DECLINE, {"code": "<script>"}, digest(step(entry, "offer")))
    there.tell(transfer.id, decline)
    kept = queries.one(volunteer, volunteer.id, transfer.id).transfer
    assert (kept.state, kept.code, minutes(volunteer)) == (State.DECLINED, "transfer.ended", 240)


def test_an_accept_of_what_was_not_offered_hands_nothing_over(requested, volunteer, there, at):
    transfer, _request = requested
    (chain,) = actions.go_on(actor=volunteer, leased=leased(transfer), at=at)
    (entry,) = synchronizing.question([chain])["transfers"]
    assert [(kinds({"steps": [one]}), "bundle" in one) for one in entry["steps"]] == [(["offer"], True)]
    items = [{"record": str(ids.uuid7()), "state": "accepted", "minutes": 60}, {"record": 7}, "x", None]
    accept = there.say(transfer.id, Kind.ACCEPT, {"items": items}, digest(step(entry, "offer")))
    committed = there.tell(transfer.id, accept)
    assert body(committed, "commit") == {"records": []}
    assert minutes(volunteer) == 240


@pytest.mark.parametrize(("state", "trouble"), [("accepted", ""), ("refused", "transfer.amendment_refused")])
def test_what_was_corrected_since_follows_as_an_amendment(requested, volunteer, there, at, state, trouble):
    transfer, _request = requested
    (chain,) = actions.go_on(actor=volunteer, leased=leased(transfer), at=at)
    (entry,) = synchronizing.question([chain])["transfers"]
    offered = body(entry, "offer")["records"]
    items = [{"record": record_id, "state": "accepted", "code": "", "minutes": 120} for record_id, _ in offered]
    accept = there.say(transfer.id, Kind.ACCEPT, {"items": items}, digest(step(entry, "offer")))
    committed = there.tell(transfer.id, accept)
    receipt = there.say(transfer.id, Kind.RECEIPT, {}, digest(step(committed, "commit")))
    there.tell(transfer.id, receipt)
    assert actions.amend_what_follows(actor=volunteer, at=at) == (0, None)

    head = RecordHead.objects.get(record_id=offered[0][0])
    records_actions.revoke_record(
        actor=organizations_leader(),
        volunteer_id=volunteer.id,
        record_id=head.record_id,
        reason="名单有误，本人未到。",
        at=at,
    )
    assert actions.amend_what_follows(actor=volunteer, at=at) == (0, None)  # not in the log yet
    log_actions.integrate(at)
    Node.objects.update(state="withdrawn", withdrawn_at=at, withdrawn_reason="密钥外泄")
    assert actions.amend_what_follows(actor=volunteer, at=at) == (0, None)  # nobody to say it to
    Node.objects.update(state="confirmed", withdrawn_at=None, withdrawn_reason="")
    assert actions.amend_what_follows(actor=volunteer, at=at) == (1, None)
    assert actions.amend_what_follows(actor=volunteer, at=at) == (0, None)  # one at a time

    answer = there.tell(transfer.id, have=[digest(step(committed, "commit")), digest(step(entry, "offer"))])
    assert (kinds(answer), body(answer, "amend")["records"]) == (["amend"], [[str(head.record_id), 2]])
    said = [{"record": str(head.record_id), "state": state, "code": "", "minutes": 0}]
    amended = there.say(transfer.id, Kind.AMENDED, {"items": said}, digest(step(answer, "amend")), number=1)
    there.tell(transfer.id, amended)
    assert records_queries.following(10) == []
    whole = queries.one(volunteer, volunteer.id, transfer.id)
    assert ({item.amended for item in whole.items}, whole.transfer.trouble) == ({state, ""}, trouble)


def organizations_leader():
    from volunteercloud.core.actor import Actor, ActorKind
    from volunteercloud.domain.identity.models import Account

    account = Account.objects.get(label="谷雨")
    return Actor(ActorKind.PERSON, account.label, account.id)


# Who is meant


def test_nothing_tells_whether_there_is_such_a_person(volunteer, there, at):
    known, unknown = ids.uuid7(), ids.uuid7()
    steps = {
        known: there.say(known, Kind.REQUEST, there.person(known)),
        unknown: there.say(unknown, Kind.REQUEST, there.person(unknown, sequence=77)),
    }
    answers = {}
    statements = {}
    for transfer_id, request in steps.items():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answers[transfer_id] = there.tell(transfer_id, request)
        statements[transfer_id] = len(asked)
    assert [(one["steps"], one["have"]) for one in answers.values()] == [
        ([], [digest(request)]) for request in steps.values()
    ]
    assert statements[known] == statements[unknown]
    assert Message.objects.count() == 0

    # Also after the person looked away, and when the same comes again.
    actions.tell_awaited(actor=volunteer, at=at)
    assert Message.objects.get().template == "transfer_requested"
    actions.decline(actor=volunteer, volunteer_id=volunteer.id, transfer_id=known, at=at)
    assert {transfer_id: there.tell(transfer_id, request) for transfer_id, request in steps.items()} == answers
    assert queries.awaited(volunteer, volunteer.id, at) == []
    assert Awaited.objects.count() == 1


def test_who_comes_later_finds_what_awaits_them(there, at):
    transfer_id = ids.uuid7()
    there.tell(transfer_id, there.say(transfer_id, Kind.INVITE, there.person(transfer_id, sequence=5, name="立夏")))
    actions.tell_awaited(actor=other_node.person(at, name="芒种", sequence=7), at=at)
    assert Message.objects.count() == 0

    late = other_node.person(at, name="立夏", sequence=5)
    (asked,) = queries.awaited(late, late.id, at)
    assert (asked.transfer_id, asked.bring, asked.name_there, asked.node.name) == (
        transfer_id,
        True,
        "立夏",
        there.node.name,
    )
    actions.tell_awaited(actor=late, at=at + timedelta(hours=1))
    assert Message.objects.get().template == "transfer_invited"
    assert queries.awaited(late, late.id, at + timedelta(days=31)) == []


@pytest.mark.parametrize("name", ["小滿", "小 满 ", "小满满", ""])
def test_another_name_is_another_person_and_officers_hear_of_it(volunteer, there, at, name):
    transfer_id = ids.uuid7()
    there.tell(transfer_id, there.say(transfer_id, Kind.REQUEST, there.person(transfer_id, name=name)))
    actions.tell_awaited(actor=volunteer, at=at)
    is_same = name == "小 满 "
    assert len(queries.awaited(volunteer, volunteer.id, at)) == is_same
    assert Entry.objects.filter(name="transfers.person_differs").count() == (not is_same)
    assert Message.objects.count() == is_same


def test_what_can_be_read_no_more_is_about_nobody(volunteer, there, at):
    """The key that it was sealed to is gone."""
    Volunteer.objects.filter(id=volunteer.id).update(region_id="990101")
    transfer_id = ids.uuid7()
    there.tell(transfer_id, there.say(transfer_id, Kind.INVITE, there.person(transfer_id)))
    Awaited.objects.update(document=there.say(transfer_id, Kind.INVITE, {"person": "nothing"}))
    for hour in range(2):
        actions.tell_awaited(actor=volunteer, at=at + timedelta(hours=hour))
        assert Entry.objects.filter(name="transfers.person_differs").count() == 1
    assert (Message.objects.count(), queries.awaited(volunteer, volunteer.id, at)) == (0, [])
    (found,) = differing.of_region(organizations.officer("990101", "寒露"), "990101", at)
    assert (found.name_there, found.differences) == ("", [])
    with pytest.raises(NotFound):
        actions.agree(actor=volunteer, volunteer_id=volunteer.id, transfer_id=transfer_id, terms=terms.VERSION, at=at)


def test_a_request_that_has_lapsed_on_its_way_waits_for_nobody(volunteer, there, at):
    NodeKey.objects.update(valid_from=at - timedelta(days=60))
    transfer_ids = [ids.uuid7(), ids.uuid7()]
    for transfer_id, seconds in zip(transfer_ids, (0, 1), strict=True):
        there.at = at - timedelta(days=30) + timedelta(seconds=seconds)
        request = there.say(transfer_id, Kind.REQUEST, there.person(transfer_id))
        there.at = at
        there.tell(transfer_id, request)
    assert list(Awaited.objects.values_list("transfer_id", flat=True)) == transfer_ids[1:]


def test_an_answer_about_somebody_else_is_not_taken_in(volunteer, there, at):
    """The number of another person under an invitation of this one."""
    transfer = actions.ask(
        actor=volunteer, volunteer_id=volunteer.id, node_name=there.node.name, bring=False, terms=terms.VERSION, at=at
    )
    (chain,) = actions.go_on(actor=volunteer, leased=leased(transfer), at=at)
    (entry,) = synchronizing.question([chain])["transfers"]
    previous = digest(step(entry, "invite"))
    other = there.say(transfer.id, Kind.REQUEST, there.person(transfer.id, sequence=9), previous)
    assert there.tell(transfer.id, other)["trouble"] == "transfer.person"
    unreadable = there.say(transfer.id, Kind.REQUEST, {"person": "nothing"}, previous)
    assert there.tell(transfer.id, unreadable)["trouble"] == "transfer.person"
    meant = there.say(transfer.id, Kind.REQUEST, there.person(transfer.id), previous)
    assert "trouble" not in there.tell(transfer.id, meant)


@pytest.mark.parametrize("heard_before", [True, False])
def test_what_was_taken_back_there_waits_for_nobody(volunteer, there, at, heard_before):
    transfer_id = ids.uuid7()
    request = there.say(transfer_id, Kind.REQUEST, there.person(transfer_id))
    if heard_before:
        there.tell(transfer_id, request)
    decline = there.say(transfer_id, Kind.DECLINE, {"code": "transfer.withdrawn"}, digest(request))
    answer = there.tell(transfer_id, request, decline)
    assert set(answer["have"]) == {digest(request), digest(decline)}
    # The request alone, late and again, does not begin it anew.
    there.tell(transfer_id, request)
    assert queries.awaited(volunteer, volunteer.id, at) == []


# Many at once


def test_a_hundred_transfers_take_as_many_statements_as_ten(there, at):
    counts = {}
    for number in (10, 100):
        entries = []
        for place in range(number):
            actor = other_node.person(at, sequence=number * 3 + place + 1)
            transfer = actions.ask(
                actor=actor, volunteer_id=actor.id, node_name=there.node.name, bring=True, terms=terms.VERSION, at=at
            )
            (request,) = Step.objects.filter(transfer_id=transfer.id)
            offer = there.offer(transfer.id, bytes(request.digest).hex(), there.origin.record(saturday(place % 18)))
            entries.append({"transfer": str(transfer.id), "steps": [offer], "have": []})
        with CaptureQueriesContext(connection) as offered:
            answers = there.ask(*entries)
        assert [kinds(answer) for answer in answers] == [["request", "accept"]] * number
        with CaptureQueriesContext(connection) as committed:
            there.ask(*[_commit(there, answer) for answer in answers])
        counts[number] = len(offered), len(committed)
    assert RecordHead.objects.filter(whereabouts="here").count() == 110
    assert counts[10] == counts[100] or settings.DISTRIBUTED  # where people are held one after the other


def _commit(there, answer):
    listed = [[item["record"], 1] for item in body(answer, "accept")["items"]]
    commit = there.say(answer["transfer"], Kind.COMMIT, {"records": listed}, digest(step(answer, "accept")))
    return {"transfer": answer["transfer"], "steps": [{"document": commit}], "have": answer["have"]}


def test_one_that_fails_holds_up_no_other(there, at, monkeypatch):
    entries = []
    for place in range(3):
        actor = other_node.person(at, sequence=place * 2 + 1, name=f"小{'寒暑雪'[place]}")
        transfer = actions.ask(
            actor=actor, volunteer_id=actor.id, node_name=there.node.name, bring=True, terms=terms.VERSION, at=at
        )
        request = bytes(Step.objects.get(transfer_id=transfer.id).digest).hex()
        offer = there.offer(transfer.id, request, there.origin.record(saturday()), name=actor.label)
        entries.append({"transfer": str(transfer.id), "steps": [offer], "have": []})
    broken = Transfer.objects.get(id=entries[1]["transfer"]).volunteer_id
    expect = records_actions.expect

    def fails(*, actor, arrivals, at):
        if any(arrival.volunteer_id == broken for arrival in arrivals):
            raise RuntimeError("a mistake of ours")
        return expect(actor=actor, arrivals=arrivals, at=at)

    monkeypatch.setattr(records_actions, "expect", fails)
    answers = {one["transfer"]: one for one in there.ask(*entries)}
    assert [kinds(answers[entry["transfer"]]) for entry in entries] == [
        ["request", "accept"],
        ["request"],
        ["request", "accept"],
    ]
    assert answers[entries[1]["transfer"]]["trouble"] == "transfer.failed"


@pytest.mark.parametrize("falls", [[OperationalError], [RuntimeError, OperationalError]], ids=["together", "alone"])
def test_a_database_that_is_away_is_not_the_fault_of_a_transfer(asked, there, monkeypatch, falls):
    transfer, entry = asked
    left = list(falls)

    def away(**_told):
        raise left.pop(0)("away")

    monkeypatch.setattr(records_actions, "expect", away)
    with pytest.raises(OperationalError):
        there.tell(
            transfer.id, there.offer(transfer.id, digest(step(entry, "request")), there.origin.record(saturday()))
        )
    assert left == []


def test_what_is_too_much_for_one_message_comes_with_the_next(asked, there, monkeypatch):
    transfer, entry = asked
    monkeypatch.setattr(synchronizing, "MOST_BYTES", 1)
    offer = there.offer(transfer.id, digest(step(entry, "request")), there.origin.record(saturday()))
    assert kinds(there.tell(transfer.id, offer)) == ["request"]
    assert kinds(there.tell(transfer.id, offer, have=[digest(step(entry, "request"))])) == ["accept"]


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"form": "volunteercloud.sync/1"},
        {"form": "volunteercloud.sync/1", "transfers": {}},
        {"form": "volunteercloud.sync/1", "transfers": [None]},
        {"form": "volunteercloud.sync/1", "transfers": [{"transfer": "x"}]},
        {"form": "volunteercloud.sync/1", "transfers": [{"transfer": str(ids.uuid7()), "have": ["zz"]}]},
        {"form": "volunteercloud.sync/1", "transfers": [{"transfer": str(ids.uuid7()), "have": ["00"]}]},
        {"form": "volunteercloud.sync/1", "transfers": [{"transfer": str(ids.uuid7()), "steps": [{}]}]},
        {"form": "volunteercloud.sync/2", "transfers": []},
        {"form": "volunteercloud.sync/1", "transfers": [{"transfer": str(ids.uuid7())}] * 501},
    ],
)
def test_what_is_no_list_of_transfers_is_refused_as_a_whole(there, content):
    with pytest.raises(Refused) as refusal:
        synchronizing.exchange(there.node, content, there.at)
    assert refusal.value.code == "transfer.sync"


def test_brought_things_are_shown_and_counted_nowhere(asked, volunteer, there):
    transfer, entry = asked
    facts = {"name": "急救", "hours": 8}
    offer = there.offer(
        transfer.id,
        digest(step(entry, "request")),
        there.origin.record(saturday()),
        brought=[{"id": "1", "kind": "training", "facts": facts}],
    )
    accepted = there.tell(transfer.id, offer)
    assert Brought.objects.count() == 0
    there.ask(_commit(there, accepted))
    (brought,) = queries.brought(volunteer, volunteer.id)
    assert (brought.kind, brought.facts, brought.node_name) == ("training", facts, there.node.name)


# A node that is trusted and says anything


@pytest.mark.parametrize(
    "said", [None, 5, "x", {}, [5], [[5]], [[None, None]], [["x", 1]], [[str(ids.uuid7()), 2**40]]]
)
def test_whatever_a_commit_lists_nothing_breaks(asked, volunteer, there, said):
    transfer, entry = asked
    accepted = there.tell(
        transfer.id, there.offer(transfer.id, digest(step(entry, "request")), there.origin.record(saturday()))
    )
    commit = there.say(transfer.id, Kind.COMMIT, {"records": said}, digest(step(accepted, "accept")))
    assert kinds(there.tell(transfer.id, commit, have=accepted["have"])) == ["receipt"]
    whole = queries.one(volunteer, volunteer.id, transfer.id)
    assert (whole.transfer.records, minutes(volunteer), [item.moved for item in whole.items]) == (0, 0, [False])


def test_only_the_node_that_handed_a_record_over_says_what_follows_it(asked, volunteer, there, system, at):
    transfer, entry = asked
    accepted = there.tell(transfer.id, there.offer(transfer.id, digest(step(entry, "request"))))
    received = there.ask(_commit(there, accepted))[0]
    third = Origin(name="hanlu.example", seed=b"3" * 32)
    same = {"id": ids.uuid7(), "source_id": ids.uuid7(), "organization_id": third.organization_id}
    record_id, versions = third.record(saturday(), **same)
    arrival = third.arrival(volunteer.id, (record_id, versions), transfer_id=ids.uuid7())
    records_actions.expect(actor=system, arrivals=[arrival], at=at)
    records_actions.arrive(actor=system, arrivals=[arrival], at=at)
    assert minutes(volunteer) == 120

    _id, forged = there.origin.record(saturday(), record_id=record_id, again=[{"standing": "revoked"}], **same)
    said = {
        "record_id": str(record_id),
        "origin": third.name,
        "versions": [there.origin.proof(one) for one in forged],
    }
    text = there.bundle(records=[said])
    body_of = {"bundle": sha256(text).hexdigest(), "records": [[str(record_id), 2]]}
    amend = there.say(transfer.id, Kind.AMEND, body_of, digest(step(received, "receipt")), number=1)
    packed = base64.b64encode(bundles.packed(text)).decode()
    answer = there.tell(transfer.id, {"document": amend, "bundle": packed})
    assert [(item["state"], item["code"]) for item in body(answer, "amended")["items"]] == [
        ("refused", "record.unknown")
    ]
    assert minutes(volunteer) == 120


def amended(there, transfer_id, received, record_id, versions, *, signed=None):
    """The other node's amendment of one record, over ``signed`` instead of what it sends."""
    text = there.bundle((record_id, versions))
    body_of = {"bundle": sha256(signed or text).hexdigest(), "records": [[str(record_id), len(versions)]]}
    amend = there.say(transfer_id, Kind.AMEND, body_of, digest(step(received, "receipt")), number=1)
    packed = base64.b64encode(bundles.packed(text)).decode()
    return body(there.tell(transfer_id, {"document": amend, "bundle": packed}), "amended")


def test_an_amendment_that_cannot_stand_changes_nothing(asked, volunteer, there):
    transfer, entry = asked
    record_id, versions = there.origin.record(saturday())
    offer = there.offer(transfer.id, digest(step(entry, "request")), (record_id, versions))
    received = there.ask(_commit(there, there.tell(transfer.id, offer)))[0]
    better = there.origin.version(saturday(), record_id=record_id, version=2, grade="A", reason="更正")
    answer = amended(there, transfer.id, received, record_id, [*versions, better])
    assert [(item["state"], item["code"]) for item in answer["items"]] == [("refused", "record.grade")]
    assert (Transfer.objects.get().trouble, minutes(volunteer)) == ("record.grade", 120)


def test_an_amendment_that_came_damaged_changes_nothing(asked, volunteer, there):
    transfer, entry = asked
    record_id, versions = there.origin.record(saturday())
    offer = there.offer(transfer.id, digest(step(entry, "request")), (record_id, versions))
    received = there.ask(_commit(there, there.tell(transfer.id, offer)))[0]
    shorter = there.origin.version(saturday(), 1, record_id=record_id, version=2, reason="更正")
    answer = amended(there, transfer.id, received, record_id, [*versions, shorter], signed=b"another")
    assert answer == {"items": [], "code": "transfer.evidence"}
    assert (Transfer.objects.get().trouble, minutes(volunteer)) == ("bundle.damaged", 120)


def test_some_contradictions_are_evidence_enough(asked, volunteer, there):
    transfer, entry = asked
    request = digest(step(entry, "request"))
    there.tell(transfer.id, there.offer(transfer.id, request, there.origin.record(saturday())))
    for number in range(15):
        there.tell(transfer.id, there.say(transfer.id, Kind.CANCEL, {"code": f"x.{'y' * number}"}, "77" * 32))
        there.tell(transfer.id, there.offer(transfer.id, request, name=f"小满{number}"))
    assert (Contradiction.objects.count(), Alarm.objects.count()) == (10, 1)


def test_a_sealed_person_of_a_megabyte_is_none(volunteer, there):
    transfer_id = ids.uuid7()
    about = there.person(transfer_id) | {"more": "x" * 1_000_000}
    assert there.tell(transfer_id, there.say(transfer_id, Kind.REQUEST, about))["trouble"] == "transfer.form"
    assert (Awaited.objects.count(), Handle.objects.count()) == (0, 0)
