"""The door between nodes: opens to a trusted node that signed, now, what it asks; and every answer is signed."""

import gzip
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.node.calls import ask
from tests.domain.nodes import peers
from volunteercloud.domain.nodes import http_signing, papers, queries
from volunteercloud.domain.nodes.models import Heard, Node, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(settings):
    settings.SITE_URL = "http://localhost:8000"
    return peers.confirmed(timezone.now())


def code(answer):
    return answer.json()["code"]


def test_a_trusted_node_is_answered_and_the_answer_is_signed(client, peer):
    answer, request = ask(client, peer)
    assert (answer.status_code, answer.json()["you"]) == (200, "bailu.example")
    signed = http_signing.Answer(200, dict(answer.headers), request)
    http_signing.verify_answer(signed, answer.content, papers.ring(queries.own_name()), timezone.now())
