"""Papers: what a node signed is opened by whoever trusts it, and nothing else is."""

import base64
import json
from datetime import timedelta

import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from tests.domain.nodes import peers
from volunteercloud.core import parsing
from volunteercloud.domain.nodes import actions, keyring, papers, queries
from volunteercloud.domain.nodes.models import Node, NodeKey, State, Use

pytestmark = pytest.mark.django_db

STEP = {"form": "volunteercloud.step/1", "step": "offer", "body": {"name": "小满"}}
DAY = timedelta(days=1)


@pytest.fixture
def peer(at):
    return peers.confirmed(at)


def refusal(text, peer, at, **more):
    with pytest.raises(papers.Untrusted) as caught:
        papers.opened(text, peer.name, at, **more)
    return caught.value.code


def encoded(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def test_our_own_paper_says_what_it_said(at):
    text = papers.sign(STEP, at)
    assert papers.opened(text, queries.own_name(), at) == {**STEP, "at": "2026-05-16T01:00:00+00:00"}
    assert papers.read(text) == papers.opened(text, queries.own_name(), at)
    assert len(papers.digest(text)) == 32


def test_a_paper_of_a_peer_is_opened_by_its_key_with_what_we_do_not_know(peer, at):
    text = peer.sign({**STEP, "of_a_later_version": [1, {"a": None}]}, at)
    assert papers.opened(text, peer.name, at) == {
        **STEP,
        "of_a_later_version": [1, {"a": None}],
        "at": "2026-05-16T01:00:00+00:00",
    }
    assert papers.opened(text, papers.ring(peer.name), at)["step"] == "offer"


def test_nobody_signs_as_somebody_else(peer, at):
    other = peers.confirmed(at, "hanlu.example")
    assert refusal(other.sign(STEP, at), peer, at) == "paper.key_unknown"
    assert refusal(other.sign(STEP, at, kid=peer.kid), peer, at) == "paper.signature"
    assert refusal(papers.sign(STEP, at), peer, at) == "paper.key_unknown"
    assert refusal(peer.sign(STEP, at, kid=peer.sealing.thumbprint()), peer, at) == "paper.key_unknown"


def test_a_key_that_comes_along_is_nothing_to_us(peer, at):
    stranger = peers.Peer(peer.name)
    own_key = stranger.signing.as_dict(private=False)
    assert refusal(stranger.sign(STEP, at, jwk=own_key), peer, at) == "paper.key_unknown"
    assert refusal(stranger.sign(STEP, at, jwk=own_key, kid=peer.kid), peer, at) == "paper.signature"


def test_no_other_algorithm_will_do(peer, at):
    _header, payload, signature = peer.sign(STEP, at).split(".")
    public = OctKey.import_key(peer.signing.public_key.public_bytes_raw())
    symmetric = jws.serialize_compact({"alg": "HS256", "kid": peer.kid, "typ": papers.STEP}, b"{}", public)
    for alg in ("none", "EdDSA", "HS256", "Ed448"):
        header = encoded(json.dumps({"alg": alg, "kid": peer.kid, "typ": papers.STEP}).encode())
        assert refusal(f"{header}.{payload}.{signature}", peer, at) == "paper.signature"
        assert refusal(f"{header}.{payload}.", peer, at) == "paper.signature"
    assert refusal(f"{symmetric.split('.')[0]}.{payload}.{symmetric.split('.')[2]}", peer, at) == "paper.signature"


def test_only_the_kind_that_was_asked_for(peer, at):
    text = peer.sign(STEP, at, kind="vc-other+jws")
    assert refusal(text, peer, at) == "paper.kind"
    assert papers.opened(text, peer.name, at, kind="vc-other+jws")["step"] == "offer"


def test_a_key_is_believed_for_the_days_on_which_it_was_valid(peer, at):
    NodeKey.objects.filter(node_id=peer.name).update(valid_until=at)
    assert papers.opened(peer.sign(STEP, at - DAY), peer.name, at)["step"] == "offer"
    assert refusal(peer.sign(STEP, at), peer, at) == "paper.key_not_valid"
    assert refusal(peer.sign(STEP, at - 20 * DAY), peer, at) == "paper.key_not_valid"


def test_a_key_that_was_revoked_is_believed_for_no_day(peer, at):
    text = peer.sign(STEP, at - DAY)
    NodeKey.objects.filter(node_id=peer.name).update(revoked_at=at)
    assert refusal(text, peer, at) == "paper.key_revoked"


def test_no_paper_comes_from_the_future(peer, at):
    assert papers.opened(peer.sign(STEP, at + timedelta(minutes=5)), peer.name, at)["step"] == "offer"
    assert refusal(peer.sign(STEP, at + timedelta(minutes=6)), peer, at) == "paper.early"


def test_nothing_is_believed_of_a_node_that_is_not_trusted(peer, at):
    text = peer.sign(STEP, at)
    Node.objects.filter(name=peer.name).update(state=State.PROPOSED)
    assert refusal(text, peer, at) == "node.unknown"
    Node.objects.filter(name=peer.name).update(state=State.WITHDRAWN, withdrawn_at=at, withdrawn_reason="gone")
    assert refusal(text, peer, at) == "node.withdrawn"
    peer.name = "nobody.example"
    assert refusal(text, peer, at) == "node.unknown"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"no json",
        b"[]",
        b"{}",
        b'{"at": 5}',
        b'{"at": "2026-05-16T01:00:00"}',
        b'{"at": "yesterday"}',
        b'{"at": "2026-05-16T01:00:00Z", "a": "\\u0000"}',
        b'{"at": "2026-05-16T01:00:00Z", "a": "\\ud800"}',
        b'{"at": "2026-05-16T01:00:00Z", "a": NaN}',
        b'{"at": "2026-05-16T01:00:00Z", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"\xff",
    ],
)
def test_what_cannot_be_kept_is_no_paper(peer, at, payload):
    header = {"alg": papers.ALGORITHM, "kid": peer.kid, "typ": papers.STEP}
    text = jws.serialize_compact(header, payload, peer.signing, registry=papers.REGISTRY)
    assert refusal(text, peer, at) == "paper.unreadable"


def test_text_that_only_speaks_of_such_characters_is_kept(peer, at):
    said = {"a": "\\u0000 and \\ud800", "b": "😀"}
    header = {"alg": papers.ALGORITHM, "kid": peer.kid, "typ": papers.STEP}
    payload = json.dumps(said | {"at": at.isoformat()}).encode()
    text = jws.serialize_compact(header, payload, peer.signing, registry=papers.REGISTRY)
    assert papers.opened(text, peer.name, at) == said | {"at": at.isoformat()}


def test_a_paper_is_written_in_one_way_only(peer, at):
    text = peer.sign(STEP, at)
    last = text[-1]
    others = [one for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if one != last]
    for other in (text + "=", text + "\n", " " + text, text[:-1] + others[0], text + ".", text[:-4], ""):
        assert refusal(other, peer, at) in {"paper.unreadable", "paper.signature"}
    # The last character of 64 bytes in base64 holds two bits that are no part of them.
    twin = text[:-1] + chr(ord(last) + 1)
    if base64.urlsafe_b64decode(twin.split(".")[2] + "==") == base64.urlsafe_b64decode(text.split(".")[2] + "=="):
        assert refusal(twin, peer, at) == "paper.unreadable"


def test_a_paper_has_an_end(peer, at, monkeypatch):
    text = peer.sign({"a": "0" * 10_000}, at)
    monkeypatch.setattr(papers.REGISTRY, "max_payload_length", 9_000)
    assert refusal(text, peer, at) == "paper.unreadable"


def test_new_keys_are_announced_before_they_sign_and_old_ones_end_after_the_overlap(system, at):
    name = queries.own_name()
    first = papers.signer(at).kid
    actions.rotate(actor=system, overlap_days=30, at=at)
    assert papers.signer(at).kid == first
    second = papers.signer(at + keyring.ANNOUNCED_BEFORE).kid
    assert second != first

    later = at + 30 * DAY
    ring = papers.ring(name)
    assert [ring.is_signing(kid, later - DAY) for kid in (first, second)] == [True, True]
    assert [ring.is_signing(kid, later) for kid in (first, second)] == [False, True]
    assert [one.version for one in keyring.good_versions(later)] == [2]


def test_revoked_keys_of_ours_sign_no_more_and_a_new_version_follows(system, at):
    text = papers.sign(STEP, at)
    first = papers.signer(at).kid
    actions.revoke(actor=system, version=1, reason="A disk was stolen.", at=at)
    second = papers.signer(at).kid
    assert second != first
    ring = papers.ring(queries.own_name())
    assert ring.keys[first].revoked_at == at
    with pytest.raises(papers.Untrusted):
        papers.opened(text, ring, at)
    assert ring.sealing(at).kid == keyring.own_pair(2, Use.SEAL).thumbprint()


def test_our_keys_are_the_same_on_every_machine_with_the_master_key(at):
    assert keyring.own_pair(1, Use.SIGN).thumbprint() == keyring.own_pair(1, Use.SIGN).thumbprint()
    assert keyring.own_pair(1, Use.SIGN).thumbprint() != keyring.own_pair(2, Use.SIGN).thumbprint()
    assert keyring.own_pair(1, Use.SEAL).curve_name == "X25519"


def test_json_of_others_is_an_object_or_refused():
    assert parsing.json_object('{"a": {"b": [1, "小满"]}}') == {"a": {"b": [1, "小满"]}}
    for bad in ("", "1", "[]", "{", '{"a": Infinity}', b"\xff", '{"a": ["\\u0000"]}', '{"\\ud800": 1}', "9" * 10_000):
        with pytest.raises(parsing.Unreadable):
            parsing.json_object(bad)
