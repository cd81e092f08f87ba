"""What people decide: to move, to agree, to call it off; and what time ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.organizations import factories as organizations
from tests.domain.transfers import there as other_node
from tests.domain.transfers.there import digest
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Guardianship, Volunteer
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.nodes.models import Node, NodeKey, Use
from volunteercloud.domain.nodes.models import State as NodeState
from volunteercloud.domain.transfers import actions, queries, terms
from volunteercloud.domain.transfers.bundles import Part
from volunteercloud.domain.transfers.models import Awaited, Handle, Kind, State, Step, Transfer


@pytest.fixture
def ask(volunteer, there, at):
    def asking(**changes):
        said = {
            "actor": volunteer,
            "volunteer_id": volunteer.id,
            "node_name": there.node.name,
            "bring": True,
            "terms": terms.VERSION,
            "at": at,
        }
        return actions.ask(**said | changes)

    return asking


def asked_there(there, kind=Kind.REQUEST, **person):
    """Somebody asks at the other node; the id of the transfer."""
    transfer_id = ids.uuid7()
    there.tell(transfer_id, there.say(transfer_id, kind, there.person(transfer_id, **person)))
    return transfer_id


def refusal_of(act, **changes):
    with pytest.raises(Refused) as refusal:
        act(**changes)
    return refusal.value.code


def test_asking_signs_a_request_that_names_the_person_to_the_other_node_alone(ask, volunteer, there, at):
    transfer = ask()
    (step,) = queries.steps(volunteer, volunteer.id, transfer.id)
    document = there.peer.unseal(other_node.papers.read(step)["body"]["person"])
    assert document == {
        "transfer": str(transfer.id),
        "kind": "111",
        "number": document["number"],
        "country": "CN",
        "name": "小满",
        "name_latin": "",
        "birth_on": "1990-04-20",
    }
    assert document["number"] not in step
    entry = Entry.objects.get(name="transfers.asked")
    assert entry.facts == {"node": there.node.name, "side": "receiver", "terms": terms.VERSION}
    assert (transfer.until - at, transfer.next_at) == (timedelta(days=30), at)


def test_whom_nothing_moves_for(ask, volunteer, owner, there, at):
    assert refusal_of(ask, terms="2020-01") == "transfer.terms"
    assert refusal_of(ask, terms="") == "transfer.terms"
    assert refusal_of(ask, node_name="hanlu.example") == "transfer.node"
    assert refusal_of(ask, node_name=there.own_name) == "transfer.node"
    assert refusal_of(ask, parts=["everything"]) == "transfer.parts"
    Node.objects.update(state=NodeState.PROPOSED)
    assert refusal_of(ask) == "transfer.node"
    Node.objects.update(state=NodeState.CONFIRMED)
    with pytest.raises(NotAllowed):
        ask(actor=owner)
    with pytest.raises(NotFound):
        ask(volunteer_id=ids.uuid7())
    Volunteer.objects.filter(id=volunteer.id).update(real_name_level=0)
    assert refusal_of(ask) == "transfer.real_name"
    assert (Transfer.objects.count(), Step.objects.count(), Handle.objects.count()) == (0, 0, 0)


def test_to_a_node_without_a_key_nothing_is_sealed(ask, there):
    NodeKey.objects.filter(use=Use.SEAL).delete()
    assert refusal_of(ask) == "transfer.node"
    assert Transfer.objects.count() == 0


def test_the_guardian_decides_for_a_child(ask, volunteer, owner):
    Guardianship.objects.create(guardian_id=owner.id, ward_id=volunteer.id, since="2026-01-01T00:00:00Z")
    assert ask(actor=owner).agreed_by == owner.id
    assert len(queries.mine(owner, volunteer.id)) == 1


def test_one_way_at_a_time(ask, volunteer, there, at):
    first = ask()
    assert refusal_of(ask) == "transfer.open"
    leaving = ask(bring=False)
    other = other_node.peers.confirmed(at, name="hanlu.example")
    assert refusal_of(ask, bring=False, node_name=other.name) == "transfer.offered"
    ask(node_name=other.name)  # from two places at once, why not
    actions.decline(actor=volunteer, volunteer_id=volunteer.id, transfer_id=leaving.id, at=at)
    ask(bring=False, node_name=other.name)
    assert [one.id for one in queries.mine(volunteer, volunteer.id) if one.state == State.ASKED][-1] == first.id


def test_asking_here_for_what_was_asked_there_is_agreeing(ask, volunteer, there):
    transfer_id = asked_there(there, Kind.INVITE)
    assert ask().id == transfer_id
    (invite, request) = queries.steps(volunteer, volunteer.id, transfer_id)
    assert other_node.papers.read(request)["previous"] == digest(invite)
    assert (Awaited.objects.count(), Transfer.objects.count()) == (0, 1)


def test_agreeing_where_both_asked_lets_the_own_question_go(ask, volunteer, there, at):
    mine = ask()
    transfer_id = asked_there(there, Kind.INVITE)
    agreed = actions.agree(
        actor=volunteer, volunteer_id=volunteer.id, transfer_id=transfer_id, terms=terms.VERSION, at=at
    )
    assert agreed.id == transfer_id
    mine.refresh_from_db()
    assert (mine.state, mine.code) == (State.DECLINED, "transfer.replaced")


def test_agreeing_twice_is_agreeing_once(volunteer, there, at):
    transfer_id = asked_there(there)
    said = {"actor": volunteer, "volunteer_id": volunteer.id, "transfer_id": transfer_id, "terms": terms.VERSION}
    first = actions.agree(**said, parts=[Part.HONOURS], at=at)
    assert actions.agree(**said, at=at + timedelta(hours=1)) == first
    assert (first.side, first.parts, Step.objects.count()) == ("origin", ["honours"], 1)


def test_what_awaits_somebody_else_is_not_found(volunteer, owner, there, at):
    other = other_node.person(at, name="芒种", sequence=9)
    transfer_id = asked_there(there, sequence=9, name="芒种")
    for one_who_acts, of_whom in ((volunteer, volunteer), (owner, owner)):
        with pytest.raises(NotFound):
            actions.agree(
                actor=one_who_acts, volunteer_id=of_whom.id, transfer_id=transfer_id, terms=terms.VERSION, at=at
            )
        assert queries.awaited(one_who_acts, of_whom.id, at) == []
    with pytest.raises(NotFound):
        queries.awaited(volunteer, other.id, at)
    with pytest.raises(NotAllowed):
        actions.agree(actor=owner, volunteer_id=other.id, transfer_id=transfer_id, terms=terms.VERSION, at=at)
    with pytest.raises(NotFound):
        actions.decline(actor=volunteer, volunteer_id=volunteer.id, transfer_id=transfer_id, at=at)


def test_a_sealed_person_fits_no_other_transfer(volunteer, there, at):
    transfer_id, other_id = ids.uuid7(), ids.uuid7()
    there.tell(transfer_id, there.say(transfer_id, Kind.REQUEST, there.person(other_id)))
    assert Awaited.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"number": ""},
        {"number": "1" * 5000},
        {"number": None},
        {"kind": "999"},
        {"country": ["CN"]},
        {"name": None},
        {"name": {"a": 1}},
        {"birth_on": "yesterday"},
        {"birth_on": 5},
    ],
)
def test_whatever_else_is_sealed_is_about_nobody(volunteer, there, changes):
    transfer_id = ids.uuid7()
    answer = there.tell(transfer_id, there.say(transfer_id, Kind.REQUEST, there.person(transfer_id, **changes)))
    assert "trouble" not in answer
    assert Awaited.objects.count() == 0


def test_nobody_agrees_within_thirty_days(ask, volunteer, there, system, at):
    transfer = ask()
    asked_there(there)
    later = at + timedelta(days=30)
    assert actions.lapse(actor=system, at=later - timedelta(minutes=1)) == 0
    assert actions.lapse(actor=system, at=later) == 1
    assert actions.lapse(actor=system, at=later) == 0
    transfer.refresh_from_db()
    assert (transfer.state, transfer.code, transfer.next_at) == (State.DECLINED, "transfer.lapsed", later)
    assert Awaited.objects.count() == 0
    assert Message.objects.get(recipient_id=volunteer.id).template == "transfer_ended"
    assert ask(at=later).state == State.ASKED


def test_an_old_request_awaits_nobody(volunteer, there, at):
    transfer_id = ids.uuid7()
    there.at = at - timedelta(days=40)
    request = there.say(transfer_id, Kind.REQUEST, there.person(transfer_id))
    there.at = at
    there.tell(transfer_id, request)
    assert Awaited.objects.count() == 0


def test_when_a_node_is_trusted_no_more_open_transfers_end(ask, volunteer, there, system, at):
    transfer = ask()
    Node.objects.update(state=NodeState.WITHDRAWN, withdrawn_at=at, withdrawn_reason="密钥外泄")
    actions.end_untrusted(actor=system, leased=[(volunteer.id, transfer.id)], at=at)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.code) == (State.DECLINED, "transfer.node_withdrawn")
    assert Entry.objects.filter(name="transfers.ended").count() == 1


def test_what_officers_of_the_region_see(ask, volunteer, there, at):
    transfer = ask()
    officer = organizations.officer("990101")
    elsewhere = organizations.officer("990102", name="寒露")
    assert [one.id for one in queries.of_region(officer, "990101")] == [transfer.id]
    assert queries.of_region(officer, "990101", troubled=True) == []
    assert queries.of_region(officer, "990101", states=[State.DONE]) == []
    assert queries.of_region(officer, "990101", before=(transfer.begun_at, transfer.id)) == []
    assert queries.one(officer, volunteer.id, transfer.id).turn == "person_there"
    for look in (
        lambda: queries.of_region(elsewhere, "990101"),
        lambda: queries.one(elsewhere, volunteer.id, transfer.id),
        lambda: queries.mine(officer, volunteer.id),
        lambda: queries.one(Actor(ActorKind.ANONYMOUS, ""), volunteer.id, transfer.id),
    ):
        with pytest.raises(NotFound):
            look()


@pytest.mark.parametrize(
    ("model", "changes", "promise"),
    [
        (Transfer, {"state": "given"}, "transfer_known"),
        (Transfer, {"side": "third"}, "transfer_known"),
        (Transfer, {"state": "declined"}, "transfer_ended_why"),
        (Transfer, {"code": "transfer.withdrawn"}, "transfer_ended_why"),
        (Step, {"kind": "gift"}, "transfer_step_known"),
        (Step, {"number": 1}, "transfer_step_number"),
        (Step, {"kind": "amend"}, "transfer_step_number"),
        (Handle, {"volunteer_id": None}, "transfer_handle_leads"),
    ],
)
def test_the_database_refuses(ask, model, changes, promise):
    ask()
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        model.objects.update(**changes)


def test_the_database_keeps_one_open_transfer_a_way(ask):
    asked = ask()
    same = {field.attname: getattr(asked, field.attname) for field in Transfer._meta.concrete_fields}
    with pytest.raises(IntegrityError, match="transfer_open_once"), transaction.atomic():
        Transfer.objects.create(**same | {"id": ids.uuid7()})
