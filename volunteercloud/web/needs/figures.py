"""Figures of needs as pictures with the table behind them, and as a file: for the officers' desk and for stations."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from volunteercloud.core import cells
from volunteercloud.core.actor import Actor
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.needs.figures import Figures, Sums, figures
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web.templatetags.service import month_of_year

from .words import UNMET

MONTHS_A_YEAR = 12
SPANS = {3: gettext_lazy("3 months"), 12: gettext_lazy("12 months"), 36: gettext_lazy("3 years")}
REASONS: dict[str, str | Promise] = {**UNMET, "expired": gettext_lazy("Its time ran out")}
COLUMNS = ("posted", "opened", "answered", "answer_minutes", "docked", "met", "unmet", "met_percent", "rating")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a picture: how much of it was met and not met, in per cent of what most were posted of. A number that is
    None is fewer than ten, and has no bar."""

    code: str
    label: str
    sums: Sums
    met: float = 0
    unmet: float = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """``reasons`` is each reason why needs were not met, with how many, and the length of its bar."""

    region_code: str
    span: int
    from_month: date
    to_month: date
    is_exact: bool
    whole: Sums
    kinds: list[Line]
    regions: list[Line]
    months: list[Line]
    reasons: list[tuple[str, int | None, float]]

    @property
    def tables(self) -> list[tuple[str, list[Line]]]:
        return [(_("By kind"), self.kinds), (_("By region"), self.regions), (_("By month"), self.months)]


def span_of(text: str | None) -> int:
    """How many months an address asks for; a year where it makes no sense."""
    return int(text) if text and text.isdecimal() and len(text) < 3 and int(text) in SPANS else MONTHS_A_YEAR


def picture(viewer: Actor, region_code: str, span: int, today: date) -> Picture:
    """The last months of a region, this one included."""
    to_month = today.replace(day=1)
    from_month = _earlier(to_month, span - 1)
    found = figures(viewer, region_code, from_month, to_month)
    language = get_language() or ""
    region_queries.full_names(found.by_region, language)  # one reading for the names of all
    return Picture(
        region_code,
        span,
        from_month,
        to_month,
        found.is_exact,
        found.whole,
        _lines(found.by_category, lambda code: code_queries.label(CodeList.CATEGORY, code, language)),
        _lines(found.by_region, lambda code: region_queries.short_name(code, language)),
        _lines({f"{month:%Y-%m}": sums for month, sums in found.by_month.items()}, _month),
        _reasons(found),
    )


def file_of(shown: Picture) -> HttpResponse:
    """Every number of the page, a row for the whole and for each kind, region and month."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"needs-{shown.region_code}-{shown.from_month:%Y-%m}-{shown.to_month:%Y-%m}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    lines = cells.Lines(answer)
    lines.add([
        _("By"), _("Code"), _("Name"), _("Posted"), _("Opened"), _("Answered"), _("Minutes to the first answer"), _("Docked"),
        _("Met"), _("Not met"), _("Met, per cent"), _("Rating"), *REASONS.values(),
    ])  # fmt: skip
    lines.add(_row(_("Total"), shown.region_code, "", shown.whole))
    for title, table in shown.tables:
        lines.add_all(_row(title, line.code, line.label, line.sums) for line in table)
    return answer


def _row(by: str, code: str, label: str, sums: Sums) -> list[object]:
    numbers = [_written(getattr(sums, name), name) for name in COLUMNS]
    reasons = [_written(sums.unmet_by.get(reason, 0), "unmet") for reason in REASONS]
    return [by, code, label, *numbers, *reasons]


def _written(number: object, name: str) -> object:
    """A number that is left open says so; a share or a mean of nothing is empty."""
    if number is not None:
        return number
    return "" if name in ("answer_minutes", "met_percent", "rating") else _("fewer than 10")


def _lines(of: dict[str, Sums], label) -> list[Line]:
    longest = max((sums.posted or 0 for sums in of.values()), default=0) or 1
    return [
        Line(code, label(code), sums, _share(sums.met, longest), _share(sums.unmet, longest))
        for code, sums in of.items()
    ]


def _reasons(found: Figures) -> list[tuple[str, int | None, float]]:
    longest = max((number or 0 for number in found.whole.unmet_by.values()), default=0) or 1
    return [
        (str(REASONS.get(reason, reason)), number, _share(number, longest))
        for reason, number in found.whole.unmet_by.items()
    ]


def _month(code: str) -> str:
    return month_of_year(date.fromisoformat(f"{code}-01"))


def _share(number: int | None, of: int) -> float:
    return round(100 * (number or 0) / of, 1)


def _earlier(month: date, months: int) -> date:
    counted = month.year * MONTHS_A_YEAR + month.month - 1 - months
    return date(counted // MONTHS_A_YEAR, counted % MONTHS_A_YEAR + 1, 1)
