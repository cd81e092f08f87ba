"""`volunteercloud nodes`, on the database of the tests."""

import json
from contextlib import nullcontext

import pytest
from click.testing import CliRunner
from django.utils import timezone

from tests.domain.nodes import peers
from volunteercloud.cli import database
from volunteercloud.cli.commands import nodes
from volunteercloud.core.actor import system
from volunteercloud.core.errors import Refused
from volunteercloud.domain.nodes import actions, documents, keyring, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    """A command; its exit code and what it prints. The connection of the test stays open."""
    monkeypatch.setattr(database, "joined", lambda: nullcontext(None))
    monkeypatch.setattr(database.connection, "close", lambda: None)

    def invoke(*words):
        result = CliRunner().invoke(nodes.command, [str(word) for word in words])
        if isinstance(result.exception, Refused):
            return result.exception.code, result.output
        return result.exit_code, result.output

    return invoke


@pytest.fixture
def peer():
    peer = peers.Peer()
    answer = peer.document(timezone.now(), regions=["9902"])
    actions.propose(actor=system("tests"), url=f"https://{peer.name}", answer=answer, at=timezone.now())
    return peer


def test_a_node_is_confirmed_shown_and_withdrawn(run, peer):
    shown = json.loads(run("show", peer.name, "--json")[1])
    assert (shown["state"], shown["regions"], shown["keys"]) == ("proposed", ["9902"], [])
    assert run("confirm", peer.name, "--fingerprint", "1" * 30)[0] == "nodes.fingerprint"
    assert run("confirm", peer.name, "--fingerprint", shown["theirs"]) == (0, "bailu.example is trusted.\n")
    assert run("list")[1].split() == ["confirmed", "bailu.example", "9902"]
    assert len(json.loads(run("show", peer.name, "--json")[1])["keys"]) == 2
    assert "fingerprint" not in run("show", peer.name)[1]
    assert run("withdraw", peer.name, "--reason", "It was closed.") == (0, "bailu.example is trusted no more.\n")
    assert json.loads(run("list", "--json")[1])[0]["reason"] == "It was closed."
    assert run("show", "nobody.example")[0] == 1


def test_what_this_node_says_of_itself(run):
    assert run("describe", "--region", "9901", "--region", "9903")[1] == f"{queries.own_name()}: 9901,9903\n"
    assert run("describe", "--region", "99 01")[0] == "nodes.regions"
    assert "fingerprint " in run("document")[1]
    found = documents.opened(run("document", "--json")[1].encode()).document
    assert found.regions == ("9901", "9903")
    assert run("describe", "--national")[1] == f"{queries.own_name()}: no region, national\n"


def test_own_keys_follow_each_other(run):
    assert run("rotate", "--overlap-days", "0")[0] == "nodes.overlap_days"
    assert run("rotate")[1].startswith("version 2 begins")
    assert run("revoke", "1", "--reason", "A disk was stolen.")[0] == 0
    assert [one.version for one in keyring.good_versions(timezone.now())] == [2]


def test_a_look_that_comes_to_nothing_ends_with_3(run, peer, monkeypatch):
    from volunteercloud.core import calls

    def away(*_words, **_named):
        raise calls.Unanswered("timeout")

    monkeypatch.setattr(calls, "ask", away)
    assert run("refresh") == (3, "bailu.example: timeout\n")
    assert run("propose", "https://hanlu.example")[0] == "nodes.no_answer"
