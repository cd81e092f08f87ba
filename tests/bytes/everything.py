"""Everything that was written while known people did everything is searched for them, byte by byte.

Thirty people, or as many as `BYTES_PEOPLE` says (up to 1,000). Run by hand: `./test tests/bytes/everything.py`.
"""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.bytes import living, marks
from tests.bytes.installation import Installation
from tests.bytes.living import Life
from tests.bytes.marks import Person
from volunteercloud.cli.drill import nodes

PEOPLE = [Person(sequence) for sequence in range(int(os.environ.get("BYTES_PEOPLE", "30")))]
MARKS = marks.of_everybody(PEOPLE)
NUMBERS = [mark for mark in MARKS if mark.kind == "document"]


@pytest.fixture(scope="module")
def life() -> Iterator[Life]:
    with nodes.folder() as base:
        site = Installation(base, nodes.template(settings.DATA / "drill"))
        try:
            site.begin()
            yield living.lived(site, PEOPLE)
        finally:
            site.stop()


def searched(files, wanted):
    """What was found in which file."""
    return {path.name: ways for path in files if (ways := marks.found(path.read_bytes(), wanted))}


@pytest.mark.race
def test_no_document_number_is_anywhere(life):
    assert searched(life.site.files(), NUMBERS) == {}
    assert marks.found(life.dump, NUMBERS) == set()
    assert searched((life.site.folder / "outbox").glob("*"), NUMBERS) == {}


@pytest.mark.race
def test_who_is_registered_is_found_where_it_is_kept(life):
    """The search would find what is there."""
    assert {each.kind for each in MARKS if marks.found(life.dump, [each])} == {"name", "mail"}
    assert searched(life.site.server.cluster.rglob("*/base/**/*"), MARKS) == {}


@pytest.mark.race
def test_lines_jobs_and_what_is_counted_name_nobody(life):
    assert searched(life.site.lines(), MARKS) == {}
    assert marks.found(life.of_nobody, MARKS) == set()


@pytest.mark.race
def test_addresses_and_what_went_wrong_name_nobody(life):
    assert marks.found("\n".join(life.addresses).encode(), MARKS) == set()
    assert {status: marks.found(content, MARKS) for status, content in life.refused.items()} == {
        404: set(),
        429: set(),
        500: set(),
        503: set(),
    }
