"""How it says no: always a problem document, in the reader's language, never a failure of ours."""

import errno
import json
import uuid
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from tests.api.conftest import Caller
from volunteercloud.api import door
from volunteercloud.core.actor import system
from volunteercloud.domain.identity import actions as offices


def problem(response):
    assert response["Content-Type"] == "application/problem+json"
    said = response.json()
    assert said["status"] == response.status_code
    assert said["type"] == f"urn:volunteercloud:problem:{said['code']}"
    return said


def test_refusal_says_what_why_and_what_next(owner, shift, volunteer, as_, clock):
    clock.at = shift.ends_at
    response = as_(volunteer).put(f"/me/sign-ups/{shift.organization_id}/{shift.id}")
    assert problem(response) == {
        "type": "urn:volunteercloud:problem:signup.started",
        "title": "Not possible as things stand",
        "status": 409,
        "detail": "This shift has begun already.",
        "code": "signup.started",
        "next_step": "Choose a shift that is still to come.",
        "instance": f"urn:volunteercloud:request:{response['X-Request-ID']}",
    }


def test_refusal_of_a_field_names_it(owner, organization, as_):
    said = problem(as_(owner).post(f"/organizations/{organization.id}/staff", {"number": "V0", "role": "leader"}))
    assert (said["status"], said["code"], said["field"]) == (422, "staff.number_unknown", "number")


@pytest.mark.parametrize(
    ("language", "title"), [("zh-CN,zh;q=0.9", "没有找到"), ("en-GB", "Not found"), ("", "没有找到")]
)
def test_problem_is_told_in_the_readers_language(db, clock, language, title):
    said = problem(Caller(language=language).get("/nowhere"))
    assert (said["status"], said["code"], said["title"]) == (404, "not_found", title)


@pytest.mark.parametrize("address", ["", "nowhere%0A", "organizations/%0A/shifts", "notices/a/b%E2%80%A9c"])
def test_whatever_stands_in_an_address_it_is_no_page(db, client, address):
    answers = [problem(client.get(f"{door}{address}")) for door in ("/api/v1/", "/node/v1/")]
    assert [said["code"] for said in answers] == ["not_found", "node.unknown"]


def test_method_that_is_not_there(anybody):
    response = anybody.delete("/shifts")
    assert (problem(response)["code"], response["Allow"]) == ("method_not_allowed", "GET")


def test_what_does_not_fit_is_listed_by_field(owner, organization, as_):
    said = problem(as_(owner).post(f"/organizations/{organization.id}/staff", {"role": "king"}))
    assert (said["status"], said["code"]) == (422, "request.invalid")
    assert [(error["field"], error["code"]) for error in said["errors"]] == [("number", "missing"), ("role", "enum")]


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe", b'{"name": "\\u0000"}', b"[" * 100_000, b'{"name": ' + b"9" * 5_000 + b"}", b"\x00"],
)
def test_body_that_is_no_json(owner, as_, body):
    response = as_(owner).client.generic(
        "POST", "/api/v1/organizations", body, content_type="application/json", headers=as_(owner).headers
    )
    assert problem(response)["code"] == "request.unreadable"


def test_escaped_backslash_before_u0000_is_text(owner, as_):
    response = as_(owner).post("/organizations", {"name": "\\u0000", "kind": "team", "region_code": "990101"})
    assert response.json()["name"] == "\\u0000"


def test_body_beyond_measure(owner, as_):
    response = as_(owner).post("/organizations", {"name": "长" * 2_000_000})
    assert (problem(response)["status"], problem(response)["code"]) == (413, "request.too_large")


def test_photo_of_fifty_megabytes(volunteer, as_):
    caller = as_(volunteer)
    stated = {"kind": "111", "number": "1", "name": "小满", "birth_on": "1990-04-20"}
    photo = {"photo": SimpleUploadedFile("photo.jpg", b"0" * 50_000_000, content_type="image/jpeg")}
    response = caller.client.post("/api/v1/me/documents", stated | photo, headers=caller.headers)
    assert (problem(response)["status"], problem(response)["code"]) == (413, "request.too_large")


def test_database_away(owner, volunteer, as_, monkeypatch):
    caller = as_(volunteer)

    def lost(*_given, **_said):
        raise OperationalError("the connection is gone")

    monkeypatch.setattr("volunteercloud.domain.records.queries.records_of", lost)
    response = caller.get("/me/records")
    assert (problem(response)["code"], response["Retry-After"]) == ("database.away", "10")
    assert problem(response)["detail"] == "The database does not answer just now. Nothing was changed."


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("gone"), 503), (OSError(errno.ENOSPC, "full"), 503), (OSError("else"), 500)]
)
def test_a_write_that_met_an_outage_is_not_said_to_be_undone(volunteer, as_, monkeypatch, error, status):
    def broken(*_given, **_said):
        raise error

    monkeypatch.setattr("volunteercloud.domain.activities.actions.signing_up.sign_up", broken)
    said = problem(as_(volunteer).put(f"/me/sign-ups/{uuid.uuid4()}/{uuid.uuid4()}", {}))
    assert said["status"] == status
    assert ("not known" in said["detail"]) == (status == 503)


HOSTILE = [
    "\x00",
    "\ud800",
    " ",
    "长" * 10_000,
    -1,
    10**30,
    None,
    "0001-01-01T00:00:00+14:00",
    "9999-12-31",
    ["\x00"],
    [str(uuid.UUID(int=0))] * 1000,
    {"a": {"b": []}},
]
SCHEMA = door.schema()
OPERATIONS = [
    pytest.param(method, path.removeprefix("/api/v1"), said, id=said["operationId"])
    for path, methods in SCHEMA["paths"].items()
    for method, said in methods.items()
]


def _fields(said):
    """The fields of the body, with an example or something plain for each."""
    content = said.get("requestBody", {}).get("content", {})
    schema = next(iter(content.values()), {}).get("schema", {})
    if "$ref" in schema:
        schema = SCHEMA["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema.get("properties", {})


def _plain(field):
    for kind in [field, *field.get("anyOf", ())]:
        if kind.get("examples"):
            return kind["examples"][0]
    kind = next((one for one in [field, *field.get("anyOf", ())] if one.get("type", "null") != "null"), {})
    return {"string": str(uuid.uuid4()), "integer": 1, "number": 1.5, "boolean": True, "array": []}.get(
        kind.get("type"), "in"
    )


def _path(path, value):
    head, *rest = path.split("{")
    return head + "".join(f"{value}{part.split('}', 1)[1]}" for part in rest)


@pytest.fixture
def manager(owner, organization, shift, as_, at):
    """Somebody who may do nearly everything, so that little is refused before it is read."""
    offices.grant_office(actor=system("tests"), account_id=owner.id, region_code="99", at=at)
    return as_(owner)


@pytest.mark.parametrize(("method", "path", "said"), OPERATIONS)
def test_nothing_that_is_sent_makes_it_fail(owner, organization, shift, manager, caplog, method, path, said):
    """Each field and parameter with each kind of nonsense: no failure of ours, and nothing left to the database."""
    fields = _fields(said)
    plain = {name: _plain(field) for name, field in fields.items()}
    there = path
    for name in ("project_id", "shift_id", "activity_id", "post_id"):
        there = there.replace(f"{{{name}}}", str(getattr(shift, name, shift.id)))
    there = _path(there.replace("{volunteer_id}", str(owner.id)).replace("{purpose}", "contact"), organization.id)
    sent = [(there, plain | {name: value}) for name in fields for value in HOSTILE]
    for value in HOSTILE:
        text = value if isinstance(value, str) else json.dumps(value)
        quoted = quote(text.encode("utf-8", "surrogatepass"))
        names = [one["name"] for one in said["parameters"] if one["in"] == "query"]
        sent.append((f"{there}?{'&'.join(f'{name}={quoted}' for name in names)}", plain))
    sent += [(_path(path, nonsense), plain) for nonsense in ("%00", "%ED%A0%80", "x" * 3000, "0")]
    answers = [manager.ask(method.upper(), address, body if fields else None) for address, body in sent]
    assert [(answer.status_code, answer.content[:200]) for answer in answers if answer.status_code >= 500] == []
    assert [record.message for record in caplog.records if "left to the database" in record.message] == []
