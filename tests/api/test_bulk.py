"""Bulk entry for programs: a thousand entries at once, and a sheet from its file to its records."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.domain.attendance import factories as attendance
from tests.domain.bulk.lists import HEADINGS, text
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.bulk import tasks
from volunteercloud.domain.records.models import RecordHead

REASON = "当天没有带平板电脑。"


@pytest.fixture
def afterwards(shift, volunteer, at, clock):
    """小满 was on the roster, and the shift is over."""
    attendance.sign_up(shift, volunteer, at)
    clock.at = shift.ends_at + timedelta(days=3)
    return clock.at


@pytest.fixture
def program(owner, as_):
    return as_(owner)


@pytest.fixture
def bulk(organization):
    return f"/organizations/{organization.id}/bulk"


def entry(shift, person, **changes):
    return {
        "number": organizations.number_of(person),
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
    } | changes


def mistyped(number):
    return number[:-1] + ("3" if number[-1] == "2" else "2")


def test_entries_become_records_once(program, bulk, shift, volunteer, afterwards):
    body = {"reason": REASON, "entries": [entry(shift, volunteer)]}
    tried = program.post(f"{bulk}/entries", body | {"dry_run": True}).json()
    assert (tried["counts"], tried["results"][0]["minutes"], RecordHead.objects.count()) == ({"ready": 1}, 120, 0)

    done = program.post(f"{bulk}/entries", body, **{"Idempotency-Key": "k1"})
    assert (done.status_code, done.json()["counts"]) == (200, {"entered": 1})
    assert program.post(f"{bulk}/entries", body, **{"Idempotency-Key": "k1"}).json() == done.json()
    again = program.post(f"{bulk}/entries", body).json()
    assert (again["counts"], again["results"][0]["code"]) == ({"same": 1}, "line.same")
    assert RecordHead.objects.count() == 1


def test_each_entry_says_why_not(program, bulk, shift, volunteer, afterwards):
    stranger = organizations.person("大暑")
    entries = [
        entry(shift, volunteer, minutes=999),
        entry(shift, stranger),
        entry(shift, volunteer, number=mistyped(organizations.number_of(volunteer))),
        entry(shift, volunteer, starts_at="2026-05-01T01:00:00Z", ends_at="2026-05-01T02:00:00Z"),
        entry(shift, volunteer, number="", name="无名氏"),
        entry(shift, volunteer),
        entry(shift, volunteer),
    ]
    said = program.post(f"{bulk}/entries", {"reason": REASON, "entries": entries}).json()
    assert [(one["state"], one["code"]) for one in said["results"]] == [
        ("refused", "line.hours_differ"),
        ("asks", "line.not_signed_up"),
        ("refused", "person.number"),
        ("refused", "shift.none_that_day"),
        ("refused", "person.unknown_name"),
        ("entered", ""),
        ("refused", "line.twice"),
    ]
    assert said["results"][6]["detail"] == "Row 6 says the same person and the same shift."


def test_people_are_added_with_a_reason(program, bulk, shift, afterwards):
    stranger = organizations.person("大暑")
    body = {"reason": REASON, "added_reason": "临时来帮忙。", "entries": [entry(shift, stranger)]}
    said = program.post(f"{bulk}/entries", body).json()
    assert said["counts"] == {"entered": 1}
    assert said["results"][0]["notes"][:1] == ["Was not signed up and is put on the roster, with your reason."]


@pytest.mark.parametrize("count", [0, 1001])
def test_between_one_and_a_thousand(program, bulk, shift, volunteer, afterwards, count):
    said = program.post(f"{bulk}/entries", {"reason": REASON, "entries": [entry(shift, volunteer)] * count})
    assert said.status_code == 422


def test_others_may_not(as_, volunteer, bulk, shift, afterwards):
    body = {"reason": REASON, "entries": [entry(shift, volunteer)]}
    assert as_(volunteer).post(f"{bulk}/entries", body).status_code == 403


def send(program, bulk, content, name="五月.csv"):
    fields = {"reason": REASON, "file": SimpleUploadedFile(name, content)}
    return program.client.post(f"/api/v1{bulk}/sheets", fields, headers=program.headers)


def test_a_sheet_from_file_to_records(program, bulk, organization, shift, volunteer, afterwards):
    row = (organizations.number_of(volunteer), "小满", "2026-05-18", "9:00", "11:00")
    content = text([HEADINGS, row], encoding="gb18030")
    sent = send(program, bulk, content)
    assert (sent.status_code, sent.json()["state"]) == (201, "sent")
    assert sent.json()["mapping"] == {"number": 0, "name": 1, "date": 2, "starts": 3, "ends": 4}
    address = f"{bulk}/sheets/{sent.json()['id']}"

    assert program.put(f"{address}/mapping", {"mapping": sent.json()["mapping"]}).json()["state"] == "checking"
    work(organization, sent)
    assert program.get(address).json()["counts"] == {"ready": 1}
    (line,) = program.get(f"{address}/lines?state=ready").json()["items"]
    assert (line["line"], line["state"], line["cells"][:2]) == (2, "ready", list(row[:2]))

    assert program.post(f"{address}/entry", {"choice": "all"}).json()["state"] == "entering"
    work(organization, sent)
    entered = program.get(address).json()
    assert (entered["state"], entered["counts"], entered["trouble"]) == ("entered", {"entered": 1}, [])
    assert send(program, bulk, content).json()["id"] == sent.json()["id"]
    assert [row["id"] for row in program.get(f"{bulk}/sheets").json()["items"]] == [sent.json()["id"]]
    assert program.delete(address).json()["code"] == "sheet.over"


def test_a_row_that_asks_is_answered(program, bulk, organization, shift, owner, at, afterwards, clock):
    same_name = [organizations.person("小满") for _ in range(2)]
    for person in same_name:
        attendance.sign_up(shift, person, at)
    content = text([("姓名", "日期", "时间"), ("小满", "2026-05-18", "9:00-11:00")])
    sent = send(program, bulk, content)
    address = f"{bulk}/sheets/{sent.json()['id']}"
    program.put(f"{address}/mapping", {"mapping": sent.json()["mapping"]})
    work(organization, sent)
    (line,) = program.get(f"{address}/lines").json()["items"]
    assert (line["code"], len(line["candidates"])) == ("person.which", 3)

    answers = {"answers": [{"line": 2, "number": organizations.number_of(same_name[0])}]}
    assert program.post(f"{address}/answers", answers).json()["state"] == "checking"
    work(organization, sent)
    assert program.get(address).json()["counts"] == {"ready": 1}
    assert program.delete(address).status_code == 204


def work(organization, sent):
    """What the worker does with the job that waits."""
    tasks.run(organization.id, UUID(sent.json()["id"]), timezone.now())


def test_a_hostile_file_is_refused_in_words(program, bulk, afterwards):
    refused = send(program, bulk, b"PK\x03\x04nonsense", "list.xlsx")
    assert (refused.status_code, refused.json()["code"]) == (422, "sheet.damaged")
