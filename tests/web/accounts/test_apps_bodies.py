"""Nothing that an app sends to sign in breaks what is behind the door."""

import pytest

from tests.access import routes

WRITES = ("POST", "PUT", "PATCH", "DELETE")
BODIES = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"\xff",
    b"[" * 100_000,
    b'{"email": 1, "phone": [], "code": {}, "password": {"a": 1}}',
    b'{"email": "a\\u0000@qinghe.example", "phone": "\\u0000", "code": "\\u0000", "password": "\\ud800"}',
]
ADDRESSES = [
    route.address({})
    for route in routes.pages()
    if route.name.startswith(routes.SIGN_IN_OF_APPS) and route.method == "GET" and not route.wants
]


def send(client, method, address, body):
    return client.generic(method, address, body, content_type="application/json")


@pytest.mark.django_db
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_whatever_is_sent_nothing_breaks(client, settings, body):
    settings.LIMITS = None
    client.raise_request_exception = False
    found = {
        (method, address): send(client, method, address, body).status_code for address in ADDRESSES for method in WRITES
    }
    assert {asked: status for asked, status in found.items() if status >= 500} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"[]", b"\xff", b"[" * 100_000, b'{"email": "\\u0000"}'], ids="abcd")
def test_what_is_no_object_is_a_problem(client, body):
    said = send(client, "POST", "/_allauth/app/v1/auth/login", body)
    assert (said.status_code, said.json()["code"]) == (400, "request.unreadable")


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"", b"{}", b'{"email": ""}'])
def test_a_code_for_nobody_is_told_as_a_field(client, body):
    said = send(client, "POST", "/_allauth/app/v1/auth/code/request", body)
    assert [error["param"] for error in said.json()["errors"]] == ["email"]
    assert said.status_code == 400
