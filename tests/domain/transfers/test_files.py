"""Transfers as files: as good as a call, only slower."""

import json

import pytest

from tests.domain.records.origin import saturday
from tests.domain.transfers.there import digest, kinds, step
from volunteercloud.core.errors import Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.nodes import papers, sealing
from volunteercloud.domain.nodes.models import Node, NodeKey, Use
from volunteercloud.domain.transfers import actions, files, queries, synchronizing, terms
from volunteercloud.domain.transfers.models import State, Step


@pytest.fixture
def transfer(volunteer, there, at):
    return actions.ask(
        actor=volunteer, volunteer_id=volunteer.id, node_name=there.node.name, bring=True, terms=terms.VERSION, at=at
    )


def opened(there, packed):
    """What the other node reads in a file of ours."""
    return papers.read(there.peer.unseal(packed.content)["signed"])


def made(there, *entries, **changes):
    """A file of the other node for this one."""
    said = {
        "form": synchronizing.FORM,
        "file": files.FORM,
        "from": there.origin.name,
        "to": there.own_name,
        "transfers": list(entries),
    }
    signed = there.peer.sign(said | changes, there.at, kind=files.KIND)
    return sealing.seal_for(there.own_name, {"from": there.origin.name, "signed": signed}, there.at)


def test_a_transfer_by_files_alone(transfer, volunteer, there, system, at):
    packed = files.packed(actor=system, node_name=there.node.name, at=at)
    (asked,) = opened(there, packed)["transfers"]
    assert (packed.transfers, packed.more, kinds(asked)) == (1, False, ["request"])

    record = there.origin.record(saturday())
    offer = there.offer(transfer.id, digest(step(asked, "request")), record)
    brought = made(there, {"transfer": str(transfer.id), "steps": [offer], "have": asked["have"]})
    found = files.taken_in(actor=system, content=f"{brought}\n", at=at)
    (answer,) = opened(there, found.answer)["transfers"]
    assert (found.node.name, found.transfers, found.troubles, kinds(answer)) == (
        there.node.name,
        1,
        {},
        ["accept"],
    )

    names = Entry.objects.filter(name__startswith="transfers.file_").order_by("id").values_list("name", flat=True)
    assert sorted(names) == ["transfers.file_made", "transfers.file_made", "transfers.file_taken_in"]

    listed = [[str(record[0]), 1]]
    commit = there.say(transfer.id, "commit", {"records": listed}, digest(step(answer, "accept")))
    second = made(there, {"transfer": str(transfer.id), "steps": [{"document": commit}], "have": answer["have"]})
    files.taken_in(actor=system, content=second, at=at)
    assert queries.one(volunteer, volunteer.id, transfer.id).transfer.state == State.DONE

    # Old files, in whatever order, change nothing and get an answer all the same.
    for again in (brought, second, brought):
        (answer,) = opened(there, files.taken_in(actor=system, content=again, at=at).answer)["transfers"]
        assert kinds(answer)[-1] == "receipt"
    assert Step.objects.count() == 5


def test_what_is_no_file_for_this_node(transfer, there, system, at):
    right = made(there)
    head, key, nonce, text, tag = right.split(".")
    for wrong in (
        "",
        "一个文件",
        right[:-30],
        ".".join((head, key, nonce, text[:-8] + "AAAAAAAA", tag)),
        sealing.seal_for(there.node.name, {"from": there.origin.name, "signed": "x"}, at),
        sealing.seal_for(there.own_name, {"signed": "x"}, at),
        made(there, to="hanlu.example"),
        made(there, file="volunteercloud.transfers/2"),
        made(there, **{"from": "hanlu.example"}),
    ):
        with pytest.raises(Refused) as refusal:
            files.taken_in(actor=system, content=wrong, at=at)
        assert refusal.value.code == "transfer.file"


def test_a_file_that_no_trusted_node_signed(transfer, there, system, at):
    right = made(there)
    there.peer.forget()
    forged = made(there)
    unsigned = sealing.seal_for(
        there.own_name, {"from": there.origin.name, "signed": json.dumps({"transfers": []})}, at
    )
    for wrong in (forged, unsigned):
        with pytest.raises(Refused) as refusal:
            files.taken_in(actor=system, content=wrong, at=at)
        assert refusal.value.code == "transfer.file_untrusted"
    Node.objects.update(state="withdrawn", withdrawn_at=at, withdrawn_reason="密钥外泄")
    for act in (
        lambda: files.taken_in(actor=system, content=right, at=at),
        lambda: files.packed(actor=system, node_name=there.origin.name, at=at),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code in {"transfer.file_untrusted", "transfer.node"}


def test_what_was_answered_makes_no_file(transfer, there, system, at):
    """The person there has not agreed yet: nothing is to be said until then."""
    packed = files.packed(actor=system, node_name=there.node.name, at=at)
    (asked,) = opened(there, packed)["transfers"]
    assert files.packed(actor=system, node_name=there.node.name, at=at).transfers == 1, "not answered, so said again"
    files.taken_in(actor=system, content=made(there, {"transfer": str(transfer.id), "have": asked["have"]}), at=at)
    with pytest.raises(Refused) as refusal:
        files.packed(actor=system, node_name=there.node.name, at=at)
    assert refusal.value.code == "transfer.file_empty"
    # The other node was restored, and has lost it.
    files.taken_in(actor=system, content=made(there, {"transfer": str(transfer.id), "have": []}), at=at)
    assert files.packed(actor=system, node_name=there.node.name, at=at).transfers == 1


def test_what_waits_does_not_hide_what_is_to_be_said(transfer, volunteer, there, system, at, monkeypatch):
    monkeypatch.setattr(files, "MOST", 1)
    (asked,) = opened(there, files.packed(actor=system, node_name=there.node.name, at=at))["transfers"]
    files.taken_in(actor=system, content=made(there, {"transfer": str(transfer.id), "have": asked["have"]}), at=at)
    say = {"volunteer_id": volunteer.id, "node_name": there.node.name, "bring": False, "terms": terms.VERSION}
    second = actions.ask(actor=volunteer, at=at, **say)
    packed = files.packed(actor=system, node_name=there.node.name, at=at)
    (said,) = opened(there, packed)["transfers"]
    assert (said["transfer"], packed.more) == (str(second.id), False)


def test_what_one_file_does_not_hold_comes_with_the_next(transfer, volunteer, there, system, at, monkeypatch):
    monkeypatch.setattr(files, "MOST", 1)
    say = {"volunteer_id": volunteer.id, "node_name": there.node.name, "bring": False, "terms": terms.VERSION}
    actions.ask(actor=volunteer, at=at, **say)
    packed = files.packed(actor=system, node_name=there.node.name, at=at)
    assert (packed.transfers, packed.more) == (1, True)


def test_without_a_key_to_seal_to_there_is_no_file(transfer, there, system, at):
    NodeKey.objects.filter(use=Use.SEAL).delete()
    with pytest.raises(Refused) as refusal:
        files.packed(actor=system, node_name=there.node.name, at=at)
    assert refusal.value.code == "transfer.node"


def test_a_file_that_is_too_long_is_not_opened(there, system, at, monkeypatch):
    right = made(there)
    monkeypatch.setattr(files, "LARGEST", len(right))
    assert files.taken_in(actor=system, content=right, at=at).transfers == 0
    monkeypatch.setattr(files, "LARGEST", len(right) - 1)
    with pytest.raises(Refused) as refusal:
        files.taken_in(actor=system, content=right, at=at)
    assert refusal.value.code == "transfer.file"


def test_nothing_to_say_is_no_file(there, system, at):
    with pytest.raises(Refused) as refusal:
        files.packed(actor=system, node_name=there.node.name, at=at)
    assert refusal.value.code == "transfer.file_empty"
