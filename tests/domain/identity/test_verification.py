import logging
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from volunteercloud.domain.identity import verification
from volunteercloud.domain.identity.verification import DocumentClaim, Finding, HttpProvider, Outcome

from .provider_server import SECRET, RealNameServer

AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
REQUEST = UUID("0198f3c2-7b1e-7c41-9a53-0d9b8f1e2a34")
CLAIM = DocumentClaim("111", "990101200003050036", "林小满", date(2000, 3, 5), "1")


@pytest.fixture
def server():
    server = RealNameServer(AT)
    yield server
    server.close()


def ask(server, *, claim=CLAIM, at=AT, secret=SECRET, seconds=5.0):
    return HttpProvider(server.url, secret, seconds=seconds).verify(claim, request_id=REQUEST, at=at)


def test_question_is_what_the_contract_says(server):
    assert ask(server) == Outcome(Finding.MATCHED, 1, "http", "A-1")

    [(path, headers, question)] = server.questions
    assert path == "/verify"
    assert headers["Idempotency-Key"] == str(REQUEST)
    assert question == {
        "version": 1,
        "request_id": str(REQUEST),
        "document": {"kind": "111", "number": "990101200003050036", "country": "CN", "expires_on": None},
        "person": {"name": "林小满", "birth_on": "2000-03-05", "sex": "1"},
    }


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"level": 2}, Outcome(Finding.MATCHED, 2, "http", "A-1")),
        ({"result": "mismatch"}, Outcome(Finding.MISMATCH, 0, "http", "A-1")),
        ({"result": "unknown", "level": 2}, Outcome(Finding.UNKNOWN, 0, "http", "A-1")),
    ],
)
def test_answers(server, answer, outcome):
    server.behave = answer

    assert ask(server) == outcome


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        ("unsigned", "unsigned"),
        ("changed", "unsigned"),
        ("old", "expired"),
        ("redirect", "status_307"),
        (500, "status_500"),
        (503, "status_503"),
        (b"not json", "malformed"),
        (b"[1, 2]", "malformed"),
        (b'{"result": "matched"}', "malformed"),
        ({"request_id": "another"}, "malformed"),
        ({"result": "perhaps"}, "malformed"),
        ({"result": "review"}, "malformed"),
        ({"level": 3}, "malformed"),
        ({"level": True}, "malformed"),
        ({"reference": "x" * 101}, "malformed"),
        (b" " * (64 * 1024 + 1), "too_large"),
    ],
)
def test_what_is_no_answer(server, behave, reason):
    server.behave = behave

    assert ask(server) == Outcome(Finding.UNAVAILABLE, 0, "http", reason)


def test_answer_signed_with_another_secret(server):
    server.secret = SECRET.upper()

    assert ask(server) == Outcome(Finding.UNAVAILABLE, 0, "http", "signature")


def test_question_signed_with_another_secret_is_not_believed(server):
    assert ask(server, secret=SECRET.upper()).finding is Finding.UNAVAILABLE
    assert server.questions == []


def test_recorded_answer_fits_no_later_question(server):
    assert ask(server).finding is Finding.MATCHED

    server.behave = "replay"

    assert ask(server) == Outcome(Finding.UNAVAILABLE, 0, "http", "signature")


def test_question_that_is_too_old_is_not_believed(server):
    assert ask(server, at=AT - timedelta(seconds=301)).finding is Finding.UNAVAILABLE
    assert server.questions == []


@pytest.mark.parametrize("behave", ["silent", "drip"])
def test_slow_service_is_cut_off(server, behave):
    server.behave = behave

    assert ask(server, seconds=0.3) == Outcome(Finding.UNAVAILABLE, 0, "http", "timeout")


def test_service_that_is_away():
    server = RealNameServer(AT)
    server.close()

    assert ask(server) == Outcome(Finding.UNAVAILABLE, 0, "http", "unreachable")


def test_number_and_name_are_neither_logged_nor_shown(server, caplog):
    caplog.set_level(logging.DEBUG)
    ask(server)
    server.behave = b"not json"
    ask(server)

    assert caplog.text == ""
    assert repr(CLAIM) == "DocumentClaim(kind='111', sex='1', country='CN', expires_on=None)"


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("http://real-name.example/verify", SECRET),
        ("ftp://127.0.0.1/verify", SECRET),
        ("", SECRET),
        ("https://real-name.example/verify", "short"),
    ],
)
def test_unsafe_settings_are_refused_at_once(url, secret):
    with pytest.raises(ValueError, match="must"):
        HttpProvider(url, secret)


def test_provider_by_setting(settings):
    settings.REAL_NAME_PROVIDER = "checksum"
    demo = verification.provider().verify(CLAIM, request_id=REQUEST, at=AT)
    settings.REAL_NAME_PROVIDER = "officer"
    office = verification.provider().verify(CLAIM, request_id=REQUEST, at=AT)
    settings.REAL_NAME_PROVIDER = "http"
    settings.REAL_NAME_URL, settings.REAL_NAME_SECRET = "https://real-name.example/verify", SECRET

    assert demo == Outcome(Finding.MATCHED, 1, "checksum")
    assert office == Outcome(Finding.REVIEW, 0, "officer")
    assert verification.provider().name == "http"


@pytest.mark.parametrize(("name", "url"), [("http", ""), ("oracle", "https://real-name.example/verify")])
def test_provider_that_settings_cannot_mean(settings, name, url):
    settings.REAL_NAME_PROVIDER, settings.REAL_NAME_URL, settings.REAL_NAME_SECRET = name, url, SECRET

    with pytest.raises(ValueError, match="REAL_NAME_PROVIDER"):
        verification.provider()
