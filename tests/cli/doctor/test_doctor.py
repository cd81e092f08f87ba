"""Each thing that can be wrong is found, by its code, and nothing is found where all is well."""

import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner
from cryptography import x509
from django.db import connection
from django.utils import timezone

from tests.domain.upkeep.test_jobs import given_up
from volunteercloud.cli import database, doctor
from volunteercloud.cli.commands import doctor as command
from volunteercloud.cli.doctor import database as served
from volunteercloud.cli.doctor import machine, outside
from volunteercloud.cli.doctor import settings as modes
from volunteercloud.cli.doctor.findings import Level
from volunteercloud.cli.problem import Problem
from volunteercloud.core import actor, masters, readiness
from volunteercloud.domain.changes import noting
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.upkeep import actions as upkeep

pytestmark = pytest.mark.django_db
KEEPER = actor.system("tests")


@pytest.fixture
def live(settings, tmp_path):
    """A site as people use it, with all that it needs."""
    settings.SITE_URL, settings.SECURE = "https://volunteer.example", True
    settings.ALLOWED_HOSTS, settings.PROXIES = ["volunteer.example"], 1
    settings.DEBUG = settings.DEMO = False
    settings.LOG_FORMAT, settings.METRICS_TOKEN = "json", "t" * 64
    settings.MASTER_KEYS = masters.Ring(
        {masters.NAME: masters.made(1, masters.Suite.AES, 0.0).written()}, tmp_path / "keys"
    )
    settings.SMS_ADAPTER, settings.SMS_URL, settings.SMS_SECRET = outside.GATEWAY, "https://sms.example", "secret"
    settings.REAL_NAME_PROVIDER = "officer"
    settings.BACKUPS = str(tmp_path / "backups")
    settings.DEFAULT_FROM_EMAIL = "no-reply@volunteer.example"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = probe.getsockname()
    mailbox = Controller(object(), hostname=settings.EMAIL_HOST, port=settings.EMAIL_PORT)
    mailbox.start()
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS = "", False
    yield settings
    mailbox.stop()


def codes(check):
    return [(finding.code, finding.level) for finding in check()]


def test_a_site_that_is_well_has_nothing_wrong_with_its_settings(live):
    assert [codes(check) for check in (modes.mode, modes.addresses, modes.observing, modes.demo_city)] == [[]] * 4
    assert [codes(check) for check in (outside.mail, outside.text_messages, outside.real_name)] == [[]] * 3
    assert codes(doctor.keys.files) == []


WRONG = [
    ({"DEBUG": True}, modes.mode, "settings.debug", Level.ERROR),
    ({"DEMO": True}, modes.mode, "settings.demo", Level.ERROR),
    ({"SECURE": False, "SITE_URL": "http://volunteer.example"}, modes.addresses, "settings.http", Level.WARNING),
    ({"ALLOWED_HOSTS": ["localhost"]}, modes.addresses, "settings.hosts", Level.ERROR),
    ({"ALLOWED_HOSTS": ["*"]}, modes.addresses, "settings.any_host", Level.ERROR),
    ({"PROXIES": 0}, modes.addresses, "settings.proxies", Level.WARNING),
    ({"LOG_FORMAT": "plain"}, modes.observing, "settings.plain_log", Level.ERROR),
    ({"METRICS_TOKEN": ""}, modes.observing, "settings.metrics", Level.WARNING),
    ({"METRICS_TOKEN": "guess"}, modes.observing, "settings.metrics_token", Level.ERROR),
    ({"EMAIL_HOST": ""}, outside.mail, "mail.none", Level.ERROR),
    ({"DEFAULT_FROM_EMAIL": outside.LAPTOP_SENDER}, outside.mail, "mail.sender", Level.ERROR),
    ({"EMAIL_PORT": 1}, outside.mail, "mail.away", Level.ERROR),
    ({"EMAIL_USE_TLS": True}, outside.mail, "mail.away", Level.ERROR),
    ({"SMS_ADAPTER": outside.LAPTOP_TEXTS}, outside.text_messages, "sms.none", Level.ERROR),
    ({"SMS_SECRET": ""}, outside.text_messages, "sms.incomplete", Level.ERROR),
    ({"REAL_NAME_PROVIDER": "checksum"}, outside.real_name, "real_name.checksum", Level.ERROR),
    ({"REAL_NAME_PROVIDER": "http", "REAL_NAME_URL": ""}, outside.real_name, "real_name.incomplete", Level.ERROR),
    ({}, outside.backups, "backup.none", Level.ERROR),
    ({"CERTIFICATE_SIGNER_KEY": ""}, machine.signer, "signer.test", Level.ERROR),
    (
        {"CERTIFICATE_SIGNER_KEY": "/no", "CERTIFICATE_SIGNER_CHAIN": "/no"},
        machine.signer,
        "signer.missing",
        Level.ERROR,
    ),
]


@pytest.mark.parametrize(("changes", "check", "code", "level"), WRONG, ids=[code for _, _, code, _ in WRONG])
def test_each_setting_that_is_wrong_is_found(live, changes, check, code, level):
    for name, value in changes.items():
        setattr(live, name, value)
    assert codes(check) == [(code, level)]


def test_mail_that_everybody_on_the_way_can_read_is_told(live):
    live.EMAIL_HOST = "mail.invalid"
    assert codes(outside.mail) == [("mail.plain", Level.ERROR), ("mail.away", Level.ERROR)]


@pytest.mark.parametrize(
    ("way", "found"),
    [
        (("/run/postgresql", False, "prefer"), []),
        (("127.0.0.1", False, "prefer"), []),
        (("db.qinghe.example", False, "prefer"), [("database.plain", Level.ERROR)]),
        (("db.qinghe.example", True, "prefer"), [("database.unverified", Level.WARNING)]),
        (("db.qinghe.example", True, "verify-full"), []),
    ],
)
def test_a_database_that_is_reached_in_clear_is_told(live, monkeypatch, way, found):
    monkeypatch.setattr(served, "way", lambda: served.Way(*way))
    assert codes(served.on_the_way) == found


def test_how_the_database_is_reached():
    assert (served.way().is_encrypted, served.way().mode) == (False, "prefer")


@pytest.mark.parametrize(("days", "found"), [(400, []), (10, ["warning"]), (-1, ["error"])])
def test_a_signer_that_ends_is_told_in_time(live, monkeypatch, tmp_path, days, found):
    class Certificate:
        not_valid_after_utc = timezone.now() + timedelta(days=days)

    for name in ("CERTIFICATE_SIGNER_KEY", "CERTIFICATE_SIGNER_CHAIN"):
        (tmp_path / name).touch()
        setattr(live, name, str(tmp_path / name))
    monkeypatch.setattr(x509, "load_pem_x509_certificates", lambda pem: [Certificate])
    assert [finding.level for finding in machine.signer()] == found


@pytest.mark.parametrize(("hours", "found"), [(20, []), (30, ["backup.old"])])
def test_an_old_backup_is_told(live, monkeypatch, hours, found):
    class Manifest:
        ended_at = timezone.now() - timedelta(hours=hours)

    monkeypatch.setattr(outside.manifests, "newest", lambda store: Manifest)
    assert [finding.code for finding in outside.backups()] == found


def test_keys_that_others_may_read(live, tmp_path):
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    (folder / "node.pem").touch(mode=0o600)
    assert codes(doctor.keys.files) == []
    (folder / "node.pem").chmod(0o640)
    assert codes(doctor.keys.files) == [("keys.open", Level.ERROR)]


def test_keys_that_the_database_does_not_know(live, at):
    assert codes(doctor.keys.same) == [("keys.not_noted", Level.WARNING)]
    upkeep.note_keys(actor=KEEPER, at=at)
    assert codes(doctor.keys.same) == []
    live.MASTER_KEYS = masters.Ring({masters.NAME: masters.made(1, masters.Suite.AES, 0.0).written()}, None)
    assert codes(doctor.keys.same) == [("keys.wrong", Level.ERROR)]


@pytest.mark.parametrize(
    ("free", "found"),
    [
        (0.5, []),
        (0.08, [("disk.data", "warning")]),
        (0.02, [("disk.data", "error")]),
        (0.0005, [("disk.data", "error")]),
    ],
)
def test_a_disk_that_fills(live, monkeypatch, free, found):
    class Room:
        total = 1000 * machine.GIB

    Room.free = Room.total * free
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: Room)
    assert [(each.code, each.level) for each in machine.disk()][:1] == found


def test_counters_on_the_disk_of_the_data(live, tmp_path):
    live.DATA, live.METRICS_FILES = tmp_path / "data", tmp_path / "metrics"
    assert codes(machine.counters) == [("disk.counters", Level.WARNING)]
    live.METRICS_FILES = Path("/proc/of-the-site")
    assert codes(machine.counters) == []
    live.METRICS_FILES, live.SECURE = tmp_path / "metrics", False
    assert codes(machine.counters) == []


def test_tables_of_another_version_hide_what_would_read_them(live, monkeypatch):
    monkeypatch.setattr(readiness, "migrations", lambda: frozenset({"upkeep.0999_to_come"}))
    found = {finding.code for finding in doctor.every(has_database=True)}
    assert "database.migrations" in found
    assert found & {"jobs.no_worker", "keys.not_noted", "doctor.broken"} == set()


def test_the_promises_and_the_clock_of_the_database(live, monkeypatch):
    # The cluster of tests may lose power; a real one may not.
    found = {finding.code for finding in doctor.database.server()}
    assert found >= {"database.fsync", "database.full_page_writes", "database.synchronous_commit"}
    assert codes(doctor.database.clock) == []
    monkeypatch.setattr(doctor.database.time, "time", lambda: datetime.now(UTC).timestamp() + 5)
    assert codes(doctor.database.clock) == [("clock.off", Level.ERROR)]
    monkeypatch.setattr(doctor.database, "setting", lambda name: "15" if name == "max_connections" else "3")
    assert codes(doctor.database.room) == [("database.connections", Level.ERROR)]


def test_work_that_stands_still(live, at):
    assert codes(doctor.work.workers) == [("jobs.no_worker", Level.ERROR)]
    for check in (doctor.work.jobs, doctor.work.log, doctor.work.figures, doctor.work.clockwork):
        assert codes(check) == []
    given_up()
    assert codes(doctor.work.jobs) == [("jobs.failed", Level.ERROR)]
    log_actions.raise_alarm(
        actor=KEEPER, kind="record_edited", subject="一条记录", facts={"day": "2026-05-16"}, region_code="", at=at
    )
    assert codes(doctor.work.log) == [("log.alarms", Level.ERROR)]
    noting.note_people([UUID(int=1)], at)
    assert codes(doctor.work.figures) == [("figures.behind", Level.ERROR)]


def test_a_check_that_breaks_is_a_finding(live, monkeypatch):
    def breaks():
        raise OSError
        yield

    monkeypatch.setattr(doctor, "WITHOUT_DATABASE", (breaks,))
    assert [finding.code for finding in doctor.every(has_database=False)] == ["doctor.broken"]


def test_the_command_ends_with_one_for_an_error_alone(live, monkeypatch):
    monkeypatch.setattr(database, "joined", lambda: connection.execute_wrapper(lambda run, *given: run(*given)))
    for found, code in (([], 0), (WARNED, 0), (WARNED + FAILED, 1)):
        monkeypatch.setattr(doctor, "every", lambda has_database, found=found: iter(found))
        done = CliRunner().invoke(command.command, ["--json"])
        assert (done.exit_code, len(json.loads(done.stdout)["findings"])) == (code, len(found))
    assert CliRunner().invoke(command.command).stdout.splitlines()[0].startswith("✗ broken  [b]")


WARNED = [doctor.Finding("a", Level.WARNING, "odd", "look")]
FAILED = [doctor.Finding("b", Level.ERROR, "broken", "mend")]


def test_a_database_that_is_away_is_a_finding_and_the_rest_is_looked_at(live, monkeypatch):
    def away():
        raise Problem("The database does not answer", "Check DATABASE_URL.")

    monkeypatch.setattr(database, "joined", away)
    found = [finding.code for finding in command.examined()]
    assert (found[0], "backup.none" in found) == ("database.away", True)


def test_a_database_that_quotes_people_in_its_log_is_told(live, monkeypatch):
    said = {name: wanted[0] for name, wanted in doctor.database.SILENT.items()}
    monkeypatch.setattr(doctor.database, "setting", said.get)
    assert codes(doctor.database.silence) == []
    said["log_min_error_statement"] = "error"
    assert codes(doctor.database.silence) == [("database.log", Level.ERROR)]


def test_a_database_that_compiles_statements_is_told(live, monkeypatch):
    monkeypatch.setattr(doctor.database, "setting", lambda name: "off" if name == "jit" else "on")
    assert codes(doctor.database.server) == []
    monkeypatch.setattr(doctor.database, "setting", lambda name: "on")
    assert codes(doctor.database.server) == [("database.jit", Level.WARNING)]
