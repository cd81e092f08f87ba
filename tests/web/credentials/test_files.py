"""The issuer's documents as programs read them, and the page that says what a credential attests."""

import gzip
import json
import zlib

import pytest

from volunteercloud.domain.credentials import keys, status
from volunteercloud.domain.credentials.models import StatusList

pytestmark = pytest.mark.django_db

REVOKED = [0, 9, 131_071]


@pytest.fixture
def listed(at):
    """A list with three bits set."""
    StatusList.objects.create(number=1, bits=bytes(status.LENGTH // 8), changed_at=at)
    status.revoke([status.LENGTH + index for index in REVOKED], at)


def payload(token):
    return json.loads(keys.from_base64url(token.split(".")[1]))


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/.well-known/did.json", "application/did+json"),
        ("/.well-known/jwks.json", "application/jwk-set+json"),
        ("/.well-known/jwt-vc-issuer", "application/json"),
        ("/credentials/types/service", "application/json"),
        ("/credentials/badge.svg", "image/svg+xml"),
        ("/credentials/status/1", "application/vc"),
    ],
)
def test_a_file_is_the_same_for_everybody(client, listed, path, content_type):
    response = client.get(path, headers={"accept-language": "en"})
    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"].startswith("public, max-age=")
    assert (response.get("Content-Language"), len(response.cookies)) == (None, 0)
    assert client.post(path).status_code == 405


def test_the_issuer_leads_to_its_keys(client):
    found = client.get("/.well-known/did.json").json()
    named = {key["kid"] for key in client.get("/.well-known/jwks.json").json()["keys"]}
    assert named < {method["id"] for method in found["verificationMethod"]}
    assert client.get("/.well-known/jwt-vc-issuer").json()["jwks"] == client.get("/.well-known/jwks.json").json()


def test_a_list_is_given_in_the_form_that_is_asked_for(client, listed):
    asked = ["*/*", "application/vc", "application/vc+jwt", "application/statuslist+jwt", "text/html"]
    answers = [client.get("/credentials/status/1", headers={"accept": each}) for each in asked]
    assert [answer["Content-Type"] for answer in answers] == [
        "application/vc",
        "application/vc",
        "application/vc+jwt",
        "application/statuslist+jwt",
        "application/vc",
    ]
    assert {answer["Vary"] for answer in answers} == {"Accept"}


def test_both_forms_of_a_list_say_the_same_bits(client, listed):
    document = json.loads(client.get("/credentials/status/1").content)
    packed = document["credentialSubject"]["encodedList"]
    bits = gzip.decompress(keys.from_base64url(packed.removeprefix("u")))
    token = client.get("/credentials/status/1", headers={"accept": "application/statuslist+jwt"}).text
    others = zlib.decompress(keys.from_base64url(payload(token)["status_list"]["lst"]))
    # The first bit is the highest of its byte in one standard, and the lowest in the other.
    assert [index for index in range(status.LENGTH) if bits[index // 8] >> (7 - index % 8) & 1] == REVOKED
    assert [index for index in range(status.LENGTH) if others[index // 8] >> index % 8 & 1] == REVOKED
    assert (len(bits), len(others)) == (16_384, 16_384)


def test_a_list_costs_one_row(client, listed, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get("/credentials/status/1")


@pytest.mark.parametrize("path", ["/credentials/status/2", "/credentials/status/99999999999", "/credentials/status/x"])
def test_there_is_no_other_list(client, listed, path):
    assert client.get(path).status_code == 404


def test_whoever_was_shown_one_reads_what_it_attests(client):
    page = client.get("/credentials/service/")
    assert page.status_code == 200
    assert f"<code>{keys.did()}</code>" in page.text
    assert f"<code>{keys.published()[0].thumbprint}</code>" in page.text
