"""Workbooks: their structure is walked through first, part by part, and only then does a library read the cells.

A cell far down and far right would make the library lay out everything between, and a formula carries any value its
maker liked: both are found before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from volunteercloud.core.errors import Refused

from . import archives
from .archives import Budget, Repacked
from .limits import MOST_COLUMNS, USUAL, Limits
from .refusals import damaged, empty, formula, macros, refused, too_many, too_wide

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
COMMON_PARTS = {"xl/styles.xml", "xl/sharedStrings.xml"}
# Where the workbook is: said anew, so that nothing else is taken for it.
ROOT = "_rels/.rels"
POINTS_TO_IT = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="xl/workbook.xml"/></Relationships>'
)
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
TRUE = {"1", "true"}


@dataclass(slots=True)
class Structure:
    """What a worksheet is made of, besides its values."""

    last_row: int = 0
    last_column: int = 0
    has_values: bool = False
    formula_at: str = ""
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Opened:
    worksheet: str
    structure: Structure
    rows: Iterator[tuple[int, list[Any]]]
    epoch_1904: bool


@dataclass(frozen=True, slots=True)
class _Listed:
    """A worksheet as the workbook lists it."""

    name: str
    part: str
    is_hidden: bool


def open_workbook(content: bytes, worksheet: str = "", limits: Limits = USUAL) -> Opened:
    """The worksheet that is named, or the only one with values. Refused as `tables.read` says."""
    archive, budget = archives.opened(content), Budget(limits.inflated)
    book = archives.whole(archive, WORKBOOK, budget)
    relations = archives.whole(archive, RELATIONS, budget)
    types = archives.whole(archive, CONTENT_TYPES, budget)
    if b"macroEnabled" in types:
        raise macros()
    listed, epoch_1904 = _worksheets(book, relations)
    present = set(archive.namelist())
    structures: dict[str, Structure] = {}
    with Repacked() as packed:
        for name, part in ((ROOT, POINTS_TO_IT), (CONTENT_TYPES, types), (WORKBOOK, book), (RELATIONS, relations)):
            packed.add(name, part)
        for name in COMMON_PARTS & present:
            packed.copy(name, _sound(archives.blocks(archive, name, budget), limits))
        for one in listed:
            if one.part in present:
                structures[one.name] = structure = Structure()
                packed.copy(one.part, _walked(archives.blocks(archive, one.part, budget), structure, limits))
    chosen = _chosen(listed, structures, worksheet)
    _check(structures[chosen], limits)
    try:
        rows = CalamineWorkbook.from_filelike(packed.file).get_sheet_by_name(chosen)
    except (CalamineError, ValueError, OSError):
        raise damaged() from None
    return Opened(chosen, structures[chosen], _numbered(rows), epoch_1904)


def check_merged(opened: Opened, heading_line: int) -> None:
    """Titles above the headings may be merged; below them a merged cell hides which row a value belongs to."""
    for area in opened.structure.merged:
        _first, _colon, last = area.partition(":")
        if (found := REFERENCE.fullmatch(last)) and int(found[2]) > heading_line:
            raise refused(
                "sheet.merged",
                _("The cells %(area)s are merged, so one value would belong to several rows.") % {"area": area},
                _("Take the merging away and write the value into each row."),
            )


def _numbered(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Rows with their number, each from the first column on, as the letters above the columns count."""
    if not sheet.height:
        return
    before: list[Any] = [None] * (sheet.start or (0, 0))[1]
    for index, cells in enumerate(sheet.iter_rows()):
        yield index + 1, before + cells


def _worksheets(book: bytes, relations: bytes) -> tuple[list[_Listed], bool]:
    parts: dict[str, str] = {}
    found: list[tuple[str, str, bool]] = []
    epoch: list[bool] = []

    def of_relations(tag: str, named: dict[str, str]) -> None:
        if tag.endswith("Relationship"):
            parts[named.get("Id", "")] = _part(named.get("Target", ""))

    def of_book(tag: str, named: dict[str, str]) -> None:
        if tag.endswith("}sheet"):
            relation = named.get(RELATION) or named.get(STRICT_RELATION) or ""
            found.append((named.get("name", ""), relation, named.get("state", "visible") != "visible"))
        if tag.endswith("}workbookPr"):
            epoch.append(named.get("date1904", "") in TRUE)

    _parsed([relations], of_relations)
    _parsed([book], of_book)
    listed = [_Listed(name, parts.get(relation, ""), hidden) for name, relation, hidden in found]
    of_sheets = [one.part for one in listed if one.part]
    if len(set(of_sheets)) != len(of_sheets) or not COMMON_PARTS.isdisjoint(of_sheets):
        raise damaged()
    return listed, any(epoch)


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _parsed(pieces: list[bytes], begins: Any) -> None:
    parser = _parser(" ")

    def named(tag: str, attributes: dict[str, str]) -> None:
        begins(_braced(tag), {_braced(name): value for name, value in attributes.items()})

    parser.StartElementHandler = named
    _fed(parser, pieces)


def _braced(name: str) -> str:
    space, _gap, local = name.rpartition(" ")
    return f"{{{space}}}{local}" if space else local


def _parser(separator: str | None = None) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=separator)
    parser.StartDoctypeDeclHandler = _declared
    parser.XmlDeclHandler = _encoded
    return parser


def _declared(*_declaration: object) -> None:
    """No workbook has a document type; one in a file is there to unpack itself."""
    raise damaged()


def _encoded(_version: str, encoding: str | None, _standalone: int) -> None:
    if (encoding or "utf-8").lower() != "utf-8":
        raise damaged()


def _announced(attributes: list[str], most: int) -> None:
    """Readers make room for as many strings as a part announces before they have seen one."""
    for name in ("count", "uniqueCount"):
        said = _named(attributes, name)
        if said and not (said.isdecimal() and len(said) < 9 and int(said) <= most):
            raise damaged()


def _fed(parser: expat.XMLParserType, pieces: Any) -> None:
    try:
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise damaged() from None


def _sound(pieces: Iterator[bytes], limits: Limits) -> Iterator[bytes]:
    """The pieces of a part as they are, if it declares nothing and announces no more than fits."""
    parser = _parser(" ")
    parser.ordered_attributes = True
    parser.StartElementHandler = lambda _tag, attributes: _announced(attributes, limits.cells)
    for piece in pieces:
        _fed_one(parser, piece)
        yield piece


def _fed_one(parser: expat.XMLParserType, piece: bytes) -> None:
    try:
        parser.Parse(piece)
    except expat.ExpatError:
        raise damaged() from None


def _walked(pieces: Iterator[bytes], structure: Structure, limits: Limits) -> Iterator[bytes]:
    """The pieces of a worksheet as they are, its structure noted on the way."""
    parser, walk = _parser(" "), _Walk(structure, limits)
    parser.ordered_attributes = True
    parser.StartElementHandler = walk.begins
    for piece in pieces:
        _fed_one(parser, piece)
        yield piece


class _Walk:
    """Notes what a worksheet is made of. Called for every element of it, so it does no more than it must."""

    def __init__(self, structure: Structure, limits: Limits) -> None:
        self.structure, self.limits = structure, limits
        self.cell = ""
        self.row = 0

    def begins(self, tag: str, attributes: list[str]) -> None:
        match tag.rpartition(" ")[2]:
            case "c":
                self.cell = attributes[1] if attributes and attributes[0] == "r" else _named(attributes, "r")
            case "v" | "is":
                self._value()
            case "row":
                self._row(attributes)
            case "f":
                self.structure.formula_at = self.structure.formula_at or self.cell or "?"
            case "col" if _named(attributes, "hidden") in TRUE:
                self.structure.hidden_columns.append(int(_named(attributes, "min") or 0))
            case "mergeCell":
                self.structure.merged.append(_named(attributes, "ref"))

    def _row(self, attributes: list[str]) -> None:
        number = _named(attributes, "r")
        self.row = int(number) if number.isdecimal() and len(number) < 8 else self.row + 1
        if _named(attributes, "hidden") in TRUE:
            self.structure.hidden_rows.append(self.row)

    def _value(self) -> None:
        structure = self.structure
        structure.has_values = True
        column, row = 1, self.row
        if found := REFERENCE.fullmatch(self.cell):
            column, row = _column(found[1]), int(found[2])
        if column > structure.last_column:
            structure.last_column = column
        if row > structure.last_row:
            structure.last_row = row
        if row > self.limits.rows:
            raise too_many(self.limits.lines)
        if structure.last_column > MOST_COLUMNS:
            raise too_wide()


def _named(attributes: list[str], name: str) -> str:
    names = attributes[::2]
    return attributes[names.index(name) * 2 + 1] if name in names else ""


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _chosen(listed: list[_Listed], structures: dict[str, Structure], wanted: str) -> str:
    filled = [one for one in listed if one.name in structures and structures[one.name].has_values]
    if hidden := [one.name for one in filled if one.is_hidden]:
        raise refused(
            "sheet.hidden_worksheet",
            _("The worksheet “%(name)s” is hidden, so nobody would see what is entered.") % {"name": hidden[0][:60]},
            _("Show it or delete it, and save the workbook."),
        )
    if not filled:
        raise empty()
    if wanted in [one.name for one in filled]:
        return wanted
    if len(filled) > 1:
        names = [one.name for one in filled]
        raise Refused(
            "sheet.several",
            _("Several worksheets have something in them: %(names)s.") % {"names": "、".join(names)[:200]},
            next_step=_("Write the name of the one that is meant into “Worksheet”, or delete the others."),
            field="worksheet",
            facts={"worksheets": names[:50]},
        )
    return filled[0].name


def _check(structure: Structure, limits: Limits) -> None:
    if structure.formula_at:
        raise formula(structure.formula_at[:12])
    if structure.hidden_rows:
        raise refused(
            "sheet.hidden_rows",
            _("Row %(row)s is hidden, so nobody would see what is entered.") % {"row": structure.hidden_rows[0]},
            _("Show all rows (clear the filter) or delete the hidden ones, and save the workbook."),
        )
    if structure.hidden_columns:
        raise refused(
            "sheet.hidden_columns",
            _("Column %(column)s is hidden, so nobody would see what is entered.")
            % {"column": _letters(min(structure.hidden_columns[0], 16_384))},
            _("Show all columns or delete the hidden ones, and save the workbook."),
        )
    if structure.last_row * structure.last_column > limits.cells:
        raise refused(
            "sheet.too_wide",
            _("The list is too long and too wide at once."),
            _("Keep the columns that are needed, or send the list in parts."),
        )
