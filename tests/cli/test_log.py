"""`volunteercloud log`, on the database of the tests."""

import json
from contextlib import nullcontext
from datetime import timedelta

import pytest
from click.testing import CliRunner

from tests.domain.log import factories, nodes
from volunteercloud.cli import database
from volunteercloud.cli.commands import log
from volunteercloud.core import proofs
from volunteercloud.domain.log import actions, files, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch, log_files):
    """A command; its exit code and what it prints. The connection of the test stays open."""
    monkeypatch.setattr(database, "joined", lambda: nullcontext(None))
    monkeypatch.setattr(database.connection, "close", lambda: None)

    def invoke(*words):
        result = CliRunner().invoke(log.command, [str(word) for word in words])
        return result.exit_code, result.output

    return invoke


@pytest.fixture
def proof(log_files, tmp_path, at):
    (one,) = factories.seal(at)
    factories.seal(at + timedelta(seconds=1), 2)
    actions.integrate(at)
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(queries.proof_of(factories.OWNER, one).bundle(factories.CONTENT)))
    return file


def test_status_and_integrating(run, at):
    factories.seal(at, 2)
    before = json.loads(run("status", "--json")[1])
    assert (before["size"], before["waiting"], before["alarms"]) == (0, 2, 0)
    code, output = run("integrate")
    assert (code, output[:9]) == (0, "2 leaves,")
    after = json.loads(run("status", "--json")[1])
    assert (after["size"], after["waiting"], len(after["root"])) == (2, 0, 64)
    assert proofs.Verifier.parse(after["vkey"]).name == after["origin"] == "localhost:8000/log"
    assert run("integrate") == (0, "")


def test_a_checkpoint_is_printed_as_it_is_served(run, proof):
    assert run("checkpoint") == (0, files.checkpoint())
    assert run("checkpoint", "--size", 3) == (0, files.checkpoint())
    assert run("checkpoint", "--size", 2)[0] == 1


def test_a_proof_is_verified(run, proof, tmp_path):
    assert run("verify", proof) == (0, "holds: record at 0 of 3 in localhost:8000/log\n")
    changed = json.loads(proof.read_text()) | {"index": 1}
    proof.write_text(json.dumps([changed]))
    assert run("verify", proof)[0] == 3
    proof.write_text("no json")
    assert run("verify", proof)[0] == 3
    assert run("verify", proof, "--vkey", "no key")[0] == 1


def test_a_proof_is_held_against_a_checkpoint_kept_elsewhere(run, proof, tmp_path, at):
    kept = tmp_path / "kept"
    factories.seal(at, 5)
    actions.integrate(at)
    kept.write_text(files.checkpoint())
    assert run("verify", proof, "--checkpoint", kept)[0] == 0
    own = queries.own_keys()
    forged = proofs.Checkpoint(own.origin, 8, bytes(32))
    signer = proofs.Signer(own.origin, proofs.NOTE_ED25519, b"\x01" * 32)
    kept.write_text(f"{forged.text}\n{signer.line(forged.text)}")
    assert run("verify", proof, "--checkpoint", kept)[0] == 3
    assert run("verify", proof, "--vkey", signer.verifier.vkey)[0] == 3


def test_files_are_made_again(run, proof, log_files):
    tile = log_files / "tile/0/000.p/3"
    good = tile.read_bytes()
    tile.write_bytes(b"")
    assert run("mend") == (0, "3 leaves\n")
    assert tile.read_bytes() == good


def test_a_log_that_cannot_go_on_says_so(run, proof, at):
    files.place("checkpoint").write_text("another/log\n1\n" + "A" * 43 + "=\n\n— another/log YQ==\n")
    code, output = run("integrate")
    assert (code, output.splitlines()[0][:26]) == (1, "✗ The published checkpoint")
    code, output = run("alarms")
    assert (code, "log_rolled_back" in output) == (3, True)
    alarm = json.loads(run("alarms", "--json")[1])
    assert run("close", alarm["id"], "--reason", "好")[0] == 1
    assert run("close", alarm["id"], "--reason", "换回了原来的文件夹。") == (
        0,
        "log_rolled_back localhost:8000/log: closed\n",
    )
    assert run("alarms") == (0, "")


def test_a_log_is_followed_and_a_witness_asked(run, tmp_path, proof):
    theirs = nodes.Log(tmp_path / "theirs").grow(b"1")
    served, witness = nodes.files_of(theirs.folder), nodes.witness()
    try:
        assert run("follow", served.url, "--vkey", nodes.SIGNER.verifier.vkey) == (0, "bailu.example/log: 1 leaves\n")
        theirs.grow(b"2")
        assert run("look") == (0, "bailu.example/log: 2 leaves\n")
        assert run("witness", witness.url, "--vkey", nodes.WITNESS.verifier.vkey) == (
            0,
            "hanlu.example/witness: 3 leaves cosigned\n",
        )
        rewritten = nodes.Log(tmp_path / "rewritten").grow(b"9", b"9", b"9")
        theirs.show((rewritten.folder / "checkpoint").read_text())
        for path in ("tile/0/000.p/3", "tile/entries/000.p/3"):
            (theirs.folder / path).write_bytes((rewritten.folder / path).read_bytes())
        code, output = run("look", "bailu.example/log")
        assert (code, "shows two histories" in output) == (3, True)
    finally:
        served.end()
        witness.end()
    assert run("look")[1].startswith("bailu.example/log: no answer that checks")
