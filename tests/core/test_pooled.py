"""Behind PgBouncer in transaction mode: what a connection keeps between transactions is somebody else's afterwards."""

import os
import shutil
import subprocess
import sys
import time

import psycopg
import pytest
from django.conf import settings

from volunteercloud.cli.drill import nodes
from volunteercloud.cli.postgres.server import Server

pytestmark = pytest.mark.race
PGBOUNCER = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin:/usr/local/sbin")
# A long list, half read when somebody else takes the connection of the pool that it was read on.
READ = """
import os
import django; django.setup()
import psycopg
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

rows = MigrationRecorder.Migration.objects.order_by("id").values_list("id", flat=True)
whole = list(rows)
reading = rows.iterator(chunk_size=10)
first = next(reading)
with psycopg.connect(os.environ["DATABASE_URL"]) as other:
    other.execute("SELECT 1")
    try:
        print(len(whole) > 100, [first, *reading] == whole)
    except (django.db.Error, psycopg.Error) as error:
        print(type(error).__name__)
"""


@pytest.fixture(scope="module")
def pool():
    """The address of a database behind PgBouncer, with two connections to lend."""
    if not PGBOUNCER:
        pytest.skip("pgbouncer is missing: install pgbouncer")
    template = nodes.template(settings.DATA / "drill")
    with nodes.folder() as home:
        nodes.prepare(home / "A", template)
        server = Server(home / "A", lambda line: None, nodes.OPTIONS, nodes.begun)
        server.start()
        port = nodes.free_port()
        address = f"postgresql://volunteercloud@127.0.0.1:{port}/volunteercloud"
        asked = [PGBOUNCER, *(["-u", server.account.name] if os.geteuid() == 0 else []), written(home, server, port)]
        with subprocess.Popen(asked, stderr=subprocess.DEVNULL) as process:
            answers(address, process)
            yield address
            process.terminate()
        server.stop()
        nodes.remove(home / "A")


def written(home, server, port):
    """The file that it reads: as that of deploy/pgbouncer, for whoever is on this machine."""
    file = home / "pgbouncer.ini"
    file.write_text(
        "[databases]\n"
        f"volunteercloud = host={server.socket} dbname=volunteercloud user=volunteercloud\n"
        "[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        "pool_mode = transaction\ndefault_pool_size = 2\nignore_startup_parameters = extra_float_digits\n"
    )
    file.chmod(0o644)
    return file


def answers(address, process):
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            continue
        return
    raise AssertionError("PgBouncer does not answer.")


def read(address, pooled):
    variables = os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "volunteercloud.settings",
        "VOLUNTEERCLOUD_POOLED": pooled,
    }
    done = subprocess.run(
        [sys.executable, "-P", "-c", READ], env=variables, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or done.stderr[-2000:]


def test_a_long_list_is_read_whole_behind_a_pool_and_only_where_it_was_said(pool):
    assert read(pool, "1") == "True True"
    # What it is for: without it the cursor is asked for on the connection that did not open it.
    assert read(pool, "0") == "InvalidCursorName"
