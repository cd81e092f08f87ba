"""The three addresses for machines."""

import os
import subprocess
import sys
from pathlib import Path
from re import findall

import pytest
from django.db import OperationalError, connection

from volunteercloud.core import meters, readiness
from volunteercloud.web.health import gauges

TOKEN = "0123456789abcdef0123456789abcdef"
DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
FILES = ["grafana/volunteercloud.json", "alerts/volunteercloud.yml"]
# What Prometheus makes of one meter.
ENDINGS = ("", "_total", "_bucket", "_count", "_sum")


@pytest.fixture(autouse=True)
def asks_anew(monkeypatch):
    monkeypatch.setattr(gauges, "STATE", gauges.State())


@pytest.fixture
def away(db):
    def cursor():
        raise OperationalError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", cursor)
        patch.setattr(connection, "close", lambda: None)
        yield


def test_alive_without_a_database_and_by_any_name(client, away):
    response = client.get("/healthz", HTTP_HOST="10.0.0.7:8000")
    assert (response.status_code, response["Cache-Control"], response.cookies) == (200, "no-store", {})
    assert client.post("/healthz").status_code == 405


def test_ready_says_what_is_missing(client, db):
    response = client.get("/readyz", HTTP_HOST="10.0.0.7:8000")
    assert (response.status_code, response.json()) == (200, {"ready": True, "missing": []})


def test_not_ready_without_a_database(client, away):
    response = client.get("/readyz")
    assert (response.status_code, response.json()["missing"], response["Retry-After"]) == (503, ["database"], "2")


def test_not_ready_before_its_tables(client, db, monkeypatch):
    monkeypatch.setattr(readiness, "_applied", set())
    monkeypatch.setattr(readiness, "migrations", lambda: frozenset({"upkeep.0999_to_come"}))
    assert client.get("/readyz").json()["missing"] == ["migrations"]


@pytest.mark.parametrize(
    ("token", "secure", "asked", "status"),
    [
        ("", False, {}, 200),
        ("", True, {}, 404),
        ("", False, {"REMOTE_ADDR": "10.0.0.7"}, 404),
        ("", False, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 404),
        ("", False, {"HTTP_FORWARDED": "for=203.0.113.9"}, 404),
        (TOKEN, True, {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
        (TOKEN, False, {}, 404),
        (TOKEN, False, {"HTTP_AUTHORIZATION": "Bearer "}, 404),
        (TOKEN, False, {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}小满"}, 404),
    ],
)
def test_metrics_are_for_those_who_may_measure(client, db, settings, token, secure, asked, status):
    settings.METRICS_TOKEN, settings.SECURE = token, secure
    assert client.get("/metrics", **asked).status_code == status


def test_metrics_without_a_database_say_so(client, away):
    said = client.get("/metrics").content.decode()
    assert "\nvolunteercloud_database_up 0.0\n" in said


def test_the_state_is_asked_once_for_many(client, db, django_assert_num_queries):
    assert "\nvolunteercloud_log_leaves_waiting 0.0\n" in client.get("/metrics").content.decode()
    with django_assert_num_queries(0):
        client.get("/metrics")


def test_the_processes_of_a_machine_are_added_up(db):
    def counted():
        return meters.counted().get_sample_value("volunteercloud_sign_ins_total", {"outcome": "tests"}) or 0

    before = counted()
    meters.sign_ins.labels("tests").inc(2)
    another = (
        "import django; django.setup(); from volunteercloud.core import meters; meters.sign_ins.labels('tests').inc(3)"
    )
    variables = os.environ | {"DJANGO_SETTINGS_MODULE": "volunteercloud.settings"}
    subprocess.run([sys.executable, "-P", "-c", another], env=variables, check=True)
    assert counted() == before + 5


@pytest.mark.parametrize("name", FILES)
def test_every_meter_that_is_drawn_or_watched_is_there(db, name):
    counted = [meter for meter in vars(meters).values() if hasattr(meter, "_name")]
    there = {meter._name + ending for meter in counted for ending in ENDINGS} | {each.name for each in gauges._asked()}
    drawn = set(findall(r"volunteercloud_[a-z_]+", (DEPLOY / name).read_text()))
    assert drawn - there - {"volunteercloud_log_checkpoint_age_seconds"} == set()
    assert len(drawn) > 10
