"""Answering questions: from cells where they stand ready, else from what was counted of each record."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import Refused
from volunteercloud.domain.records.models import Kind
from volunteercloud.domain.regions.models import Level, Region
from volunteercloud.domain.statistics import measures, periods
from volunteercloud.domain.statistics.models import Basis, ServiceCell, Slice, Span
from volunteercloud.domain.statistics.periods import Period

from . import asking
from .asking import CELLS, Dimension, Question, Step

SECONDS_OF_A_PAGE = 8
DAYS_OF_A_PAGE = 366  # of the whole country
CANCELLED = "57014"  # SQLSTATE of a statement that took too long, or was told to stop
LEVELS = {Level.PROVINCE: "province", Level.CITY: "city", Level.DISTRICT: "district", Level.STREET: "street"}
SIZES = {Step.YEAR: "year", Step.MONTH: "month", Step.DAY: "day"}
COLUMNS = {
    Dimension.CATEGORY: "fact.category",
    Dimension.KIND: "fact.kind",
    Dimension.SEX: "fact.sex",
    Dimension.AGE: "fact.age_band",
    Dimension.ORGANIZATION_KIND: "fact.organization_kind",
    Dimension.SDG: "goal.number::text",
    Dimension.GRADE: "fact.grade",
}
SUMS = {
    "credit_hours": "coalesce(sum(fact.minutes) FILTER (WHERE fact.grade IN ('A', 'B', 'C')), 0)",
    "honour_hours": "coalesce(sum(fact.minutes) FILTER (WHERE fact.grade IN ('D', 'E')), 0)",
    "people": "count(DISTINCT fact.volunteer_id)",
    asking.RECORDS: "count(*)",
}


@dataclass(frozen=True, slots=True)
class Row:
    """``start`` is the first day of its time as ISO 8601 has it, empty for the whole time; ``values`` of the dimensions in their
    order, ``numbers`` of the measures in theirs: minutes, people, fen or fractions, None for what is not known."""

    region_code: str
    start: str
    values: tuple[str, ...]
    numbers: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    rows: list[Row]

    def told(self) -> dict[str, Any]:
        """Plain enough for JSON."""
        return asdict(self)


def heard(told: dict[str, Any]) -> Answer:
    """An answer as it was kept."""
    return Answer(
        [Row(row["region_code"], row["start"], tuple(row["values"]), tuple(row["numbers"])) for row in told["rows"]]
    )


def answer(viewer: Actor, question: Question, today: date, seconds: int = SECONDS_OF_A_PAGE) -> Answer:
    """The answer for an officer with the right to the region. Refused: for another region (`ask.region`), for more cells than an
    answer may have (`ask.large`), for what takes too long (`ask.slow`), or would certainly on a page (`ask.later`)."""
    asking.check_may_ask(viewer, question)
    codes = _regions(question, today)
    wanted = question.periods(today)
    if seconds <= SECONDS_OF_A_PAGE and _is_over_everything(question, wanted, today):
        raise Refused(
            "ask.later",
            _("The question goes over the records of many years in the whole country."),
            next_step=_("Let it be answered in the background, or choose a shorter time or a smaller region."),
        )
    with _limited(seconds):
        if not question.is_of_amounts:
            rows = _of_measures(viewer, question, codes, wanted)
        elif stands_ready(question, wanted):
            rows = _of_cells(question, codes, wanted)
        else:
            rows = _of_facts(question)
    order = {code: number for number, code in enumerate(codes)}
    return Answer(sorted(rows, key=lambda row: (order.get(row.region_code, 0), row.start, row.values)))


def stands_ready(question: Question, wanted: Iterable[Period]) -> bool:
    """Whether cells hold it: at most one dimension, of which streets and days have none; grades of hours alone."""
    if not list(wanted):
        return False
    others = [each for each in question.dimensions if each != Dimension.GRADE]
    has_grades = len(others) < len(question.dimensions)
    if len(others) > 1 or (has_grades and not set(question.measures) <= {"credit_hours", "honour_hours"}):
        return False
    level = question.level or asking.level_of(question.region_code)
    return not others or (level < Level.STREET and question.step != Step.DAY)


def _is_over_everything(question: Question, wanted: list[Period], today: date) -> bool:
    if question.region_code or stands_ready(question, wanted) or not question.is_of_amounts:
        return False
    return (min(question.end, today) - question.first).days > DAYS_OF_A_PAGE


def too_large() -> Refused:
    return Refused(
        "ask.large",
        _("The answer would have more than 10,000 cells, which nobody reads."),
        next_step=_("Choose a higher level of regions, longer steps, fewer measures or fewer things to split by."),
        field="level",
    )


def was_stopped(error: OperationalError) -> bool:
    """Whether a statement took too long, or was told to stop."""
    return getattr(error.__cause__, "sqlstate", None) == CANCELLED


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    """So long and no longer, asking every machine where the database has several."""
    try:
        with fanning.allowed(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{seconds}s"])
            yield
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    except OperationalError as error:
        if not was_stopped(error):
            raise
        raise Refused(
            "ask.slow",
            _("So much was recorded there that the answer takes longer than a page can wait."),
            next_step=_("Let it be answered in the background, or choose a shorter time or a smaller region."),
        ) from None


def _regions(question: Question, today: date) -> list[str]:
    """Those that are told apart, in the order of their codes. Refused where they alone are too many."""
    if not question.level:
        return [question.region_code]
    stood = Region.objects.filter(level=question.level, code__startswith=question.region_code, valid_from__lte=today)
    most = asking.MOST_CELLS // len(question.measures)
    codes = list(stood.filter(valid_to__isnull=True).order_by("code").values_list("code", flat=True)[: most + 1])
    if len(codes) > most:
        raise too_large()
    return codes


def _of_measures(viewer: Actor, question: Question, codes: list[str], wanted: list[Period]) -> list[Row]:
    """A row for each region and time, whether anything was there or not: shares of nothing say why."""
    if len(codes) * len(wanted) * len(question.measures) > asking.MOST_CELLS:
        raise too_large()
    kept = [each for each in question.measures if each != asking.RECORDS]
    counted = _of_cells(question, codes, wanted, (asking.RECORDS,)) if len(kept) < len(question.measures) else []
    records = {(row.region_code, row.start): row.numbers[0] for row in counted}
    rows: list[Row] = []
    for (region_code, period), found in measures.table(viewer, codes, wanted, kept).items():
        start = _start(question, period)
        numbers = {code: value.number for code, value in found.items()}
        numbers[asking.RECORDS] = records.get((region_code, start), 0)
        rows.append(Row(region_code, start, (), tuple(numbers[code] for code in question.measures)))
    return rows


def _of_cells(question: Question, codes: list[str], wanted: list[Period], chosen: tuple[str, ...] = ()) -> list[Row]:
    others = [each for each in question.dimensions if each != Dimension.GRADE]
    by = CELLS[others[0]] if others else Slice.TOTAL
    cells = ServiceCell.objects.filter(
        periods.any_of(wanted), basis=Basis.PLACE, region_code__in=codes, slice=by
    ).order_by("region_code", "start", "value")
    chosen = chosen or question.measures
    most = asking.MOST_CELLS // len(chosen)
    rows: list[Row] = []
    for cell in cells[: most + 1]:
        start = _start(question, Period(Span(cell.span), cell.start))
        rows += _split(question, cell, start, chosen)
        if len(rows) > most:
            raise too_large()
    return rows


def _split(question: Question, cell: ServiceCell, start: str, chosen: tuple[str, ...]) -> Iterator[Row]:
    """A cell as a row, or by grade as five."""
    minutes = {
        "A": cell.minutes_a, "B": cell.minutes_b, "C": cell.minutes_c, "D": cell.minutes_d, "E": cell.minutes_e,
    }  # fmt: skip
    if Dimension.GRADE not in question.dimensions:
        sums = {
            "credit_hours": cell.minutes_a + cell.minutes_b + cell.minutes_c,
            "honour_hours": cell.minutes_d + cell.minutes_e,
            "people": cell.people,
            asking.RECORDS: cell.records,
        }
        value = (cell.value,) if question.dimensions else ()
        yield Row(cell.region_code, start, value, tuple(sums[each] for each in chosen))
        return
    for grade, number in minutes.items():
        if number:
            sums = {"credit_hours": number if grade in "ABC" else 0, "honour_hours": number if grade in "DE" else 0}
            values = tuple(grade if each == Dimension.GRADE else cell.value for each in question.dimensions)
            yield Row(cell.region_code, start, values, tuple(sums[each] for each in chosen))


def _of_facts(question: Question) -> list[Row]:
    """One statement over what was counted of each record, found by place and day."""
    level = LEVELS[Level(question.level)] if question.level else ""
    region = f"place.{level}" if level else "%(region)s"
    size = SIZES.get(question.step)
    start = f"to_char(date_trunc('{size}', fact.day::timestamp), 'YYYY-MM-DD')" if size else "''"
    keys = [f"{region}::text", start, *(COLUMNS[each] for each in question.dimensions)]
    within = _within(question)
    goals = "CROSS JOIN LATERAL unnest(fact.sdgs) AS goal (number)" if Dimension.SDG in question.dimensions else ""
    only = "" if Dimension.KIND in question.dimensions else "AND fact.kind = %(service)s"
    most = asking.MOST_CELLS // len(question.measures)
    groups = ", ".join(str(number) for number in range(1, len(keys) + 1))
    # Everything that is put together here is ours: names of columns, chosen by members of enumerations.
    sql = f"""
        SELECT {", ".join([*keys, *(SUMS[each] for each in question.measures)])}
        FROM statistics_servicefact AS fact LEFT JOIN statistics_place AS place ON place.code = fact.place_code {goals}
        WHERE fact.is_given {within} {only} AND fact.day >= %(since)s AND fact.day < %(until)s
        {f"AND place.{level} <> ''" if level else ""}
        GROUP BY {groups} ORDER BY {groups} LIMIT {most + 1}"""  # noqa: S608
    facts: dict[str, Any] = {"region": question.region_code, "service": Kind.SERVICE.value}
    facts |= {"since": _since(question), "until": _until(question)}
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        found = cursor.fetchall()
    if len(found) > most:
        raise too_large()
    width = len(question.dimensions)
    return [Row(row[0], row[1], tuple(row[2 : 2 + width]), tuple(map(int, row[2 + width :]))) for row in found]


def _within(question: Question) -> str:
    if not question.region_code:
        return ""
    return f"AND place.{LEVELS[Level(asking.level_of(question.region_code))]} = %(region)s"


def _since(question: Question) -> date:
    """Step by step from the first year that is told by itself, as cells are read; what was before is in the whole alone."""
    return date.min if question.since is None and question.step == Step.WHOLE else question.begins


def _until(question: Question) -> date:
    if question.until is None or question.step != Step.YEAR:
        return question.end
    return periods.year(question.until).end


def _start(question: Question, period: Period) -> str:
    return "" if question.step == Step.WHOLE else period.start.isoformat()
