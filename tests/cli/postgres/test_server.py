import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from volunteercloud.cli.postgres import place
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem

HOLDER = """
import sys, time
from pathlib import Path
from volunteercloud.cli.postgres.server import Server
with Server(Path(sys.argv[1]), print).joined():
    print("joined", flush=True)
    time.sleep(60)
"""


ENDING = """
import sys, time
from pathlib import Path
from volunteercloud.cli.drill.nodes import begun
from volunteercloud.cli.postgres.server import Server
Server(Path(sys.argv[1]), print, begin=begun).start()
print("started", flush=True)
time.sleep(60)
"""


def silent(line):
    pass


@pytest.fixture(autouse=True)
def as_in_real_use(monkeypatch):
    """The other tests give up durability for speed; these are about it."""
    monkeypatch.delenv("VOLUNTEERCLOUD_POSTGRES_OPTIONS")


@pytest.fixture(scope="module")
def home():
    """A folder that any account may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def data(home):
    """One data folder, whose cluster is made once for all tests here."""
    return home / "data"


def rows(server):
    with psycopg.connect(server.url) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def keep_a_row(server):
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")


def test_runs_for_as_long_as_somebody_uses_it(data):
    first, second = Server(data, silent), Server(data, silent)
    with first.joined():
        pid = first.status().pid
        with second.joined():
            assert second.status().pid == pid
        assert first.status().running
        with second.joined():
            pass
    assert not first.status().running


def test_last_one_to_leave_ends_it_even_where_another_started_it(data):
    first, second = Server(data, silent), Server(data, silent)
    staying = second.joined()
    with first.joined():
        staying.__enter__()
    assert first.status().running
    staying.__exit__(None, None, None)
    assert not first.status().running


def test_a_user_that_was_killed_does_not_count(data):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, data], stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout.readline() == b"joined\n"
        holder.kill()
    server = Server(data, silent)
    assert server.status().running
    with server.joined():
        pass
    assert not server.status().running


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a server outlives whoever started it")
def test_a_server_that_is_to_end_with_who_started_it_does(data):
    holder = subprocess.Popen([sys.executable, "-c", ENDING, data], stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout.readline() == b"started\n"
        assert Server(data, silent).status().running
        holder.kill()
    until = time.monotonic() + 10
    while Server(data, silent).status().running:
        assert time.monotonic() < until, "it stays"
        time.sleep(0.02)


def test_what_was_committed_outlives_a_killed_server(data):
    server = Server(data, silent)
    with server.joined():
        keep_a_row(server)
        before = rows(server)
        os.kill(server.status().pid, signal.SIGKILL)
        time.sleep(0.1)
        server.mend()
        assert rows(server) == before
        os.kill(server.status().pid, signal.SIGKILL)
    with Server(data, silent).joined() as again:
        assert rows(again) == before


def test_kept_server_stays_until_it_is_stopped(data):
    server = Server(data, silent)
    server.start_and_keep()
    with server.joined(), pytest.raises(Problem, match="still uses"):
        Server(data, silent).stop_kept()
    server.start_and_keep()
    with server.joined():
        pass
    assert server.status().running
    assert server.stop_kept()
    assert not server.stop_kept()


def test_we_are_no_superuser_and_may_make_what_migrations_make(data):
    with Server(data, silent).joined() as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        assert connection.execute("SHOW is_superuser").fetchone() == ("off",)
        assert connection.execute("SELECT lower('ÅÉ志愿')").fetchone() == ("åé志愿",)


def test_nobody_else_comes_in(data):
    with Server(data, silent).joined() as server:
        assert server.folder.stat().st_mode & 0o777 == 0o700
        assert (server.cluster / "pg_hba.conf").read_text() == (
            "local all all peer map=operators\nlocal replication postgres peer map=operators\n"
        )


def test_cluster_of_another_version_is_refused(home):
    data = home / "other"
    server = Server(data, silent)
    server.cluster.mkdir()
    (server.cluster / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(Problem, match=r"made by PostgreSQL 9\.6"), server.joined():
        pass


def test_programs_that_are_not_there_are_refused(home, monkeypatch):
    monkeypatch.setenv("PG_BIN", "/nowhere")
    with pytest.raises(Problem, match="/nowhere"), Server(home / "none", silent).joined():
        pass


def test_long_path_gets_a_short_private_socket(home):
    data = home / ("long" * 20)
    with Server(data, silent).joined() as server:
        assert server.socket.parent == Path("/tmp")
        assert server.socket.stat().st_mode & 0o777 == 0o700
        assert not list(server.folder.glob(".s.*"))
    server.socket.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the database to another account")
def test_as_root_a_closed_home_stays_closed(home, monkeypatch):
    closed, elsewhere = home / "closed", home / "elsewhere"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(place, "ROOT_ONLY_HOME", elsewhere)
    with Server(closed / "data", silent).joined() as server:
        assert server.folder.parent == elsewhere
        assert server.folder.owner() == place.account_to_use().name != "root"
    assert closed.stat().st_mode & 0o777 == 0o700
    assert closed.owner() == "root"


def test_somebody_elses_folder_is_refused(home):
    strange = home / "strange"
    strange.mkdir(mode=0o755)
    strange.chmod(0o755)
    with pytest.raises(Problem, match="not a private folder"):
        place.private(strange, place.account_to_use())
