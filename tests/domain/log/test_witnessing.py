"""Others cosign ours over real HTTP, and ours cosigns theirs; neither signs a second history."""

import pytest

from tests.domain.log import factories, nodes
from volunteercloud.core import proofs, tiles
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.log import actions, files, queries, tasks, witnessing
from volunteercloud.domain.log.models import Witness

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(log_files):
    return log_files


# Ours, cosigned by another


@pytest.fixture
def witness():
    served = nodes.witness()
    yield served
    served.end()


@pytest.fixture
def asked(system, witness, at):
    return actions.ask_witness(actor=system, url=f"{witness.url}/", vkey=nodes.WITNESS.verifier.vkey, at=at)


@pytest.fixture
def submit(system, asked, at):
    """Ask the witness; the answer is the size that it signed last, and the trouble."""

    def once():
        witnessing.submit(system, Witness.objects.get(), at)
        asked.refresh_from_db()
        return asked.size, asked.trouble

    return once


def seen_at(note):
    return proofs.cosigned_at(note, nodes.WITNESS.verifier)


def test_a_witness_says_when_it_saw_our_checkpoint(submit, at):
    assert submit() == (0, "")
    (one,) = factories.seal(at)
    actions.integrate(at)
    before = files.checkpoint()
    assert submit() == (1, "")
    assert files.checkpoint().startswith(before)
    assert seen_at(files.checkpoint()) == seen_at(queries.proof_of(factories.OWNER, one).note) == nodes.SIGNED_AT
    factories.seal(at, 300)
    actions.integrate(at)
    assert submit() == (301, "")
    assert submit() == (301, "")
    assert seen_at(queries.checkpoint_of(1).whole_note) == seen_at(files.checkpoint()) == nodes.SIGNED_AT
    assert actions.integrate(at) is None


def test_a_cosignature_that_comes_late_is_kept_with_its_checkpoint(system, submit, asked, at):
    factories.seal(at)
    actions.integrate(at)
    line = nodes.WITNESS.line(proofs.split_note(files.checkpoint())[0], nodes.SIGNED_AT)
    factories.seal(at)
    actions.integrate(at)
    shown = files.checkpoint()
    for _ in range(2):
        actions.keep_cosignature(actor=system, name=asked.name, size=1, line=line, at=at)
    assert queries.checkpoint_of(1).cosignatures == line
    assert files.checkpoint() == shown


def test_a_witness_that_remembers_more_than_we_do_is_asked_from_there(submit, at):
    factories.seal(at, 3)
    actions.integrate(at)
    submit()
    factories.seal(at, 3)
    actions.integrate(at)
    Witness.objects.update(size=0)
    assert submit() == (6, "")


@pytest.mark.parametrize(
    ("says", "trouble"),
    [
        ((500, "no"), "The witness declined with 500: no"),
        ((409, "9\n"), "The witness has seen 9 leaves, and we have published 1."),
        ((409, "谷雨"), "The witness declined with 409: 谷雨"),
        ((200, ""), "The witness answered without its signature."),
        ((200, "— hanlu.example/witness YQ==\n"), "The checkpoint is not signed by hanlu.example/witness."),
        ((200, nodes.WITNESS.line("another note\n", 7)), "The signature of hanlu.example/witness is not theirs."),
    ],
)
def test_what_a_witness_says_is_not_believed(submit, witness, at, says, trouble):
    factories.seal(at)
    actions.integrate(at)
    witness.server.says = says
    assert submit() == (0, trouble)
    assert queries.newest_checkpoint().cosignatures == ""
    witness.server.says = None
    assert submit() == (1, "")


def test_a_witness_that_is_away_is_trouble(submit, witness, at):
    factories.seal(at)
    actions.integrate(at)
    Witness.objects.update(url="http://127.0.0.1:9")
    size, trouble = submit()
    assert (size, trouble[:35]) == (0, "http://127.0.0.1:9/add-checkpoint: ")


def test_the_jobs_ask_every_witness(asked, at):
    factories.seal(at)
    actions.integrate(at)
    tasks.submit(timestamp=0)
    assert Witness.objects.get().size == 1


@pytest.mark.parametrize("vkey", ["", nodes.SIGNER.verifier.vkey, "own"])
def test_only_witnesses_of_others_are_asked(system, at, vkey):
    vkey = queries.own_keys().witness.vkey if vkey == "own" else vkey
    with pytest.raises(Refused) as refused:
        actions.ask_witness(actor=system, url="https://hanlu.example", vkey=vkey, at=at)
    assert (refused.value.code, Witness.objects.count()) == ("log.vkey", 0)


def test_people_do_not_choose_witnesses(volunteer, at):
    with pytest.raises(NotAllowed):
        actions.ask_witness(actor=volunteer, url="https://hanlu.example", vkey=nodes.WITNESS.verifier.vkey, at=at)


# Theirs, cosigned by ours


@pytest.fixture
def log(tmp_path, system, at):
    log = nodes.Log(tmp_path / "theirs").grow(b"1", b"2")
    actions.follow_log(actor=system, url="https://bailu.example/log", vkey=nodes.SIGNER.verifier.vkey, at=at)
    return log


def note_of(log):
    return (log.folder / "checkpoint").read_text()


def body(log, old, path=None):
    if path is None:
        path = tiles.consistency_path(old, len(log.entries), tiles.TiledTree(len(log.entries), log.read)) if old else []
    return witnessing.Submission(old, path, note_of(log)).body


@pytest.fixture
def send(client, log):
    def sent(content):
        answer = client.post("/log/add-checkpoint", content, content_type="application/octet-stream")
        assert not answer.cookies
        return answer.status_code, answer.text

    return sent


def test_our_witness_signs_what_only_grew(send, log):
    own = queries.own_keys().witness
    for old, more in ((0, 0), (2, 1), (3, 300)):
        log.grow(*[b"3"] * more)
        status, line = send(body(log, old))
        assert status == 200
        assert proofs.cosigned_at(note_of(log) + line, own) > 0
    assert send(body(log, 303))[0] == 200
    assert [seen.size for seen in queries.seen(nodes.SIGNER.name)] == [303, 3, 2]


def test_our_witness_says_what_it_remembers(send, log):
    send(body(log, 0))
    log.grow(b"3")
    assert send(body(log, 0)) == (409, "2\n")
    assert send(body(log, 1)) == (409, "2\n")
    assert send(body(log, 2))[0] == 200


def test_our_witness_does_not_sign_a_second_history(send, log, tmp_path):
    fork = log.fork(tmp_path / "fork")
    log.grow(b"3")
    assert send(body(log, 0))[0] == 200
    fork.grow(b"4")
    assert send(body(fork, 3)) == (409, "3\n")
    fork.grow(b"5")
    assert send(body(fork, 3))[0] == 422
    assert send(body(fork, 3, [])) == (422, "The consistency path is empty.")
    log.grow(b"5")
    assert send(body(log, 3))[0] == 200


def test_our_witness_signs_only_logs_that_are_followed_and_their_own_word(send, log, tmp_path):
    stranger = proofs.Signer("dahan.example/log", proofs.NOTE_ED25519, b"\x07" * 32)
    root = tiles.root_of(2, tiles.TiledTree(2, log.read))
    log.show(log.note_of(root, stranger))
    assert send(body(log, 0)) == (404, "This node does not follow that log.")
    log.show(log.note_of(root, proofs.Signer(nodes.SIGNER.name, proofs.NOTE_ED25519, b"\x09" * 32)))
    assert send(body(log, 0)) == (403, f"The checkpoint is not signed by {nodes.SIGNER.name}.")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"old 0\n\n",
        b"old\n\nnote",
        b"old -1\n\nnote",
        b"old 0\nYQ==\n\nnote",
        b"old 0\nnot base64\n\nnote",
        b"old 0\n" + b"A" * 43 + b"=\n",
        b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\nnote",
        "old 0\n\nx\n\n— a YQ==\n".encode(),
    ],
)
def test_what_is_no_submission(send, content):
    assert send(content)[0] == 400


def test_an_older_tree_is_not_larger(send, log):
    assert send(body(log, 9, []))[0] == 400


def test_a_submission_says_what_it_said():
    sent = witnessing.Submission(3, [bytes(32), bytes(range(32))], "text\n\n— a YQ==\n")
    assert witnessing.Submission.parse(sent.body) == sent


def test_nothing_is_signed_for_a_log_that_is_not_followed(system, tmp_path, at):
    log = nodes.Log(tmp_path / "theirs").grow(b"1")
    with pytest.raises(NotFound):
        actions.cosign(actor=system, old=0, path=[], note=note_of(log), at=at)
