"""What is sealed of a record: the same bytes in fifty years, proofs that hold elsewhere, and erasure that leaves the tree."""

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.domain.records import factories
from volunteercloud.core import proofs
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.log import signing
from volunteercloud.domain.log.models import Leaf
from volunteercloud.domain.records import actions, canonical, proving, self_audit
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead, ServiceRecord

SALT = bytes(range(32))


@pytest.fixture
def heads(owner, organization, volunteer, at, log_files):
    return factories.recorded(organization, volunteer, owner, at, 3)


@pytest.fixture
def sealed(heads, at):
    """The moment after everything has its place in the log."""
    now = at + timedelta(days=3)
    log_actions.integrate(now)
    return now


def versions():
    return list(ServiceRecord.objects.order_by("day"))


def test_the_canonical_form_never_changes():
    """A version written down by hand, and its bytes: whoever changes the form makes another kind beside this one."""
    one = UUID(int=1)
    version = ServiceRecord(
        **dict.fromkeys(("volunteer_id", "id", "record_id", "organization_id", "activity_id", "source_id"), one),
        **dict.fromkeys(("recorder_id", "confirmer_id"), None),
        day=datetime(2026, 5, 16, tzinfo=UTC).date(),
        version=1,
        standing="valid",
        title="送午餐 \U0002070e“Lunch”",
        beneficiaries=["elderly"],
        organization_name="晨光",
        service_region_code="990101",
        latitude=31.25,
        longitude=-0.5,
        starts_at=datetime(2026, 5, 16, 1, tzinfo=UTC),
        ends_at=datetime(2026, 5, 16, 3, 0, 0, 7, tzinfo=UTC),
        worked_minutes=120,
        minutes=120,
        grade="A",
        source_kind="shift",
        recorder_name="谷雨",
        confirmer_name="谷雨",
        trail=[{"what": "in_code", "metres": None}],
        written_at=datetime(2026, 5, 16, 4, tzinfo=UTC),
    )
    nil = "00000000-0000-0000-0000-000000000001"
    details = (
        '{"confirmer_id":null,"confirmer_name":"谷雨","content":"","findings":[],"home_region_code":"",'
        '"latitude":31.25,"longitude":-0.5,"reason":"","recorder_id":null,"recorder_name":"谷雨",'
        f'"source_id":"{nil}","source_kind":"shift","trail":[{{"metres":null,"what":"in_code"}}]}}'
    )
    digest = hashlib.sha256(hashlib.sha256(b"details" + SALT).digest() + details.encode()).hexdigest()
    assert canonical.canonical_details(version).decode() == details
    assert canonical.canonical(version, SALT).decode() == (
        f'{{"activity_id":"{nil}","beneficiaries":["elderly"],"break_minutes":0,"category":"","day":"2026-05-16",'
        f'"details":"{digest}","ends_at":"2026-05-16T03:00:00.000007Z","form":"record/1","grade":"A","id":"{nil}",'
        f'"kind":"service","minutes":120,"organization_id":"{nil}","organization_name":"晨光",'
        f'"organization_name_en":"","post":"","record_id":"{nil}","service_region_code":"990101",'
        '"standing":"valid","starts_at":"2026-05-16T01:00:00.000000Z","title":"送午餐 \U0002070e“Lunch”",'
        f'"title_en":"","version":1,"volunteer_id":"{nil}","worked_minutes":120,'
        '"written_at":"2026-05-16T04:00:00.000000Z"}'
    )


def test_the_form_names_every_column():
    columns = {field.attname for field in ServiceRecord._meta.concrete_fields if field.column}
    assert {*canonical.SHOWN, *canonical.DETAILS, "details_sealed"} == columns


def test_a_version_read_back_is_the_version_that_was_sealed(sealed):
    report = self_audit.audit(sealed)
    assert (report.size, report.leaves, report.versions, report.findings) == (3, 3, 3, [])


def test_a_correction_is_a_leaf_of_its_own(owner, heads, sealed):
    version = versions()[0]
    actions.correct_record(
        actor=owner,
        volunteer_id=version.volunteer_id,
        record_id=version.record_id,
        starts_at=version.starts_at,
        ends_at=version.starts_at + timedelta(hours=1),
        break_minutes=0,
        reason="提前结束",
        at=sealed,
    )
    log_actions.integrate(sealed)
    report = self_audit.audit(sealed)
    assert (report.size, report.versions, report.findings) == (4, 4, [])


def test_proofs_hold_where_nothing_of_ours_is(heads, sealed, tmp_path):
    """The module is copied away and run alone, without the site's packages on its path."""
    bundles = proving.bundles(versions())
    vkey = signing.signer(signing.own_origin()).verifier.vkey
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    (alone / "proofs.py").write_bytes(Path(proofs.__file__).read_bytes())
    (alone / "proof.json").write_text(json.dumps(bundles))
    command = [sys.executable, "-I", str(alone / "proofs.py"), str(alone / "proof.json"), "--vkey", vkey]

    said = subprocess.run(command, cwd=alone, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout.count("holds: record/1")) == (0, 3)

    bundles[1]["content"] = bundles[1]["content"].replace('"minutes":120', '"minutes":240')
    (alone / "proof.json").write_text(json.dumps(bundles))
    said = subprocess.run(command, cwd=alone, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr.startswith("does not hold")) == (1, True)


def test_the_holder_can_show_the_details_too(heads, sealed):
    (bundle, *_) = proving.bundles(versions(), with_details=True)
    salt = canonical.details_salt(proofs._base64(bundle["salt"]))
    digest = hashlib.sha256(salt + bundle["details"].encode()).hexdigest()
    assert json.loads(bundle["content"])["details"] == digest


def test_what_is_not_placed_yet_has_no_proof(heads):
    assert proving.bundles(versions()) == []


@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET minutes = 1"])
def test_nobody_changes_versions_by_the_way(heads, as_the_account, statement):
    as_the_account()
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("records_servicerecord"))


def test_erasing_takes_data_and_salts_and_leaves_the_tree(officer, volunteer, heads, sealed, as_the_account):
    erased = actions.erase_records(
        actor=officer, volunteer_id=volunteer.id, reason="临溪区民政局 2026 年第 3 号决定", at=sealed
    )
    assert erased == 3
    assert (ServiceRecord.objects.count(), RecordHead.objects.count(), OrganizationRecord.objects.count()) == (0, 0, 0)
    assert Leaf.objects.filter(salt__isnull=False).count() == 0
    log_actions.integrate(sealed)
    report = self_audit.audit(sealed)
    assert (report.size, report.versions, report.erasures, report.findings) == (6, 0, 3, [])
    as_the_account()
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_servicerecord")


def test_erasing_takes_an_officer_and_a_decision(owner, officer, volunteer, heads, sealed):
    said = {"volunteer_id": volunteer.id, "reason": "临溪区民政局 2026 年第 3 号决定", "at": sealed}
    for nobody in (owner, volunteer):
        with pytest.raises(NotAllowed):
            actions.erase_records(actor=nobody, **said)
    with pytest.raises(Refused) as refused:
        actions.erase_records(actor=officer, **said | {"reason": "要删"})
    assert refused.value.code == "record.erasure_reason"
    assert ServiceRecord.objects.count() == 3


def test_an_erased_record_has_no_proof(officer, volunteer, heads, sealed):
    kept = versions()
    actions.erase_records(actor=officer, volunteer_id=volunteer.id, reason="法院判决（2026）第 3 号", at=sealed)
    assert proving.bundles(kept) == []
    assert log_queries.placed(volunteer.id, [version.id for version in kept], 3) == 0


def test_what_is_sealed_holds_every_column():
    columns = {field.column for field in ServiceRecord._meta.concrete_fields if field.column}
    assert {*canonical.SHOWN, *canonical.DETAILS, "details_sealed"} == columns
    assert not {"form", "details"} & columns
