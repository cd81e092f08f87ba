"""The search of bytes finds a document number however it was written."""

import base64

import pytest

from tests.bytes import marks
from tests.bytes.marks import Person
from tests.domain.bulk import lists

NUMBERS = [mark for mark in marks.of_everybody([]) if mark.kind == "document"]
WAYS = {
    "plain": str.encode,
    "wide": lambda number: number.encode("utf-16-le"),
    "wide the other way": lambda number: b"\0" + number.encode("utf-16-be"),
    "in groups": lambda number: f"{number[:6]} {number[6:14]}-{number[14:]}".encode(),
    "base64": lambda number: base64.b64encode(number[16:].encode() + number.encode()),
    "base64 from the third byte on": lambda number: base64.b64encode(b"12" + number.encode() + b"3"),
    "bytes in a dump": lambda number: rb"\\x" + f"number={number}".encode().hex().encode(),
    "a spreadsheet in a dump": lambda number: rb"\\x" + lists.workbook([[number]]).hex().encode(),
}


@pytest.mark.parametrize("sequence", [0, 5, 29])
@pytest.mark.parametrize("way", list(WAYS))
def test_a_number_is_found_however_it_is_written(way, sequence):
    number = Person(sequence).document
    assert marks.found(b"\x07before" + WAYS[way](number) + b"behind\xff", NUMBERS)
