"""A file as the lines of a list: a workbook, CSV, or open data."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from volunteercloud.core import ids, keys
from volunteercloud.domain.bulk.reading import tables
from volunteercloud.domain.bulk.reading.tables import Cell
from volunteercloud.domain.elsewhere.models import Source as Publisher

from . import cleaning, member_lines, opportunity_judging, opportunity_lines, organization_lines, records, standard
from .columns import LIMITS, MEMBERS, ORGANIZATIONS, Column
from .lines import Line
from .models import Intake, Kind
from .opportunity_columns import understood, vocabulary

Reader = organization_lines.Reader | member_lines.Reader | opportunity_lines.Reader

PURPOSE = "intake-person"
LONGEST_HEADING = 60
LONGEST_CELL = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """The headings of a list, its lines one after the other, and which column was taken for what."""

    headings: list[str]
    lines: Iterator[Line]
    mapping: Mapping[str, int] = field(default_factory=dict)


def opened(intake: Intake, content: bytes, name: str, at: datetime) -> Source:
    """Refused as `tables.read`, `standard.rows` and `records.read` say."""
    on = timezone.localdate(at)
    if intake.kind == Kind.OPPORTUNITIES:
        return _of_opportunities(intake, content, name, at)
    if intake.kind == Kind.ORGANIZATIONS:
        reader = organization_reader(intake, on)
        if standard.is_standard(content, name):
            headings = [str(column.label)[:LONGEST_HEADING] for column in standard.COLUMNS]
            return Source(headings, _of_data(intake, reader, content))
        return _of_table(intake, reader, tables.read(content, name, words=ORGANIZATIONS, limits=LIMITS))
    members = member_lines.Reader(intake.owner_id, lambda said: sealed(intake, said))
    return _of_table(intake, members, tables.read(content, name, words=MEMBERS, limits=LIMITS))


def _of_opportunities(intake: Intake, content: bytes, name: str, at: datetime) -> Source:
    source = Publisher.objects.get(id=opportunity_judging.source_of(intake))
    reader = opportunity_lines.Reader(source, at, timezone.localdate(at))
    if records.is_data(content, name):
        data = records.read(content)
        mapping = {column.value: place for column, place in understood(data.headings, source.mapping).items()}
        return Source(data.headings, _of_rows(intake, reader, data.rows, mapping), mapping)
    return _of_table(intake, reader, tables.read(content, name, words=vocabulary(source.mapping), limits=LIMITS))


def organization_reader(intake: Intake, on: date) -> organization_lines.Reader:
    return organization_lines.Reader(intake.region_code, on, lambda said: sealed(intake, said))


def sealed(intake: Intake, said: str) -> str:
    return b64encode(keys.seal(PURPOSE, said, bound_to=intake.id.bytes)).decode()


def unsealed(intake: Intake, said: str) -> str:
    return keys.unseal(PURPOSE, b64decode(said), bound_to=intake.id.bytes)


def new_line(intake: Intake, number: int) -> Line:
    return Line(intake.owner_id, intake.id, number, subject_id=ids.uuid7())


def _of_data(intake: Intake, reader: organization_lines.Reader, content: bytes) -> Iterator[Line]:
    for number, given, notes in standard.rows(content):
        line = new_line(intake, number)
        line.notes = notes
        line.cells = [given[column][:1000] for column in standard.COLUMNS]
        yield reader.read(line, given)


def _of_table(intake: Intake, reader: Reader, table: tables.Table) -> Source:
    mapping = {column.value: place for column, place in table.heading.mapping.items()}
    return Source(table.heading.texts, _of_rows(intake, reader, table.rows, mapping), mapping)


def _of_rows(
    intake: Intake, reader: Reader, rows: Iterable[tuple[int, Sequence[Cell]]], mapping: Mapping[str, int]
) -> Iterator[Line]:
    for number, cells in rows:
        texts = [cleaning.text(cell) for cell in cells]
        line = new_line(intake, number)
        if intake.kind == Kind.MEMBERS:
            line.cells = member_lines.kept(texts, mapping)
        elif intake.kind == Kind.OPPORTUNITIES:
            line.cells = [text[:LONGEST_CELL] for text in texts]
        else:
            line.cells = organization_lines.kept(texts, mapping.get(Column.OWNER))
        yield reader.read(line, {name: texts[place] for name, place in mapping.items() if place < len(texts)})
