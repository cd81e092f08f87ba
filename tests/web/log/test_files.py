"""The log as programs read it: plain files, the same for everybody."""

import pytest

from tests.domain.log import factories
from volunteercloud.core import proofs, tiles
from volunteercloud.domain.log import actions, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def grown(log_files, at):
    factories.seal(at, 300)
    return actions.integrate(at)


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001.p/44", "tile/entries/000", "tile/1/000.p/1"])
def test_tiles_are_kept_for_ever_by_whoever_read_them(client, grown, log_files, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(f"/log/{path}", headers={"accept-language": "en"})
    assert response.content == (log_files / path).read_bytes()
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Type"] == "application/octet-stream"
    assert "Vary" not in response
    assert "Content-Language" not in response
    assert not response.cookies


def test_the_checkpoint_is_fresh(client, grown):
    response = client.get("/log/checkpoint")
    assert (response.text, response["Content-Type"]) == (grown.note, "text/plain; charset=utf-8")
    assert response["Cache-Control"] == "public, max-age=2"
    assert "Vary" not in response


def test_the_past_and_the_checking_program_can_be_fetched(client, grown, at):
    assert client.get("/log/history/2026-05").text == f"{grown.note}\n"
    assert client.get("/log/history/2026-04").status_code == 404
    assert client.get("/log/proofs.py").text.startswith('"""The public log')


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/002",
        "tile/0/001.p/43",
        "tile/0/001.p/0",
        "tile/0/001.p/999",
        "tile/64/000",
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/..%2f..%2fcheckpoint",
        "tile/0/000.new",
        "tile/entries/000/",
        "history/",
        "../keys/master.key",
        "tile/0/%E4%B8%80%E4%BA%8C%E4%B8%89",
    ],
)
def test_nothing_else_is_there(client, grown, path):
    assert client.get(f"/log/{path}").status_code == 404


def test_only_reading(client, grown):
    assert client.post("/log/checkpoint").status_code == 405


def test_nothing_is_there_before_the_first_checkpoint(client, log_files):
    assert client.get("/log/checkpoint").status_code == 404


def test_a_stranger_can_check_everything_by_what_is_served(client, grown):
    """A monitor reads all entries, hashes the tree itself, and holds it to the signed root."""
    log = proofs.Verifier.parse(queries.own_keys().log.vkey)
    checkpoint = proofs.open_checkpoint(client.get("/log/checkpoint").text, log)
    entries = []
    for number, width in ((0, 256), (1, 44)):
        entries += tiles.unbundled(client.get(f"/log/{tiles.tile_path('entries', number, width)}").content)
    tree = tiles.TiledTree(300, lambda path: client.get(f"/log/{path}").content)
    assert [proofs.leaf_hash(entry) for entry in entries] == [tree(0, number) for number in range(300)]
    assert tiles.root_of(300, tree) == checkpoint.root == factories.plain_root()
