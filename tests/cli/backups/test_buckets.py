"""Backups in a bucket: a server that speaks S3 and checks signatures, and the client that real use has."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from volunteercloud.cli.backups import (
    buckets,
    keeping,
    manifests,
    recipients,
    restoring,
    source,
    states,
    stores,
    taking,
)
from volunteercloud.cli.backups.keeping import Rule
from volunteercloud.cli.backups.manifests import Manifest
from volunteercloud.cli.backups.restoring import Goal
from volunteercloud.cli.drill import nodes
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem

pytestmark = pytest.mark.race
RCLONE = Path(sys.prefix) / "bin" / "rclone"
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
SAID = {
    "kind": manifests.BASE,
    "ended_at": AT,
    "software": "1",
    "postgres": 18,
    "migrations": {},
    "recipients": [],
    "parts": [],
    "system": "7",
    "segment_bytes": 2**24,
}
KEY, SECRET = "tests-of-backups", "only-on-loopback"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """Its port, and the folder where it keeps buckets."""
    home = tmp_path_factory.mktemp("s3")
    (home / "backups").mkdir()
    asked = [RCLONE, "serve", "s3", "--auth-key", f"{KEY},{SECRET}", "--addr", "127.0.0.1:0", "--config", "", home]
    with subprocess.Popen(asked, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if "http://127.0.0.1:" in line:
                port = int(line.split("http://127.0.0.1:")[1].split("/")[0])
                break
        yield port, home
        process.terminate()


@pytest.fixture
def bucket(service, monkeypatch):
    port, _home = service
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    return f"s3://backups/qinghe?region=local&scheme=http&endpoint_override=127.0.0.1:{port}"


def test_objects_are_kept_and_listed(bucket, service):
    store = stores.Store(bucket)
    for name in ("wal/7/A", "wal/7/B", "files/7/C"):
        store.write(name, name.encode())
    assert (store.names("wal"), store.names("none")) == (["wal/7/A", "wal/7/B"], [])
    assert (store.read("wal/7/B"), store.exists("wal/7/B"), store.exists("wal/7")) == (b"wal/7/B", True, False)
    assert (service[1] / "backups" / "qinghe" / "wal" / "7" / "A").read_bytes() == b"wal/7/A"
    with pytest.raises(FileNotFoundError):
        store.read("wal/7/C")
    store.drop("wal/7/A")
    with pytest.raises(FileNotFoundError):
        store.drop("wal/7/A")
    assert store.names("wal") == ["wal/7/B"]


def test_requests_are_signed_as_the_service_wants_it():
    # The first example of "Signature Calculations for the Authorization Header" in Amazon's S3 API reference.
    headers = {
        "host": "examplebucket.s3.amazonaws.com",
        "range": "bytes=0-9",
        "x-amz-content-sha256": buckets.NOTHING,
        "x-amz-date": "20130524T000000Z",
    }
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    said = buckets.signature("GET", "/test.txt", headers, "us-east-1", "AKIAIOSFODNN7EXAMPLE", secret)
    assert said == (
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )


def test_nothing_is_deleted_with_another_secret(bucket, monkeypatch):
    store = stores.Store(bucket)
    store.write("wal/8/A", b"")
    with monkeypatch.context() as guessing:
        guessing.setenv("AWS_SECRET_ACCESS_KEY", "guessed")
        with pytest.raises(OSError, match="HTTP 403"):
            buckets.delete(bucket, "qinghe/wal/8/A")
    assert store.names("wal/8") == ["wal/8/A"]


def test_whoever_has_another_secret_is_told_so_without_it(bucket, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "guessed")
    with pytest.raises(Problem, match="does not work") as problem:
        stores.Store(bucket).write("wal/7/A", b"")
    assert "guessed" not in str(problem.value)


@pytest.mark.parametrize("is_dry", [True, False])
def test_pruning_a_bucket_takes_what_nobody_can_need(bucket, is_dry):
    store = stores.Store(bucket.replace("qinghe", f"prune-{is_dry}"))
    old, new = (
        Manifest(**SAID | said)
        for said in (
            {"id": manifests.new_id(AT - timedelta(days=40)), "began_at": AT - timedelta(days=40), "begins": "0" * 24},
            {"id": manifests.new_id(AT), "began_at": AT, "begins": "00000002000000000000000C"},
        )
    )
    for manifest in (old, new):
        store.write(manifest.place("files.tar"), b"")
        manifests.write(store, manifest)
    half = "backups/20200101T000000.000000Z/dump"
    segments = [f"wal/7/{name}" for name in ("00000001000000000000000A", "00000001000000000000000B")]
    for name in (half, *segments, "wal/7/00000002000000000000000C", f"files/7/{old.id}", f"files/7/{new.id}"):
        store.write(name, name.encode())
    store.write("wal/7/00000002000000000000000B.partial", b"")  # what a key that may not delete left
    segments.append("wal/7/00000002000000000000000B.partial")
    before = store.names("")
    pruned = keeping.prune(store, Rule(days=1, weeks=0, months=0), AT, is_dry=is_dry)
    assert (pruned.backups, pruned.halves, pruned.segments, pruned.files) == ([old.id], 1, 3, 1)
    going = {half, *segments, old.place("files.tar"), old.place(manifests.NAME), f"files/7/{old.id}"}
    assert store.names("") == [name for name in before if is_dry or name not in going]
    assert keeping.prune(store, Rule(days=1, weeks=0, months=0), AT, is_dry=is_dry).halves == int(is_dry)


def test_a_backup_in_a_bucket_comes_back(bucket):
    store = stores.Store(bucket)
    template = nodes.template(settings.DATA / "drill")
    with nodes.folder() as home:
        nodes.prepare(home / "A", template)
        (home / "B").mkdir(mode=0o711)
        here, there = (Server(home / name, lambda line: None, nodes.OPTIONS, nodes.begun) for name in "AB")
        try:
            here.start()
            manifest = taking.take(source.of(here, here.data, here.data / "log"), store, manifests.BASE)
            assert manifests.newest(store) == manifest
            goal = Goal(to_state=True)
            restoring.restore(store, manifest, recipients.identities(None), goal, there, there.data / "log")
            assert states.now(there.url_of("postgres")).hash == manifest.state.hash
        finally:
            for server in (here, there):
                server.stop()
                nodes.remove(server.data)
