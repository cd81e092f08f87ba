"""Credentials by the API: issued, fetched in each form, shown in part, taken back."""

import json

import pytest

from tests.domain.records import factories as records
from volunteercloud.domain.identity.scopes import Scope


@pytest.fixture
def served(owner, organization, volunteer, at, clock, log_files):
    """Six hours of grade B on three days, not in the log yet."""
    [*_others, head] = records.recorded(organization, volunteer, owner, at, 3)
    clock.at = head.first_written_at
    return head


@pytest.fixture
def holder(volunteer, served, as_):
    return as_(volunteer)


def test_a_badge_is_issued_once_and_fetched_in_every_form(holder):
    made = holder.post("/me/credentials")
    said = made.json()
    assert (made.status_code, said["form"], said["scope"], said["credit_minutes"]) == (201, "badge", "whole", 360)
    assert holder.post("/me/credentials", {"is_named": False}).json() == said
    assert holder.get("/me/credentials").json() == [said]
    fetched = {end: holder.get(f"/me/credentials/{said['id']}.{end}") for end in ("json", "jwt", "svg", "png")}
    assert {end: response["Content-Type"] for end, response in fetched.items()} == {
        "json": "application/vc",
        "jwt": "application/vc+jwt",
        "svg": "image/svg+xml",
        "png": "image/png",
    }
    assert json.loads(fetched["json"].content)["id"] == f"urn:uuid:{said['id']}"
    assert fetched["jwt"].content.count(b".") == 2


def test_a_part_is_asked_for_by_its_id(holder, served):
    said = {"scope": "record", "subject_id": str(served.record_id)}
    assert holder.post("/me/credentials", said).json()["credit_minutes"] == 120
    refused = holder.post("/me/credentials", {"scope": "record", "subject_id": str(served.version_id)})
    assert (refused.status_code, refused.json()["code"]) == (409, "credential.nothing")


def test_a_part_of_it_is_shown(holder):
    said = holder.post("/me/credentials", {"form": "disclosing"}).json()
    whole = holder.get(f"/me/credentials/{said['id']}.jwt")
    assert (whole["Content-Type"], whole.content.count(b"~")) == ("application/dc+sd-jwt", 8)
    path = f"/me/credentials/{said['id']}/presentation"
    assert holder.post(path, {"claims": ["credit_hours", "period"]}).json()["token"].count("~") == 3
    refused = holder.post(path, {"claims": ["password"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "credential.claim_unknown")


def test_each_form_has_its_own_files(holder):
    badge = holder.post("/me/credentials").json()["id"]
    other = holder.post("/me/credentials", {"form": "disclosing"}).json()["id"]
    assert [holder.get(f"/me/credentials/{other}.{end}").status_code for end in ("json", "svg", "png")] == [404] * 3
    assert holder.post(f"/me/credentials/{badge}/presentation", {"claims": []}).status_code == 404


def test_a_credential_is_taken_back(holder):
    said = holder.post("/me/credentials").json()
    gone = holder.post(f"/me/credentials/{said['id']}/revocation").json()
    assert (gone["revoked_why"], gone["revoked_at"] is not None) == ("holder", True)
    assert holder.post(f"/me/credentials/{said['id']}/revocation").json() == gone
    assert holder.post("/me/credentials").json()["id"] != said["id"]


def test_nobody_else_reads_shows_or_takes_back(holder, owner, officer, volunteer, as_):
    said = holder.post("/me/credentials", {"form": "disclosing"}).json()
    whose = f"?volunteer_id={volunteer.id}"
    for stranger in (as_(owner), as_(officer)):
        asked = [
            stranger.get(f"/me/credentials{whose}"),
            stranger.get(f"/me/credentials/{said['id']}.jwt{whose}"),
            stranger.post(f"/me/credentials/{said['id']}/revocation{whose}"),
            stranger.post(
                f"/me/credentials/{said['id']}/presentation", {"claims": [], "volunteer_id": str(volunteer.id)}
            ),
            stranger.post("/me/credentials", {"volunteer_id": str(volunteer.id)}),
        ]
        assert [each.status_code for each in asked] == [404, 404, 404, 404, 403]


def test_a_key_that_may_read_issues_nothing(volunteer, served, as_):
    reader = as_(volunteer, Scope.SERVICE_READ)
    assert (reader.get("/me/credentials").status_code, reader.post("/me/credentials").status_code) == (200, 403)
