import base64
import hashlib
import stat
import subprocess
import time

import pytest
from cryptography.exceptions import InvalidTag

from volunteercloud.core import keys, masters, tokens
from volunteercloud.core.masters import MasterKey, Ring, Suite, Unknown

HOUR = 3600


def secret(number):
    return hashlib.sha256(f"made up {number}".encode()).digest()


def written(number):
    return base64.b64encode(secret(number)).decode()


def ring(folder, *parts):
    return Ring({masters.NAME: " ".join(parts)}, folder)


@pytest.fixture
def known(settings, tmp_path):
    """Installs the master keys that are named."""

    def install(*parts):
        settings.MASTER_KEYS = ring(tmp_path, *parts)

    return install


@pytest.mark.parametrize("suite", list(Suite))
def test_what_is_sealed_is_opened_by_its_own_row_alone(known, suite):
    known(f"7:{suite}:{written(7)}")
    sealed = keys.seal("phone", "+99 010 谷雨", bound_to=b"row 1")
    assert keys.version_of(sealed) == 7
    assert keys.unseal("phone", memoryview(sealed), bound_to=b"row 1") == "+99 010 谷雨"
    for purpose, changed, row in (
        ("phone", sealed, b"row 2"),
        ("name", sealed, b"row 1"),
        ("phone", sealed[:-1] + bytes([sealed[-1] ^ 1]), b"row 1"),
        ("phone", sealed[:20], b"row 1"),
    ):
        with pytest.raises(InvalidTag):
            keys.unseal(purpose, changed, bound_to=row)


def test_a_suite_changes_every_key_of_it(known):
    known(f"1:aes:{written(1)}")
    by_aes = keys.mac("pass", b"x"), keys.blind_index("claim/document", "x"), keys.key_for("seal/phone", 1)
    known(f"1:sm:{written(1)}")
    by_sm = keys.mac("pass", b"x"), keys.blind_index("claim/document", "x"), keys.key_for("seal/phone", 1)
    assert [one for one, other in zip(by_aes, by_sm, strict=True) if one == other] == []


def test_a_new_key_writes_from_its_moment_on_and_the_old_one_still_opens(known):
    now = time.time()
    coming = f"2:sm:{written(2)}@2099-01-01T00:00Z"
    known(written(1), coming)
    before, token = keys.seal("phone", "before"), tokens.sign("shift-code", b"payload")
    assert (keys.version_of(before), keys.versions()) == (1, [1, 2])

    known(written(1), f"2:sm:{written(2)}")
    after = keys.seal("phone", "after")
    assert (keys.version_of(after), keys.versions()) == (2, [2, 1])
    assert (keys.unseal("phone", before), keys.unseal("phone", after)) == ("before", "after")
    assert tokens.verify("shift-code", token) == b"payload"
    assert keys.current_version(now) == 2

    known(f"2:sm:{written(2)}")
    with pytest.raises(Unknown):
        keys.unseal("phone", before)
    with pytest.raises(tokens.Forged):
        tokens.verify("shift-code", token)


def test_whoever_knows_a_key_that_writes_later_opens_what_another_wrote_earlier_with_it(known):
    """Clocks differ: the one that is ahead writes with the new key first."""
    known(written(1), f"2:{written(2)}")
    sealed = keys.seal("phone", "ahead")
    known(written(1), f"2:{written(2)}@2099-01-01T00:00Z")
    assert keys.unseal("phone", sealed) == "ahead"


def test_a_key_that_came_later_is_looked_for(tmp_path, monkeypatch):
    found = Ring({}, tmp_path)
    assert (list(found.keys), found.is_of_files) == ([1], True)
    masters.keep(tmp_path / "master.2.key", MasterKey(2, secret(2), Suite.SM).written().encode())
    with pytest.raises(Unknown):
        found.known(2)
    monkeypatch.setattr(masters, "SECONDS_BETWEEN_LOOKS", 0)
    assert found.known(2) == MasterKey(2, secret(2), Suite.SM)


def test_the_first_key_is_made_once_and_belongs_to_its_owner(tmp_path):
    folder = tmp_path / "keys"
    assert Ring({}, folder).keys == Ring({}, folder).keys
    assert [(path.name, stat.S_IMODE(path.stat().st_mode)) for path in folder.iterdir()] == [("master.key", 0o600)]


def test_keys_come_from_a_command(tmp_path):
    (tmp_path / "told").write_text(f"{written(1)}\n3:sm:{written(3)}@2026-11-25T00:00:00Z\n")
    found = Ring({masters.COMMAND: f"cat {tmp_path / 'told'}"}, tmp_path)
    assert found.keys == {1: MasterKey(1, secret(1)), 3: MasterKey(3, secret(3), Suite.SM, 1795564800.0)}
    assert masters.read(found.keys[3].written()) == {3: found.keys[3]}
    with pytest.raises(subprocess.CalledProcessError):
        Ring({masters.COMMAND: "false"}, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "short",
        "=" * 44,
        f"0:{'A' * 43}=",
        f"256:{'A' * 43}=",
        f"2:des:{'A' * 43}=",
        f"2:aes:{'A' * 43}=@tomorrow",
        f"2:aes:{'A' * 43}=@2026-11-25T00:00",
        f"{'A' * 43}= {'A' * 43}=",
    ],
)
def test_what_is_no_key_is_refused_without_repeating_it(tmp_path, text):
    with pytest.raises(ValueError, match=r"master key|isoformat") as refused:
        ring(tmp_path, text)
    assert "A" * 43 not in str(refused.value)


def test_keys_are_not_printed(tmp_path):
    found = ring(tmp_path, written(1)).keys[1]
    assert repr(found) == "MasterKey(version=1, suite=aes)"
