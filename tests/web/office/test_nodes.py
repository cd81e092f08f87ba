"""Nodes at the officer's desk: proposed, compared, confirmed and withdrawn, by officers of the whole country alone."""

import pytest
from django.urls import reverse

from tests.domain.nodes import peers
from tests.domain.organizations import factories
from volunteercloud.core.actor import system
from volunteercloud.domain.nodes import actions, looking, queries, showing
from volunteercloud.domain.nodes.models import Node, State


@pytest.fixture
def national(owner, signed_in):
    return signed_in(factories.officer(None, "寒露"))


@pytest.fixture
def node(owner, at):
    peer = peers.Peer()
    answer = peer.document(at, regions=["9902"])
    return actions.propose(actor=system("tests"), url="https://bailu.example", answer=answer, at=at)


def confirm(browser, node, at, *, last=None):
    groups = showing.fingerprint(node, at).split()
    given = {"shown": " ".join(groups[:-1]), "fingerprint": groups[-1] if last is None else last}
    return browser.post(reverse("office:confirm_node", args=[node.name]), given)


def words(answer):
    return answer.content.decode()


def test_without_nodes_the_page_says_what_to_do_and_shows_our_own_fingerprint(national, at):
    page = words(national.get(reverse("office:nodes")))
    assert "No node yet" in page
    assert all(f"<span>{group}</span>" in page for group in showing.own_fingerprint(at).split())


def test_a_node_is_proposed_by_its_address(national, at, monkeypatch):
    peer = peers.Peer()
    monkeypatch.setattr(looking, "_fetched", lambda url: peer.document(at))
    answer = national.post(reverse("office:nodes"), {"url": "https://bailu.example"})
    assert (answer.status_code, answer.url) == (302, reverse("office:node", args=["bailu.example"]))
    assert Node.objects.get().state == State.PROPOSED
    answer = national.post(reverse("office:nodes"), {"url": "http://bailu.example"})
    assert answer.status_code == 422
    assert "This is not an address that a node can have." in words(answer)


def test_it_is_confirmed_by_typing_what_was_heard(national, node, at):
    for last in ("", "abcde", "1234"):
        assert confirm(national, node, at, last=last).status_code == 422
        assert queries.confirmed(node.name) is None
    assert confirm(national, node, at).status_code == 302
    assert queries.confirmed(node.name) == node
    page = words(national.get(reverse("office:node", args=[node.name])))
    assert "Its keys" in page
    assert "Trust this node" not in page
    assert "confirmed a node by its fingerprint" in page


def test_what_changed_is_shown_and_confirmed(national, node, at):
    peer = peers.confirmed(at, "hanlu.example", regions=["9803"], vkey="")
    answer = peer.document(at, regions=["9803", "9804"])
    actions.take_look(actor=system("tests"), name=peer.name, answer=answer, at=at)
    found = queries.node(peer.name)
    page = words(national.get(reverse("office:node", args=[peer.name])))
    assert "<b>9803, 9804</b>" in page
    assert "Confirm what changed" in page
    assert confirm(national, found, at).status_code == 302
    assert queries.node(peer.name).regions == ["9803", "9804"]


def test_trust_is_withdrawn_with_a_reason(national, node, at):
    confirm(national, node, at)
    address = reverse("office:withdraw_node", args=[node.name])
    assert national.post(address, {"reason": "no"}).status_code == 422
    assert national.post(address, {"reason": "它的密钥被盗。"}).status_code == 302
    page = words(national.get(reverse("office:node", args=[node.name])))
    assert "它的密钥被盗。" in page
    assert "Withdraw trust" not in page


def test_officers_of_a_region_read_whom_we_trust_and_decide_nothing(browser, national, node, at):
    listing, one = reverse("office:nodes"), reverse("office:node", args=[node.name])
    assert node.name not in words(browser.get(listing))
    assert browser.get(one).status_code == 404
    assert browser.post(listing, {"url": "https://hanlu.example"}).status_code == 403
    assert confirm(browser, node, at).status_code == 404
    confirm(national, node, at)
    assert node.name in words(browser.get(listing))
    page = words(browser.get(one))
    assert 'name="reason"' not in page
    withdraw = reverse("office:withdraw_node", args=[node.name])
    assert browser.post(withdraw, {"reason": "我说了算"}).status_code == 403
    assert queries.confirmed(node.name) == node


def test_a_name_that_nobody_has_is_not_found(national, owner, signed_in):
    for name in ("nobody.example", "<b>", "a" * 300):
        assert national.get(f"/office/nodes/{name}/").status_code == 404
    assert signed_in(owner).get(reverse("office:nodes")).status_code == 403


def test_everybody_reads_whom_we_trust_and_fetches_our_document(client, national, node, at):
    public = reverse("public:nodes")
    assert "No other node yet" in words(client.get(public, headers={"Accept-Language": "en"}))
    confirm(national, node, at)
    assert "bailu.example" in words(client.get(public))
    (one,) = client.get("/api/v1/nodes").json()
    assert (one["name"], one["regions"]) == ("bailu.example", ["9902"])
    answer = client.get(reverse("node_document"))
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
        "application/jose+json",
        "public, max-age=60",
    )
    assert set(answer.json()) == {"payload", "signatures"}
