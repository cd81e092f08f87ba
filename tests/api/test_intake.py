"""Organizations taken in by programs: a thousand at once, and a list from its file to the register."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domain.bulk import lists
from tests.domain.intake.factories import HEADINGS, code, row
from tests.domain.organizations import factories
from volunteercloud.domain.intake import tasks
from volunteercloud.domain.intake.models import Intake
from volunteercloud.domain.organizations.models import Organization


@pytest.fixture
def officer():
    return factories.officer("99", "霜降")


@pytest.fixture
def desk(shift, officer, as_):
    return as_(officer)


def told(response):
    assert response.status_code == 200, response.content
    return [(one["state"], one["code"], one["field"]) for one in response.json()["results"]]


def body(*organizations, **given):
    return {"region_code": "99", "organizations": list(organizations)} | given


def test_organizations_come_in_once(desk, shift):
    sent = body(
        {"name": "青松分会", "region": "990101", "parent": code(1)},
        {"name": "青松", "uscc": code(1), "region": "9901"},
        {"name": "清泉", "region": "98"},
    )
    before = Organization.objects.count()

    assert told(desk.post("/office/organizations", sent | {"dry_run": True})) == [
        ("ready", "", ""),
        ("ready", "", ""),
        ("refused", "line.region_unknown", "region"),
    ]
    assert Organization.objects.count() == before
    first = desk.post("/office/organizations", sent)
    assert [state for state, _code, _field in told(first)] == ["entered", "entered", "refused"]
    again = desk.post("/office/organizations", sent)
    assert [state for state, _code, _field in told(again)] == ["same", "same", "refused"]
    assert again.json()["results"][0]["organization_id"] == first.json()["results"][0]["organization_id"]
    assert Organization.objects.count() == before + 2


def test_more_than_a_thousand_and_strangers(desk, as_, volunteer):
    assert desk.post("/office/organizations", body(*[{"name": "x"}] * 1001)).status_code == 422
    assert as_(volunteer).post("/office/organizations", body({"name": "x"})).status_code == 403
    assert desk.post("/office/organizations", body({"name": "x"}, region_code="98")).status_code == 403


def test_a_list_goes_from_its_file_to_the_register(desk, officer, at):
    content = lists.text([HEADINGS, row("青松", uscc=code(1)), row("")])
    file = SimpleUploadedFile("名录.csv", content)
    sent = desk.client.post("/api/v1/office/lists", {"region_code": "99", "file": file}, headers=desk.headers)
    assert sent.status_code == 201, sent.content
    address = f"/office/lists/{sent.json()['id']}"

    tasks.run(officer.id, Intake.objects.get().id, at)
    assert desk.get(address).json()["counts"] == {"ready": 1, "refused": 1}
    lines = desk.get(f"{address}/lines?state=refused").json()["items"]
    assert [(line["line"], line["code"], line["field"]) for line in lines] == [(3, "line.name_missing", "name")]
    assert desk.post(f"{address}/entry", {}).json()["state"] == "entering"
    tasks.run(officer.id, Intake.objects.get().id, at)

    assert desk.get("/office/lists").json()["items"][0]["counts"] == {"entered": 1, "refused": 1}
    assert desk.delete(address).status_code == 409


def test_a_list_of_somebody_else_is_none(desk, as_, officer, at):
    file = SimpleUploadedFile("名录.csv", lists.text([HEADINGS, row()]))
    desk.client.post("/api/v1/office/lists", {"region_code": "99", "file": file}, headers=desk.headers)
    other = as_(factories.officer("99", "大雪"))

    assert other.get(f"/office/lists/{Intake.objects.get().id}").status_code == 404
    assert other.get("/office/lists").json()["items"] == []
