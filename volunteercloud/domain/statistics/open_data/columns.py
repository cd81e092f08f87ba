"""Columns of open data: what each is called, of which type it is, and what it means in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Cell = str | int | float | bool | date | None
Row = tuple[Cell, ...]


class Type(StrEnum):
    """A date is written as 2026-10-01 in every form that has no dates of its own."""

    TEXT = "string"
    WHOLE = "integer"
    YES = "boolean"
    DAY = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """``may_lack``: rows may have nothing there. ``is_region``: a code of the dataset of regions."""

    name: str
    type: Type
    meaning: str | Promise
    may_lack: bool = False
    is_region: bool = False


MONTH = Column("month", Type.DAY, _("The first day of the month that the row is about."))
REGION = Column(
    "region", Type.TEXT, _("The code of the region, as in the dataset of regions; nation for everywhere."), False, True
)
SLICE = Column(
    "slice", Type.TEXT, _("What the row is a part of its region and month by; total has one part, called all.")
)
VALUE = Column("value", Type.TEXT, _("Which part: a code of the slice, or unknown."))
WITHHELD = Column(
    "withheld",
    Type.YES,
    _("Whether numbers are missing because they are about fewer than ten people, or would give such a number away."),
)


def minutes(name: str, meaning: str | Promise) -> Column:
    return Column(name, Type.WHOLE, meaning, may_lack=True)


def rounded(names: Iterable[tuple[str, str | Promise]]) -> tuple[Column, ...]:
    """Numbers of people or places: told to tens, and left open below ten."""
    return tuple(Column(name, Type.WHOLE, meaning, may_lack=True) for name, meaning in names)


SERVICE = (
    MONTH,
    Column("basis", Type.TEXT, _("place: where it was given and recorded; home: where those live whom it counts for.")),
    REGION,
    SLICE,
    VALUE,
    Column("records", Type.WHOLE, _("Service records that stand."), may_lack=True),
    Column("people", Type.WHOLE, _("Different people who served. They do not add up over rows."), may_lack=True),
    Column("first_timers", Type.WHOLE, _("Those whose first service ever it was, to tens."), may_lack=True),
    minutes("credit_minutes", _("Minutes of evidence grades A to C. Never add them to honour minutes.")),
    minutes("honour_minutes", _("Minutes of evidence grades D and E.")),
    minutes("minutes_a", _("Minutes of grade A: own check-in and check-out, confirmed on the spot.")),
    minutes("minutes_b", _("Minutes of grade B: scanned by a leader.")),
    minutes("minutes_c", _("Minutes of grade C: an hour code.")),
    minutes("minutes_d", _("Minutes of grade D: claimed, and confirmed by the organization.")),
    minutes("minutes_e", _("Minutes of grade E: entered afterwards.")),
    WITHHELD,
)
REGISTRATIONS = (
    MONTH,
    REGION,
    SLICE,
    VALUE,
    Column(
        "people",
        Type.WHOLE,
        _("People who live there and were registered under their real name at the end of the month, to tens."),
        may_lack=True,
    ),
    WITHHELD,
)
SHIFTS = (
    MONTH,
    REGION,
    SLICE,
    VALUE,
    *rounded(
        (
            ("shifts", _("Shifts that are over and took place, to tens.")),
            ("places", _("Places that they offered, to tens.")),
            ("taken", _("Places that somebody held, to tens.")),
            ("came", _("People who came, to tens.")),
            ("missed", _("People who stayed away without a word, to tens.")),
            ("recorded", _("Those who came and have a record, to tens.")),
        )
    ),
    WITHHELD,
)
NEEDS = (
    MONTH,
    REGION,
    *rounded(
        (
            ("posted", _("Needs posted in the month, to tens.")),
            ("answered", _("Those that somebody offered to take up, to tens.")),
            ("met", _("Those that were met, to tens.")),
            ("unmet", _("Those that ended without being met, to tens.")),
            ("answer_minutes", _("Mean time until the first offer, in minutes.")),
        )
    ),
    WITHHELD,
)
SOURCE = Column("source", Type.TEXT, _("Where the number comes from."))
POPULATION = (
    REGION,
    Column("counted_on", Type.DAY, _("The day that the count is of; it is used until the next one.")),
    Column("residents", Type.WHOLE, _("People who live there.")),
    SOURCE,
)
WAGES = (
    REGION,
    Column("year", Type.WHOLE, _("The year; it is used until the next one that is known.")),
    Column("fen_an_hour", Type.WHOLE, _("What an hour of work is worth, in fen, a hundredth of a yuan.")),
    SOURCE,
)
REGIONS = (
    Column("code", Type.TEXT, _("The code of the administrative division; nation for everywhere.")),
    Column("name", Type.TEXT, _("Its name in Chinese.")),
    Column("name_latin", Type.TEXT, _("Its name in Latin letters."), may_lack=True),
    Column("level", Type.WHOLE, _("0 nation, 1 province, 2 city, 3 district, 4 street.")),
    Column("above", Type.TEXT, _("The code of the region that it belongs to."), True, True),
    Column("valid_from", Type.DAY, _("From which day on it stands."), may_lack=True),
    Column("valid_to", Type.DAY, _("The first day on which it stood no more."), may_lack=True),
    Column("successor", Type.TEXT, _("The code of the region that took over from it, and counts for it."), True, True),
)
MEASURES = (
    Column("code", Type.TEXT, _("The code of the measure; its page is at /data/measures/ and the code.")),
    Column("version", Type.WHOLE, _("The version of the definition.")),
    Column("unit", Type.TEXT, _("share (a fraction), minutes, people, number, fen, or mix (several parts).")),
    Column("title_zh", Type.TEXT, _("Its name in Chinese.")),
    Column("title_en", Type.TEXT, _("Its name in English.")),
    Column("definition_zh", Type.TEXT, _("What it says, in Chinese.")),
    Column("definition_en", Type.TEXT, _("What it says, in English.")),
    Column("formula_zh", Type.TEXT, _("How it is computed, in Chinese.")),
    Column("formula_en", Type.TEXT, _("How it is computed, in English.")),
    Column("source_zh", Type.TEXT, _("Where the definition comes from, in Chinese.")),
    Column("source_en", Type.TEXT, _("Where the definition comes from, in English.")),
    Column("target", Type.NUMBER, _("The value that a plan or law names."), may_lack=True),
)
