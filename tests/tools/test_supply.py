import json
import zipfile
from datetime import UTC, datetime

import pytest

from tools import supply

HASH = "    --hash=sha256:" + "a" * 64
GOOD = f"""django==5.2.1 \\
{HASH} \\
{HASH}
    # via volunteercloud (pyproject.toml)
tzdata==2026.6 ; sys_platform == 'win32' \\
{HASH}
"""


@pytest.mark.parametrize("lock", supply.LOCKS, ids=lambda lock: lock.name)
def test_our_locks_are_as_they_have_to_be(lock):
    assert list(supply.faults_of(lock.read_text())) == []
    assert len(supply.locked(lock.read_text())) > 50


def test_a_good_lock():
    assert list(supply.faults_of(GOOD)) == []
    assert supply.locked(GOOD) == [supply.Locked("django", "5.2.1", 2), supply.Locked("tzdata", "2026.6", 1)]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("django>=5", "line 8 names no version with hashes: django>=5"),
        (
            "django @ https://other.example/d.whl",
            "line 8 names no version with hashes: django @ https://other.example/d.whl",
        ),
        (
            "--index-url https://other.example/",
            "line 8 names no version with hashes: --index-url https://other.example/",
        ),
        ("    # from https://other.example/", "line 8 names no version with hashes: # from https://other.example/"),
        ("    --hash=md5:00", "line 8 names no version with hashes: --hash=md5:00"),
        ("pillow==13.0.0", "pillow 13.0.0 has no hash"),
    ],
)
def test_what_a_lock_may_not_have(line, fault):
    assert list(supply.faults_of(f"{GOOD}\n{line}\n")) == [fault]


@pytest.mark.parametrize(
    ("licence", "is_good"),
    [
        ("MIT", True),
        ("LGPL-3.0-only", True),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", True),
        ("GPL-3.0-only OR BSD-3-Clause", True),
        ("GPL-3.0-only", False),
        ("MIT AND AGPL-3.0-or-later", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("GNU Affero General Public License v3", False),
    ],
)
def test_licences_that_ours_can_go_with(licence, is_good):
    assert supply.is_good(licence) == is_good


def test_the_bill_names_everything_that_runs_and_what_asks_for_it():
    packages = supply.locked(supply.OURS.read_text())
    said = supply.bill(packages, datetime(2026, 11, 23, tzinfo=UTC))
    assert [one["purl"] for one in said["components"]] == [f"pkg:pypi/{one.name}@{one.version}" for one in packages]
    asks = {one["ref"]: one["dependsOn"] for one in said["dependencies"]}
    (django,) = (one for one in asks if one.startswith("pkg:pypi/django@"))
    assert django in asks["volunteercloud"]
    assert {one.split("@")[0] for one in asks[django]} == {"pkg:pypi/asgiref", "pkg:pypi/sqlparse", "pkg:pypi/tzdata"}


def weakness(**affected):
    return {"id": "OSV-1", "summary": "It leaks.", "affected": [{"package": {"name": "Django"}, **affected}]}


def between(*events):
    return {"ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (weakness(versions=["5.2.1"]), True),
        (weakness(versions=["5.2"]), False),
        (weakness(**between({"introduced": "0"})), True),
        (weakness(**between({"introduced": "0"}, {"fixed": "5.2.1"})), False),
        (weakness(**between({"introduced": "0"}, {"fixed": "5.2.10"})), True),
        (weakness(**between({"introduced": "5.2.2"})), False),
        (weakness(**between({"introduced": "5.1"}, {"last_affected": "5.2.1"})), True),
        (weakness(**between({"introduced": "0"}, {"fixed": "4.2"}, {"introduced": "5.2"}, {"fixed": "5.2.5"})), True),
        (weakness(versions=["5.2.1"]) | {"withdrawn": "2026-01-01T00:00:00Z"}, False),
    ],
)
def test_known_weaknesses_are_told(tmp_path, record, found):
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as records:
        records.writestr("OSV-1.json", json.dumps(record))
        records.writestr("OSV-2.json", json.dumps(weakness(versions=["5.2.1"]) | {"affected": []}))
    told = list(supply.known_weak(set(supply.locked(GOOD)), file))
    assert told == (["django 5.2.1: OSV-1 It leaks."] if found else [])
