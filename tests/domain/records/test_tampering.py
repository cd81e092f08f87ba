"""A changed database cannot agree with the log: a thousand changes with a superuser's rights, and every one is found."""

import random
import shutil
from datetime import timedelta
from hashlib import sha256

import pytest

from tests.domain.organizations import factories as organizations
from tests.domain.records import factories, tampering
from volunteercloud.core import proofs
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log import files, signing
from volunteercloud.domain.log.models import Alarm, Leaf
from volunteercloud.domain.records import actions, self_audit, tasks
from volunteercloud.domain.records.models import ServiceRecord
from volunteercloud.domain.records.self_audit import Kind

PEOPLE, DAYS, CORRECTED, ERASED, BACK_DATED, SWAPS = 20, 60, 100, 10, 50, 50

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def database():
    with tampering.superuser() as database:
        yield database


def correct(owner, version, at):
    actions.correct_record(
        actor=owner,
        volunteer_id=version.volunteer_id,
        record_id=version.record_id,
        starts_at=version.starts_at,
        ends_at=version.starts_at + timedelta(hours=1),
        break_minutes=0,
        reason="提前一小时结束",
        at=at,
    )


def test_a_thousand_changes_are_a_thousand_findings(owner, officer, organization, at, log_files, database):
    chance = random.Random(20261122)
    names = [organizations.person(f"第{number}人") for number in range(PEOPLE)]
    for somebody in names:
        factories.recorded(organization, somebody, owner, at, DAYS)
    leaving = organizations.person("大暑")
    factories.recorded(organization, leaving, owner, at, ERASED)
    written = at + timedelta(days=DAYS)
    firsts = list(ServiceRecord.objects.exclude(volunteer_id=leaving.id).order_by("id"))
    chance.shuffle(firsts)
    corrected, untouched = firsts[:CORRECTED], firsts[CORRECTED:]
    for version in corrected:
        correct(owner, version, written)
    log_actions.integrate(written)
    assert self_audit.audit(written).findings == []

    # Rows of an old backup, and what honestly happened since.
    old = list(ServiceRecord.objects.filter(volunteer_id=leaving.id))
    now = written + timedelta(days=1)
    actions.erase_records(actor=officer, volunteer_id=leaving.id, reason="法院判决（2026）第 3 号", at=now)
    log_actions.integrate(now)
    places = dict(Leaf.objects.values_list("id", "index"))

    def victim(version):
        return tampering.Victim(version, places[version.id])

    changes = [tampering.back_dated(database, untouched.pop(), now) for _ in range(BACK_DATED)]
    log_actions.integrate(now + timedelta(seconds=2))
    for version in old:
        version.save(force_insert=True)
        changes.append(
            tampering.Change("erased and back", Kind.BROUGHT_BACK, frozenset({version.id, version.record_id}))
        )
    for version in corrected:
        newer = ServiceRecord.objects.get(record_id=version.record_id, version=2)
        changes.append(tampering.brought_back(database, version, victim(newer)))
    for _ in range(SWAPS):
        changes += tampering.swapped(database, victim(untouched.pop()), victim(untouched.pop()))
    while len(changes) < 1000:
        way = tampering.ALONE[len(changes) % len(tampering.ALONE)]
        changes.append(way(database, chance, victim(untouched.pop())))

    findings = self_audit.audit(now + timedelta(hours=8)).findings
    overlooked = [change for change in changes if not any(map(change.is_found_by, findings))]
    groundless = [finding for finding in findings if not any(change.concerns(finding) for change in changes)]
    assert (len(changes), overlooked, groundless) == (1000, [], [])


def test_an_alarm_says_which_record_and_is_raised_once(owner, organization, volunteer, at, log_files, database):
    factories.recorded(organization, volunteer, owner, at, 2)
    now = at + timedelta(days=2)
    log_actions.integrate(now)
    version = ServiceRecord.objects.order_by("day").first()
    database.execute("UPDATE records_servicerecord SET minutes = 90 WHERE id = %s", [version.id])

    for night in range(2):
        tasks.audit_records_at(now + timedelta(days=night))

    alarm = Alarm.objects.get(kind="record_edited")
    assert (alarm.subject, alarm.region_code) == (str(version.id), "990101")
    assert (alarm.facts["record"], alarm.facts["day"]) == (str(version.record_id), str(version.day))


def test_the_end_of_the_tree_cannot_be_cut_off(owner, organization, volunteer, at, log_files, database):
    """The whole database is of yesterday: what was published since is not in it."""
    factories.recorded(organization, volunteer, owner, at, 3)
    log_actions.integrate(at + timedelta(days=3))
    database.execute("DELETE FROM log_leaf WHERE index = 2")
    database.execute("DELETE FROM records_servicerecord WHERE day = (SELECT max(day) FROM records_servicerecord)")
    database.execute("DELETE FROM records_recordhead WHERE day = (SELECT max(day) FROM records_recordhead)")
    findings = self_audit.audit(at + timedelta(days=3)).findings
    assert {(finding.kind, finding.index) for finding in findings if finding.kind == Kind.DELETED} == {
        (Kind.DELETED, 2)
    }


def test_a_log_made_anew_does_not_agree_with_a_checkpoint_kept_elsewhere(
    owner, organization, volunteer, at, log_files, database
):
    """Even the operator, who has the keys and all files: what others kept tells."""
    factories.recorded(organization, volunteer, owner, at, 5)
    now = at + timedelta(days=5)
    log_actions.integrate(now)
    kept = files.checkpoint()
    assert self_audit.audit(now, [kept]).findings == []

    victim = next(iter(tampering.victims().values()))
    tampering.forged_with_its_leaf(database, random.Random(1), victim)
    database.execute("UPDATE records_recordhead SET grade = 'A' WHERE version_id = %s", [victim.id])
    database.execute(
        "UPDATE records_organizationrecord SET grade = 'A' "
        "WHERE record_id = (SELECT record_id FROM records_recordhead WHERE version_id = %s)",
        [victim.id],
    )
    shutil.rmtree(log_files)
    files.forget()
    database.execute("DELETE FROM log_checkpoint")
    database.execute("DELETE FROM log_tree")
    database.execute("UPDATE log_leaf SET index = NULL")
    log_actions.integrate(now)

    assert self_audit.audit(now).findings == []
    (finding,) = self_audit.audit(now, [kept]).findings
    assert (finding.kind, finding.index) == (Kind.CHECKPOINT, 5)


def test_files_of_yesterday_know_nothing_of_todays_checkpoint(owner, organization, volunteer, at, log_files, tmp_path):
    factories.recorded(organization, volunteer, owner, at, 2)
    log_actions.integrate(at + timedelta(days=2))
    shutil.copytree(log_files, tmp_path / "yesterday")
    factories.recorded(organization, volunteer, owner, at + timedelta(days=2), 1)
    now = at + timedelta(days=3)
    log_actions.integrate(now)
    kept = files.checkpoint()
    shutil.rmtree(log_files)
    shutil.copytree(tmp_path / "yesterday", log_files)
    files.forget()

    origin = proofs.parse_checkpoint(proofs.split_note(kept)[0]).origin
    of_nothing = signing.signed(proofs.Checkpoint(origin, 0, sha256(b"").digest()), at)
    longer = {(Kind.CHECKPOINT, 3), (Kind.BROUGHT_BACK, 3)}
    # A leaf of this minute may be on its way into the tree; one of an hour ago may not.
    for hours, more in ((0, set()), (1, {(Kind.INSERTED, 2)})):
        findings = self_audit.audit(now + timedelta(hours=hours), [kept, of_nothing]).findings
        assert {(finding.kind, finding.index) for finding in findings} == longer | more
