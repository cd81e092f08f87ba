"""The door between nodes: opens to a trusted node that signed, now, what it asks; and every answer is signed."""

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from tests.api.node.calls import ask
from tests.domain.nodes import peers
from volunteercloud.api.node import routes
from volunteercloud.core.actor import system
from volunteercloud.domain.nodes import actions, http_signing, packing, papers, queries
from volunteercloud.domain.nodes.models import Heard, Node, NodeKey, State

pytestmark = pytest.mark.django_db

SNAPSHOT = Path(__file__).resolve().parents[3] / "docs" / "api" / "node.json"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def peer(settings):
    settings.SITE_URL = "http://localhost:8000"
    return peers.confirmed(timezone.now())


@pytest.fixture
def client():
    return Client(raise_request_exception=False, headers={"Accept-Language": "en"})


def refusal(answer):
    return answer.status_code, answer.json()["code"]


def test_a_trusted_node_is_answered_and_the_answer_is_signed(client, peer):
    answer, request = ask(client, peer)
    assert (answer.status_code, answer.json()["you"]) == (200, "bailu.example")
    ours, now = papers.ring(queries.own_name()), timezone.now()
    http_signing.verify_answer(http_signing.Answer(200, dict(answer.headers), request), answer.content, ours, now)

    _other, another = ask(client, peer)
    with pytest.raises(papers.Untrusted):  # an answer belongs to the request it was given to
        http_signing.verify_answer(http_signing.Answer(200, dict(answer.headers), another), answer.content, ours, now)
    with pytest.raises(papers.Untrusted):
        http_signing.verify_answer(http_signing.Answer(200, dict(answer.headers), request), b"{}", ours, now)
    with pytest.raises(papers.Untrusted):
        http_signing.verify_answer(http_signing.Answer(500, dict(answer.headers), request), answer.content, ours, now)


def test_a_refusal_is_signed_too_and_says_what_to_do(client, peer):
    answer, request = ask(client, peer, "/node/v1/nowhere")
    assert refusal(answer) == (404, "not_found")
    signed = http_signing.Answer(404, dict(answer.headers), request)
    http_signing.verify_answer(signed, answer.content, papers.ring(queries.own_name()), timezone.now())


def test_a_request_without_a_signature_is_turned_away(client, peer):
    answer = client.get("/node/v1/", headers={http_signing.NODE: peer.name, http_signing.VERSION: "1"})
    assert refusal(answer) == (401, "node.signature")
    assert "Signature" not in answer.headers
    assert refusal(client.get("/node/v1/")) == (403, "node.unknown")
    assert Heard.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"state": State.PROPOSED}, "node.unknown"),
        ({"state": State.WITHDRAWN, "withdrawn_at": timezone.now(), "withdrawn_reason": "gone"}, "node.withdrawn"),
    ],
)
def test_only_a_node_that_is_trusted_now_comes_in(client, peer, facts, code):
    Node.objects.filter(name=peer.name).update(**facts)
    answer, _request = ask(client, peer)
    assert refusal(answer) == (403, code)


def test_another_node_cannot_speak_as_this_one(client, peer):
    other = peers.confirmed(timezone.now(), "hanlu.example")
    other.name = peer.name
    assert refusal(ask(client, other)[0]) == (401, "node.signature")


@pytest.mark.parametrize("off", [-10 * MINUTE, 10 * MINUTE])
def test_a_clock_ten_minutes_off_is_told_so(client, peer, off):
    answer, _request = ask(client, peer, at=timezone.now() + off)
    assert refusal(answer) == (401, "node.clock")
    assert ask(client, peer, at=timezone.now() + off / 2.5)[0].status_code == 200


def test_a_request_is_answered_once(client, peer):
    nonce = "n" * 24
    assert ask(client, peer, nonce=nonce)[0].status_code == 200
    assert refusal(ask(client, peer, nonce=nonce)[0]) == (409, "node.replayed")
    assert refusal(ask(client, peer, nonce="short")[0]) == (401, "node.signature")


def test_a_clock_that_was_a_day_ahead_for_a_moment_lets_nothing_be_heard_again(client, peer):
    nonce = "n" * 24
    assert ask(client, peer, nonce=nonce)[0].status_code == 200
    now = timezone.now()
    assert actions.forget_heard(actor=system("tests"), at=now + timedelta(days=2)) == 0
    assert refusal(ask(client, peer, nonce=nonce)[0]) == (409, "node.replayed")
    assert actions.forget_heard(actor=system("tests"), at=now + timedelta(days=3, minutes=1)) == 1


@pytest.mark.parametrize("version", ["2", "0", "", "one", "1" * 5000])
def test_a_version_that_is_not_spoken_is_answered_with_those_that_are(client, peer, version):
    answer, _request = ask(client, peer, changed={http_signing.VERSION: version})
    assert refusal(answer) == (400, "node.version")
    assert answer.json()["facts"] == {"versions": [1]}


@pytest.mark.parametrize(
    "header", [{http_signing.VERSION: "01"}, {"Content-Encoding": "gzip"}, {"Content-Type": "text/plain"}]
)
def test_nothing_that_matters_can_be_changed_on_the_way(client, peer, header):
    assert refusal(ask(client, peer, "/node/v1/", b"{}", after=header)[0]) == (401, "node.signature")


def test_content_and_address_are_signed(client, peer):
    _answer, request = ask(client, peer, "/node/v1/a", b'{"a": 1}', nonce="a" * 24)
    headers = {name: value for name, value in request.headers.items() if name != "Content-Type"}
    Heard.objects.all().delete()
    for path, body in (("/node/v1/a", b'{"a": 2}'), ("/node/v1/b", b'{"a": 1}'), ("/node/v1/a?b=1", b'{"a": 1}')):
        answer = client.post(path, body, "application/json", headers=headers)
        assert refusal(answer) == (401, "node.signature")
        Heard.objects.all().delete()
    assert refusal(client.put("/node/v1/a", b'{"a": 1}', "application/json", headers=headers)) == (
        401,
        "node.signature",
    )
    assert refusal(client.post("/node/v1/a", b'{"a": 1}', "application/json", headers=headers)) == (404, "not_found")


def test_a_key_that_ended_or_was_revoked_signs_nothing(client, peer):
    now = timezone.now()
    keys = NodeKey.objects.filter(node_id=peer.name)
    keys.update(revoked_at=now)
    assert refusal(ask(client, peer)[0]) == (401, "node.signature")
    keys.update(revoked_at=None, valid_until=now - MINUTE)
    assert refusal(ask(client, peer)[0]) == (401, "node.signature")
    keys.update(valid_until=now + MINUTE)
    assert ask(client, peer)[0].status_code == 200


def test_content_is_unpacked_within_bounds(client, peer, monkeypatch):
    zipped = {http_signing.ENCODING: "gzip"}
    assert refusal(ask(client, peer, "/node/v1/x", gzip.compress(b"{}"), changed=zipped)[0]) == (404, "not_found")
    for bad in (b"no gzip", gzip.compress(b"{}")[:-3], gzip.compress(b"{}") + b"more"):
        assert refusal(ask(client, peer, "/node/v1/x", bad, changed=zipped)[0]) == (400, "request.unreadable")
    br = {http_signing.ENCODING: "br"}
    assert refusal(ask(client, peer, "/node/v1/x", b"{}", changed=br)[0]) == (400, "request.unreadable")
    monkeypatch.setattr(packing, "MOST_UNPACKED", 1000)
    bomb = gzip.compress(b"0" * 1_000_000)
    assert refusal(ask(client, peer, "/node/v1/x", bomb, changed=zipped)[0]) == (413, "request.too_large")
    monkeypatch.setattr(packing, "MOST_PACKED", 1000)
    assert refusal(ask(client, peer, "/node/v1/x", b"0" * 1001)[0]) == (413, "request.too_large")


def test_content_may_be_larger_than_anywhere_else(client, peer):
    assert refusal(ask(client, peer, "/node/v1/x", b"0" * 13_000_000)[0]) == (404, "not_found")
    answer, request = ask(client, peer, "/node/v1/", b"{}")
    assert refusal(answer) == (405, "method_not_allowed")
    signed = http_signing.Answer(405, dict(answer.headers), request)
    http_signing.verify_answer(signed, answer.content, papers.ring(queries.own_name()), timezone.now())


def test_a_long_answer_is_packed_for_who_can_unpack_it(client, peer, monkeypatch):
    monkeypatch.setattr(packing, "WORTH_PACKING", 10)
    answer, request = ask(client, peer, changed={"Accept-Encoding": "gzip"})
    assert json.loads(packing.unpacked(answer.content, answer.headers["Content-Encoding"]))["you"] == peer.name
    signed = http_signing.Answer(200, dict(answer.headers), request)
    http_signing.verify_answer(signed, answer.content, papers.ring(queries.own_name()), timezone.now())


def test_an_unknown_key_makes_the_worker_look_but_not_again_and_again(client, peer):
    from procrastinate.contrib.django.models import ProcrastinateJob

    stranger = peers.Peer(peer.name)
    for _time in range(3):
        assert refusal(ask(client, stranger)[0]) == (401, "node.signature")
    jobs = ProcrastinateJob.objects.filter(task_name="nodes.look")
    assert [job.args for job in jobs] == [{"name": peer.name}]


def test_the_description_is_the_committed_one():
    """What changed on purpose is written by `volunteercloud api schema --nodes > docs/api/node.json`."""
    described = routes.schema()
    assert json.loads(SNAPSHOT.read_text()) == described
    assert described["security"] == [{"Signature": []}]
    for path in described["paths"].values():
        for said in path.values():
            assert said["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
