"""The trust list: proposed by an address, confirmed by a fingerprint, withdrawn with a reason; nothing is trusted between."""

import base64
import json
from contextlib import contextmanager
from datetime import timedelta

import pytest

from tests.domain.log import nodes as servers
from tests.domain.nodes import peers
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.log.models import FollowedLog
from volunteercloud.domain.nodes import actions, calling, documents, keyring, looking, papers, queries, showing
from volunteercloud.domain.nodes.models import Node, NodeKey, State

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def peer():
    return peers.Peer()


@pytest.fixture
def officer(db):
    organizations.ground()
    return organizations.officer(None, "白露")


def refusal(action, **given):
    with pytest.raises(Refused) as caught:
        action(**given)
    return caught.value.code


def propose(system, peer, at, **facts):
    return actions.propose(actor=system, url=f"https://{peer.name}", answer=peer.document(at, **facts), at=at)


def confirm(system, node, at):
    return actions.confirm(actor=system, name=node.name, fingerprint=showing.fingerprint(node, at), at=at)


def look(system, peer, at, **facts):
    return actions.take_look(actor=system, name=peer.name, answer=peer.document(at, **facts), at=at)


@contextmanager
def answering(content, status=200):
    class Handler(servers.Quiet):
        def do_GET(self):
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            self.wfile.write(content(f"127.0.0.1:{self.server.server_port}") if callable(content) else content)

    server = servers.Served(Handler)
    try:
        yield server.url
    finally:
        server.end()


def test_a_node_is_trusted_once_its_fingerprint_was_compared(system, peer, at):
    node = propose(system, peer, at, regions=["990201"])
    assert (node.name, node.state, node.regions) == ("bailu.example", State.PROPOSED, ["990201"])
    assert queries.confirmed(peer.name) is None
    assert NodeKey.objects.count() == 0
    with pytest.raises(papers.Untrusted):
        papers.opened(peer.sign({}, at), peer.name, at)

    for wrong in ("", "12345", "00000 " * 6, showing.fingerprint(node, at)[-5:]):
        assert refusal(actions.confirm, actor=system, name=node.name, fingerprint=wrong, at=at) == "nodes.fingerprint"
    spoken = showing.fingerprint(node, at).replace(" ", "-")
    actions.confirm(actor=system, name=node.name, fingerprint=spoken, at=at)
    assert queries.confirmed(peer.name) == node
    assert papers.opened(peer.sign({"a": 1}, at), peer.name, at)["a"] == 1
    assert FollowedLog.objects.get().url == "https://bailu.example/log"
    names = Entry.objects.filter(owner_id=node.trail_id).order_by("id").values_list("name", flat=True)
    assert list(names) == ["nodes.proposed", "nodes.confirmed"]


def test_both_sides_see_the_same_fingerprints(at):
    ours = documents.opened(documents.own_signed(at)).document
    assert ours.fingerprint(at) == showing.own_fingerprint(at)
    groups = showing.own_fingerprint(at).split(" ")
    assert [len(group) for group in groups] == [5] * 6


def test_only_officers_of_the_whole_country_who_look_after_the_system_decide(system, officer, peer, at):
    node = propose(system, peer, at)
    for stranger in (organizations.officer("990101", "寒露"), organizations.person("霜降")):
        with pytest.raises(NotAllowed):
            looking.propose(actor=stranger, url="https://hanlu.example", at=at)
        with pytest.raises(NotAllowed):
            confirm(stranger, node, at)
        with pytest.raises(NotAllowed):
            actions.withdraw(actor=stranger, name=node.name, reason="for no reason", at=at)
        with pytest.raises(NotAllowed):
            actions.rotate(actor=stranger, overlap_days=30, at=at)
        assert queries.nodes(stranger) == []
    confirm(officer, node, at)
    assert queries.nodes(officer) == [node]
    with pytest.raises(NotAllowed):  # keys are the operator's
        actions.revoke(actor=officer, version=1, reason="lost", at=at)


def test_a_document_is_of_the_host_that_answered(system, peer, at):
    other = {"actor": system, "answer": peer.document(at), "at": at}
    assert refusal(actions.propose, url="https://hanlu.example", **other) == "nodes.name"
    moved = {"actor": system, "answer": peer.document(at, url="https://hanlu.example"), "at": at}
    assert refusal(actions.propose, url="https://bailu.example", **moved) == "nodes.name"
    peer.name = queries.own_name()
    own = {"actor": system, "answer": peer.document(at, url=f"https://{peer.name}"), "at": at}
    assert refusal(actions.propose, url=f"https://{peer.name}", **own) == "nodes.own"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"{}",
        b'{"payload": "", "signatures": []}',
        b'{"payload": {}, "signatures": {}}',
        b'{"payload": "e30", "signatures": [{"protected": "e30", "signature": ""}]}',
        b"[" * 100_000,
        b"0" * 300_000,
    ],
)
def test_what_is_no_document_is_refused(system, at, answer):
    given = {"actor": system, "url": "https://bailu.example", "answer": answer, "at": at}
    assert refusal(actions.propose, **given) == "nodes.document"


@pytest.mark.parametrize(
    "facts",
    [
        {"form": "volunteercloud.node/2"},
        {"name": "Bailu.example"},
        {"name": "bailu.example/../"},
        {"name": 5},
        {"url": "http://bailu.example"},
        {"url": "https://bailu.example?a"},
        {"url": "https://小满.example"},
        {"title": None},
        {"title": "a" * 201},
        {"regions": "99"},
        {"regions": [99]},
        {"regions": ["99 01"]},
        {"regions": {}},
        {"versions": [True]},
        {"versions": ["1"]},
        {"versions": list(range(1, 30))},
        {"log": {"vkey": "no key"}},
        {"log": None},
        {"keys": []},
        {"keys": [{"use": "sign"}]},
        {"at": "yesterday"},
        {"at": None},
    ],
)
def test_a_document_whose_members_do_not_fit_is_refused(system, peer, at, facts):
    given = {"actor": system, "url": "https://bailu.example", "answer": peer.document(at, **facts), "at": at}
    assert refusal(actions.propose, **given) in {"nodes.document", "nodes.name"}
    assert Node.objects.count() == 0


def test_a_document_signed_by_none_of_its_keys_is_refused(system, peer, at):
    found = json.loads(peer.document(at))
    found["signatures"] = json.loads(peers.Peer().document(at))["signatures"]
    given = {"actor": system, "url": "https://bailu.example", "answer": json.dumps(found).encode(), "at": at}
    assert refusal(actions.propose, **given) == "nodes.document"


def test_a_document_does_not_carry_a_private_key_or_another_curve(system, peer, at):
    for jwk in (
        peer.signing.as_dict(private=True),
        peer.sealing.as_dict(private=False),
        {"kty": "oct", "k": "AAAA"},
        {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": 5},
    ):
        keys = [{**one, "jwk": jwk} if one["use"] == "sign" else one for one in peer.keys(at)]
        given = {"actor": system, "url": "https://bailu.example", "answer": peer.document(at, keys=keys), "at": at}
        assert refusal(actions.propose, **given) == "nodes.document"


def test_no_two_nodes_speak_for_one_place(system, at):
    def trusted(name, *regions, **facts):
        peer = peers.Peer(name)
        return confirm(system, propose(system, peer, at, regions=list(regions), **facts), at)

    trusted("bailu.example", "9902", "9903")
    for code in ("9902", "990201", "99"):
        with pytest.raises(Refused) as caught:
            trusted("hanlu.example", "9801", code)
        assert caught.value.code == "nodes.overlap"
    trusted("hanlu.example", "98")
    trusted("dongzhi.example", is_national=True)
    with pytest.raises(Refused) as caught:
        actions.describe(actor=system, regions=["990301"], is_national=False, at=at)
    assert caught.value.code == "nodes.overlap"
    actions.describe(actor=system, regions=["9901"], is_national=False, at=at)
    with pytest.raises(Refused):
        trusted("xiazhi.example", "990101")
    actions.withdraw(actor=system, name="bailu.example", reason="It was closed.", at=at)
    trusted("lixia.example", "9902")


def test_new_keys_come_with_a_document_that_an_older_key_signed(system, peer, at):
    confirm(system, propose(system, peer, at), at)
    old, later = peer.signing, at + DAY
    peer.rotate()
    node = look(system, peer, later, signed_by=[old, peer.signing])
    assert (node.trouble, node.seen_at) == ("", later)
    assert papers.opened(peer.sign({"a": 1}, later), peer.name, later)["a"] == 1
    entry = Entry.objects.get(name="nodes.keys_taken")
    assert entry.facts == {"keys": sorted([peer.kid, peer.sealing.thumbprint()])}
    look(system, peer, later, signed_by=[old, peer.signing])
    assert Entry.objects.filter(name="nodes.keys_taken").count() == 1


def test_keys_that_no_known_key_signed_for_wait_for_an_officer(system, peer, at):
    node = confirm(system, propose(system, peer, at), at)
    old, later = peer.kid, at + DAY
    peer.forget()
    before = showing.fingerprint(node, at)
    node = look(system, peer, later)
    assert node.trouble == "keys_unknown"
    with pytest.raises(papers.Untrusted):
        papers.opened(peer.sign({}, later), peer.name, later)
    assert showing.fingerprint(node, later) != before
    assert refusal(actions.confirm, actor=system, name=node.name, fingerprint=before, at=later) == "nodes.fingerprint"
    node = confirm(system, node, later)
    assert node.trouble == ""
    assert papers.opened(peer.sign({"a": 1}, later), peer.name, later)["a"] == 1
    assert NodeKey.objects.get(kid=old).revoked_at == later


def test_a_key_may_revoke_itself_and_nothing_more(system, peer, at):
    confirm(system, propose(system, peer, at), at)
    old, later = peer.signing, at + DAY
    gone = {peer.kid: later}
    peer.rotate()
    node = look(system, peer, later, signed_by=[old, peer.signing], revoked=gone)
    assert node.trouble == "keys_unknown"  # whoever has the old key could have signed for any new one
    assert list(NodeKey.objects.filter(revoked_at__isnull=False).values_list("kid", flat=True)) == [old.thumbprint()]
    with pytest.raises(papers.Untrusted):
        papers.opened(peer.sign({}, later), peer.name, later)
    node = look(system, peer, later)  # a later document cannot take it back
    assert NodeKey.objects.get(kid=old.thumbprint()).revoked_at == later


def test_an_older_document_is_not_dug_out(system, peer, at):
    confirm(system, propose(system, peer, at), at)
    assert look(system, peer, at - DAY).trouble == "document.older"
    assert look(system, peer, at - timedelta(minutes=5)).trouble == ""


def test_a_document_of_tomorrow_makes_none_of_today_older(system, peer, at):
    confirm(system, propose(system, peer, at), at)
    impostor = peers.Peer(peer.name)
    answer = impostor.document(at + DAY)
    node = actions.take_look(actor=system, name=peer.name, answer=answer, at=at)
    assert node.trouble == "document.early"
    assert look(system, peer, at).trouble == ""


def test_what_changed_of_a_node_waits_for_an_officer(system, peer, at):
    confirm(system, propose(system, peer, at, regions=["9902"]), at)
    later = at + DAY
    facts = {"regions": ["99"], "url": "https://elsewhere.example", "is_national": True, "title": "白露"}
    node = look(system, peer, later, **facts)
    assert (node.regions, node.url, node.is_national, node.title) == (["9902"], "https://bailu.example", False, "白露")
    assert [(one.field, one.said) for one in showing.differences(node)] == [
        ("url", "https://elsewhere.example"),
        ("regions", "99"),
        ("is_national", "true"),
    ]
    node = confirm(system, node, later)
    assert (node.regions, node.url, showing.differences(node)) == (["99"], "https://elsewhere.example", [])


def test_withdrawing_ends_everything_at_once_and_says_why(system, peer, at):
    node = confirm(system, propose(system, peer, at), at)
    for short in ("", "   ", "no", "a" * 1001):
        assert refusal(actions.withdraw, actor=system, name=node.name, reason=short, at=at) == "nodes.reason"
    actions.withdraw(actor=system, name=node.name, reason="Its keys were sold.", at=at)
    with pytest.raises(papers.Untrusted):
        papers.opened(peer.sign({}, at), peer.name, at)
    with pytest.raises(calling.Unreachable):
        calling.get(node.name, "/node/v1/", at)
    assert look(system, peer, at) is None
    again = {"actor": system, "name": node.name, "at": at}
    assert refusal(actions.withdraw, reason="once more", **again) == "nodes.withdrawn_already"
    assert refusal(actions.confirm, fingerprint=showing.fingerprint(node, at), **again) == "nodes.withdrawn"
    with pytest.raises(NotFound):
        actions.withdraw(actor=system, name="nobody.example", reason="unknown", at=at)
    node = confirm(system, propose(system, peer, at + DAY), at + DAY)
    assert (node.state, node.withdrawn_reason) == (State.CONFIRMED, "")


def test_a_node_is_proposed_by_asking_its_address(system, peer, at):
    def document(host):
        peer.name = host
        return peer.document(at, url=f"http://{host}")

    with answering(document) as url:
        node = looking.propose(actor=system, url=f" {url}/ ", at=at)
        assert (node.name, node.url, node.trouble) == (peer.name, url, "")
        confirm(system, node, at)
        assert looking.look(system, node, at + DAY).seen_at == at + DAY
        assert refusal(looking.propose, actor=system, url=url, at=at) == "nodes.known"
    assert looking.look(system, node, at + DAY) is None
    node.refresh_from_db()
    assert (node.trouble, node.state) == ("unreachable", State.CONFIRMED)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bailu.example",
        "http://bailu.example",
        "ftp://bailu.example",
        "https://",
        "https://a@b.example",
        "https://b.example?x",
    ],
)
def test_an_address_that_a_node_cannot_have_is_not_asked(system, at, url):
    assert refusal(looking.propose, actor=system, url=url, at=at) == "nodes.address"


@pytest.mark.parametrize(("content", "status"), [(b"gone", 404), (b"", 302), (b"0" * 300_000, 200)])
def test_an_address_without_a_document_is_refused(system, at, content, status):
    with answering(content, status) as url:
        assert refusal(looking.propose, actor=system, url=url, at=at) == "nodes.no_answer"


def test_an_officer_sends_the_server_into_no_network_of_ours(system, at, settings):
    settings.PRIVATE_NETWORKS = ()
    with answering(lambda host: b"") as url:
        assert refusal(looking.propose, actor=system, url=url, at=at) == "nodes.private"


def test_our_document_names_every_key_and_is_signed_by_those_that_are_valid(system, at):
    name = queries.own_name()
    actions.rotate(actor=system, overlap_days=30, at=at)
    found = documents.opened(documents.own_signed(at))
    assert (found.document.name, len(found.document.keys), len(found.by)) == (name, 4, 2)
    assert found.document.vkey.startswith(f"{name}/log+")
    later = at + 31 * DAY
    assert len(documents.opened(documents.own_signed(later)).by) == 1
    actions.revoke(actor=system, version=2, reason="A disk was stolen.", at=later)
    found = documents.opened(documents.own_signed(later))
    assert documents.given_up(found) == [keyring.own_pair(2, "sign").thumbprint()]
    assert len(found.by) == 2
    payload = json.loads(documents.own_signed(later))["payload"]
    assert '"d"' not in base64.urlsafe_b64decode(payload + "==").decode()


def test_our_name_stays_when_the_site_moves(settings, at):
    settings.SITE_URL = "https://lixia.example"
    assert queries.own().name == "lixia.example"
    settings.SITE_URL = "https://xiazhi.example"
    assert documents.own(at).name == "lixia.example"
    assert documents.own(at).url == "https://xiazhi.example"


def test_an_overlap_in_which_nobody_could_learn_of_new_keys_is_refused(system, at):
    for days in (0, -1, 366):
        assert refusal(actions.rotate, actor=system, overlap_days=days, at=at) == "nodes.overlap_days"
    assert refusal(actions.revoke, actor=system, version=1, reason=" ", at=at) == "nodes.reason"
    actions.revoke(actor=system, version=1, reason="lost", at=at)
    assert refusal(actions.revoke, actor=system, version=1, reason="lost", at=at) == "nodes.revoked_already"
    with pytest.raises(NotFound):
        actions.revoke(actor=system, version=9, reason="lost", at=at)
