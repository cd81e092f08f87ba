"""The dictionary of a dataset for people: columns in their words, and the codes that stand in them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.identity.models import Sex
from volunteercloud.domain.records.models import Kind
from volunteercloud.domain.statistics.heads import AGES
from volunteercloud.domain.statistics.models import Slice
from volunteercloud.domain.statistics.open_data.columns import Column, Type
from volunteercloud.domain.statistics.open_data.datasets import Dataset
from volunteercloud.web import evidence

TYPES: dict[Type, str | Promise] = {
    Type.TEXT: _("text"),
    Type.WHOLE: _("whole number"),
    Type.YES: _("true or false"),
    Type.DAY: _("date"),
    Type.NUMBER: _("number"),
}
SEXES: dict[str, str | Promise] = {
    Sex.UNKNOWN: _("not known"),
    Sex.MALE: _("male"),
    Sex.FEMALE: _("female"),
    Sex.NOT_STATED: _("not stated"),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A column, or a code where there is no type."""

    name: str
    meaning: str
    type: str = ""
    may_lack: bool = False
    is_key: bool = False


def columns(dataset: Dataset) -> list[Explained]:
    return [_explained(dataset, column) for column in dataset.columns]


def codes(dataset: Dataset) -> list[tuple[str, list[Explained]]]:
    """What stands in `value`, slice by slice, where the dataset has slices."""
    if "slice" not in dataset.names:
        return []
    found: list[tuple[str, list[Explained]]] = [
        (Slice.SEX.value, [Explained(code, str(word)) for code, word in SEXES.items()]),
        (Slice.AGE.value, [_age(number) for number in range(len(AGES))]),
    ]
    if dataset.code == "service":
        kinds = [Explained(kind.value, evidence.kind_name(kind)) for kind in Kind]
        return [*found, (Slice.KIND.value, kinds), (Slice.SDG.value, [Explained("1–17", str(GOALS))])]
    return [] if dataset.code == "shifts" else found


GOALS = _("A goal of the United Nations. Service for two goals stands at both, so these do not add up to the total.")
BAND = _("%(youngest)d to %(oldest)d years")
OLDEST = _("%(youngest)d years and older")


def _age(number: int) -> Explained:
    if number + 1 < len(AGES):
        return Explained(str(AGES[number]), str(BAND) % {"youngest": AGES[number], "oldest": AGES[number + 1] - 1})
    return Explained(str(AGES[number]), str(OLDEST) % {"youngest": AGES[number]})


def _explained(dataset: Dataset, column: Column) -> Explained:
    return Explained(
        column.name, str(column.meaning), str(TYPES[column.type]), column.may_lack, column.name in dataset.key
    )
