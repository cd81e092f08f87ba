"""Backups in a bucket: a server that speaks S3 and checks signatures, and the client that real use has."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from volunteercloud.cli.backups import (
    manifests,
    recipients,
    restoring,
    source,
    states,
    stores,
    taking,
)
from volunteercloud.cli.backups.restoring import Goal
from volunteercloud.cli.drill import nodes
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem

pytestmark = pytest.mark.race
RCLONE = Path(sys.prefix) / "bin" / "rclone"
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


def test_whoever_has_another_secret_is_told_so_without_it(bucket, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "guessed")
    with pytest.raises(Problem, match="does not work") as problem:
        stores.Store(bucket).write("wal/7/A", b"")
    assert "guessed" not in str(problem.value)


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
