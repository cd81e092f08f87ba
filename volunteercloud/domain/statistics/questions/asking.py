"""Questions 查询 to the figures: measures by region, time and up to three dimensions; read from an address and written to one.

What can't be asked is refused with what to change; nothing is left out silently.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NoReturn
from urllib.parse import parse_qs, urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import Level
from volunteercloud.domain.statistics import disclosure, measures, periods
from volunteercloud.domain.statistics.measures import Unit
from volunteercloud.domain.statistics.models import Slice, Span
from volunteercloud.domain.statistics.periods import Period

MOST_DIMENSIONS = 3
MOST_MEASURES = 6
MOST_DAYS = 366
MOST_CELLS = 10_000  # of an answer: rows times measures
MOST_SIGNS = 1000  # of a whole address
NATION = "nation"


class Step(StrEnum):
    WHOLE = "whole"  # the time as one
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


class Dimension(StrEnum):
    CATEGORY = "category"
    KIND = "kind"
    SEX = "sex"
    AGE = "age"
    ORGANIZATION_KIND = "orgkind"
    SDG = "sdg"
    GRADE = "grade"


RECORDS = "records"
# What can be split by dimensions: it is a sum or a number of people, and not a share.
AMOUNTS = ("credit_hours", "honour_hours", "people", RECORDS)
SPANS = {Step.YEAR: Span.YEAR, Step.MONTH: Span.MONTH, Step.DAY: Span.DAY}


@dataclass(frozen=True, slots=True)
class Question:
    """``level`` is how deep regions are told apart; 0 is the region as one. ``since`` and ``until`` are the first days of the
    first and the last month; None for all time."""

    measures: tuple[str, ...]
    region_code: str
    level: int = 0
    step: Step = Step.MONTH
    since: date | None = None
    until: date | None = None
    dimensions: tuple[Dimension, ...] = ()

    @property
    def is_of_amounts(self) -> bool:
        return set(self.measures) <= set(AMOUNTS)

    @property
    def first(self) -> date:
        return self.since or date(periods.FIRST_YEAR, 1, 1)

    @property
    def end(self) -> date:
        """The first day after its time."""
        return periods.month(self.until).end if self.until else date.max

    def periods(self, today: date) -> list[Period]:
        """Its times one after the other; of a whole one that is exactly a year, a month or all time that alone, else none."""
        if self.step != Step.WHOLE:
            until = self.end if self.until else periods.month(today).end
            return periods.between(SPANS[self.step], self.begins, until, MOST_CELLS)
        if self.since is None or self.until is None:
            return [periods.ever()] if self.since is None and self.until is None else []
        exact = (periods.month(self.since), periods.year(self.since))
        return [each for each in exact if (each.start, each.end) == (self.since, self.end)]

    @property
    def begins(self) -> date:
        """Where its first step begins: a year that is asked for in part is answered whole."""
        return self.first.replace(month=1) if self.step == Step.YEAR else self.first


def titles() -> dict[str, str | Promise]:
    """What can be asked for, in the order of the list of measures."""
    found: dict[str, str | Promise] = {each.code: each.title for each in measures.listed() if each.unit != Unit.MIX}
    first = {code: found.pop(code, _("Records")) for code in AMOUNTS}
    return first | found


def unit(code: str) -> Unit:
    return Unit.PEOPLE if code == RECORDS else measures.measure(code).unit


def read(query: str, own: str, today: date) -> Question:
    """What an address asks for; ``own`` is the region where none is named. Refused: what is unknown or too much (`ask.…`)."""
    asked = parse_qs(query[:MOST_SIGNS].replace("%00", ""), keep_blank_values=True)
    region = next(iter(asked.get("region", [])), "")
    code = "" if region == NATION else region or own
    since, until = (_month(next(iter(asked.get(name, [])), ""), name) for name in ("from", "to"))
    if not asked.keys() & {"from", "to", "all"}:
        since, until = date(today.year, 1, 1), date(today.year, today.month, 1)
    return checked(
        Question(
            tuple(dict.fromkeys(asked.get("m", ["credit_hours", "honour_hours", "people"]))),
            code,
            _level(next(iter(asked.get("level", [])), "0")),
            _step(next(iter(asked.get("step", [])), Step.MONTH)),
            since,
            until,
            tuple(dict.fromkeys(_dimension(each) for each in asked.get("by", []) if each)),
        ),
        today,
    )


def written(question: Question) -> str:
    """The address of a question, always the same for the same."""
    facts: list[tuple[str, str]] = [("m", each) for each in question.measures]
    facts += [("region", question.region_code or NATION), ("level", str(question.level)), ("step", question.step)]
    facts += [("from", f"{question.since:%Y-%m}")] if question.since else []
    facts += [("to", f"{question.until:%Y-%m}")] if question.until else []
    facts += [("all", "1")] if question.since is None and question.until is None else []
    return urlencode([*facts, *(("by", each) for each in question.dimensions)])


def moved(question: Question, region_code: str) -> Question:
    """The same of another region; regions are told apart where there are any below it."""
    own = level_of(region_code)
    return replace(question, region_code=region_code, level=question.level if question.level > own else 0)


def level_of(region_code: str) -> int:
    path = region_queries.path(region_code) if region_code else ()
    return path[-1].level if path else 0


def checked(question: Question, today: date) -> Question:
    """The question, or what is wrong with it."""
    _check_what(question)
    _check_where(question)
    _check_when(question, today)
    return question


def check_may_ask(viewer: Actor, question: Question) -> None:
    """Officers ask about their own regions and what lies below."""
    if not disclosure.sees_exact(viewer, question.region_code):
        raise Refused(
            "ask.region",
            _("Your office does not include the figures of this region."),
            next_step=_("Ask about your own region or one below it."),
            field="region",
        )


def _check_what(question: Question) -> None:
    unknown = set(question.measures) - set(titles())
    if unknown or not question.measures or len(question.measures) > MOST_MEASURES:
        raise Refused(
            "ask.measure",
            _("A question is about one to six measures of the list."),
            next_step=_("Choose them from the list."),
            field="m",
        )
    if len(question.dimensions) > MOST_DIMENSIONS:
        raise Refused(
            "ask.dimensions",
            _("Figures are split by three things at most: with more, hardly anybody is left in a cell."),
            next_step=_("Leave one of them out."),
            field="by",
        )
    if question.dimensions and not question.is_of_amounts:
        raise Refused(
            "ask.split",
            _("Only hours, people and records can be split. Shares and what rests on residents can’t."),
            next_step=_("Leave the other measures out, or ask without splitting."),
            field="by",
        )


def _check_where(question: Question) -> None:
    path = region_queries.path(question.region_code) if question.region_code else ()
    own = path[-1].level if path else 0
    if question.region_code and (not path or own > Level.STREET):
        _unknown("region")
    if question.level and not own < question.level <= Level.STREET:
        raise Refused(
            "ask.level",
            _("Regions are told apart below the region that is asked about, down to the street."),
            next_step=_("Choose a deeper level, or none."),
            field="level",
        )


def _check_when(question: Question, today: date) -> None:
    first, last = question.first, question.until or today.replace(day=1)
    if first > last or first.year < periods.FIRST_YEAR or last > today:
        raise Refused(
            "ask.time",
            _("Figures begin in the year %(year)s and end with this month; the first month comes before the last.")
            % {"year": periods.FIRST_YEAR},
            next_step=_("Choose months between them."),
            field="from",
        )
    if question.step == Step.DAY and (periods.month(last).end - first).days > MOST_DAYS:
        raise Refused(
            "ask.days",
            _("Day by day a question is about one year at most."),
            next_step=_("Choose a shorter time, or go month by month."),
            field="step",
        )
    if not question.is_of_amounts and (question.step == Step.DAY or not question.periods(today)):
        raise Refused(
            "ask.measure_time",
            _("Shares and what rests on residents are kept for months, years and all time."),
            next_step=_("Choose months or years, or ask for hours, people and records alone."),
            field="step",
        )


def _unknown(field: str) -> NoReturn:
    raise Refused(
        "ask.unknown",
        _("This question asks for something that does not exist."),
        next_step=_("Choose from the lists."),
        field=field,
    )


def _month(text: str, field: str) -> date | None:
    if not text:
        return None
    year, _dash, month = text.partition("-")
    parts: Sequence[str] = (year, month)
    if not all(part.isascii() and part.isdecimal() and len(part) in (2, 4) for part in parts):
        _unknown(field)
    try:
        return date(int(year), int(month), 1)
    except ValueError:
        _unknown(field)


def _level(text: str) -> int:
    if text not in {"0", "1", "2", "3", "4"}:
        _unknown("level")
    return int(text)


def _step(text: str) -> Step:
    if text not in list(Step):
        _unknown("step")
    return Step(text)


def _dimension(text: str) -> Dimension:
    if text not in list(Dimension):
        _unknown("by")
    return Dimension(text)


# Of which dimension cells stand ready.
CELLS = {
    Dimension.CATEGORY: Slice.CATEGORY,
    Dimension.KIND: Slice.KIND,
    Dimension.SEX: Slice.SEX,
    Dimension.AGE: Slice.AGE,
    Dimension.ORGANIZATION_KIND: Slice.ORGANIZATION_KIND,
    Dimension.SDG: Slice.SDG,
}
