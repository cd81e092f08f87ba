"""Everything that was written while known people did everything is searched for them, byte by byte.

Twenty of them use the pages, the others come by the actions that pages call. A hundred, or as many as `BYTES_PEOPLE` says, up to
a thousand.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.bytes import living, marks, planting
from tests.bytes.installation import Installation
from tests.bytes.living import Life
from tests.bytes.marks import Person, Search
from volunteercloud.cli.drill import nodes

PEOPLE = [Person(sequence) for sequence in range(int(os.environ.get("BYTES_PEOPLE", "100")))]
SEARCH = Search(marks.of_everybody(PEOPLE))
WRONG, HANDED_BACK = {401, 403, 404, 429, 500}, {422, 503}

pytestmark = pytest.mark.race


@dataclass(frozen=True)
class Searched:
    """What was found in which file of the installation, in what was sent out, and in the dumps of it."""

    files: dict[Path, set[str]]
    outbox: dict[Path, set[str]]
    dump: set[str]
    of_nobody: set[str]

    def kinds(self, paths: object = None) -> set[str]:
        """Which kinds of marks were found in these files, or in all of them."""
        wanted = self.files if paths is None else {path: self.files.get(path, set()) for path in paths}
        return {kind_of(way) for ways in wanted.values() for way in ways}


def kind_of(way: str) -> str:
    return way.partition(":")[0]


@pytest.fixture(scope="module")
def life() -> Iterator[Life]:
    with nodes.folder() as base:
        site = Installation(base, nodes.template(settings.DATA / "drill"))
        try:
            site.begin()
            yield living.lived(site, PEOPLE)
        finally:
            site.stop()


@pytest.fixture(scope="module")
def searched(life: Life) -> Searched:
    return Searched(
        SEARCH.in_files(life.site.files()),
        SEARCH.in_files((life.site.folder / "outbox").glob("*")),
        SEARCH.in_file(life.dump),
        SEARCH.in_file(life.of_nobody),
    )


def test_no_document_number_is_anywhere(searched):
    everywhere = {**searched.files, **searched.outbox, Path("dump"): searched.dump}
    assert {path.name: ways for path, ways in everywhere.items() if "document" in set(map(kind_of, ways))} == {}


def test_no_phone_is_anywhere_but_where_it_is_sent_to(searched):
    assert {path.name: ways for path, ways in searched.files.items() if "phone" in set(map(kind_of, ways))} == {}
    assert {way for way in searched.dump if kind_of(way) == "phone"} == set()
    assert {"phone", "mail"} <= {kind_of(way) for ways in searched.outbox.values() for way in ways}


def test_who_is_registered_is_found_where_it_is_kept_and_nowhere_else(life, searched):
    """So the search finds what is there. Names and addresses of mail are open in the database, and in its journal."""
    assert {kind_of(way) for way in searched.dump} == {"name", "mail"}
    cluster = life.site.server.cluster.resolve()
    kept = {path.relative_to(cluster).parts[0] for path in searched.files if path.is_relative_to(cluster)}
    assert kept == {"base", "pg_wal"}
    assert {path.name for path in searched.files if not path.is_relative_to(cluster)} == set()


def test_lines_jobs_and_what_is_counted_name_nobody(life, searched):
    lines = life.site.lines()
    assert all(path.stat().st_size for path in lines[:3])
    assert searched.kinds(lines) == set()
    assert searched.of_nobody == set()


def test_addresses_and_what_went_wrong_name_nobody(life):
    assert SEARCH.found("\n".join(life.addresses).encode()) == set()
    # A form is handed back to whoever filled it in, to be mended (422) or sent again (503), and kept nowhere.
    wrong = {status: SEARCH.found(content) for status, content in life.refused.items() if status not in HANDED_BACK}
    assert wrong == {status: set() for status in WRONG}
    # Not even there the number of a document, which is typed again.
    handed = {status: SEARCH.found(content) for status, content in life.refused.items() if status in HANDED_BACK}
    kinds = {status: {one.partition(": ")[0] for one in found} for status, found in handed.items()}
    assert {status: "name" in told and "document" not in told for status, told in kinds.items()} == dict.fromkeys(
        HANDED_BACK, True
    )


def test_what_is_planted_is_found(life, searched):
    """The test can fail: a number that is written in any place and way is found there."""
    missed = planting.missed(life.site, PEOPLE[0], SEARCH)
    assert missed == {f"{place}, {how}": set() for place in planting.PLACES for how in ("open", "packed")}
