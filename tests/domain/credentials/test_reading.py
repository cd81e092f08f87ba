import io
import json
import struct
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.credentials import parcels
from tests.domain.nodes import peers
from volunteercloud.domain.credentials import reading, unpacking
from volunteercloud.domain.credentials.reading import Fault, Standing
from volunteercloud.domain.credentials.unpacking import Unsafe
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.nodes.models import Node, NodeKey


@pytest.fixture
def files(volunteer, sealed):
    return parcels.unzipped(volunteer, volunteer.id, sealed)


@pytest.fixture
def peer(at, files):
    """A trusted node with the same log, so that its packages can be made from ours."""
    return peers.confirmed(at, vkey=log_queries.own_keys().log.vkey)


def faults(file, at):
    return reading.checked(file, at).faults


def refused(file, at):
    with pytest.raises(Unsafe) as error:
        reading.checked(file, at)
    return error.value.code


def test_what_we_made_holds(files, sealed):
    found = reading.checked(parcels.zipped(files), sealed)
    assert (found.standing, found.faults) == (Standing.OWN, ())
    assert (found.versions, found.proved, found.credit_minutes, found.honour_minutes) == (1, 1, 120, 0)
    assert [(entry.title, entry.minutes, entry.grade) for entry in found.entries] == [("社区送午餐", 120, "A")]
    assert found.holder.name == "小满"


def test_what_a_trusted_node_made_holds(peer, files, sealed):
    found = reading.checked(parcels.of_peer(peer, files, sealed), sealed)
    assert (found.standing, found.faults, found.proved) == (Standing.TRUSTED, (), 1)


def test_what_nobody_here_knows_is_only_held_against_itself(files, sealed):
    stranger = peers.Peer("lichun.example")
    found = reading.checked(parcels.of_peer(stranger, files, sealed), sealed)
    assert (found.standing, found.faults, found.proved) == (Standing.UNKNOWN, (), 1)


def test_of_a_node_that_was_withdrawn_nothing_is_believed(peer, files, sealed):
    Node.objects.update(state="withdrawn", withdrawn_at=sealed, withdrawn_reason="密钥泄露")
    assert reading.checked(parcels.of_peer(peer, files, sealed), sealed).standing == Standing.UNKNOWN


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"valid_until": timedelta(days=-1)}, "paper.key_not_valid"),
        ({"revoked_at": timedelta(days=-1)}, "paper.key_revoked"),
    ],
)
def test_a_key_must_have_been_good_that_day(peer, files, sealed, change, code):
    NodeKey.objects.update(**{name: sealed + shift for name, shift in change.items()})
    assert faults(parcels.of_peer(peer, files, sealed), sealed) == (Fault(code, "manifest.jws"),)


def test_a_stranger_in_the_name_of_a_trusted_node_is_found_out(peer, files, sealed):
    forger = peers.Peer(peer.name)
    assert faults(parcels.of_peer(forger, files, sealed), sealed) == (Fault("paper.key_unknown", "manifest.jws"),)
    in_our_name = peers.Peer(json.loads(files["manifest.json"])["node"])
    assert faults(parcels.of_peer(in_our_name, files, sealed), sealed) == (Fault("paper.key_unknown", "manifest.jws"),)


def test_a_file_changed_added_or_missing_is_named(files, sealed):
    changed = parcels.zipped(files | {"profile.json": files["profile.json"] + b" "})
    assert faults(changed, sealed) == (Fault("copy.changed", "profile.json"),)
    assert faults(parcels.zipped(files | {"more.txt": b"?"}), sealed) == (Fault("copy.added", "more.txt"),)
    fewer = {path: content for path, content in files.items() if path != "proofs.py"}
    assert faults(parcels.zipped(fewer), sealed) == (Fault("copy.missing", "proofs.py"),)
    said = json.loads(files["manifest.json"]) | {"node": "lichun.example"}
    other = parcels.zipped(files | {"manifest.json": json.dumps(said).encode()})
    assert faults(other, sealed) == (Fault("copy.changed", "manifest.json"),)


def with_record(files, change):
    """The one record of the package, changed and packed as if by its node."""
    (bundle,) = json.loads(files["records/0001.json"])
    return files | {"records/0001.json": json.dumps([change(bundle)]).encode()}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda one: one | {"content": one["content"].replace('"minutes":120', '"minutes":180')}, "copy.proof"),
        (lambda one: one | {"salt": "AAAA"}, "copy.proof"),
        (lambda one: one | {"path": [*one["path"], one["salt"]]}, "copy.proof"),
        (lambda one: one | {"details": one["details"].replace("{", "{ ", 1)}, "copy.details"),
        (lambda one: {name: value for name, value in one.items() if name != "details"}, "copy.unreadable"),
        (lambda one: "?", "copy.unreadable"),
    ],
)
def test_no_node_can_say_of_a_record_what_its_log_does_not(files, sealed, change, code):
    assert faults(parcels.of_own(with_record(files, change), sealed), sealed) == (Fault(code, "records/0001.json"),)


def test_the_table_and_the_sums_are_what_the_records_say(files, sealed):
    (bundle,) = json.loads(files["records/0001.json"])
    twice = files | {"records/0001.json": json.dumps([bundle, bundle]).encode()}
    assert faults(parcels.of_own(twice, sealed), sealed) == (Fault("copy.doubled_version", "records/0001.json"),)
    none = files | {"records/0001.json": b"[]"}
    assert faults(parcels.of_own(none, sealed), sealed) == (Fault("copy.table", "records.csv"),)
    counts = json.loads(files["manifest.json"])["counts"] | {"credit_minutes": 6000}
    assert faults(parcels.of_own(files, sealed, counts=counts), sealed) == (Fault("copy.totals", "records.csv"),)


def test_a_record_of_somebody_else_is_found(peer, files, sealed):
    holder = {"ids": ["00000000-0000-7000-8000-000000000000"]}
    file = parcels.of_peer(peer, files, sealed, holder=holder)
    assert faults(file, sealed) == (Fault("copy.other_person", "records/0001.json"),)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "copy.no_zip"),
        (b"PK\x05\x06", "copy.no_zip"),
        (b"%PDF-1.7", "copy.no_zip"),
    ],
)
def test_what_is_no_package_is_refused(db, at, content, code):
    assert refused(io.BytesIO(content), at) == code


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a.txt": b""}, "copy.missing"),
        ({"manifest.jws": "签名".encode()}, "copy.no_package"),
        ({"manifest.jws": b"a.b.c"}, "copy.no_package"),
        ({"../manifest.jws": b""}, "copy.path"),
        ({"/etc/passwd": b""}, "copy.path"),
        ({"a\\b.txt": b""}, "copy.path"),
        ({"a/b/c.txt": b""}, "copy.path"),
        ({"a.txt": b"", "A.TXT": b""}, "copy.doubled"),
        ({f"{number}.txt": b"" for number in range(501)}, "copy.too_many"),
        ({"a.txt": bytes(unpacking.LARGEST_FILE + 1)}, "copy.too_large"),
        ({"manifest.jws": b"a" * (reading.LARGEST_MANIFEST + 1)}, "copy.too_large"),
    ],
    ids=range(11),
)
def test_what_would_do_harm_is_refused(db, at, files, code):
    assert refused(parcels.zipped(files), at) == code


def test_a_size_that_is_a_lie_is_found_while_it_is_read(db, at):
    size = 3_000_000
    bomb = parcels.zipped({"manifest.jws": bytes(size)}).getvalue()
    lying = bomb.replace(struct.pack("<I", size), struct.pack("<I", 10))
    assert lying != bomb
    assert refused(io.BytesIO(lying), at) == "copy.broken"


def test_a_list_nested_without_end_is_refused(peer, files, sealed):
    deep = files | {"records/0001.json": b"[" * 100_000}
    assert faults(parcels.of_peer(peer, deep, sealed), sealed) == (Fault("copy.unreadable", "records/0001.json"),)


def test_a_newer_form_is_told_from_none(peer, files, sealed):
    assert refused(parcels.of_peer(peer, files, sealed, form="volunteercloud.copy/2"), sealed) == "copy.version"
    assert refused(parcels.of_peer(peer, files, sealed, form="else"), sealed) == "copy.no_package"
    assert refused(parcels.of_peer(peer, files, sealed, counts=None), sealed) == "copy.no_package"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_byte_is_changed_nothing_false_is_believed(files, sealed, data):
    content = bytearray(parcels.zipped(files).getvalue())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    try:
        found = reading.checked(io.BytesIO(bytes(content)), sealed)
    except Unsafe:
        return
    # What the byte changed was no part of any file, or it is told.
    assert found.faults or replace(found, digest=b"") == replace(
        reading.checked(parcels.zipped(files), sealed), digest=b""
    )
