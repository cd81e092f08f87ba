"""Asking the figures: a form in the address, the answer below it, as a file too."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import Level
from volunteercloud.domain.statistics import periods, sheets
from volunteercloud.domain.statistics.questions import actions, answering, asking, keeping
from volunteercloud.domain.statistics.questions.asking import Dimension, Question, Step
from volunteercloud.web.data.asking import NATION
from volunteercloud.web.office.desk import officers_only, region_name

from . import tables, words

MONTHS_OFFERED = 60
FILES = {"csv": "text/csv; charset=utf-8", "xlsx": sheets.SPREADSHEET}
# What the worker can do that a page can't.
LATER = ("ask.slow", "ask.later")


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@require_safe
@officers_only(Right.STATISTICS)
def ask(request, desk):
    """Without anything asked for it offers the form filled with this year of the officer's own region."""
    today = timezone.localdate(desk.at)
    facts = {"desk": desk, "query": "", "form": form(request.GET, desk, today)}
    status = 200
    if request.GET:
        try:
            question = meant(request.META["QUERY_STRING"], desk, today)
            facts |= {"question": question, "query": asking.written(question)}
            answer = answering.answer(desk.officer, question, today)
            facts |= {"table": tables.table(question, answer), "name": region_name(question.region_code)}
        except Refused as refused:
            status = 422
            facts |= {"refused": refused, "is_for_later": refused.code in LATER}
    mine, shared = keeping.kept(desk.officer)
    facts |= {
        "mine": [(one, "") for one in mine],
        "shared": [(one, region_name(one.region_code)) for one in shared],
        "inquiries": [(one, region_name(one.region_code)) for one in keeping.inquiries(desk.officer)],
    }
    return render(request, "office/statistics/ask.html", facts, status=status)


@require_safe
@officers_only(Right.STATISTICS)
def file(request, desk, form):
    """The answer as CSV or as a spreadsheet; leaves an entry. A refusal is a page."""
    today = timezone.localdate(desk.at)
    question = meant(request.META["QUERY_STRING"], desk, today)
    table = tables.table(question, answering.answer(desk.officer, question, today))
    return written(desk, question, table, form)


def written(desk, question: Question, table: tables.Shown, form: str) -> HttpResponse:
    if form not in FILES:
        raise NotFound
    actions.export(actor=desk.officer, region_code=question.region_code, what=asking.written(question), at=desk.at)
    sheet = table.sheet()
    answer = HttpResponse(sheets.workbook([sheet]) if form == "xlsx" else sheets.text(sheet), content_type=FILES[form])
    answer["Content-Disposition"] = f'attachment; filename="figures-{question.region_code or NATION}.{form}"'
    return answer


def meant(query: str, desk, today: date) -> Question:
    return asking.read(query, desk.regions[0], today)


def form(given, desk, today: date) -> dict[str, object]:
    """What the form offers, with what was asked for chosen."""
    chosen = given.getlist("m") or ["credit_hours", "honour_hours", "people"]
    region = given.get("region", desk.regions[0] or NATION)
    step, level = given.get("step", Step.MONTH), given.get("level", "0")
    begins = given.get("from", "" if given else f"{today.year}-01")
    ends = given.get("to", "" if given else f"{today:%Y-%m}")
    by = [*given.getlist("by"), "", "", ""]
    return {
        "measures": [Option(code, str(title), code in chosen) for code, title in asking.titles().items()],
        "regions": _regions(desk, region, today),
        "levels": [Option(code, label, code == level) for code, label in _levels()],
        "steps": [Option(each, label, each == step) for each, label in _steps()],
        "begins": _months(begins, today, "01"),
        "ends": _months(ends, today, "12"),
        "by": [_dimensions(each) for each in by[: asking.MOST_DIMENSIONS]],
    }


def _regions(desk, chosen: str, today: date) -> list[Option]:
    """The officer's own, and those right below; and the one that is asked about, if it lies deeper."""
    codes = list(desk.regions)
    for code in desk.regions:
        codes += [region.code for region in region_queries.children_of(code, today)]
    meant_code = "" if chosen == NATION else chosen
    if meant_code not in codes and desk.covers(meant_code) and region_queries.path(meant_code):
        codes.append(meant_code)
    return [Option(code or NATION, region_name(code), code == meant_code) for code in dict.fromkeys(codes)]


def _levels():
    return [
        ("0", _("as one")),
        (str(Level.PROVINCE.value), _("by province")),
        (str(Level.CITY.value), _("by city")),
        (str(Level.DISTRICT.value), _("by district or county")),
        (str(Level.STREET.value), _("by street or town")),
    ]


def _steps():
    return [
        (Step.WHOLE, _("the time as one")),
        (Step.YEAR, _("year by year")),
        (Step.MONTH, _("month by month")),
        (Step.DAY, _("day by day")),
    ]


def _months(chosen: str, today: date, edge: str) -> list[Option]:
    """The months of five years, the newest first; of the years before the first or the last month, and the one that is asked
    for."""
    found = []
    year, month = today.year, today.month
    for _number in range(MONTHS_OFFERED):
        found.append(f"{year}-{month:02}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    found += [f"{each}-{edge}" for each in range(year, periods.FIRST_YEAR - 1, -1)]
    if chosen:
        found.append(chosen[:7])
    return [Option("", _("open"), not chosen), *(Option(each, each, each == chosen) for each in dict.fromkeys(found))]


def _dimensions(chosen: str) -> list[Option]:
    return [
        Option("", _("nothing"), not chosen),
        *(Option(each, words.dimension(each), each == chosen) for each in Dimension),
    ]
