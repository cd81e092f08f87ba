"""Around every request: an id, a line, and what it is counted as."""

import logging
from uuid import UUID

import pytest
from django.db import OperationalError
from django.urls import reverse

from volunteercloud.core import meters
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.audit import actions as audit
from volunteercloud.web import answers, observing

AN_ID = "from-the-proxy-0001"


@pytest.fixture
def told(caplog):
    """The facts of the lines that were written, by logger."""
    caplog.set_level(logging.INFO, "volunteercloud")

    def of(name):
        return [record.facts for record in caplog.records if record.name == name]

    return of


def counted(name, **labels):
    """How much this machine has counted by now."""
    return meters.counted().get_sample_value(name, {key: str(value) for key, value in labels.items()}) or 0


def test_every_answer_has_an_id_of_its_own(client, db):
    first, second = (client.get("/help/")[observing.HEADER] for _ in range(2))
    assert UUID(first) < UUID(second)
    assert client.get("/nowhere/")[observing.HEADER] != first


@pytest.mark.parametrize(
    ("proxies", "given", "is_kept"),
    [
        (1, AN_ID, True),
        (0, AN_ID, False),
        (1, "short", False),
        (1, "a" * 65, False),
        (1, "forged line\tERROR", False),
        (1, "小满小满小满小满", False),
    ],
)
def test_an_id_is_taken_from_our_own_proxies_alone(client, db, settings, proxies, given, is_kept):
    settings.PROXIES = proxies
    assert (client.get("/help/", HTTP_X_REQUEST_ID=given)[observing.HEADER] == given) == is_kept


def test_a_request_is_a_line_without_its_address(client, db, told):
    before = counted("volunteercloud_requests_total", route="public:help", method="GET", status=200)
    response = client.get("/help/?name=小满")
    [said] = told("volunteercloud.requests")
    assert (said["route"], said["method"], said["status"], said["person"]) == ("public:help", "GET", 200, None)
    assert "小满" not in str(said)
    assert response.status_code == 200
    assert counted("volunteercloud_requests_total", route="public:help", method="GET", status=200) == before + 1


def test_addresses_and_methods_that_strangers_make_up_are_one(client, db, told):
    client.get("/nowhere/one/")
    client.generic("BREW", "/nowhere/two/")
    assert [(said["route"], said["method"]) for said in told("volunteercloud.requests")] == [
        (observing.NOWHERE, "GET"),
        (observing.NOWHERE, "OTHER"),
    ]


def test_what_is_posted_is_not_counted_as_what_is_read_at_the_same_address(client, db, told):
    for ask in (client.get, client.post):
        ask("/api/v1/organizations")
    routes = [(said["route"], said["method"]) for said in told("volunteercloud.requests")]
    assert routes == [("api:find_organizations", "GET"), ("api:register_organization", "POST")]
    [read, written] = [counted("volunteercloud_request_seconds_count", route=route) for route, _method in routes]
    assert (read > 0, written > 0) == (True, True)


def test_statements_are_counted(client, db, told, django_assert_num_queries):
    with django_assert_num_queries(told_statements(client, told)):
        client.get(reverse("verify:look_up"))


def told_statements(client, told):
    client.get(reverse("verify:look_up"))
    return told("volunteercloud.requests")[-1]["statements"]


@pytest.mark.parametrize(("raised", "status"), [(ZeroDivisionError, 500), (OperationalError, 503)])
def test_a_broken_page_shows_the_id_of_its_request(client, db, monkeypatch, raised, status):
    def broken(request):
        raise raised

    client.raise_request_exception = False
    monkeypatch.setattr(answers, "actor_of", broken)
    response = client.get("/help/")
    assert response.status_code == status
    assert response[observing.HEADER] in response.content.decode()


def test_an_entry_of_the_trail_is_a_line_once_it_stands(db, told, at, django_capture_on_commit_callbacks):
    somebody = Actor(ActorKind.PERSON, "小满", UUID(int=1))
    subject = ("organization", UUID(int=2), "晨光志愿服务队")
    with django_capture_on_commit_callbacks(execute=True):
        audit.record(somebody, "tests.done", at=at, owner_id=UUID(int=2), subject=subject, facts={"reason": "谷雨"})
        assert told("volunteercloud.domain.audit.actions") == []
    [said] = told("volunteercloud.domain.audit.actions")
    assert (said["event"], said["actor"], said["subject"]) == ("tests.done", UUID(int=1), UUID(int=2))
    assert [word for word in ("小满", "晨光", "谷雨") if word in str(said)] == []


def test_whoever_has_no_right_is_a_line_and_a_refusal_is_counted(client, db, told):
    before = counted("volunteercloud_refusals_total", code="identity.not_officer")
    meters.told_no(NotAllowed("identity.not_officer"))
    assert told("volunteercloud.security") == [{"event": "access.refused", "code": "identity.not_officer"}]
    assert counted("volunteercloud_refusals_total", code="identity.not_officer") == before + 1


def test_sign_ins_are_lines_and_counted(client, db, told):
    before = counted("volunteercloud_sign_ins_total", outcome="failed")
    client.post(reverse("account_login"), {"login": "nobody@qinghe.example", "password": "wrong-guess-2026"})
    assert told("volunteercloud.security") == [{"event": "sign_in.failed", "person": None}]
    assert counted("volunteercloud_sign_ins_total", outcome="failed") == before + 1
