"""Two officers who confirm at once, many who are the first, and one request that comes twice at once."""

import pytest

from tests.domain.nodes import peers
from tests.races import at_once, fates
from volunteercloud.domain.nodes import actions, keyring, queries, showing
from volunteercloud.domain.nodes.models import Heard, OwnKey, OwnNode

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_of_two_nodes_for_one_place_one_is_confirmed(system, at):
    for turn in range(5):
        proposed = []
        for letter in "ab":
            peer = peers.Peer(f"{letter}{turn}.example")
            answer = peer.document(at, regions=[f"99{turn:02}"])
            proposed.append(actions.propose(actor=system, url=f"https://{peer.name}", answer=answer, at=at))
        steps = [
            lambda node=node: actions.confirm(
                actor=system, name=node.name, fingerprint=showing.fingerprint(node, at), at=at
            )
            for node in proposed
        ]
        assert fates(steps) == ["done", "nodes.overlap"]


def test_whoever_is_first_makes_the_first_keys_and_the_name(at):
    versions = at_once([lambda: keyring.current(at).version] * 8)
    names = at_once([lambda: queries.own().name] * 8)
    assert (set(versions), len(set(names))) == ({1}, 1)
    assert (OwnKey.objects.count(), OwnNode.objects.count()) == (1, 1)


def test_a_request_that_comes_many_times_at_once_is_heard_once(system, at):
    peers.confirmed(at)
    heard = at_once([lambda: actions.hear(actor=system, node_name="bailu.example", nonce="n" * 24, at=at)] * 16)
    assert sorted(heard) == [False] * 15 + [True]
    assert Heard.objects.count() == 1


def test_keys_that_are_rotated_twice_at_once_follow_each_other(system, at):
    at_once([lambda: actions.rotate(actor=system, overlap_days=30, at=at)] * 4)
    assert sorted(OwnKey.objects.values_list("version", flat=True)) == [1, 2, 3, 4, 5]
    assert OwnKey.objects.filter(valid_until__isnull=True).count() == 1
