"""The door for systems that are no nodes: their token, messages both ways in JSON and XML, receipts."""

import json

import pytest

from tests.domain.exchange import factories
from tests.domain.organizations import factories as organizations
from tests.domain.records import factories as records
from volunteercloud.core import actor as actors
from volunteercloud.domain.exchange import access, actions, envelopes, mapping, markup
from volunteercloud.domain.exchange.models import Message

SYSTEM = actors.system("tests")


@pytest.fixture
def world(db, at):
    organizations.ground()
    owner = organizations.person("谷雨")
    organization = organizations.organization(owner, at)
    volunteer = organizations.person("小满")
    records.recorded(organization, volunteer, owner, at.replace(day=10), 1)
    named = factories.named(organizations.officer("990101"), at)
    actions.agree(actor=owner, organization_id=organization.id, system_code=named.code, at=at)
    factories.collected(named, SYSTEM, at)
    return named, volunteer


def ask(client, named, method, path, content=b"", media="application/json", **headers):
    return client.generic(
        method,
        f"/api/v1/exchange{path}",
        content,
        content_type=media,
        headers={"Authorization": f"Bearer {access.token_of(named)}", "Accept-Language": "en"} | headers,
    )


def test_everything_after_a_number(client, world):
    named, _volunteer = world
    first = ask(client, named, "GET", "/messages?limit=2").json()
    rest = ask(client, named, "GET", f"/messages?after={first['next']}").json()

    assert (len(first["messages"]), first["next"], first["more"]) == (2, 2, True)
    assert (first["next"] + len(rest["messages"]), rest["more"]) == (Message.objects.count(), False)


def test_each_message_can_be_believed(client, world):
    named, _volunteer = world
    form, key = mapping.of("siji", 1), access.key_of(named)
    found = ask(client, named, "GET", "/messages").json()["messages"]

    heads = [envelopes.opened(json.dumps(one).encode(), form, key).head for one in found]

    assert [one["sequence"] for one in heads] == list(range(1, len(found) + 1))


def test_as_xml(client, world):
    named, _volunteer = world
    answer = ask(client, named, "GET", "/messages?limit=1", Accept="application/xml")
    name, tree = markup.read(answer.content)

    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    assert (name, tree["next"], tree["more"], list(tree["messages"][0])) == ("exchange", ["1"], ["true"], ["交换报文"])


@pytest.mark.parametrize("token", ["", "vcx_", "vcx_siji_", "vcx_siji_AAAA", "vcx_other_AAAA", "vcx_\x00", "vc_x"])
def test_without_a_good_token_nobody_gets_in(client, world, token):
    answer = client.get("/api/v1/exchange/messages", headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_a_token_of_before_opens_nothing(client, world, at):
    named, _volunteer = world
    actions.renew_key(actor=SYSTEM, code=named.code, at=at)

    assert ask(client, named, "GET", "/messages").status_code == 401


def test_one_system_sees_and_answers_nothing_of_another(client, world, at):
    named, _volunteer = world
    other = factories.named(SYSTEM, at, code="other", gets=[])
    message = Message.objects.first()
    body = json.dumps({"message_id": str(message.id), "rejected": []}).encode()

    assert ask(client, other, "GET", "/messages").json()["messages"] == []
    assert ask(client, other, "POST", "/receipts", body).status_code == 404
    assert ask(client, named, "POST", "/receipts", body).json() == {"sequence": 1, "accepted": 2, "rejected": 0}


@pytest.mark.parametrize(("pack", "media"), [(envelopes.as_json, "application/json"), (envelopes.as_xml, "text/xml")])
def test_a_message_is_brought(client, world, at, pack, media):
    named, volunteer = world
    lines = [factories.line(volunteer, at), factories.line(volunteer, at, source_id="R-2", volunteer_number="V0")]
    content = pack(factories.message(named, lines, at))

    answers = [ask(client, named, "POST", "/messages", content, media).json() for _time in range(2)]

    assert answers[0] == answers[1]
    assert answers[0]["rejected"] == [
        {
            "source_id": "R-2",
            "source_version": 1,
            "code": "person.unknown",
            "path": "",
            "why": "Nobody here has this number and name.",
        }
    ]


def test_a_receipt_as_xml(client, world, at):
    named, volunteer = world
    content = envelopes.as_xml(factories.message(named, [factories.line(volunteer, at)], at, message_id="M-1"))
    answer = ask(client, named, "POST", "/messages", content, "application/xml", Accept="application/xml")

    assert markup.read(answer.content) == (
        "receipt",
        {"message_id": ["M-1"], "sequence": ["1"], "accepted": ["1"]},
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "exchange.unreadable"), (b"<x>", "exchange.unreadable"), (b"\xff\xfe<\x00", "exchange.unreadable")],
)
def test_what_is_no_message(client, world, content, code):
    answer = ask(client, world[0], "POST", "/messages", content)

    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_too_large(client, world):
    assert ask(client, world[0], "POST", "/messages", b" " * 13_000_000).status_code == 413
    assert ask(client, world[0], "POST", "/messages", b" " * 9_000_000).json()["code"] == "exchange.too_large"
