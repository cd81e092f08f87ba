"""A form from a table: what each row says, and whether a form can be made of it that reads again what it writes."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.domain.bulk.reading import tables
from volunteercloud.domain.bulk.reading.headings import Vocabulary, normal
from volunteercloud.domain.bulk.reading.limits import Limits

from . import fields, markup, values
from .mapping import FormMapping, Rule
from .models import Entity

DATA = Path(__file__).parent / "data"
STANDARD = (("volunteercloud", "志愿云交换格式"), ("siji", "四季交换格式"))
MOST_ROWS = 3_000
CODES = "codes:"
YES = {"yes", "是", "true", "1"}


class Column(TextChoices):
    PART = "part"
    OURS = "ours"
    THEIRS = "theirs"
    FORMAT = "format"
    CODES = "codes"
    REQUIRED = "required"
    FIXED = "fixed"


HEADINGS = {
    Column.PART: ("part", "部分"),
    Column.OURS: ("ours", "我方"),
    Column.THEIRS: ("theirs", "对方"),
    Column.FORMAT: ("format", "格式"),
    Column.CODES: ("codes", "代码表"),
    Column.REQUIRED: ("required", "必填"),
    Column.FIXED: ("fixed", "固定值"),
}
WORDS = Vocabulary(
    {normal(text): column for column, texts in HEADINGS.items() for text in texts},
    frozenset({Column.THEIRS}),
    _("The columns are part, ours, theirs, format, codes, required, fixed."),
)

WRONG: dict[str, Promise] = {
    "part": _("There is no such part."),
    "field": _("We have no such field there."),
    "twice": _("This stands there twice."),
    "path": _("An element is called by letters, digits, points and hyphens, parts parted by /."),
    "inside": _("One element cannot hold both a text and further elements."),
    "format": _("A field of this kind cannot be written so, or not be read again."),
    "codes": _("There is no such list of codes in this form."),
    "missing": _("A field that every message needs is not in the form."),
    "long": _("A text is too long."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Row of the table (0 for the whole of it), what is wrong, and what it is about."""

    row: int
    code: str
    about: str = ""

    @property
    def words(self) -> Promise:
        return WRONG[self.code]


Cells = dict[str, str]


def standard(code: str) -> list[tuple[int, Cells]]:
    """The rows of a form that comes with the software."""
    with (DATA / f"{code}-1.csv").open(newline="", encoding="utf-8") as file:
        return [(line, dict(row)) for line, row in enumerate(csv.DictReader(file), 2)]


def rows_of(content: bytes, name: str) -> list[tuple[int, Cells]]:
    """The rows of a file of somebody, CSV or a workbook. Refused as any list is (`sheet.…`)."""
    table = tables.read(content, name, words=WORDS, limits=Limits(lines=MOST_ROWS, size=2_000_000))
    places = table.heading.mapping
    found = []
    for line, cells in table.rows:
        texts = ["" if cell is None else str(cell).strip() for cell in cells]
        found.append((line, {c.value: texts[at] if at < len(texts) else "" for c, at in places.items()}))
    return found


def parsed(code: str, version: int, rows: Iterable[tuple[int, Cells]]) -> tuple[FormMapping, list[Fault]]:
    """The form that these rows say, and everything that is wrong with them."""
    rules: dict[str, list[Rule]] = {}
    codes: dict[str, dict[str, str]] = {}
    faults: list[Fault] = []
    asked: list[tuple[int, str]] = []
    for line, cells in rows:
        part, ours, theirs = (cells.get(name) or "" for name in ("part", "ours", "theirs"))
        rule = Rule(
            ours,
            theirs,
            cells.get("format") or "",
            cells.get("codes") or "",
            (cells.get("required") or "").lower() in YES,
            cells.get("fixed") or "",
        )
        if part.startswith(CODES):
            one = codes.setdefault(part.removeprefix(CODES), {})
            problem = _wrong_code(one, ours, theirs)
            if not problem:
                one[ours] = theirs
        else:
            problem = _wrong_rule(part, rule, rules.get(part, ()))
            if not problem:
                rules.setdefault(part, []).append(rule)
                if rule.code_list:
                    asked.append((line, rule.code_list))
        if problem:
            faults.append(Fault(line, problem, f"{part} {ours or theirs}"[:100]))
    faults += [Fault(line, "codes", name) for line, name in asked if name not in codes]
    mapping = FormMapping(code, version, {part: tuple(several) for part, several in rules.items()}, codes)
    return mapping, [*faults, *_missing(mapping)]


def checked(code: str, version: int, rows: Iterable[tuple[int, Cells]]) -> FormMapping:
    """The form, refused with its first faults (`exchange.form`)."""
    mapping, faults = parsed(code, version, rows)
    if faults:
        first = faults[0]
        raise Refused(
            "exchange.form",
            _("Row %(row)s, “%(about)s”: %(why)s")
            % {"row": first.row or "–", "about": first.about, "why": first.words},
            next_step=_("Mend the table and bring it again; nothing was changed."),
            field="table",
            facts={"faults": [{"row": one.row, "code": one.code, "about": one.about} for one in faults[:50]]},
        )
    return mapping


def _wrong_code(known: dict[str, str], ours: str, theirs: str) -> str:
    if not ours or not theirs or len(ours) > 60 or len(theirs) > 100:
        return "long"
    return "twice" if ours in known or theirs in known.values() else ""


def _wrong_rule(part: str, rule: Rule, known: Sequence[Rule]) -> str:
    found = fields.of(part)
    if not found:
        return "part"
    if rule.field not in found:
        return "field"
    if any(rule.field == one.field or rule.path == one.path for one in known):
        return "twice"
    steps = rule.path.split("/")
    is_name = part == fields.ENVELOPE and rule.field in fields.NAMES
    if (
        not all(markup.NAME.fullmatch(step) for step in steps)
        or len(rule.path) > 200
        or len(steps) > (1 if is_name else 6)
    ):
        return "path"
    if any(one.path.startswith(f"{rule.path}/") or rule.path.startswith(f"{one.path}/") for one in known):
        return "inside"
    if len(rule.fixed) > 200 or len(rule.code_list) > 40 or len(rule.format) > 60:
        return "long"
    return "" if values.is_format(found[rule.field].kind, rule.format) else "format"


def _missing(mapping: FormMapping) -> list[Fault]:
    """Every message needs its envelope, and every line its source; what a form says nothing of is never sent in it."""
    found = []
    for part in (fields.ENVELOPE, *Entity.values):
        rules = {rule.field for rule in mapping.rules.get(part, ()) if not rule.fixed}
        needed = fields.IN_ENVELOPE if part == fields.ENVELOPE else fields.OF_LINE
        if rules or part == fields.ENVELOPE:
            found += [Fault(0, "missing", f"{part} {name}") for name in needed if name not in rules]
    for name, every in ((fields.ENTITY_LIST, Entity.values),):
        if name in mapping.codes:
            found += [Fault(0, "missing", f"{CODES}{name} {one}") for one in every if one not in mapping.codes[name]]
    return found


def as_table(mapping: FormMapping) -> str:
    """A form as CSV, as `rows_of` reads it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.value for column in Column])
    for part, rules in mapping.rules.items():
        for one in rules:
            required = "yes" if one.required else ""
            writer.writerow([part, one.field, one.path, one.format, one.code_list, required, one.fixed])
    for name, codes in mapping.codes.items():
        writer.writerows([f"{CODES}{name}", ours, theirs, "", "", "", ""] for ours, theirs in codes.items())
    return text.getvalue()
