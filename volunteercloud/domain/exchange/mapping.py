"""A form as it is worked with: our line to theirs and back, everything by the rows of the form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from volunteercloud.core.memory import Remembered

from . import fields, markup, values
from .models import Form, FormCode, FormField
from .values import Unfit, Value

Line = dict[str, Value]
Said = dict[str, str]  # theirs: the path of each value, and its text


@dataclass(frozen=True, slots=True)
class Rule:
    """One field of ours in this form."""

    field: str
    path: str
    format: str = ""
    code_list: str = ""
    required: bool = False
    fixed: str = ""


@dataclass(frozen=True)
class FormMapping:
    """A version of a form. ``rules`` by entity, in the order of the form; ``codes`` by list, ours to theirs."""

    code: str
    version: int
    rules: Mapping[str, tuple[Rule, ...]]
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def codes_back(self) -> dict[str, dict[str, str]]:
        return {name: {theirs: ours for ours, theirs in one.items()} for name, one in self.codes.items()}

    @cached_property
    def names(self) -> dict[str, str]:
        """What the message, the place of its lines and a line are called."""
        return {rule.field: rule.path for rule in self.rules[fields.ENVELOPE] if rule.field in fields.NAMES}

    @cached_property
    def envelope(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules[fields.ENVELOPE] if rule.field not in fields.NAMES)

    def written(self, entity: str, line: Mapping[str, Value]) -> Said:
        """A line of ours in this form; what is empty is left out."""
        return self._written(self.rules.get(entity, ()), entity, line)

    def read(self, entity: str, said: Mapping[str, str]) -> Line:
        """A line of theirs in our words; what the form does not know is left out. Raises `Faulty`."""
        return self._read(self.rules.get(entity, ()), entity, said)

    def written_envelope(self, head: Mapping[str, Value]) -> Said:
        return self._written(self.envelope, fields.ENVELOPE, head)

    def read_envelope(self, said: Mapping[str, str]) -> Line:
        return self._read(self.envelope, fields.ENVELOPE, said)

    def _written(self, rules: Iterable[Rule], entity: str, line: Mapping[str, Value]) -> Said:
        known = fields.of(entity)
        found: Said = {}
        for rule in rules:
            value = line.get(rule.field)
            if rule.fixed:
                found[rule.path] = rule.fixed
            elif value is not None and value != "" and value != []:
                text = values.written(self._there(rule, value), known[rule.field].kind, rule.format)
                found[rule.path] = markup.UNSAYABLE.sub("", text)
        return found

    def _read(self, rules: Iterable[Rule], entity: str, said: Mapping[str, str]) -> Line:
        known = fields.of(entity)
        found: Line = {}
        for rule in rules:
            text = said.get(rule.path, "")
            if rule.fixed:
                continue
            if not text.strip():
                if rule.required or known[rule.field].required:
                    raise Faulty("value.missing", rule.path)
                continue
            try:
                found[rule.field] = self._here(rule, values.read(text, known[rule.field].kind, rule.format))
            except Unfit as reason:
                raise Faulty(reason.code, rule.path) from None
        return found

    def _there(self, rule: Rule, value: Value) -> Value:
        """A code of ours that the list does not know stays as it is: what is true is not left out."""
        return _translated(self.codes.get(rule.code_list, {}), value, strict=False) if rule.code_list else value

    def _here(self, rule: Rule, value: Value) -> Value:
        return _translated(self.codes_back.get(rule.code_list, {}), value, strict=True) if rule.code_list else value


def whole(line: Mapping[str, Value], name: str) -> int:
    """A number of a line; none is 0."""
    value = line.get(name, 0)
    return value if isinstance(value, int) else 0


class Faulty(ValueError):
    """A line that does not fit the form: why, and which element."""

    def __init__(self, code: str, path: str) -> None:
        super().__init__(f"{code} {path}")
        self.code, self.path = code, path


def _translated(codes: Mapping[str, str], value: Value, *, strict: bool) -> Value:
    if isinstance(value, list):
        return [str(_translated(codes, one, strict=strict)) for one in value]
    found = codes.get(str(value))
    if found is None and strict:
        raise Unfit("value.code")
    return value if found is None else found


def _fetch(key: tuple[str, int]) -> FormMapping:
    code, version = key
    rows = FormField.objects.filter(form_code=code, form_version=version).order_by("entity", "position", "field")
    rules: dict[str, tuple[Rule, ...]] = {}
    for row in rows:
        rule = Rule(row.field, row.path, row.format, row.code_list, row.required, row.fixed)
        rules[row.entity] = (*rules.get(row.entity, ()), rule)
    codes: dict[str, dict[str, str]] = {}
    for one in FormCode.objects.filter(form_code=code, form_version=version):
        codes.setdefault(one.code_list, {})[one.ours] = one.theirs
    return FormMapping(code, version, rules, codes)


_mappings = Remembered(_fetch)


def of(code: str, version: int) -> FormMapping:
    """A version of a form; what was loaded never changes."""
    return _mappings((code, version))


def standing(code: str, on: date) -> Form | None:
    """The version of a form that is valid on a day, the newest where two are."""
    found = Form.objects.filter(code=code, valid_from__lte=on).exclude(valid_to__lte=on)
    return found.order_by("-version").first()
