"""What a line of a list says of an organization: read, made right, and checked as far as the line alone can be."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from volunteercloud.core import ids
from volunteercloud.core.errors import Refused
from volunteercloud.core.reading import among
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.identity import finding, phones
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import uscc
from volunteercloud.domain.organizations.particulars import BRANCH, OTHER, TEAM, UNREGISTERED

from . import cleaning
from .columns import Column
from .lines import Line, Seal
from .places import Places

BETWEEN = re.compile(r"[,，、;；/|\n]+")
LENGTHS = {  # of what is cut where it is longer
    Column.NAME_EN: 200,
    Column.PURPOSE: 4000,
    Column.ADDRESS: 300,
    Column.HEAD: 100,
    Column.CONTACT: 100,
    Column.PHONE: 30,
}
LONGEST_NAME = 200
SEVERAL_LINES = frozenset({Column.PURPOSE})


class Reader:
    """Reads the lines of one list. ``seal`` hides what is kept of a person until the line is entered."""

    def __init__(self, within: str, on: date, seal: Seal) -> None:
        self.places, self._on, self._seal = Places(within, on), on, seal
        self._kinds = _terms(CodeList.ORGANIZATION_KIND, on)
        self._categories = _terms(CodeList.CATEGORY, on)

    def read(self, line: Line, said: Mapping[str, str]) -> Line:
        """Fill a line with what it says, by `Column`; findings are noted, what can't be meant is refused."""
        given = {
            column: (cleaning.cleaned if column in SEVERAL_LINES else cleaning.line)(said.get(column, ""), line.notes)
            for column in Column
        }
        line.name = given[Column.NAME]
        if not line.name or len(line.name) > LONGEST_NAME:
            line.refuse("line.name_long" if line.name else "line.name_missing")
            line.name = line.name[:LONGEST_NAME]
        line.above, line.beside = given[Column.PARENT][:200], given[Column.LIAISON][:200]
        self._read_code_and_kind(line, given)
        line.region_code, trouble = self.places.code_of(given[Column.REGION])
        if trouble:
            line.refuse(trouble, said=given[Column.REGION])
        line.given |= {column.value: self._text(line, column, given[column]) for column in LENGTHS}
        line.given[Column.EMAIL] = _email(line, given[Column.EMAIL])
        line.given[Column.CATEGORIES] = self._listed(line, given[Column.CATEGORIES])
        if not given[Column.ADDRESS]:
            line.note("address_empty")
        self._read_owner(line, given[Column.OWNER])
        return line

    def _read_code_and_kind(self, line: Line, given: Mapping[Column, str]) -> None:
        code = uscc.clean(given[Column.USCC])
        checked = None
        if code:
            try:
                checked = uscc.check(code)
                line.uscc = checked.number
            except Refused as refusal:
                line.refuse(refusal.code, said=code, **(refusal.facts or {}))
        said = given[Column.KIND]
        kind = self._kinds.get(said.casefold(), "")
        if said and not kind:
            line.refuse("line.kind_unknown", said=said)
        if not kind:
            kind = (checked.kind if checked else "") or (TEAM if line.beside else OTHER)
            line.note("kind_supposed")
        if line.uscc and kind in UNREGISTERED:
            line.uscc = ""
            line.note("code_left_out")
        fitting = uscc.FITTING.get(line.uscc[:2]) if line.uscc else None
        if fitting and kind not in fitting | {OTHER}:
            line.refuse("organization.kind_and_code")
        if kind == BRANCH and not line.above:
            line.refuse("organization.branch_alone")
        if line.beside and kind != TEAM:
            line.beside = ""
            line.note("liaison_left_out")
        line.given[Column.KIND] = kind

    def _text(self, line: Line, column: Column, said: str) -> str:
        if len(said) > LENGTHS[column]:
            line.note("cut")
        return said[: LENGTHS[column]].strip()

    def _listed(self, line: Line, said: str) -> list[str]:
        words = [word.strip() for word in BETWEEN.split(said) if word.strip()]
        known = [self._categories[word.casefold()] for word in words if word.casefold() in self._categories]
        if len(known) < len(words):
            line.note("categories_left_out")
        return list(dict.fromkeys(known))

    def _read_owner(self, line: Line, said: str) -> None:
        """A volunteer number, or the e-mail address or phone by which somebody is invited."""
        if not said:
            line.note("nobody")
            return
        number = ids.clean_public_code(said)
        if "@" in said:
            try:
                validate_email(said)
            except ValidationError:
                line.refuse("line.owner_address")
                return
            self._invite(line, "email", said)
        elif ids.is_public_code(number) and not number.isdecimal():
            line.given["owner_number"] = number
        else:
            try:
                self._invite(line, "sms", phones.parse(said))
            except Refused:
                line.refuse("line.owner_unknown")

    def _invite(self, line: Line, way: str, address: str) -> None:
        line.given |= {"owner_way": way, "owner_sealed": self._seal(address)}
        line.note("invited")


def find_owners(lines: Iterable[Line]) -> None:
    """Turn the volunteer numbers of owners into people: two statements for any number of lines."""
    asking = [line for line in lines if "owner_number" in line.given]
    found = finding.by_number({line.given["owner_number"] for line in asking}) if asking else {}
    proved = set(
        Volunteer.objects.filter(
            id__in=among({person.id for person in found.values()}), real_name_level__gte=identity_rules.REAL_NAME
        ).values_list("id", flat=True)
        if found
        else []
    )
    for line in asking:
        person = found.get(line.given.pop("owner_number"))
        if person is None:
            line.refuse("line.owner_unknown")
        elif person.id not in proved:
            line.note("owner_not_real_name")
        else:
            line.given["owner_id"] = str(person.id)
            line.note("owned" if line.uscc or line.above or line.beside else "answers_to_nobody")


def kept(cells: Sequence[str], owner_column: int | None) -> list[str]:
    """The texts of a line as they are shown; of how an owner is reached only the end."""
    return [_tail(cell) if column == owner_column else cell[:1000] for column, cell in enumerate(cells)]


def _tail(cell: str) -> str:
    if "@" in cell:
        name, _at, domain = cell.partition("@")
        return f"{name[:1]}***@{domain}"[:120]
    number = ids.clean_public_code(cell)
    return cell if not number or (ids.is_public_code(number) and not number.isdecimal()) else phones.masked(cell[-4:])


def _email(line: Line, said: str) -> str:
    try:
        if said:
            validate_email(said)
    except ValidationError:
        line.note("email_left_out")
        return ""
    return said


def _terms(name: CodeList, on: date) -> dict[str, str]:
    """Codes of a list by everything that a line may call them."""
    terms = code_queries.terms(name, on)
    return {said.casefold(): term.code for term in terms for said in (term.name_en, term.name, term.code)}
