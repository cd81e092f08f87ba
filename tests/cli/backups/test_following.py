"""The server keeps its log for the backups from the moment it was asked to, and says so when it could not."""

import psycopg
import pytest
from django.conf import settings

from volunteercloud.cli.backups import following, source, stores, wal
from volunteercloud.cli.drill import nodes
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem

pytestmark = pytest.mark.race
KEPT = "SELECT wal_status, restart_lsn IS NOT NULL FROM pg_replication_slots WHERE slot_name = %s"


@pytest.fixture
def server():
    template = nodes.template(settings.DATA / "drill")
    with nodes.folder() as home:
        nodes.prepare(home / "A", template)
        server = Server(home / "A", lambda line: None, nodes.OPTIONS, nodes.begun)
        server.start()
        yield server
        server.stop()
        nodes.remove(home / "A")


def ask(server, statement, *given):
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as session:
        return session.execute(statement, given).fetchone()


def test_what_was_reserved_outlives_a_crash_before_the_next_checkpoint(server):
    origin = source.of(server, server.data, server.data / "log")
    wal.reserve(origin, following.SLOT)
    nodes.kill_tree(server.status().pid)
    server.start()
    assert ask(server, KEPT, following.SLOT) == ("reserved", True)


def test_a_log_that_was_dropped_is_told_and_following_begins_anew(server):
    origin, store = source.of(server, server.data, server.data / "log"), stores.Store(str(server.data / "store"))
    following.once(origin, store)
    for setting in ("max_slot_wal_keep_size = '1MB'", "min_wal_size = '32MB'", "max_wal_size = '32MB'"):
        ask_nothing(server, f"ALTER SYSTEM SET {setting}")
    ask_nothing(server, "SELECT pg_reload_conf()")
    for _segment in range(6):
        ask_nothing(server, "SELECT pg_logical_emit_message(false, 'tests', repeat('x', 1000000))")
        ask_nothing(server, "SELECT pg_switch_wal()")
    ask_nothing(server, "CHECKPOINT")
    assert ask(server, KEPT, following.SLOT)[0] == "lost"
    with pytest.raises(Problem, match="dropped its log"):
        following.once(origin, store)
    assert following.unreserve(origin) is True
    position = following.once(origin, store)
    assert wal.Position.read(store, wal.cluster(origin.owner).system) == position


def ask_nothing(server, statement):
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as session:
        session.execute(statement)
