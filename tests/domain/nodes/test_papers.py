"""Papers: what a node signed is opened by whoever trusts it, and nothing else is."""

import pytest

from tests.domain.nodes import peers
from volunteercloud.domain.nodes import papers, queries

pytestmark = pytest.mark.django_db

STEP = {"form": "volunteercloud.step/1", "step": "offer", "body": {"name": "小满"}}


@pytest.fixture
def peer(at):
    return peers.confirmed(at)


def test_our_own_paper_says_what_it_said(at):
    text = papers.sign(STEP, at)
    assert papers.opened(text, queries.own_name(), at) == {**STEP, "at": "2026-05-16T01:00:00+00:00"}
    assert papers.read(text) == papers.opened(text, queries.own_name(), at)
    assert len(papers.digest(text)) == 32


def test_a_paper_of_a_peer_is_opened_by_its_key(peer, at):
    assert papers.opened(peer.sign(STEP, at), peer.name, at)["body"] == {"name": "小满"}
