"""Forms of things that are written over several days: whatever was typed is kept, and asked for in the end."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList


class DraftForm(forms.Form):
    """`extras` are fields that need no answer ever; any other may stay empty until the draft is submitted.

    `draft` is what the form is about, None before it has been begun; `asked` has an officer's words to single fields.
    """

    extras: frozenset[str] = frozenset()

    def __init__(self, *args, draft: Model | None = None, asked: Mapping[str, str] | None = None, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.draft = draft
        for name, field in self.fields.items():
            field.is_extra = name in self.extras
            field.asked = (asked or {}).get(name, "")
            field.is_chips = isinstance(field.widget, forms.CheckboxSelectMultiple)


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a wizard; without a form it is a page of another kind, which may still be about a ``field``."""

    name: str
    title: str | Promise
    form: type[DraftForm] | None = None
    field: str = ""


class Steps(tuple[Step, ...]):
    """The pages of a wizard in their order."""

    __slots__ = ()

    def named(self, name: str) -> Step | None:
        return next((step for step in self if step.name == name), None)

    def after(self, step: Step) -> Step:
        return self[min(self.index(step) + 1, len(self) - 1)]

    def before(self, step: Step) -> Step | None:
        return self[self.index(step) - 1] if self.index(step) else None

    def of_field(self, name: str) -> Step:
        """The page on which a field is filled in."""
        return next(step for step in self if name == step.field or (step.form and name in step.form.base_fields))


def choices_of(name: CodeList) -> list[tuple[str, str]]:
    """The terms of a code list that may be chosen today, in the reader's language."""
    return code_queries.choices(name, timezone.localdate(), get_language() or "")
