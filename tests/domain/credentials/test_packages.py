import csv
import hashlib
import io
import json
import subprocess
import sys
from datetime import timedelta

import pytest

from tests.domain.credentials.parcels import unzipped
from tests.domain.identity import factories as identity
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.credentials import manifests, packages
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.consents import REQUIRED
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.nodes import papers
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.records import actions as records
from volunteercloud.domain.records.models import RecordHead

DATA = ("records.csv", "records/0001.json", "profile.json", "trainings.json", "certificates.json", "sign-ups.json")


def test_every_file_is_named_with_its_hash_and_the_list_is_signed(volunteer, sealed):
    files = unzipped(volunteer, volunteer.id, sealed)
    manifest = json.loads(files.pop("manifest.json"))
    text = files.pop("manifest.jws").decode()
    assert papers.opened(text, node_queries.own_name(), sealed, kind=manifests.SIGNATURE) == manifest
    assert {one["path"]: (one["size"], one["sha256"]) for one in manifest["files"]} == {
        path: (len(content), hashlib.sha256(content).hexdigest()) for path, content in files.items()
    }
    assert manifest["counts"] == {
        "credit_minutes": 120, "honour_minutes": 0, "records": 1, "versions": 1, "waiting": 0,
    }  # fmt: skip


def test_the_checker_inside_checks_the_records_inside_without_us(volunteer, sealed, tmp_path):
    files = unzipped(volunteer, volunteer.id, sealed)
    for path in ("proofs.py", "records/0001.json"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(files[path])
    vkey = json.loads(files["manifest.json"])["log"]["vkey"]
    assert vkey == log_queries.own_keys().log.vkey
    ran = subprocess.run(
        [sys.executable, "proofs.py", "records/0001.json", "--vkey", vkey],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert ran.stdout.decode().startswith("holds: record/1 at ")


def test_no_number_of_a_document_stands_in_it(volunteer, sealed):
    files = unzipped(volunteer, volunteer.id, sealed)
    profile = json.loads(files["profile.json"])
    assert profile["document"]["number"].count("*") == 16
    number = identity.number()
    assert [path for path, content in files.items() if number.encode() in content] == []


def test_what_waits_for_the_log_is_told_apart(volunteer, log_files, served):
    files = unzipped(volunteer, volunteer.id, served)
    assert json.loads(files["records/0001.json"]) == []
    (waiting,) = json.loads(files["waiting.json"])
    assert json.loads(waiting["content"])["title"] == "社区送午餐"
    assert json.loads(files["manifest.json"])["counts"]["waiting"] == 1


def test_every_version_is_there_and_the_table_says_what_stands(owner, volunteer, shift, sealed):
    head = RecordHead.objects.get(volunteer_id=volunteer.id)
    records.correct_record(
        actor=owner,
        volunteer_id=volunteer.id,
        record_id=head.record_id,
        starts_at=shift.starts_at,
        ends_at=shift.starts_at + timedelta(hours=1),
        break_minutes=0,
        reason="提前一小时结束。",
        at=sealed,
    )
    log_actions.integrate(sealed)
    files = unzipped(volunteer, volunteer.id, sealed)
    versions = [json.loads(bundle["content"]) for bundle in json.loads(files["records/0001.json"])]
    assert [(one["version"], one["minutes"]) for one in versions] == [(1, 120), (2, 60)]
    (row,) = csv.DictReader(io.StringIO(files["records.csv"].decode("utf-8-sig")))
    assert (row["version"], row["minutes"], row["whereabouts"]) == ("2", "60", "here")


def test_the_same_moment_gives_the_same_data(volunteer, sealed):
    one, other = (unzipped(volunteer, volunteer.id, sealed) for _ in range(2))
    assert {path: one[path] for path in DATA} == {path: other[path] for path in DATA}


def test_it_is_made_for_the_person_and_the_guardian_alone(owner, volunteer, at, sealed):
    child = identity_actions.add_ward(
        actor=volunteer, name="芒种", birth_on=identity.born(9, at), consents=REQUIRED, at=at
    )
    files = unzipped(volunteer, child.id, sealed)
    assert json.loads(files["profile.json"])["name"] == "芒种"
    assert json.loads(files["manifest.json"])["counts"]["records"] == 0
    with pytest.raises(NotFound):
        packages.made(owner, volunteer.id, sealed)
