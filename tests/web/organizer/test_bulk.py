"""A list through its pages: sent, matched, looked at, answered, entered; and by those who have no business there."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from tests.domain.attendance import factories as attendance
from tests.domain.bulk import lists
from tests.domain.bulk.conftest import row_of
from tests.domain.bulk.lists import HEADINGS
from tests.domain.organizations import factories as organizations
from tests.web.service import browser, clock, leader, owner, shift, volunteer
from volunteercloud.domain.bulk import tasks
from volunteercloud.domain.bulk.models import Sheet
from volunteercloud.domain.records.models import RecordHead

__all__ = ["browser", "clock", "leader", "owner", "shift", "volunteer"]

REASON = "No tablet at the door that day"


@pytest.fixture
def afterwards(shift, volunteer, at, clock):
    attendance.sign_up(shift, volunteer, at)
    clock.now = shift.ends_at + timedelta(days=3)
    return clock.now


@pytest.fixture
def home(organization):
    return f"/org/{organization.id}/bulk/"


def send(browser, home, rows, **changes):
    file = SimpleUploadedFile("may.xlsx", rows if isinstance(rows, bytes) else lists.workbook(rows))
    return browser.post(home, {"file": file, "reason": REASON} | changes)


def check(browser, address):
    sheet = Sheet.objects.get()
    chosen = {f"column_{column}": field for field, column in sheet.mapping.items()}
    assert browser.post(address, chosen).status_code == 302
    return work()


def work():
    sheet = Sheet.objects.get()
    tasks.run(sheet.organization_id, sheet.id, sheet.changed_at)
    return Sheet.objects.get()


def test_a_list_from_file_to_records(leader, home, shift, volunteer, afterwards, clock):
    content = lists.workbook([HEADINGS, row_of(volunteer)])
    address = send(leader, home, content).url
    assert "Is every column taken for what it is?" in leader.get(address).content.decode()
    assert check(leader, address).counts == {"ready": 1}
    page = leader.get(address).content.decode()
    assert "Enter 1 row" in page

    assert leader.post(address, {"do": "enter", "choice": "good"}).status_code == 302
    assert "The rows are being entered" in leader.get(address).content.decode()
    assert leader.get(f"{address}progress/").json() == {"is_running": True, "percent": 0, "done": 0}
    work()
    assert "1 row is entered" in leader.get(address).content.decode()
    assert RecordHead.objects.get().volunteer_id == volunteer.id
    clock.now += timedelta(days=1)
    again = send(leader, home, content)
    assert "You sent this list before" in leader.get(again.url).content.decode()


def test_rows_are_pasted(leader, home, shift, volunteer, afterwards):
    pasted = "\n".join("\t".join(row) for row in [HEADINGS, row_of(volunteer)])
    address = leader.post(home, {"pasted": pasted, "reason": REASON}).url
    assert check(leader, address).counts == {"ready": 1}


def test_what_a_row_asks_is_answered_on_its_page(leader, home, shift, volunteer, afterwards):
    stranger = organizations.person("大暑")
    address = send(leader, home, [HEADINGS, row_of(volunteer), row_of(stranger)]).url
    assert check(leader, address).counts == {"ready": 1, "asks": 1}
    assert "This person was not signed up for the shift." in leader.get(address).content.decode()
    answered = leader.post(address, {"do": "answer", "added_reason": "Came along and helped"})
    assert answered.status_code == 302
    assert work().counts == {"ready": 2}


def test_two_of_one_name_are_told_apart(leader, home, shift, volunteer, at, afterwards):
    others = [organizations.person("小满"), organizations.person("小满")]
    attendance.sign_up(shift, others[0], at)
    rows = [("姓名", "日期", "时间"), ("小满", "2026-05-18", "9:00-11:00")]
    address = send(leader, home, rows).url
    assert check(leader, address).counts == {"asks": 1}
    number = organizations.number_of(others[0])
    assert number in leader.get(address).content.decode()
    leader.post(address, {"do": "answer", "who_2": number})
    assert work().counts == {"ready": 1}


@pytest.mark.parametrize("changes", [{"reason": ""}, {"file": ""}], ids=["no reason", "no file"])
def test_what_is_missing_is_said(leader, home, afterwards, changes):
    assert send(leader, home, [HEADINGS, ("V1", "小满")], **changes).status_code == 422


def test_two_columns_for_one_thing_are_refused(leader, home, volunteer, shift, afterwards):
    address = send(leader, home, [HEADINGS, row_of(volunteer)]).url
    page = leader.post(address, {"column_0": "number", "column_1": "number", "column_2": "date", "column_3": "hours"})
    assert (page.status_code, Sheet.objects.get().state) == (422, "sent")


def test_a_list_is_thrown_away(leader, home, volunteer, shift, afterwards):
    address = send(leader, home, [HEADINGS, row_of(volunteer)]).url
    assert leader.post(address, {"do": "discard"}).url == home
    assert Sheet.objects.get().state == "discarded"


def test_results_are_downloaded_without_a_live_formula(leader, home, volunteer, shift, afterwards):
    number, name, *when = row_of(volunteer)
    content = lists.text([(*HEADINGS, "备注"), (number, name, *when, "@SUM(A1)"), ("V123", "+1", *when, "-2")])
    file = SimpleUploadedFile("may.csv", content)
    address = leader.post(home, {"file": file, "reason": REASON}).url
    check(leader, address)
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(leader.get(f"{address}results.xlsx").streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][-3:] == ["备注", "Result", "What to do"]
    assert rows[1][-3:] == ["@SUM(A1)", "Can be entered", ""]
    assert rows[2][-2] == "Can’t be entered"
    said = b"".join(leader.get(f"{address}results.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert said[1].endswith(",'@SUM(A1),Can be entered,")
    assert ",'+1," in said[2]
    assert leader.get(f"{address}results.pdf").status_code == 404


def test_an_empty_list_to_fill_in(leader, home):
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(leader.get(f"{home}list.xlsx").streaming_content)))
    (headings,) = book.get_sheet_by_index(0).to_python()
    assert headings == ["Volunteer’s number", "Name", "Phone", "Date", "Start", "End", "Break", "Post", "Remark"]


def test_a_page_of_rows_takes_few_statements(leader, home, volunteer, shift, afterwards):
    rows = [
        HEADINGS,
        row_of(volunteer),
        *[(f"V{number}", "小满", "2026-05-18", "9:00", "11:00") for number in range(60)],
    ]
    address = send(leader, home, rows).url
    check(leader, address)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert leader.get(address).status_code == 200
    assert len(counted) == 9  # session and account among them


def test_others_see_nothing(browser, leader, home, volunteer, shift, afterwards):
    address = send(leader, home, [HEADINGS, row_of(volunteer)]).url
    for path in (home, address, f"{address}progress/", f"{address}results.xlsx"):
        assert browser.get(path).status_code == 403
    assert send(browser, home, [HEADINGS, row_of(volunteer)]).status_code == 403
    assert browser.post(address, {"do": "discard"}).status_code == 403
