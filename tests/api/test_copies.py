"""Copies and shared pages by the API."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domain.credentials import parcels
from tests.domain.nodes import peers
from tests.domain.records import factories as records
from volunteercloud.domain.credentials.models import BroughtPackage, Share
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log import queries as log_queries


@pytest.fixture
def head(owner, organization, volunteer, at, clock, log_files):
    """Six hours of grade B on three days."""
    [*_others, head] = records.recorded(organization, volunteer, owner, at, 3)
    clock.at = head.first_written_at + timedelta(minutes=1)
    return head


@pytest.fixture
def holder(volunteer, head, as_):
    return as_(volunteer)


@pytest.fixture
def package(volunteer, head, clock, at):
    log_actions.integrate(clock.at)
    files = parcels.unzipped(volunteer, volunteer.id, clock.at)
    peer = peers.confirmed(at, vkey=log_queries.own_keys().log.vkey)
    return parcels.of_peer(peer, files, clock.at, document_of=volunteer.id).getvalue()


def sent(client, path, content):
    fields = {"file": SimpleUploadedFile("copy.zip", content)}
    return client.client.post(f"/api/v1{path}", fields, headers=client.headers)


def test_a_page_is_made_once_under_one_key_listed_and_withdrawn(holder, head):
    said = {"title": "申请学校", "with_hours": True, "record_ids": [str(head.record_id)], "days": 7}
    made = holder.post("/me/shares", said, **{"Idempotency-Key": "a"})
    assert (made.status_code, made.json()["records"], made.json()["views"]) == (201, 1, 0)
    assert holder.post("/me/shares", said, **{"Idempotency-Key": "a"}).json() == made.json()
    assert Share.objects.count() == 1
    assert holder.get("/me/shares").json() == [made.json()]
    assert made.json()["url"].startswith("http://localhost:8000/shared/")
    gone = holder.post(f"/me/shares/{made.json()['id']}/withdrawal")
    assert gone.json()["withdrawn_at"] is not None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"title": "申请学校"}, "share.nothing"),
        ({"title": " ", "with_hours": True}, "share.title"),
        ({"title": "申请学校", "record_ids": ["00000000-0000-7000-8000-000000000000"]}, "share.record"),
        ({"title": "申请学校", "with_hours": True, "days": 400}, "request.invalid"),
    ],
)
def test_what_makes_no_page_is_refused_by_its_code(holder, said, code):
    assert holder.post("/me/shares", said).json()["code"] == code


def test_a_key_must_be_for_it(volunteer, head, as_):
    reader = as_(volunteer, Scope.SERVICE_READ)
    assert reader.post("/me/shares", {"title": "申请学校", "with_hours": True}).status_code == 403
    assert reader.get("/me/shares").json() == reader.get("/me/copies").json() == []
    assert as_(volunteer, Scope.PROFILE).get("/me/shares").status_code == 403


def test_a_copy_is_brought_once_listed_and_removed(holder, package):
    made = sent(holder, "/me/copies", package)
    assert (made.status_code, made.json()["signer"], made.json()["binding"]) == (201, "trusted", "document")
    assert (made.json()["credit_minutes"], made.json()["proved"]) == (360, 3)
    assert sent(holder, "/me/copies", package).json() == made.json()
    assert holder.get("/me/copies").json() == [made.json()]
    assert holder.delete(f"/me/copies/{made.json()['id']}").status_code == 204
    assert BroughtPackage.objects.count() == 0


def test_anybody_checks_a_copy(anybody, package):
    found = sent(anybody, "/copies/check", package).json()
    assert (found["standing"], found["holds"], found["faults"], found["holder_name"]) == ("trusted", True, [], "小满")
    refused = sent(anybody, "/copies/check", b"?")
    assert (refused.status_code, refused.json()["code"]) == (422, "copy.no_zip")
