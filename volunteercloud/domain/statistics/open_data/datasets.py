"""The datasets of open data: what each is called, what it is about, its columns, and where its rows come from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import NotFound

from . import columns, lists, rows
from .columns import Column, Row


@dataclass(frozen=True, slots=True)
class Dataset:
    """``key`` are the columns that name a row. ``is_monthly``: its rows are about the month, and not a list as it stood at
    the end of one."""

    code: str
    title: str | Promise
    about: str | Promise
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[date], Iterator[Row]]
    is_monthly: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def region_columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.is_region)


PARTS = ("month", "region", "slice", "value")
DATASETS = (
    Dataset(
        "service",
        _("Service by region and month"),
        _(
            "Records, people and minutes by evidence grade, down to the street; by category, kind, sex, age, kind of "
            "organization and goal."
        ),
        columns.SERVICE,
        ("month", "basis", "region", "slice", "value"),
        rows.service,
    ),
    Dataset(
        "registrations",
        _("Registered volunteers by region"),
        _("People registered under their real name at the end of the month, by sex and age."),
        columns.REGISTRATIONS,
        PARTS,
        rows.registrations,
    ),
    Dataset(
        "shifts",
        _("Shifts by region and month"),
        _("Places offered, taken and missed, and how many of those who came have a record."),
        columns.SHIFTS,
        PARTS,
        rows.shifts,
    ),
    Dataset(
        "needs",
        _("Needs by region and month"),
        _("Needs posted, answered, met and not met, and how long an answer took."),
        columns.NEEDS,
        ("month", "region"),
        rows.needs,
    ),
    Dataset(
        "population",
        _("Residents"),
        _("The counts of residents that rates are computed with, with their sources."),
        columns.POPULATION,
        ("region", "counted_on"),
        lists.population,
        is_monthly=False,
    ),
    Dataset(
        "wages",
        _("What an hour is worth"),
        _("The values that the replacement cost of service is computed with, with their sources."),
        columns.WAGES,
        ("region", "year"),
        lists.wages,
        is_monthly=False,
    ),
    Dataset(
        "regions",
        _("Regions"),
        _("Codes and names of administrative divisions, from when to when each stands, and what took over from it."),
        columns.REGIONS,
        ("code",),
        lists.regions,
        is_monthly=False,
    ),
    Dataset(
        "measures",
        _("Measures"),
        _("What is computed of the figures: definition, formula, source and version of each measure."),
        columns.MEASURES,
        ("code",),
        lists.measures,
        is_monthly=False,
    ),
)
BY_CODE = {dataset.code: dataset for dataset in DATASETS}


def dataset(code: str) -> Dataset:
    """One by its code. Raises `NotFound`."""
    found = BY_CODE.get(code)
    if found is None:
        raise NotFound
    return found
