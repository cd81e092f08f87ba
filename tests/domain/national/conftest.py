"""A national node that answers by its own door, in the same database: what passes between the two is what passes by wire."""

import base64
import json

import pytest
from django.test import Client
from django.utils import timezone

from tests.api.node.calls import ask
from tests.domain.identity import factories as identity
from tests.domain.nodes import peers
from volunteercloud.core.actor import system
from volunteercloud.domain.national import actions
from volunteercloud.domain.nodes import calling

CLERK = system("national")


class Wire:
    """Carries what this node asks of the national one to the door, as another node; may be cut."""

    def __init__(self, asker):
        self.asker, self.client, self.trouble, self.sent = asker, Client(), None, []

    def post(self, _name, path, body, _at):
        return self._carry(path, body)

    def get(self, _name, path, _at):
        return self._carry(path, None)

    def _carry(self, path, body):
        if self.trouble:
            raise self.trouble
        self.sent.append((path, body))
        answer, _request = ask(self.client, self.asker, path, body)
        if answer.status_code >= 300:
            raise calling.RefusedThere(answer.status_code, answer.json()["code"], "")
        return calling.Answer(answer.status_code, answer.content)

    def said(self):
        return [json.loads(body) for _path, body in self.sent if body]


@pytest.fixture
def ground(db, settings):
    settings.SITE_URL = "http://localhost:8000"
    settings.NATIONAL_SECRET = base64.b64encode(b"s" * 32).decode()
    settings.DEMO = True
    identity.ground()


@pytest.fixture
def wire(ground, monkeypatch):
    """This node is the national one as well as the one that asks it: it trusts `quanguo.example`, as which it answers, and is
    known to itself as `linxi.example`."""
    now = timezone.now()
    actions.begin(actor=CLERK, at=now)
    peers.confirmed(now, "quanguo.example", is_national=True)
    carrying = Wire(peers.confirmed(now, "linxi.example"))
    monkeypatch.setattr(calling, "post", carrying.post)
    monkeypatch.setattr(calling, "get", carrying.get)
    return carrying
