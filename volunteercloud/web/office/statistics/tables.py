"""An answer as a table with its sums, and as a picture where one says more."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.statistics import periods, saying, sheets
from volunteercloud.domain.statistics.measures import Unit
from volunteercloud.domain.statistics.questions import asking
from volunteercloud.domain.statistics.questions.answering import Answer, Row
from volunteercloud.domain.statistics.questions.asking import Dimension, Question, Step
from volunteercloud.web.charts import bars, lines
from volunteercloud.web.office.desk import region_name

from . import words

SIZES = {Unit.MINUTES: 60, Unit.FEN: 100}
# They add up: a person may stand in several lines, a share never adds up.
SUMMED = frozenset({"credit_hours", "honour_hours", asking.RECORDS})
MOST_LINES = 5
ROWS_ON_PAGE = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """``rows`` are the words before and the numbers after, as a reader writes them, and the length of a bar where there is one
    row a thing and no time. ``cells`` are the same for a file, which names the region in every row."""

    headings: list[str]
    all_headings: list[str]
    measures: list[str]
    rows: list[tuple[list[str], list[str], float]]
    totals: list[str]
    chart: lines.Lines | None
    chart_title: str
    cells: list[list[sheets.Cell]]
    sums: list[sheets.Cell]
    has_more: bool

    def sheet(self) -> sheets.Table:
        sums = [_("Total"), *[""] * (len(self.all_headings) - 1), *self.sums] if any(self.totals) else []
        return sheets.Table(pgettext("to a question", "Answer"), [*self.all_headings, *self.measures], self.cells, sums)


def table(question: Question, answer: Answer) -> Shown:
    names = _names({row.region_code for row in answer.rows})
    units = [asking.unit(code) for code in question.measures]
    titles = asking.titles()
    sums = [_sum(question, number, answer.rows) for number in range(len(units))]
    totals = [saying.number(unit, value) if value is not None else "" for unit, value in zip(units, sums, strict=True)]
    is_bars = question.step == Step.WHOLE and len(answer.rows) > 1
    widths = bars.lengths([row.numbers[0] for row in answer.rows]) if is_bars else [0.0] * len(answer.rows)
    page = answer.rows[:ROWS_ON_PAGE]
    # Where all lines are of one region, its name stands above the table.
    first = 1 if not question.level and len(_headings(question)) > 1 else 0
    return Shown(
        headings=_headings(question)[first:],
        all_headings=_headings(question),
        measures=[f"{titles[code]}{_unit(unit)}" for code, unit in zip(question.measures, units, strict=True)],
        rows=[
            ([names[row.region_code], *_words(question, row)][first:], _numbers(row, units), width)
            for row, width in zip(page, widths, strict=False)
        ],
        totals=totals if len(answer.rows) > 1 else [],
        chart=_chart(question, answer.rows, names),
        chart_title=f"{titles[question.measures[0]]}{_unit(units[0])}",
        cells=[
            [region_name(row.region_code), *_words(question, row), *_plain(row.numbers, units)] for row in answer.rows
        ],
        sums=_plain(sums, units),
        has_more=len(answer.rows) > len(page),
    )


def _headings(question: Question) -> list[str]:
    time = [_("Time")] if question.step != Step.WHOLE else []
    return [_("Region"), *time, *(words.dimension(each) for each in question.dimensions)]


def _names(codes: Collection[str]) -> dict[str, str]:
    """Each region by its own name; with those above it where two are called alike."""
    full = region_queries.full_names(codes, get_language() or "")  # one reading for all
    short = {code: region_queries.short_name(code, get_language() or "") for code in codes}
    alike = Counter(short.values())
    return {code: region_name(code) if not code or alike[short[code]] > 1 else short[code] for code in full}


def _words(question: Question, row: Row) -> list[str]:
    time = [_time(question.step, row.start)] if question.step != Step.WHOLE else []
    values = [words.value(each, code) for each, code in zip(question.dimensions, row.values, strict=True)]
    return [*time, *values]


def _time(step: Step, start: str) -> str:
    day = date.fromisoformat(start)
    return saying.period({Step.YEAR: periods.year, Step.MONTH: periods.month, Step.DAY: periods.day}[step](day))


def _numbers(row: Row, units: Sequence[Unit]) -> list[str]:
    return ["–" if number is None else _bare(unit, number) for number, unit in zip(row.numbers, units, strict=True)]


def _bare(unit: Unit, number: float) -> str:
    """Without the unit, which stands in the heading."""
    match unit:
        case Unit.MINUTES:
            return f"{number / 60:,.1f}"
        case Unit.SHARE:
            return saying.number(unit, number)
        case _:
            return f"{int(number) // SIZES.get(unit, 1):,}"


def _plain(numbers: Sequence[float | None], units: Sequence[Unit]) -> list[sheets.Cell]:
    return [
        None if number is None else round(number / SIZES.get(unit, 1), 6)
        for number, unit in zip(numbers, units, strict=True)
    ]


def _unit(unit: Unit) -> str:
    said = {Unit.MINUTES: _("hours"), Unit.FEN: _("yuan"), Unit.SHARE: _("share")}.get(unit)
    return _(" (%(unit)s)") % {"unit": said} if said else ""


def _sum(question: Question, number: int, rows: Sequence[Row]) -> float | None:
    """Of what adds up; service for two goals stands at both, so goals don't."""
    if question.measures[number] not in SUMMED or Dimension.SDG in question.dimensions:
        return None
    return sum(row.numbers[number] or 0 for row in rows)


def _chart(question: Question, rows: Sequence[Row], names: Mapping[str, str]) -> lines.Lines | None:
    """The first measure over time, for five things at most."""
    if question.step == Step.WHOLE:
        return None
    things = list(dict.fromkeys((row.region_code, row.values) for row in rows))
    days = sorted({row.start for row in rows})
    if not 1 <= len(things) <= MOST_LINES or len(days) < 2:
        return None
    size = SIZES.get(asking.unit(question.measures[0]), 1)
    found = {(row.region_code, row.values, row.start): row.numbers[0] for row in rows}
    series = {_called(question, names[thing[0]], thing[1]): _values(found, thing, days, size) for thing in things}
    return lines.lines([date.fromisoformat(day) for day in days], series)


def _called(question: Question, region: str, values: tuple[str, ...]) -> str:
    named = [words.value(each, code) for each, code in zip(question.dimensions, values, strict=True)]
    return _(", ").join([region, *named] if question.level or not named else named)


def _values(found, thing, days: Sequence[str], size: float) -> list[float | None]:
    return [None if (number := found.get((*thing, day), 0)) is None else number / size for day in days]
