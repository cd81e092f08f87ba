"""An officer takes in a list: sent, looked at row by row, entered, downloaded; and an invitation to own what is listed."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from tests.domain.bulk import lists
from tests.domain.intake.factories import HEADINGS, code, row, run
from volunteercloud.domain.intake.models import Intake
from volunteercloud.domain.organizations.models import Organization, State

pytestmark = pytest.mark.django_db
ADDRESS = "/office/organizations/lists/"


def file(rows):
    return SimpleUploadedFile("名录.csv", lists.text([HEADINGS, *rows]))


@pytest.fixture
def sent(browser, at):
    def send(rows):
        response = browser.post(ADDRESS, {"region": "9901", "file": file(rows)})
        assert response.status_code == 302
        run(Intake.objects.get(), at)
        return response.url

    return send


def test_a_list_that_cannot_be_read_says_why(browser, sent):
    page = browser.get(sent([row(uscc=code(1)), row("=1+1")])).content.decode()

    assert "This list could not be read" in page
    assert "holds a formula" in page
    assert "Enter 1 row" not in page


def test_rows_are_shown_entered_and_downloaded(browser, sent, at):
    address = sent([row(uscc=code(1)), row("清泉", above="没有"), row("向阳")])
    page = browser.get(address).content.decode()
    assert "Enter 2 rows" in page
    assert "No organization called “没有” is in this list or in the register." in page
    assert "青松" not in page  # only what is to be looked at
    assert "青松" in browser.get(f"{address}?show=good").content.decode()

    assert browser.post(address, {"do": "enter"}).status_code == 302
    assert "The rows are being entered" in browser.get(address).content.decode()
    assert browser.get(f"{address}progress/").json() == {"is_running": True, "percent": 0, "done": 0}
    run(Intake.objects.get(), at)

    assert "2 rows are entered" in browser.get(address).content.decode()
    assert set(Organization.objects.values_list("name", "state")) == {
        ("青松志愿服务联合会", State.LISTED),
        ("向阳", State.LISTED),
    }
    told = io.BytesIO(b"".join(browser.get(f"{address}results.xlsx").streaming_content))
    rows = CalamineWorkbook.from_filelike(told).get_sheet_by_index(0).to_python()[1:]
    assert [cells[-2] for cells in rows] == ["Entered", "Can’t be entered", "Entered"]


def test_formulas_are_dead_in_what_is_downloaded(browser, at):
    text = '组织名称,地址\n"\'=HYPERLINK(1)",+1\n'
    address = browser.post(ADDRESS, {"region": "9901", "pasted": text}).url
    run(Intake.objects.get(), at)

    told = b"".join(browser.get(f"{address}results.csv").streaming_content).decode("utf-8-sig")

    assert told.splitlines()[1].split(",")[:2] == ["'=HYPERLINK(1)", "'+1"]


def test_what_is_missing_is_said_at_its_field(browser):
    page = browser.post(ADDRESS, {"region": "98"})

    assert page.status_code == 422
    assert b"Choose a file, or paste the rows." in page.content
    assert not Intake.objects.exists()


def test_nobody_else_sees_it(browser, sent, signed_in, owner):
    address = sent([row()])

    assert signed_in(owner).get(address).status_code == 403
    assert signed_in(owner).get(ADDRESS).status_code == 403


def test_a_list_is_thrown_away(browser, sent):
    address = sent([row()])

    assert browser.post(address, {"do": "discard"}).url == ADDRESS
    assert b"None yet." in browser.get(ADDRESS).content
