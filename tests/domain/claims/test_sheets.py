import io
import zipfile
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from tests.domain.activities import factories as activities
from tests.domain.certificates import papers
from tests.domain.claims import factories
from volunteercloud.core import ids, press
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities.models import Activity
from volunteercloud.domain.claims import actions, sheets


@pytest.fixture
def printed(owner, shift):
    batch = factories.batch(owner, shift, size=12, minutes=90)
    return actions.print_codes(
        actor=owner, organization_id=shift.organization_id, batch_id=batch.id, at=shift.starts_at
    )


def test_ten_slips_stand_on_a_page_with_all_that_their_holders_ask(printed, at):
    first, second = papers.pages(sheets.pdf(printed, at))
    codes = [papers.packed(ids.grouped(code)) for _serial, code in printed.codes]
    assert [code for code in codes if code in first] == codes[:10]
    assert [code for code in codes if code in second] == codes[10:]
    for said in (printed.shift.activity.title, "5月18日 09:00–11:00", "计1小时30分钟", "有效期至2026年5月25日"):
        assert papers.packed(said) in first
    for said in ("18 May 09:00–11:00", "worth 1 h 30 min", "until 25 May 2026"):
        assert papers.packed(said) in first


def test_a_sheet_is_printed_at_any_moment(printed, at):
    assert len(papers.pages(sheets.pdf(printed, at.replace(microsecond=123456)))) == 2


def test_a_title_is_never_markup_nor_longer_than_its_slip(owner, organization, at):
    shift = activities.public_shift(owner, organization, at)
    Activity.objects.update(title="#import " + "很长的名字" * 18, title_en="<b>=1+1</b> $x$ " + "word " * 30)
    batch = factories.batch(owner, shift, size=11)
    printed = actions.print_codes(actor=owner, organization_id=organization.id, batch_id=batch.id, at=shift.starts_at)
    assert len(papers.pages(sheets.pdf(printed, at))) == 2


def test_a_press_that_fails_is_a_refusal(printed, at, monkeypatch):
    monkeypatch.setattr(sheets, "PRESS", press.command("volunteercloud.core.nothing"))
    with pytest.raises(Refused) as refused:
        sheets.pdf(printed, at)
    assert refused.value.code == "hour_code.printing"


def test_the_spreadsheet_holds_nothing_but_text(printed):
    Activity.objects.update(title='=HYPERLINK("https://elsewhere.example")', title_en="+1+1")
    printed.shift.activity.refresh_from_db()
    book = sheets.spreadsheet(printed)
    heading, *rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert heading[:2] == ["序号 No.", "计时码 Code"]
    assert [row[1] for row in rows] == [ids.grouped(code) for _serial, code in printed.codes]
    assert rows[0][2] == '=HYPERLINK("https://elsewhere.example") +1+1'
    assert rows[0][-1].endswith(f"/me/code/?code={printed.codes[0][1]}")
    inside = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in inside


def test_expiry_is_told_by_the_clock_of_the_site_and_the_address_without_its_scheme(owner, shift, settings):
    settings.SITE_URL = "https://qinghe.example"
    batch = factories.batch(owner, shift, expires_at=shift.ends_at + timedelta(days=1))
    printed = actions.print_codes(
        actor=owner, organization_id=shift.organization_id, batch_id=batch.id, at=shift.starts_at
    )
    assert sheets.said(printed)["hint"][0] == "班次结束后扫码，或到 qinghe.example/me/code/ 输入。每人一张，只认一次。"
    assert sheets.said(printed)["until"] == ("有效期至2026年5月19日 11:00", "until 19 May 2026, 11:00")
