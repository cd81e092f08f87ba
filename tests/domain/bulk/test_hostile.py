"""Files that nobody should open: each ends in a refusal in words, with a code, before it can cost anything."""

import io
import struct
import zipfile
import zlib
from datetime import date

import pytest

from tests.domain.bulk import lists
from tests.domain.bulk.lists import HEADINGS
from volunteercloud.core.errors import Refused
from volunteercloud.domain.bulk.reading import tables, workbooks
from volunteercloud.domain.bulk.reading.limits import USUAL, Limits

ROW = ("VQ7K4M2X9TRD", "小满", "2026-05-18", "9:00", "11:00")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"


def refusal(content: bytes, name: str = "名单.xlsx", worksheet: str = "") -> Refused:
    with pytest.raises(Refused) as caught:
        list(tables.read(content, name, worksheet).rows)
    assert str(caught.value.message)
    assert str(caught.value.next_step)
    return caught.value


def code_of(content: bytes, name: str = "名单.xlsx") -> str:
    return refusal(content, name).code


def zipped(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def parts(rows: str = "", **changes: str) -> dict[str, bytes | str]:
    """The least that is a workbook; ``rows`` is the inside of its sheet."""
    head = "".join(cell(f"{letter}1", text) for letter, text in zip("ABCDE", HEADINGS, strict=True))
    body = "".join(cell(f"{letter}2", text) for letter, text in zip("ABCDE", ROW, strict=True))
    data = f'<row r="1">{head}</row><row r="2">{body}</row>{rows}'
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"/>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>',
    } | changes


def test_the_least_workbook_is_read():
    assert [cells for _line, cells in tables.read(zipped(parts()), "a.xlsx").rows] == [list(ROW)]


# What is no list


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "sheet.empty"),
        (b"\x00" * 100, "a.csv", "sheet.empty"),
        (b" \r\n\t", "a.csv", "sheet.empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "a.xls", "sheet.old_form"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "a.xlsx", "sheet.old_form"),
        (b"%PDF-1.7", "a.pdf", "sheet.not_a_table"),
        (b"%PDF-1.7", "a.csv", "sheet.not_a_table"),
        (b"name,date", "a.xlsx", "sheet.not_a_table"),
        (b"name,date", "a.docx", "sheet.extension"),
        (b"PK\x03\x04" + b"x" * 50, "a.xlsx", "sheet.damaged"),
        (b"PK\x05\x06" + b"\x00" * 18, "a.xlsx", "sheet.old_form"),
        (b"name,date\n\x00\x01\x02\xff\xfe\xfa", "a.csv", "sheet.encoding"),
        (b"name,date\nxiao\x00man,2026", "a.csv", "sheet.encoding"),
        ("序号,地址\n1,临溪".encode(), "a.csv", "sheet.no_headings"),
        (b'name,date,"unclosed\n', "a.csv", "sheet.damaged"),
        (b'name,date,hours\na,b,"unclosed\n', "a.csv", "sheet.damaged"),
        (b"name,date,hours\na,b," + b"x" * 2_000, "a.csv", "sheet.long_cell"),
        (b"name,date,hours\na,b," + b"x" * 200_000, "a.csv", "sheet.damaged"),
        (b"name,date" + b"," * 300 + b"\n", "a.csv", "sheet.too_wide"),
        (b"name,date,hours\na,b,\"=cmd|' /C calc'!A0\"", "a.csv", "sheet.formula"),
    ],
)
def test_what_is_no_list_is_refused(content, name, code):
    assert code_of(content, name) == code


def test_a_workbook_called_csv_is_refused():
    assert code_of(lists.workbook([HEADINGS, ROW]), "a.csv") == "sheet.extension"


def test_a_file_over_20_mb_is_refused_unread():
    assert code_of(b"a" * (USUAL.size + 1), "a.csv") == "sheet.too_large"


def test_100_001_rows_of_text_are_refused():
    content = b"name,date,hours\n" + b"a,b,1\n" * 110_000
    assert code_of(content, "a.csv") == "sheet.too_many"


# Containers that lie


def test_a_bomb_is_not_unpacked():
    content = zipped(parts() | {SHEET: b" " * (USUAL.inflated + 1)})
    assert len(content) < 1_000_000
    assert code_of(content) == "sheet.bomb"


def test_a_bomb_of_many_parts_is_not_unpacked():
    content = zipped(parts() | {"xl/sharedStrings.xml": b" " * 90_000, SHEET: b" " * 20_000})
    with pytest.raises(Refused) as caught:
        workbooks.open_workbook(content, limits=Limits(inflated=100_000))
    assert caught.value.code == "sheet.bomb"


def test_a_part_that_lies_about_its_size_is_damaged():
    content = bytearray(zipped(parts()))
    for name in (b"PK\x01\x02", b"PK\x03\x04"):
        place, field = content.find(name), 24 if name == b"PK\x01\x02" else 22
        while place >= 0:
            content[place + field : place + field + 4] = struct.pack("<I", 5)
            place = content.find(name, place + 4)
    assert code_of(bytes(content)) == "sheet.damaged"


def test_a_broken_stream_is_damaged():
    whole = zipped(parts())
    deflated = zlib.compress(parts()[SHEET].encode())[2:20]
    at = whole.find(deflated[:10])
    assert at > 0
    assert code_of(whole[:at] + b"\xff" * 10 + whole[at + 10 :]) == "sheet.damaged"


def test_parts_of_one_name_are_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in parts().items():
            archive.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(SHEET, "<other/>")
    assert code_of(kept.getvalue()) == "sheet.damaged"


def test_encrypted_parts_are_refused():
    content = bytearray(zipped(parts()))
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    assert code_of(bytes(content)) == "sheet.old_form"


def test_thousands_of_parts_are_refused():
    assert code_of(zipped(parts() | {f"xl/media/{number}.png": b"" for number in range(501)})) == "sheet.damaged"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]>',
        '<?xml version="1.0" encoding="utf-16"?>',
        '<?xml version="1.0" encoding="GB18030"?>',
    ],
)
def test_declarations_that_unpack_themselves_are_refused(declared):
    for part in (SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        assert code_of(zipped(parts() | {part: declared + str(parts()[part])})) == "sheet.damaged"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_what_is_no_xml_is_refused(part):
    assert code_of(zipped(parts() | {part: "<a><b></a>"})) == "sheet.damaged"


@pytest.mark.parametrize("part", ["[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
def test_a_part_that_is_missing_is_told(part):
    whole = parts()
    del whole[part]
    assert code_of(zipped(whole)) == "sheet.damaged"


def test_a_worksheet_outside_of_the_container_is_not_looked_for():
    relations = str(parts()["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", "../../../etc/passwd")
    assert code_of(zipped(parts() | {"xl/_rels/workbook.xml.rels": relations})) == "sheet.empty"


# Programs, formulas, what is hidden


def test_macros_are_refused():
    assert code_of(zipped(parts() | {"xl/vbaProject.bin": b"x"})) == "sheet.macros"
    types = '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    assert code_of(zipped(parts() | {"[Content_Types].xml": types}), "a.xlsm") == "sheet.macros"


def test_another_office_format_is_refused():
    assert code_of(zipped({"content.xml": "<a/>"}), "a.ods") == "sheet.old_form"
    assert code_of(zipped({"word/document.xml": "<a/>"})) == "sheet.old_form"


def test_a_formula_is_refused_with_its_cell():
    def with_formula(book, sheet):
        sheet.write_formula("F2", "=E2-D2", None, 2)

    refused = refusal(lists.workbook([HEADINGS, ROW], prepare=with_formula))
    assert (refused.code, "F2" in str(refused.message)) == ("sheet.formula", True)


def test_a_formula_in_another_spelling_is_refused():
    sheet = str(parts()[SHEET])
    prefixed = sheet.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"').replace("<", "<x:").replace("<x:/", "</x:")
    hidden = prefixed.replace(
        "</x:sheetData>", '<x:row r="3"><x:c r="A3"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row></x:sheetData>'
    )
    assert code_of(zipped(parts() | {SHEET: hidden})) == "sheet.formula"


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda book, sheet: sheet.set_row(1, None, None, {"hidden": True}), "sheet.hidden_rows"),
        (lambda book, sheet: sheet.set_column(2, 2, None, None, {"hidden": True}), "sheet.hidden_columns"),
        (lambda book, sheet: sheet.merge_range("A3:B4", "x"), "sheet.merged"),
        (lambda book, sheet: book.add_worksheet("两").write(0, 0, "x"), "sheet.several"),
    ],
)
def test_what_would_be_overlooked_is_refused(prepare, code):
    assert code_of(lists.workbook([HEADINGS, ROW], prepare=prepare)) == code


def test_a_hidden_worksheet_with_values_is_refused():
    def hide(book, sheet):
        other = book.add_worksheet("暗")
        other.write(0, 0, "x")
        other.hide()

    refused = refusal(lists.workbook([HEADINGS, ROW], prepare=hide))
    assert (refused.code, "暗" in str(refused.message)) == ("sheet.hidden_worksheet", True)


def test_an_empty_second_worksheet_is_no_matter_and_a_named_one_is_taken():
    assert len(list(tables.read(lists.workbook([HEADINGS, ROW], prepare=_empty_second), "a.xlsx").rows)) == 1
    content = lists.workbook(
        [HEADINGS, ROW, ROW], prepare=lambda book, sheet: book.add_worksheet("两").write(0, 0, "x")
    )
    assert len(list(tables.read(content, "a.xlsx", "名单").rows)) == 2


def _empty_second(book, sheet):
    book.add_worksheet("空")


def test_a_merged_title_is_no_matter():
    rows = [("五月服务时数", "", ""), ("填表人：谷雨",), HEADINGS, ROW]
    content = lists.workbook(rows, prepare=lambda book, sheet: sheet.merge_range("A1:E1", "五月服务时数"))
    table = tables.read(content, "a.xlsx")
    assert (table.heading.line, [line for line, _cells in table.rows]) == (3, [4])


# Rectangles without end


def test_1_048_576_rows_are_refused_before_they_are_laid_out():
    assert code_of(zipped(parts(rows=f'<row r="1048576">{cell("A1048576", "x")}</row>'))) == "sheet.too_many"


def test_a_cell_in_the_last_column_is_refused():
    assert code_of(zipped(parts(rows=f'<row r="3">{cell("XFD3", "x")}</row>'))) == "sheet.too_wide"


def test_too_long_and_too_wide_at_once_is_refused():
    content = zipped(parts(rows=f'<row r="30">{cell("J30", "x")}</row>'))
    with pytest.raises(Refused) as caught:
        workbooks.open_workbook(content, limits=Limits(cells=100))
    assert caught.value.code == "sheet.too_wide"


def test_empty_cells_far_away_are_no_matter():
    rows = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert len(list(tables.read(zipped(parts(rows=rows)), "a.xlsx").rows)) == 1


def test_references_that_are_none_are_survived():
    rows = '<row r="99999999999999"><c r="ZZZZ9"><v>1</v></c></row><row r="-3"><c r=""><v>1</v></c></row>'
    assert code_of(zipped(parts(rows=rows))) == "sheet.damaged"


@pytest.mark.parametrize("count", ["4294967296", "-1", "1e9", "99999999999999999999"])
@pytest.mark.parametrize("name", ["count", "uniqueCount"])
def test_announced_strings_are_not_made_room_for(name, count):
    """A reader that believed it would ask for 100 GB and take the whole process with it."""
    strings = f'<sst xmlns="{MAIN}" {name}="{count}"><si><t>x</t></si></sst>'
    assert code_of(zipped(parts() | {"xl/sharedStrings.xml": strings})) == "sheet.damaged"


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A1:A0", "", "ZZZZ1:A99999999999"])
def test_a_wrong_dimension_is_not_believed(area):
    sheet = str(parts()[SHEET]).replace("<sheetData>", f'<dimension ref="{area}"/><sheetData>')
    try:
        rows = list(tables.read(zipped(parts() | {SHEET: sheet}), "a.xlsx").rows)
    except Refused as refused:
        rows = refused.code
    assert rows in ([(2, list(ROW))], "sheet.damaged")


def test_one_part_for_two_worksheets_is_damaged():
    book = str(parts()["xl/workbook.xml"]).replace("</sheets>", '<sheet name="两" sheetId="2" r:id="rId1"/></sheets>')
    assert code_of(zipped(parts() | {"xl/workbook.xml": book})) == "sheet.damaged"


def test_nul_in_a_cell_is_dropped():
    strings = str(parts()[SHEET]).replace("小满", "小_x0000_满\u202e")
    ((_line, cells),) = tables.read(zipped(parts() | {SHEET: strings}), "a.xlsx").rows
    assert "\x00" not in cells[1]


# What people do send


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("by", [",", ";", "\t", "，"])
def test_text_is_read_in_every_dress(encoding, by):
    table = tables.read(lists.text([HEADINGS, ROW], by=by, encoding=encoding), "a.csv")
    assert [(line, cells) for line, cells in table.rows] == [(2, list(ROW))]


def test_a_kept_zero_is_no_formula():
    table = tables.read(b'name,phone,date,hours\na,"=""0139""",b,1\n', "a.csv")
    assert [cells[1] for _line, cells in table.rows] == ["0139"]


def test_a_workbook_that_counts_from_1904_is_known():
    content = lists.workbook([HEADINGS, (*ROW[:2], date(2026, 5, 18), "9:00", "11:00")])
    book = zipfile.ZipFile(io.BytesIO(content))
    changed = {name: book.read(name) for name in book.namelist()}
    changed["xl/workbook.xml"] = changed["xl/workbook.xml"].replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    table = tables.read(zipped(changed), "a.xlsx")
    assert table.epoch_1904
    assert [cells[2] for _line, cells in table.rows] == [date(2030, 5, 19)]
