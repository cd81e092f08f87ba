"""Known answers of RFC 6962 and of signed notes; every proof of small trees; nothing that was changed still holds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteercloud.core import proofs, tiles

# The entries and roots that implementations of Certificate Transparency share.
KNOWN_ENTRIES = [
    bytes.fromhex(data)
    for data in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
KNOWN_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SALT = bytes(range(32))
LOG = proofs.Signer("qinghe.example/log", proofs.NOTE_ED25519, b"\x01" * 32)
WITNESS = proofs.Signer("bailu.example/witness", proofs.COSIGNATURE_ED25519, b"\x02" * 32)
SEEN_AT = 1_779_000_000


def nodes_of(entries):
    """The nodes of a tree, hashed plainly: what tiles are compared with."""

    def node(level, number):
        if level == 0:
            return proofs.leaf_hash(entries[number])
        return proofs.node_hash(node(level - 1, 2 * number), node(level - 1, 2 * number + 1))

    return node


def entries_of(size):
    return [number.to_bytes(2, "big") for number in range(size)]


def hexed(path):
    return [one.hex()[:8] for one in path]


def checkpoint_of(entries):
    root = tiles.root_of(len(entries), nodes_of(entries))
    text = proofs.Checkpoint(LOG.name, len(entries), root).text
    return f"{text}\n{LOG.line(text)}{WITNESS.line(text, SEEN_AT)}"


def proof_among(size=7, index=4, content=b'{"hours":2}'):
    """A proof of one sealed thing among others."""
    committed = proofs.commitment("record", SALT, content)
    entries = [proofs.entry(proofs.SEALED, bytes(32))] * index + [proofs.entry(proofs.SEALED, committed)]
    entries += [proofs.entry(proofs.ERASURE, bytes(32))] * (size - len(entries))
    path = tiles.inclusion_path(index, size, nodes_of(entries))
    return proofs.bundle(
        kind="record",
        content=content,
        salt=SALT,
        index=index,
        size=size,
        path=path,
        note=checkpoint_of(entries),
    )


# The tree


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size):
    assert tiles.root_of(size, nodes_of(KNOWN_ENTRIES)).hex() == KNOWN_ROOTS[size]


def test_known_paths():
    node = nodes_of(KNOWN_ENTRIES)
    assert hexed(tiles.inclusion_path(0, 8, node)) == ["96a296d2", "5f083f0a", "6b47aaf2"]
    assert hexed(tiles.inclusion_path(5, 8, node)) == ["bc1a0643", "ca854ea1", "d37ee418"]
    assert hexed(tiles.inclusion_path(2, 3, node)) == ["fac54203"]
    assert hexed(tiles.consistency_path(1, 8, node)) == ["96a296d2", "5f083f0a", "6b47aaf2"]
    assert hexed(tiles.consistency_path(6, 8, node)) == ["0ebc5d34", "ca854ea1", "d37ee418"]
    assert hexed(tiles.consistency_path(2, 5, node)) == ["5f083f0a", "bc1a0643"]


def test_every_inclusion_in_small_trees():
    for size in range(1, 66):
        entries = entries_of(size)
        node = nodes_of(entries)
        root = tiles.root_of(size, node)
        for index in range(size):
            path = tiles.inclusion_path(index, size, node)
            assert proofs.root_from_inclusion(proofs.leaf_hash(entries[index]), index, size, path) == root


def test_every_consistency_of_small_trees():
    for new in range(1, 40):
        node = nodes_of(entries_of(new))
        new_root = tiles.root_of(new, node)
        proofs.check_consistency(0, b"", new, new_root, [])
        for old in range(1, new + 1):
            path = tiles.consistency_path(old, new, node)
            proofs.check_consistency(old, tiles.root_of(old, node), new, new_root, path)


@given(st.data())
def test_another_leaf_place_size_or_path_leads_elsewhere(data):
    size = data.draw(st.integers(2, 300), "size")
    index = data.draw(st.integers(0, size - 1), "index")
    entries = entries_of(size)
    node = nodes_of(entries)
    root, leaf = tiles.root_of(size, node), proofs.leaf_hash(entries[index])
    path = tiles.inclusion_path(index, size, node)
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index), "other")
    changed = data.draw(st.integers(0, len(path) - 1), "changed")
    for claim in (
        (proofs.leaf_hash(entries[other]), index, size, path),
        (leaf, other, size, path),
        (leaf, index, size, [*path[:changed], bytes(32), *path[changed + 1 :]]),
        (leaf, index, size, path[:-1]),
        (leaf, index, size, [*path, bytes(32)]),
    ):
        assert holds(lambda claim=claim: proofs.root_from_inclusion(*claim) == root) is False


@given(st.data())
def test_a_past_that_was_rewritten_is_not_consistent(data):
    new = data.draw(st.integers(2, 200), "new")
    old = data.draw(st.integers(1, new - 1), "old")
    changed = data.draw(st.integers(0, old - 1), "changed")
    honest = entries_of(new)
    forged = [*honest]
    forged[changed] = b"forged"
    old_root = tiles.root_of(old, nodes_of(honest))
    new_root = tiles.root_of(new, nodes_of(forged))
    for entries in (honest, forged):
        path = tiles.consistency_path(old, new, nodes_of(entries))
        with pytest.raises(proofs.Invalid):
            proofs.check_consistency(old, old_root, new, new_root, path)


@pytest.mark.parametrize(("old", "new"), [(-1, 1), (2, 1), (0, 0)])
def test_sizes_that_cannot_be(old, new):
    with pytest.raises(proofs.Invalid):
        tiles.consistency_path(old, new, nodes_of(entries_of(2)))


def holds(claim):
    try:
        return claim()
    except proofs.Invalid:
        return False


# Commitments


def test_a_commitment_rests_on_kind_salt_and_content():
    first = proofs.commitment("record", SALT, b"two hours")
    assert first == proofs.commitment("record", SALT, b"two hours")
    others = [
        proofs.commitment("records", SALT, b"two hours"),
        proofs.commitment("record", SALT[::-1], b"two hours"),
        proofs.commitment("record", SALT, b"two hours "),
    ]
    assert len({first, *others}) == 4


@pytest.mark.parametrize(("kind", "salt"), [("", SALT), ("k" * 256, SALT), ("record", SALT[:-1]), ("record", b"")])
def test_no_commitment_without_a_kind_and_a_whole_salt(kind, salt):
    with pytest.raises(proofs.Invalid):
        proofs.commitment(kind, salt, b"two hours")


# Notes


def test_the_note_of_the_specification():
    """The key and the note that the authors of the format use as their example."""
    vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    signature = (
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    verifier = proofs.Verifier.parse(vkey)
    assert verifier.vkey == vkey
    found, signatures = proofs.split_note(f"{text}\n{signature}")
    assert (found, [name for name, _key, _signature in signatures]) == (text, ["PeterNeumann"])
    verifier.check(signatures[0][2], found.encode())
    seed = proofs._base64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
    assert proofs.Signer("PeterNeumann", proofs.NOTE_ED25519, seed).line(text) == signature


def test_a_checkpoint_is_opened_by_the_key_of_its_log():
    note = checkpoint_of(KNOWN_ENTRIES)
    opened = proofs.open_checkpoint(note, LOG.verifier)
    assert (opened.origin, opened.size, opened.root.hex()) == (LOG.name, 8, KNOWN_ROOTS[8])
    assert proofs.cosigned_at(note, WITNESS.verifier) == SEEN_AT


@pytest.mark.parametrize(
    "signer",
    [
        proofs.Signer(LOG.name, LOG.algorithm, b"\x03" * 32),
        proofs.Signer("bailu.example/log", LOG.algorithm, LOG.seed),
        proofs.Signer(LOG.name, proofs.COSIGNATURE_ED25519, LOG.seed),
    ],
    ids=["another key", "another name", "another use"],
)
def test_a_checkpoint_is_not_opened_by_another(signer):
    with pytest.raises(proofs.Invalid):
        proofs.open_checkpoint(checkpoint_of(KNOWN_ENTRIES), signer.verifier)


def test_a_witness_cannot_be_made_to_say_another_time():
    note = checkpoint_of(KNOWN_ENTRIES)
    later = WITNESS.line(proofs.split_note(note)[0], SEEN_AT + 1)
    line = note.splitlines(keepends=True)[-1]
    signature = bytearray(proofs._base64(line.split()[2]))
    signature[4:12] = (SEEN_AT + 1).to_bytes(8, "big")
    forged = note.replace(line, f"— {WITNESS.name} {proofs._text(bytes(signature))}\n")
    assert forged != note.replace(line, later)
    with pytest.raises(proofs.Invalid):
        proofs.cosigned_at(forged, WITNESS.verifier)


@given(st.integers(0, 400), st.characters())
def test_a_note_that_was_changed_anywhere_is_not_opened_as_something_else(place, character):
    note = checkpoint_of(KNOWN_ENTRIES)
    place %= note.index("— bailu")
    forged = note[:place] + character + note[place + 1 :]
    try:
        opened = proofs.open_checkpoint(forged, LOG.verifier)
    except proofs.Invalid:
        return
    assert opened == proofs.open_checkpoint(note, LOG.verifier)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        "no signature\n",
        "qinghe.example/log\n8\n\n— a YQ==\n",
        "qinghe.example/log\n08\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— a YQ==\n",
        "qinghe.example/log\n-8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— a YQ==\n",
        "qinghe.example/log\n8\nYQ==\n\n— a YQ==\n",
        "qinghe.example/log\n8\n八\n\n— a YQ==\n",
        "qinghe.example/log\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n- a YQ==\n",
        "qinghe.example/log\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\x00\n\n— a YQ==\n",
        "qinghe.example/log\n9999999999999999999\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— a YQ==\n",
        "x" * 1_000_001,
    ],
)
def test_what_is_no_checkpoint(note):
    with pytest.raises(proofs.Invalid):
        proofs.open_checkpoint(note, LOG.verifier)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "qinghe.example/log",
        "a b+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc",
        "PeterNeumann+c74f20a3+谷雨",
    ],
)
def test_what_is_no_verifier_key(vkey):
    with pytest.raises(proofs.Invalid):
        proofs.Verifier.parse(vkey)


# Bundles


def test_a_proof_holds():
    proved = proofs.verify_record(json.loads(json.dumps(proof_among())), LOG.verifier)
    assert (proved.kind, proved.content, proved.index, proved.checkpoint.size) == ("record", '{"hours":2}', 4, 7)


@pytest.mark.parametrize(
    "change",
    [
        {"content": '{"hours":3}'},
        {"kind": "certificate"},
        {"salt": proofs._text(bytes(32))},
        {"salt": "no salt"},
        {"salt": ""},
        {"index": 3},
        {"index": 7},
        {"index": -1},
        {"index": True},
        {"index": "4"},
        {"size": 8},
        {"path": []},
        {"path": [4]},
        {"path": ["AA=="] * 3},
        {"path": "AA=="},
        {"content": "\ud800"},
        {"kind": "\ud800"},
        {"checkpoint": "\ud800\n\n— a YQ==\n"},
        {"content": None},
        {"format": "volunteercloud/proof/2"},
        {"checkpoint": ""},
    ],
    ids=lambda change: f"{next(iter(change.items()))}"[:40].encode("ascii", "replace").decode(),
)
def test_a_proof_that_was_changed_does_not_hold(change):
    with pytest.raises(proofs.Invalid):
        proofs.verify_record(proof_among() | change, LOG.verifier)


@pytest.mark.parametrize("nothing", [None, [], {}, "proof", 4])
def test_what_is_no_proof(nothing):
    with pytest.raises(proofs.Invalid):
        proofs.verify_record(nothing, LOG.verifier)


def test_an_erasure_is_no_proof_of_what_it_erased():
    """The entry of an erasure repeats the commitment; it must not pass for the thing itself."""
    committed = proofs.commitment("record", SALT, b"{}")
    entries = [proofs.entry(proofs.ERASURE, committed)]
    bundle = proofs.bundle(
        kind="record", content=b"{}", salt=SALT, index=0, size=1, path=[], note=checkpoint_of(entries)
    )
    with pytest.raises(proofs.Invalid):
        proofs.verify_record(bundle, LOG.verifier)


@pytest.fixture
def alone(tmp_path):
    """The module copied to a folder of its own, and a way to run it there without anything of ours."""
    copied = tmp_path / "proofs.py"
    copied.write_bytes(Path(proofs.__file__).read_bytes())

    def run(proof, *options):
        (tmp_path / "proof.json").write_text(json.dumps(proof))
        command = [sys.executable, "-P", "proofs.py", "proof.json", "--vkey", LOG.verifier.vkey, *options]
        environment = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run


def test_the_module_works_copied_alone(alone):
    done = alone([proof_among(), proof_among(index=0)], "--witness", WITNESS.verifier.vkey)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == (
        f"holds: record at 4 of 7 in qinghe.example/log, seen by bailu.example/witness at Unix time {SEEN_AT}"
    )
    done = alone([proof_among(), proof_among() | {"index": 3}])
    assert (done.returncode, done.stderr[:14]) == (1, "does not hold:")
