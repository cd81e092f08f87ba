"""Seals: only the node they are for can read what is in them."""

from datetime import timedelta

import pytest
from joserfc import jwe

from tests.domain.nodes import peers
from volunteercloud.core import parsing
from volunteercloud.domain.nodes import actions, keyring, papers, queries, sealing
from volunteercloud.domain.nodes.models import NodeKey, Use

pytestmark = pytest.mark.django_db

NUMBER = {"kind": "resident", "number": "990101199004200018"}


@pytest.fixture
def peer(at):
    return peers.confirmed(at)


def refusal(text):
    with pytest.raises(papers.Untrusted) as caught:
        sealing.unseal(text)
    return caught.value.code


def sealed_by_hand(key, content=NUMBER, **header):
    header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": key.thumbprint()} | header
    known = jwe.JWERegistry(algorithms=["ECDH-ES+A256KW", "ECDH-ES", "A256GCM", "A128GCM", "DEF"])
    return jwe.encrypt_compact(header, parsing.json_bytes(content), key, registry=known)


def test_what_is_sealed_for_a_peer_only_the_peer_reads(peer, at):
    text = sealing.seal_for(peer.name, NUMBER, at)
    assert peer.unseal(text) == NUMBER
    assert refusal(text) == "seal.other_key"
    assert "990101199004200018" not in text


def test_the_same_twice_looks_different(peer, at):
    assert sealing.seal_for(peer.name, NUMBER, at) != sealing.seal_for(peer.name, NUMBER, at)


def test_what_was_sealed_for_an_older_key_of_ours_is_still_read(system, at):
    text = sealing.seal_for(queries.own_name(), NUMBER, at)
    actions.rotate(actor=system, overlap_days=1, at=at)
    assert sealing.unseal(text) == NUMBER
    assert sealing.unseal(sealing.seal_for(queries.own_name(), NUMBER, at + timedelta(days=9))) == NUMBER


def test_nothing_is_sealed_for_whom_we_do_not_trust_or_without_a_key(peer, at):
    NodeKey.objects.filter(node_id=peer.name, use=Use.SEAL).update(revoked_at=at)
    for name, code in ((peer.name, "paper.no_key"), ("nobody.example", "node.unknown")):
        with pytest.raises(papers.Untrusted) as caught:
            sealing.seal_for(name, NUMBER, at)
        assert caught.value.code == code


def test_what_was_changed_or_sealed_in_another_way_is_not_read(at):
    key = keyring.own_pair(1, Use.SEAL)
    queries.own_name(), keyring.own_versions()
    text = sealed_by_hand(key)
    assert sealing.unseal(text) == NUMBER
    parts = text.split(".")
    for bad in (
        "",
        "a.b.c",
        ".".join(parts[:4]),
        ".".join([*parts[:3], parts[3][::-1], parts[4]]),
        "小满",
        text + "A" * 9,
    ):
        assert refusal(bad) == "seal.unreadable"
    assert refusal(sealed_by_hand(key, zip="DEF")) == "seal.unreadable"
    assert refusal(sealed_by_hand(key, alg="ECDH-ES")) == "seal.unreadable"
    assert refusal(sealed_by_hand(key, enc="A128GCM")) == "seal.unreadable"
    assert refusal(sealed_by_hand(key, kid="someone")) == "seal.other_key"
