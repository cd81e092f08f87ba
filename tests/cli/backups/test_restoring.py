"""Backups of a real server, taken and brought back: to a moment, to what was noted, and not where they must not go."""

import json
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from django.utils import translation

from volunteercloud.cli.backups import (
    archive,
    following,
    manifests,
    parts,
    recipients,
    restoring,
    source,
    states,
    stores,
    taking,
    verifying,
    wal,
)
from volunteercloud.cli.backups.restoring import Goal
from volunteercloud.cli.drill import nodes
from volunteercloud.cli.postgres.server import Server
from volunteercloud.core.errors import Refused

pytestmark = pytest.mark.race
# More than a server of ours has: it recovers only with as many.
LARGE = f"{nodes.OPTIONS} -c max_connections=130 -c max_locks_per_transaction=80"


@dataclass
class Town:
    """An installation with a backup of each kind, the archive since, and three moments after the backup."""

    home: object
    server: Server
    origin: source.Source
    store: stores.Store
    base: manifests.Manifest
    dump: manifests.Manifest
    moments: list[states.State]


def put(server, statement):
    with psycopg.connect(server.url_of("postgres")) as session:
        session.execute(statement)


@pytest.fixture(scope="module")
def town():
    template = nodes.template(settings.DATA / "drill")
    with nodes.folder() as home:
        nodes.prepare(home / "A", template)
        server = Server(home / "A", lambda line: None, LARGE, nodes.begun)
        server.start()
        origin, store = source.of(server, home / "A", home / "A" / "log"), stores.Store(str(home / "store"))
        put(server, "CREATE TABLE kept (n int PRIMARY KEY, said text)")
        origin.files.mkdir()
        (origin.files / "old").write_text("谷雨")
        # What an earlier time of following left leads nowhere, and hinders nobody.
        origin.spool.mkdir()
        (origin.spool / "000000010000000000000001.partial").touch()
        following.once(origin, store)
        base = taking.take(origin, store, manifests.BASE)
        moments = []
        for number in range(3):
            put(server, f"INSERT INTO kept VALUES ({number}, 'secret-of-{number}')")
            moments.append(states.noted(origin.owner))
            put(server, "SELECT pg_switch_wal()")
        (origin.files / "new").write_text("小满")
        following.once(origin, store)
        dump = taking.take(origin, store, manifests.LOGICAL)
        server.stop()
        yield Town(home, server, origin, store, base, dump, moments)
        nodes.remove(home / "A")


@contextmanager
def back(town, manifest, goal, store=None):
    """The backup restored beside the town."""
    folder = town.home / "B"
    folder.mkdir(mode=0o711)
    server = Server(folder, lambda line: None, nodes.OPTIONS, nodes.begun)
    try:
        identities = recipients.identities(None)
        restoring.restore(store or town.store, manifest, identities, goal, server, folder / "log")
        yield server
    finally:
        server.stop()
        nodes.remove(folder)


def code_of(asked, *arguments):
    with pytest.raises(Refused) as refusal:
        asked(*arguments)
    return refusal.value.code


def test_each_moment_comes_back_and_the_others_do_not(town):
    hashes = [state.hash for state in town.moments]
    assert len(set(hashes)) == 3
    for state in town.moments[:2]:
        goal = Goal(to=state.at)
        manifest = restoring.chosen(town.store, "", goal)
        assert manifest == town.base
        with back(town, manifest, goal) as server:
            assert states.now(server.url_of("postgres")).hash == state.hash


def test_without_a_moment_everything_comes_back_and_may_be_written_to(town):
    with back(town, town.base, Goal()) as server:
        assert states.now(server.url_of("postgres")).hash == town.moments[2].hash
        put(server, "INSERT INTO kept VALUES (3, '')")
        assert sorted(path.name for path in (server.data / "files").iterdir()) == ["new", "old"]
        assert not (server.cluster / restoring.ARCHIVE).exists()


def test_a_dump_comes_back_as_it_was_noted(town):
    with back(town, town.dump, Goal()) as server:
        assert states.now(server.url).hash == town.dump.state.hash == town.moments[2].hash


def test_trying_a_backup_finds_what_is_not_as_it_was_noted_and_nothing_else(town):
    another = replace(town.base, state=replace(town.base.state, hash="another"))
    verdict = verifying.verify(town.store, another, recipients.identities(None))
    assert verdict.faults == ["state: not what it was; row counts differ in no table"]
    assert verdict.rows == sum(town.base.state.rows.values())


def test_nothing_is_written_in_clear(town):
    kept = b"".join(town.store.read(name) for name in town.store.names(""))
    assert len(kept) > 1_000_000
    assert [word for word in (b"secret-of-1", "谷雨".encode(), b"identity_account\0") if word in kept] == []


def test_moments_out_of_reach_are_refused(town):
    before, after = town.base.began_at - timedelta(seconds=1), datetime.now(UTC) + timedelta(days=1)
    assert code_of(restoring.chosen, town.store, "", Goal(to=before)) == "backup.out_of_reach"
    assert code_of(restoring.chosen, town.store, "", Goal(to=after)) == "backup.out_of_reach"
    assert code_of(restoring.chosen, town.store, town.dump.id, Goal(to=town.moments[0].at)) == "backup.out_of_reach"
    assert code_of(restoring.chosen, town.store, "20200101T000000.000000Z", Goal()) == "backup.unknown"


def test_a_database_that_stands_is_set_aside_only_by_its_name(town):
    asked = [town.store, town.base, recipients.identities(None), Goal(), town.server, town.home / "log"]
    assert code_of(restoring.restore, *asked) == "backup.would_replace"
    with town.server.joined(), pytest.raises(Refused) as refusal:
        restoring.restore(*asked, replaced="volunteercloud")
    assert refusal.value.code == "backup.in_use"
    assert list(town.server.folder.glob("cluster*")) == [town.server.cluster]


def test_what_does_not_come_back_leaves_what_stood(town):
    elsewhere = stores.Store(str(town.home / "damaged"))
    shutil.copytree(town.home / "store", town.home / "damaged", dirs_exist_ok=True)
    hole, *_ = [name for name in elsewhere.names(f"wal/{town.base.system}") if wal.is_segment(name.rpartition("/")[2])]
    elsewhere.write(f"{hole[:-8]}000000FF".removesuffix(wal.PARTIAL), elsewhere.read(hole))

    asked = [elsewhere, town.base, recipients.identities(None), Goal(), town.server, town.home / "log"]
    with pytest.raises(Refused) as refusal:
        restoring.restore(*asked, replaced="volunteercloud")
    assert refusal.value.code == "backup.damaged"  # a segment passes for no other
    assert list(town.server.folder.glob("cluster*")) == [town.server.cluster]
    with town.server.joined():
        assert states.now(town.origin.owner).hash == town.moments[2].hash


def test_a_hole_in_the_archive_is_no_end(town, tmp_path):
    manifest = manifests.read(town.store, town.base.id)
    whole = [wal.name_of(wal.index(manifest.begins, manifest.segment_bytes) + one, manifest) for one in range(3)]
    wal.refuse_gaps(tmp_path, manifest, whole)
    wal.refuse_gaps(tmp_path, manifest, [*whole[:2], whole[2] + wal.PARTIAL])
    for names in (
        [whole[0], whole[2]],
        whole[1:],
        [whole[0], whole[1] + wal.PARTIAL, whole[2]],
        [f"00000001{whole[0][8:16]}000000FF", *whole],
    ):
        assert code_of(wal.refuse_gaps, tmp_path, manifest, names) == "backup.gap"


def changed(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("which", [-2, -1])
@pytest.mark.parametrize(
    ("damage", "said", "code"),
    [
        (changed, "A part of the backup was changed or cut, or is not the part that its name says.", "backup.damaged"),
        (
            lambda content: content[:-1],
            "A part of the backup was changed or cut, or is not the part that its name says.",
            "backup.damaged",
        ),
        (lambda content: b"", "The end of a part of the backup is missing.", "backup.cut_short"),
        (None, "It is missing.", "backup.gap"),
    ],
)
def test_damage_to_each_file_of_the_archive_is_found_by_name(in_english, town, which, damage, said, code):
    kept = sorted(wal.archived(town.store, town.base))[which]
    shown = kept.removesuffix(wal.PARTIAL)
    whole = town.store.read(kept)
    identities = recipients.identities(None)
    assert archive.faults(town.store, town.base, identities) == []
    town.store.write(kept, damage(whole)) if damage else town.store.drop(kept)
    try:
        assert archive.faults(town.store, town.base, identities) == [f"archive: {kept if damage else shown}: {said}"]
        assert archive.faults(town.store, town.base, None) == ([] if damage else [f"archive: {shown}: {said}"])
        with pytest.raises(Refused) as refusal, back(town, town.base, Goal()):
            pass
        assert refusal.value.code == code
    finally:
        town.store.write(kept, whole)


def test_an_older_beginning_of_the_last_segment_is_no_end(in_english, town):
    last = max(wal.archived(town.store, town.base))
    whole = town.store.read(last)
    identities = recipients.identities(None)
    with parts.taken(town.store, last, identities) as content:
        early = content.read(24)
    parts.put(town.store, last, recipients.named(), lambda sink: sink.write(early))
    try:
        shown = last.removesuffix(wal.PARTIAL)
        assert archive.faults(town.store, town.base, identities) == [
            f"archive: {shown}: It ends earlier than it did once."
        ]
        with pytest.raises(Refused) as refusal, back(town, town.base, Goal()):
            pass
        assert refusal.value.code == "backup.cut_short"
    finally:
        town.store.write(last, whole)


def test_a_bundle_of_files_that_was_changed_is_found_by_name(in_english, town):
    (bundle,) = following.bundles(town.store, town.base)
    whole = town.store.read(bundle)
    town.store.write(bundle, changed(whole))
    try:
        said = "A part of the backup was changed or cut, or is not the part that its name says."
        assert archive.faults(town.store, town.base, recipients.identities(None)) == [f"archive: {bundle}: {said}"]
    finally:
        town.store.write(bundle, whole)


def test_moments_of_an_installation_at_work_come_back():
    command = [
        sys.executable,
        "-P",
        "-m",
        "volunteercloud",
        "backup",
        "drill",
        "--rounds",
        "2",
        "--seed",
        "5",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert (found["same"], found["broken"]) == (2, [])
    assert found["records_written"] > 0
