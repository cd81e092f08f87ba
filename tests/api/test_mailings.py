"""Messages to many through the API, and what a gateway hands over."""

import hashlib
import hmac
import json
import time

import pytest

from tests.domain.mailings import factories
from volunteercloud.domain.messages.models import Mute

BODY = {"audience": "members", "kind": "news", "subject": "周六见", "body": "{name}，大门口见。"}


@pytest.fixture
def at_desk(as_, owner):
    return as_(owner)


def test_written_sent_and_stopped(at_desk, organization, owner, at):
    factories.people(owner, organization, at, 1)
    path = f"/organizations/{organization.id}/mailings"
    made = at_desk.post(path, BODY).json()
    assert (made["state"], made["channels"]) == ("draft", ["email"])
    one = f"{path}/{made['id']}"
    assert at_desk.post(f"{one}/steps", {"step": "start"}).json()["state"] == "sending"
    assert at_desk.post(f"{one}/steps", {"step": "stop"}).json()["state"] == "stopped"
    shown = at_desk.get(one).json()
    assert (shown["mailing"]["state"], shown["about_how_many"]) == ("stopped", 1)
    assert [each["mailing"]["id"] for each in at_desk.get(path).json()["items"]] == [made["id"]]
    assert at_desk.put(one, BODY).status_code == 409
    assert at_desk.post(path, BODY | {"body": "{phone}"}).json()["code"] == "mailing.placeholder"


def test_mutes(at_desk, organization):
    wish = {"organization_id": str(organization.id)}
    assert at_desk.post("/me/mutes", wish).json()["sender"] == organization.name
    assert at_desk.post("/me/mutes", {"channel": "sms"}).json()["organization_id"] is None
    assert len(at_desk.get("/me/mutes").json()) == 2
    assert at_desk.post("/me/mutes/end", wish).status_code == 204
    assert Mute.objects.count() == 1


def sent(anybody, body, *, secret="tests", moment=None, **headers):
    moment = str(int(moment or time.time()))
    signature = hmac.new(secret.encode(), f"{moment}\n".encode() + json.dumps(body).encode(), hashlib.sha256)
    signed = {"X-Timestamp": moment, "X-Signature": signature.hexdigest()} | headers
    return anybody.post("/messages/sms-answers", body, **signed)


def test_answers_by_sms_are_signed(anybody, settings):
    settings.SMS_SECRET = "tests"
    body = {"sender": "+8613800001234", "text": "TD"}
    assert sent(anybody, body).json() == {"understood": False}
    refused = [
        sent(anybody, body, secret="other"),
        sent(anybody, body, moment=time.time() - 3600),
        sent(anybody, body, **{"X-Timestamp": "x"}),
        sent(anybody, body, **{"X-Signature": "x"}),
    ]
    assert [answer.status_code for answer in refused] == [403, 403, 403, 403]
    settings.SMS_SECRET = ""
    assert sent(anybody, body, secret="").status_code == 403
