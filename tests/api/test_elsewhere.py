"""Programs name a source of opportunities elsewhere and send its lists."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domain.bulk import lists
from tests.domain.intake.opportunities import HEADINGS, row
from tests.domain.organizations import factories
from volunteercloud.core import ids
from volunteercloud.domain.intake import tasks
from volunteercloud.domain.intake.models import Intake

SOURCE = {"name": "邻里互助网", "region_code": "9901", "address": "https://linli.example/", "licence": "CC BY 4.0"}


@pytest.fixture
def officer():
    return factories.officer("99", "霜降")


@pytest.fixture
def desk(shift, officer, as_):
    return as_(officer)


@pytest.fixture
def address(desk):
    """Of a source that the officer named."""
    made = f"/office/sources/{ids.uuid7()}"
    assert desk.put(made, SOURCE).status_code == 200
    return made


def send(desk, address, rows, **given):
    file = SimpleUploadedFile("活动.csv", lists.text([HEADINGS, *rows]))
    return desk.client.post(f"/api/v1{address}/lists", {"file": file} | given, headers=desk.headers)


def test_a_source_is_named_once(desk, address):
    assert desk.put(address, SOURCE).json()["name"] == "邻里互助网"
    assert [one["name"] for one in desk.get("/office/sources").json()["items"]] == ["邻里互助网"]
    assert desk.put(f"/office/sources/{ids.uuid7()}", SOURCE).json()["code"] == "source.named"


def test_a_list_goes_from_its_file_to_what_is_found(desk, officer, address, at):
    sent = send(desk, address, [row(), row("2", "")], is_whole=True)
    assert sent.status_code == 201, sent.content
    made = f"{address}/lists/{sent.json()['id']}"
    tasks.run(officer.id, Intake.objects.get().id, at)
    assert desk.get(made).json()["counts"] == {"ready": 1, "refused": 1}
    lines = desk.get(f"{made}/lines?state=refused").json()["items"]
    assert [(line["line"], line["code"], line["field"]) for line in lines] == [
        (3, "opportunity.title_missing", "title")
    ]

    mapping = {"key": "编号", "title": "活动名称", "address": ""}
    assert desk.put(f"{made}/columns", {"mapping": mapping}).json()["state"] == "checking"
    tasks.run(officer.id, Intake.objects.get().id, at)
    assert desk.post(f"{made}/entry", {}).json()["state"] == "entering"
    tasks.run(officer.id, Intake.objects.get().id, at)

    assert desk.get(made).json()["counts"] == {"entered": 1, "refused": 1}
    assert desk.delete(made).status_code == 409
    assert desk.post(f"{address}/end", {"reason": "网站已关闭"}).json()["ended_at"]
    assert send(desk, address, [row("3")]).json()["code"] == "source.ended"


def test_strangers_find_none(desk, as_, volunteer, address):
    made = f"{address}/lists/{send(desk, address, [row()]).json()['id']}"

    assert as_(volunteer).get("/office/sources").json()["items"] == []
    assert send(as_(volunteer), address, [row()]).status_code == 403
    assert as_(factories.officer("99", "大雪")).get(made).status_code == 404
