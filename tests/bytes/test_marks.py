"""The search of bytes finds a document number however it was written, and takes no other run of figures for a phone."""

import base64
import gzip
import zlib

import pytest

from tests.bytes import marks
from tests.bytes.marks import Person, Search
from tests.domain.bulk import lists

PEOPLE = [Person(sequence) for sequence in (0, 5, 29)]
SEARCH = Search(marks.of_everybody(PEOPLE))
WAYS = {
    "plain": str.encode,
    "wide": lambda number: number.encode("utf-16-le"),
    "wide the other way": lambda number: b"\0" + number.encode("utf-16-be"),
    "in groups": lambda number: f"{number[:6]} {number[6:14]}-{number[14:]}".encode(),
    "hexadecimal": lambda number: number.encode().hex().upper().encode(),
    "base64": lambda number: base64.b64encode(number[16:].encode() + number.encode()),
    "base64 from the second byte on": lambda number: base64.b64encode(b"1" + number.encode() + b"23"),
    "base64 from the third byte on": lambda number: base64.b64encode(b"12" + number.encode() + b"3"),
    "packed": lambda number: gzip.compress(number.encode()),
    "packed in a session": lambda number: b"." + base64.urlsafe_b64encode(zlib.compress(number.encode() * 3)),
    "bytes in a dump": lambda number: rb"\\x" + f"number={number}".encode().hex().encode(),
    "a spreadsheet": lambda number: lists.workbook([[number]]),
    "a spreadsheet in a dump": lambda number: rb"\\x" + lists.workbook([[number]]).hex().encode(),
}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("way", list(WAYS))
def test_a_number_is_found_however_it_is_written(way, person):
    assert SEARCH.found(b"\x07before" + WAYS[way](person.document) + b"behind\xff")


@pytest.mark.parametrize("way", list(WAYS))
def test_and_across_the_parts_that_a_file_is_read_in(way, tmp_path, monkeypatch):
    monkeypatch.setattr(marks, "AT_ONCE", 20_000)
    monkeypatch.setattr(marks, "OVERLAP", 10_000)
    file = tmp_path / "file"
    file.write_bytes(b"." * 19_990 + WAYS[way](PEOPLE[0].document) + b"." * 30_000)
    assert SEARCH.in_file(file)


def test_of_a_longer_number_a_phone_is_no_part():
    area, exchange, line = (phone := PEOPLE[0].phone.removeprefix("+1"))[:3], phone[3:6], phone[6:]
    written = (phone, f"({area}) {exchange}-{line}", f"+1 {area}-{exchange}-{line}", f"7 {area} {exchange}{line}")
    assert [bool(SEARCH.found(said.encode())) for said in written] == [True, True, True, False]
