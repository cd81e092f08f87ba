"""An installation with records is damaged in each way that verify-backup looks for, backed up, and found out."""

import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings

from volunteercloud.cli.backups import manifests, stores, verifying, wal
from volunteercloud.cli.drill import nodes
from volunteercloud.cli.drill.hands import Hand
from volunteercloud.cli.drill.nodes import CHECKOUT, Node, Part

pytestmark = pytest.mark.race
PROGRAM = [sys.executable, "-P", "-m", "volunteercloud"]
# What befalls the database, what mends it, and the faults that are told, without what they are about.
DAMAGES = {
    "a sequence that fell back": (
        "SELECT setval(pg_get_serial_sequence('django_migrations', 'id'), 1)",
        "SELECT setval(pg_get_serial_sequence('django_migrations', 'id'), (SELECT max(id) FROM django_migrations))",
        {"sequences: public.django_migrations_id_seq is behind django_migrations.id"},
    ),
    "a copy that differs": (
        "UPDATE records_recordhead SET minutes = minutes + 1",
        "UPDATE records_recordhead SET minutes = minutes - 1",
        {"check: records", "log audit: head"},
    ),
    "a record that was rewritten": (
        "UPDATE records_servicerecord SET title = title || '!'",
        "UPDATE records_servicerecord SET title = rtrim(title, '!')",
        {"log audit: edited"},
    ),
}
# The backup that is tried says that a record more was there when it was taken.
LOSE_A_ROW = """
import django; django.setup()
from dataclasses import replace
from django.conf import settings
from volunteercloud.cli.backups import manifests, stores
store = stores.Store(settings.BACKUPS)
found = manifests.newest(store)
rows = found.state.rows | {"records_recordhead": found.state.rows["records_recordhead"] + 1}
manifests.write(store, replace(found, state=replace(found.state, hash="another", rows=rows)))
"""


class Town:
    """A node with three records in its log, whose operator calls commands."""

    def __init__(self, node):
        self.node = node
        self.store = stores.Store(str(node.folder / "store"))
        self.known = []
        node.variables |= {
            "VOLUNTEERCLOUD_BACKUPS": self.store.address,
            "VOLUNTEERCLOUD_REPLICATION_URL": node.server.url_of("postgres"),
        }

    def call(self, *words):
        asked = {"cwd": CHECKOUT, "env": self.node.variables, "capture_output": True, "text": True}
        return subprocess.run([*PROGRAM, *words], check=False, **asked)

    def backup(self):
        """A dump; its id."""
        done = self.call("backup", "take", "--kind", "logical")
        assert done.returncode == 0, done.stderr
        return manifests.ids(self.store)[-1]

    def verified(self, backup_id):
        """The faults that are told and were not before, each kind with what to do, and the code it ends with."""
        done = self.call("verify-backup", backup_id)
        lines = done.stdout.splitlines()
        faults = [line for line in lines if not line.startswith("  ")]
        assert [line.strip() for line in lines[len(faults) :]] == verifying.next_steps(faults)
        return [line for line in faults if line not in self.known], done.returncode

    @contextmanager
    def broken(self, name, breaks):
        """While this lasts an object of the store is another, or none."""
        whole = self.store.read(name)
        self.store.write(name, breaks(whole)) if breaks else self.store.drop(name)
        yield
        self.store.write(name, whole)

    def change(self, statement):
        with psycopg.connect(self.node.server.url_of("postgres")) as session:
            session.execute("SET session_replication_role = replica")  # what keeps records as they are, is away as well
            session.execute(statement)


@pytest.fixture(scope="module")
def town():
    template = nodes.template(settings.DATA / "drill")
    with nodes.folder() as home:
        nodes.prepare(home / "A", template)
        node = Node(home / "A", "http://localhost", nodes.free_port())
        try:
            node.start(Part.DATABASE)
            hand = Hand(node)
            hand("settle", sequence=1)
            began = datetime.now(UTC) - timedelta(days=3)
            people = hand("people", sequences=[2, 3, 4])
            entries = [[one["id"], one["name"], one["number"], began.isoformat(), 60] for one in people]
            assert [len(record_id) for record_id in hand("serve", entries=entries)] == [36] * 3
            hand.let_go()
            town = Town(node)
            assert town.call("log", "integrate").returncode == 0
            # Its organization was written in bulk, without what a real one leaves elsewhere, and `check` says so.
            town.known = town.verified(town.backup())[0]
            yield town
        finally:
            node.stop()
            nodes.remove(home / "A")


@pytest.fixture(scope="module")
def followed(town):
    """The town with an archive of several segments since a base backup, and the id of that."""
    assert town.call("backup", "follow", "--once").returncode == 0
    assert town.call("backup", "take").returncode == 0
    backup_id = manifests.ids(town.store)[-1]
    for _segment in range(2):
        town.change("SELECT pg_logical_emit_message(true, 'tests', '')")
        town.change("SELECT pg_switch_wal()")
    assert town.call("backup", "follow", "--once").returncode == 0
    return town, backup_id


def test_a_backup_that_is_whole_has_no_fault_of_its_own(town):
    assert {tuple(fault.split(": ")[:2]) for fault in town.known} == {("check", "organizations"), ("check", "projects")}


def test_each_damage_to_the_database_is_found_in_its_backup(town):
    for breaks, _mends, _said in DAMAGES.values():
        town.change(breaks)
    try:
        faults, code = town.verified(town.backup())
    finally:
        for _breaks, mends, _said in DAMAGES.values():
            town.change(mends)
    told = {": ".join(fault.split(": ")[:2]) for fault in faults}
    assert (told, code) == (set().union(*(said for _breaks, _mends, said in DAMAGES.values())), 1)


def test_rows_that_were_lost_on_the_way_are_found(town):
    backup_id = town.backup()
    town.node.run([sys.executable, "-P", "-c", LOSE_A_ROW])
    said = "state: not what it was; row counts differ in records_recordhead"
    assert town.verified(backup_id) == ([said], 1)


def flipped(content):
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


# Which file of a backup, what befalls it, and what is said of it with what to do.
BROKEN = {
    "a changed byte": ("cluster.tar", flipped, "缺失或被改动", "改用另一份备份"),
    "a file cut short": ("files.tar", lambda content: content[:-1], "缺失或被改动", "改用另一份备份"),
    "a changed manifest": (manifests.NAME, flipped, "清单被改动", "指定另一份备份"),
}


@pytest.mark.parametrize(("damage", "word"), [*((damage, ["--quick"]) for damage in BROKEN), ("a changed byte", [])])
def test_damage_to_a_backup_is_named_with_what_to_do(followed, damage, word):
    town, backup_id = followed
    name, breaks, said, next_step = BROKEN[damage]
    with town.broken(f"backups/{backup_id}/{name}", breaks):
        done = town.call("verify-backup", backup_id, *word)
    *_, told, then = done.stderr.splitlines()
    assert (done.returncode, backup_id in told, said in told, next_step in then) == (1, True, True, True)


def test_a_changed_manifest_hides_no_other_backup(followed):
    town, backup_id = followed
    others = [one for one in manifests.ids(town.store) if one != backup_id]
    with town.broken(f"backups/{backup_id}/{manifests.NAME}", flipped):
        listed = town.call("backup", "list")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == others
    assert (listed.returncode, backup_id in listed.stderr) == (1, True)


def test_damage_to_the_archive_is_named_with_what_to_do(followed):
    town, backup_id = followed
    *_, whole, _last = [name for name in town.store.names("wal") if wal.is_segment(name.rpartition("/")[2])]
    with town.broken(whole, flipped):
        faults, code = town.verified(backup_id)
    assert (faults, code) == ([f"archive: {whole}: 备份中有一部分被改动或截断，或与其名称不符。"], 1)
    with town.broken(whole, None):
        quick = town.call("verify-backup", backup_id, "--quick")
    assert quick.stdout.splitlines() == [f"archive: {whole}: It is missing.", f"  {verifying.NEXT['archive']}"]
    assert quick.returncode == 1
    assert town.call("verify-backup", backup_id, "--quick").returncode == 0
