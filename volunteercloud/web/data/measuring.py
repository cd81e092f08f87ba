"""What each measure is: definition, formula, source and version, its value now for the region of the site, and how it moved."""

from dataclasses import dataclass
from datetime import date

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.statistics import measures, periods, queries
from volunteercloud.domain.statistics.measures import Measure, Missing, Need, Unit, Value
from volunteercloud.domain.statistics.periods import Period
from volunteercloud.web import answers, formats
from volunteercloud.web.charts import bars
from volunteercloud.web.evidence import KIND_NAMES
from volunteercloud.web.templatetags.charts import large_hours

from . import asking, figures, regions

MONTHS, YEARS = 13, 6


@dataclass(frozen=True, slots=True)
class Row:
    """A time or a part, with the number as a reader writes it; ``reason`` where there is none."""

    label: str
    number: str
    unit: str
    reason: str
    width: float


@require_safe
def listing(request):
    today = timezone.localdate(answers.reader_now())
    code, period = regions.own(today), periods.year(today)
    listed = measures.listed()
    values = measures.values(None, code, period, [each.code for each in listed])
    rows = [(each, figures.figure_of(each, values[each.code])) for each in listed]
    facts = {"rows": rows, "name": asking.name_of(code, get_language()), "period": asking.said(period)}
    return render(request, "data/measures/listing.html", facts | _freshness())


@require_safe
def measure(request, code):
    today = timezone.localdate(answers.reader_now())
    region_code, period = regions.own(today), periods.year(today)
    chosen = measures.measure(code)
    value = measures.values(None, region_code, period, [code])[code]
    facts = {
        "measure": chosen,
        "figure": figures.figure_of(chosen, value),
        "name": asking.name_of(region_code, get_language()),
        "region_code": region_code,
        "period": asking.said(period),
        "better": _better(chosen),
        "parts": _parts(chosen, value),
        "moved": [] if chosen.unit == Unit.MIX else _moved(chosen, region_code, today),
        "wages": [_wage(each) for each in value.facts.get("wages", [])],
        "counted": value.facts if "counted_on" in value.facts else None,
    }
    return render(request, "data/measures/measure.html", facts | _freshness())


def _freshness() -> dict[str, object]:
    """As of when the figures are, where the parts of a dashboard look for it."""
    return {"read": {"as_of": queries.as_of(answers.reader_now())}}


def _moved(chosen: Measure, region_code: str, today: date) -> list[Row]:
    """The last twelve months and this one; a measure that is made of years, by years."""
    found = measures.history(None, region_code, _times(chosen, today), chosen.code)
    lengths = bars.lengths([value.number for value in found.values()])
    return [
        _row(chosen, asking.said(period), value, width)
        for (period, value), width in zip(found.items(), lengths, strict=True)
    ]


def _times(chosen: Measure, today: date) -> list[Period]:
    each = periods.year(today) if Need.COHORTS in chosen.needs else periods.month(today)
    found = [each]
    while len(found) < (YEARS if Need.COHORTS in chosen.needs else MONTHS):
        before = periods.previous(found[-1])
        found += [before] if before else []
    return found


def _row(chosen: Measure, label: str, value: Value, width: float) -> Row:
    if value.number is None:
        return Row(label, "", "", str(figures.REASONS[value.missing]) if value.missing else "", 0)
    return Row(label, *figures.written(chosen.unit, value.number), "", width)


def _parts(chosen: Measure, value: Value) -> list[Row]:
    """What it is made of, the largest first; grades in their order, money by the two sorts of hours."""
    parts = value.parts
    if chosen.code != "evidence_mix":
        parts = dict(sorted(parts.items(), key=lambda each: -(each[1] or 0)))
    lengths = bars.lengths(list(parts.values()))
    return [
        _part(chosen, _called(chosen.code, name), number, width)
        for (name, number), width in zip(parts.items(), lengths, strict=True)
    ]


def _part(chosen: Measure, label: str, number: int | None, width: float) -> Row:
    if number is None:
        return Row(label, "", "", str(figures.REASONS[Missing.WITHHELD]), 0)
    if chosen.unit == Unit.FEN:
        return Row(label, formats.large(number // 100), _("yuan"), "", width)
    return Row(label, large_hours(number), _("hours"), "", width)


def _called(code: str, name: str) -> str:
    """The name of a part."""
    match code:
        case "evidence_mix":
            return _("Grade %(grade)s") % {"grade": name}
        case "replacement_value":
            return _("Credit hours") if name == "credit" else _("Honour hours")
        case "hours_by_kind":
            return str(KIND_NAMES.get(name, name))
        case _:
            listed = CodeList.SDG_GOAL if code == "hours_by_sdg" else CodeList.CATEGORY
            return code_queries.label(listed, name, get_language()) if name else _("not said")


def _wage(wage: dict[str, object]) -> dict[str, object]:
    """The value of an hour as money is said."""
    fen = int(wage["fen_an_hour"])
    return wage | {"yuan": f"{fen // 100:,}.{fen % 100:02}"}


def _better(chosen: Measure) -> str:
    return {"up": _("More is better."), "down": _("Less is better.")}.get(chosen.better, "")
