import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from volunteercloud.cli.backups import keeping, manifests, recipients, stores
from volunteercloud.cli.backups.keeping import Rule
from volunteercloud.cli.backups.manifests import Manifest, Part
from volunteercloud.cli.backups.states import State
from volunteercloud.cli.problem import Problem
from volunteercloud.core.errors import Refused

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.fixture
def store(tmp_path):
    return stores.Store(str(tmp_path / "store"))


def backup(at=AT, **changes):
    """A backup with one part that is empty."""
    said = Manifest(
        id=manifests.new_id(at),
        kind="base",
        began_at=at,
        ended_at=at + timedelta(minutes=1),
        software="1",
        postgres=18,
        migrations={"records": "0001_initial"},
        recipients=[],
        parts=[Part("files.tar", 0, EMPTY)],
        state=State("0/1", at, "abc", {"records_servicerecord": 3}),
        system="7",
        begins="00000001000000000000000A",
        segment_bytes=2**24,
    )
    return replace(said, **changes)


def kept(store, at=AT, **changes):
    manifest = backup(at, **changes)
    store.write(manifest.place("files.tar"), b"")
    manifests.write(store, manifest)
    return manifest


def code_of(asked, *arguments):
    with pytest.raises(Refused) as refusal:
        asked(*arguments)
    return refusal.value.code


def test_a_backup_is_read_as_it_was_written(store):
    first, second = kept(store), kept(store, AT + timedelta(days=1), state=None)
    assert manifests.every(store) == [first, second]
    assert manifests.newest(store) == second


def test_without_its_manifest_a_backup_is_none(store):
    manifest = kept(store)
    store.drop(manifest.place(manifests.NAME))
    assert (manifests.every(store), manifests.newest(store)) == ([], None)
    assert code_of(manifests.read, store, manifest.id) == "backup.unknown"


def test_a_manifest_that_somebody_changed_is_not_believed(store):
    manifest = kept(store)
    place = manifest.place(manifests.NAME)
    said = json.loads(store.read(place))
    assert manifests.read(store, manifest.id) == manifest
    for changed, code in (
        (said | {"begins": "000000010000000000000001"}, "backup.not_ours"),
        (said | {"key_version": 9}, "backup.not_ours"),
        (said | {"form": 2}, "backup.unknown_form"),
        ({"id": manifest.id}, "backup.not_ours"),
    ):
        store.write(place, json.dumps(changed).encode())
        assert code_of(manifests.read, store, manifest.id) == code


def test_no_byte_of_a_manifest_can_be_changed(store):
    manifest = kept(store)
    place = manifest.place(manifests.NAME)
    whole = store.read(place)
    codes = set()
    for at in range(len(whole)):
        store.write(place, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        codes.add(code_of(manifests.read, store, manifest.id))
        store.write(place, whole[:at])
        codes.add(code_of(manifests.read, store, manifest.id))
    assert codes == {"backup.not_ours", "backup.unknown_form"}


def test_a_part_that_changed_or_went_is_found_without_a_key(store):
    manifest = kept(store)
    manifests.check_parts(store, manifest)
    store.write(manifest.place("files.tar"), b"x")
    assert code_of(manifests.check_parts, store, manifest) == "backup.damaged"
    store.drop(manifest.place("files.tar"))
    assert code_of(manifests.check_parts, store, manifest) == "backup.damaged"


def test_what_was_half_written_does_not_count(store):
    def cut(sink):
        sink.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), store.writing("backups/1/dump") as sink:
        cut(sink)
    assert (store.names("backups"), store.exists("backups/1/dump")) == ([], False)


def test_the_last_of_each_day_week_and_month_stays():
    found = [backup(AT - timedelta(days=day, hours=hour)) for day in range(400) for hour in (1, 0)]
    staying = keeping.kept(found, Rule(days=7, weeks=5, months=12))
    # 22 November 2026 is a Sunday: the last seven days, four Sundays before them, the ends of eleven months before.
    days = [f"202611{day}" for day in range(16, 23)]
    weeks = ["20261025", "20261101", "20261108", "20261115"]
    ends = ["1231", "0131", "0228", "0331", "0430", "0531", "0630", "0731", "0831", "0930", "1031"]
    months = [f"{2025 if end == '1231' else 2026}{end}" for end in ends]
    assert sorted(staying) == sorted(f"{day}T030000.000000Z" for day in [*days, *weeks, *months])
    assert keeping.kept([], Rule()) == set()


def test_pruning_takes_what_nobody_can_need(store):
    old, new = kept(store, AT - timedelta(days=40)), kept(store, AT, begins="00000002000000000000000C")
    half = "20200101T000000.000000Z"
    store.write(f"backups/{half}/dump", b"")
    segments = ["00000001000000000000000A", "00000001000000000000000B", "00000002000000000000000C"]
    for name in [*segments, "00000002.history"]:
        store.write(f"wal/7/{name}", b"")
    store.write(f"files/7/{old.id}", b"")
    store.write(f"files/7/{manifests.new_id(AT + timedelta(hours=1))}", b"")
    rule = Rule(days=1, weeks=0, months=0)

    would = keeping.prune(store, rule, AT, is_dry=True)
    assert (would.backups, would.halves, would.segments, would.files) == ([old.id], 1, 2, 1)
    assert len(manifests.every(store)) == 2

    assert keeping.prune(store, rule, AT) == would
    assert manifests.every(store) == [new]
    assert store.names("backups") == [new.place("files.tar"), new.place(manifests.NAME)]
    assert store.names("wal/7") == ["wal/7/00000002.history", "wal/7/00000002000000000000000C"]
    assert len(store.names("files/7")) == 1


def test_named_recipients_take_the_place_of_the_master_key(settings, tmp_path):
    private, public = recipients.made()
    file = tmp_path / "private"
    file.write_text(f"{private}\n")
    settings.BACKUP_RECIPIENTS = []
    assert [recipients.written(key) for key in recipients.named()] != [public]
    settings.BACKUP_RECIPIENTS = [public]
    assert [recipients.written(key) for key in recipients.named()] == [public]
    assert recipients.written(recipients.identities(file)[0].public_key()) == public


@pytest.mark.parametrize("text", ["", "vcb-public-", "vcb-public-AAAA", "vcb-private-" + "A" * 43, "公钥"])
def test_what_is_no_key_is_refused(settings, text):
    settings.BACKUP_RECIPIENTS = [text]
    with pytest.raises(Problem, match="no key"):
        recipients.named()
