"""The log by the API: enough to check everything with RFC 6962 alone."""

import base64

import pytest

from tests.domain.log import factories, nodes
from volunteercloud.core import proofs
from volunteercloud.domain.log import actions, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def grown(log_files, anybody, at):
    for count in (5, 6):
        factories.seal(at, count)
        actions.integrate(at)
    return anybody


def raw(text):
    return base64.b64decode(text)


def test_the_log_and_its_checkpoints(grown):
    said = grown.get("/log").json()
    log = proofs.Verifier.parse(said["vkey"])
    assert proofs.open_checkpoint(said["newest"]["note"], log).size == 11
    assert proofs.cosigned_at(said["newest"]["note"], proofs.Verifier.parse(said["witness_vkey"]))
    first = grown.get("/log/checkpoints?limit=1").json()
    assert [one["size"] for one in first["items"]] == [11]
    rest = grown.get(f"/log/checkpoints?limit=1&cursor={first['next']}").json()
    assert ([one["size"] for one in rest["items"]], rest["next"]) == ([5], None)


def test_an_entry_is_proved(grown):
    for size, index in ((11, 10), (11, 0), (5, 4)):
        said = grown.get(f"/log/entries/{index}/proof?size={size}").json()
        path, root = [raw(one) for one in said["path"]], bytes(queries.checkpoint_of(size).root)
        assert proofs.root_from_inclusion(proofs.leaf_hash(raw(said["entry"])), index, size, path) == root
    assert grown.get("/log/entries/10/proof").json()["size"] == 11


def test_growth_is_proved(grown):
    said = grown.get("/log/consistency?old=5&new=11").json()
    roots = [bytes(queries.checkpoint_of(size).root) for size in (5, 11)]
    proofs.check_consistency(5, roots[0], 11, roots[1], [raw(one) for one in said["path"]])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/log/entries/11/proof", 404),
        ("/log/entries/4/proof?size=6", 404),
        ("/log/entries/99999999999999999999/proof", 422),
        ("/log/entries/-1/proof", 404),
        ("/log/consistency?old=5&new=6", 404),
        ("/log/consistency?old=0&new=11", 422),
        ("/log/consistency?old=11&new=5", 422),
        ("/log/checkpoints?cursor=x", 422),
        ("/log/followed", 422),
    ],
)
def test_what_cannot_be_proved_is_refused(grown, path, status):
    answer = grown.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_an_empty_log(log_files, anybody):
    assert anybody.get("/log").json()["newest"] is None
    assert anybody.get("/log/checkpoints").json() == {"items": [], "next": None}
    assert anybody.get("/log/entries/0/proof").status_code == 404


def test_what_was_seen_of_another_log(anybody, system, at, tmp_path):
    log = nodes.Log(tmp_path / "other").grow(b"1")
    vkey, url = nodes.SIGNER.verifier.vkey, "https://bailu.example/log"
    actions.follow_log(actor=system, url=url, vkey=vkey, at=at)
    note = (log.folder / "checkpoint").read_text()
    for shown in (note, (log.grow(b"2").folder / "checkpoint").read_text()):
        actions.keep_seen(actor=system, origin=nodes.SIGNER.name, notes=[shown], source=url, at=at)
    first = anybody.get(f"/log/followed?origin={nodes.SIGNER.name}&limit=1").json()
    assert [(one["size"], one["source"]) for one in first["items"]] == [(2, url)]
    rest = anybody.get(f"/log/followed?origin={nodes.SIGNER.name}&limit=1&cursor={first['next']}").json()
    assert ([one["note"] for one in rest["items"]], rest["next"]) == ([note], None)
    assert anybody.get("/log/followed?origin=unknown").json()["items"] == []
    assert [(one["origin"], one["vkey"]) for one in anybody.get("/log/followed/logs").json()] == [
        (nodes.SIGNER.name, vkey)
    ]
