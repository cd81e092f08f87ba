"""A reading as a page shows it: pictures, rows with names, and the sentence that says what is to be seen."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.regions.models import Level
from volunteercloud.domain.statistics import queries
from volunteercloud.domain.statistics.models import Slice, Span
from volunteercloud.domain.statistics.periods import Period
from volunteercloud.domain.statistics.sums import Sums
from volunteercloud.web import evidence, formats
from volunteercloud.web.charts import areas, bars, calendars
from volunteercloud.web.charts.cohorts import Cohort, triangle
from volunteercloud.web.templatetags.charts import large_hours, percent, rate

from . import asking, drawing, reading
from .figures import Figure, figures_of

GRADES = "ABCDE"
# What is left out of the name of a province on a map.
PROVINCE_KINDS = re.compile("(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$")
LEAST_MOMENTS = 2
# A share that moved by less than this has stayed.
MOVED = 0.02


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table with its bar, as long as ``width`` says. ``share`` of the whole, where the rows are parts of one."""

    code: str
    name: str
    sums: Sums
    width: float
    share: float | None = None
    address: str = ""
    residents: int | None = None
    per_hundred: float | None = None

    @property
    def both(self) -> int:
        """Minutes of credit and honour hours: for comparing kinds of service, never as a sum of hours earned."""
        return _both(self.sums)


@dataclass(frozen=True, slots=True)
class Grade:
    letter: str
    name: str
    minutes: int
    part: bars.Part


@dataclass(frozen=True, slots=True)
class Trend:
    """``finding`` says what the picture shows."""

    chart: areas.Area
    moments: list[tuple[str, Sums, float | None]]
    finding: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """``days`` are those on which ten people or more served."""

    year: int
    halves: list[calendars.Half]
    days: int
    limits: tuple[int, ...] = queries.DAY_LIMITS


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the templates of a dashboard draw."""

    read: reading.Reading
    name: str
    period: str
    choices: list[asking.Choice]
    months: list[asking.Choice]
    change: str = ""
    figures: list[Figure] = field(default_factory=list)
    picture: drawing.Picture | None = None
    below: list[Row] = field(default_factory=list)
    ranking: list[Row] = field(default_factory=list)
    trend: Trend | None = None
    grades: list[Grade] = field(default_factory=list)
    grades_finding: str = ""
    categories: list[Row] = field(default_factory=list)
    sdgs: list[Row] = field(default_factory=list)
    sexes: list[Row] = field(default_factory=list)
    ages: list[Row] = field(default_factory=list)
    calendar: Calendar | None = None
    cohorts: list[Cohort] = field(default_factory=list)
    cohort_years: list[int] = field(default_factory=list)

    @property
    def told(self) -> list[Figure]:
        """The figures that there are."""
        return [figure for figure in self.figures if figure.number]


def shown(read: reading.Reading, today: date, place: str = "data:region") -> Shown:
    """``place`` is the name of the addresses to which regions lead."""
    language = get_language() or ""
    key = asking.key_of(read.period)
    below = _below(read, language, key, place)
    staying, years = _cohorts(read, today)
    return Shown(
        read=read,
        name=asking.name_of(read.stand.code, language),
        period=asking.said(read.period),
        choices=asking.choices(read.period, today),
        months=asking.months(read.period, today),
        change=_change(read, today),
        figures=figures_of(read.values),
        picture=_picture(read, below),
        below=below,
        ranking=_ranking(read, below),
        trend=trend(read.moments),
        grades=_grades(read.total),
        grades_finding=_grades_finding(read.total),
        categories=_parts(read, Slice.CATEGORY, lambda code: _term(code, language)),
        sdgs=_parts(read, Slice.SDG, lambda code: _term(code, language, CodeList.SDG_GOAL)),
        sexes=_parts(read, Slice.SEX, _sex, in_order=True),
        ages=_parts(read, Slice.AGE, age_band, in_order=True),
        calendar=_calendar(read, today),
        cohorts=staying,
        cohort_years=years,
    )


def _below(read: reading.Reading, language: str, key: str, place: str) -> list[Row]:
    widths = bars.lengths([one.sums.credit_minutes for one in read.below])
    regions = {region.code: region for region in read.stand.below}
    return [
        Row(
            one.code,
            _own_name(regions[one.code], language),
            one.sums,
            width,
            address=f"{reverse(place, args=[one.code])}?period={key}",
            residents=one.residents,
            per_hundred=one.per_hundred,
        )
        for one, width in zip(read.below, widths, strict=True)
    ]


def _own_name(region, language: str) -> str:
    return region.name if language.startswith("zh") or not region.name_latin else region.name_latin


def _picture(read: reading.Reading, below: Sequence[Row]) -> drawing.Picture | None:
    """Shades by hours for each hundred residents where they are known of all, else by hours."""
    by_rate = any_known(below)
    labels = {
        row.code: drawing.Labelled(
            name=_on_map(row.name) if read.stand.level < Level.PROVINCE else row.name,
            value=None if row.sums.is_withheld else row.per_hundred if by_rate else row.sums.credit_minutes / 60,
            figure=short_hours(row.sums.credit_minutes) if row.sums.credit_minutes else "",
            said=_said_of(row),
            address=row.address,
        )
        for row in below
    }
    return drawing.picture(read.stand.code, labels) if labels else None


def _on_map(province: str) -> str:
    """A province as maps write it: 新疆, 内蒙古."""
    return PROVINCE_KINDS.sub("", province)


def any_known(below: Sequence[Row]) -> bool:
    """Whether residents are known of every region that has figures."""
    told = [row for row in below if not row.sums.is_withheld]
    return bool(told) and all(row.per_hundred is not None for row in told)


def _said_of(row: Row) -> str:
    if row.sums.is_withheld:
        return _("%(name)s: not shown") % {"name": row.name}
    facts = {"name": row.name, "hours": large_hours(row.sums.credit_minutes), "rate": rate(row.per_hundred)}
    if row.per_hundred is None:
        return _("%(name)s: %(hours)s credit hours") % facts
    return _("%(name)s: %(hours)s credit hours, %(rate)s for each hundred residents") % facts


def short_hours(minutes: int) -> str:
    """Hours as short as a map needs them."""
    hours = minutes // 60
    if formats.in_chinese() or hours < 10_000:
        return formats.large(hours)
    return f"{hours / 1_000_000:.1f}m" if hours >= 1_000_000 else f"{hours // 1000}k"


def _ranking(read: reading.Reading, below: Sequence[Row]) -> list[Row]:
    rows = {row.code: row for row in below}
    order = [rows[one.code] for one in reading.ranked(read.below)]
    widths = bars.lengths([row.per_hundred for row in order])
    return [
        Row(row.code, row.name, row.sums, width, None, row.address, row.residents, row.per_hundred)
        for row, width in zip(order, widths, strict=True)
    ]


def trend(moments: Sequence[reading.Moment]) -> Trend | None:
    """The picture of what stands month by month; nothing where that is less than two months."""
    if len(moments) < LEAST_MOMENTS or not any(one.sums.records for one in moments):
        return None
    chart = areas.area([_moment(one) for one in moments])
    rows = [(asking.said(one.period), one.sums, credit_share(one.sums)) for one in reversed(moments)]
    return Trend(chart, rows, _trend_finding(moments))


def _moment(one: reading.Moment) -> areas.Moment:
    if one.sums.is_withheld:
        return areas.Moment(one.period.start, None, None)
    return areas.Moment(one.period.start, one.sums.credit_minutes / 60, one.sums.honour_minutes / 60)


def credit_share(sums: Sums) -> float | None:
    whole = sums.credit_minutes + sums.honour_minutes
    return sums.credit_minutes / whole if whole else None


def _trend_finding(moments: Sequence[reading.Moment]) -> str:
    """How the part of credit hours moved from the first quarter of what is shown to the last."""
    told = [one.sums for one in moments if credit_share(one.sums) is not None]
    if len(told) < LEAST_MOMENTS:
        return ""
    some = max(1, len(told) // 4)
    first, last = (_together(part) for part in (told[:some], told[-some:]))
    facts = {"first": percent(first), "last": percent(last)}
    if last - first >= MOVED:
        return _("The part of credit hours rose from %(first)s to %(last)s.") % facts
    if first - last >= MOVED:
        return _("The part of credit hours fell from %(first)s to %(last)s.") % facts
    return _("The part of credit hours stayed at about %(last)s.") % facts


def _together(sums: Iterable[Sums]) -> float:
    both = list(sums)
    credit = sum(one.credit_minutes for one in both)
    return credit / (credit + sum(one.honour_minutes for one in both))


def _change(read: reading.Reading, today: date) -> str:
    """Against the time before: whole months with the same months a year earlier, which the series reaches back to."""
    months = {one.period.start: one.sums for one in read.moments if one.period.span == Span.MONTH}
    if read.period.span == Span.EVER:
        return ""
    wanted = [start for start in months if read.period.start <= start < min(read.period.end, today.replace(day=1))]
    before = [date(start.year - 1, start.month, 1) for start in wanted]
    if not wanted or any(start not in months or months[start].is_withheld for start in [*wanted, *before]):
        return ""
    now, then = (sum(months[start].credit_minutes for start in starts) for starts in (wanted, before))
    if not then:
        return ""
    facts = {"change": percent(abs(now - then) / then), "month": asking.said(Period(Span.MONTH, max(wanted)))}
    if now >= then:
        return _("Up to %(month)s %(change)s more than a year before") % facts
    return _("Up to %(month)s %(change)s less than a year before") % facts


def _grades(sums: Sums) -> list[Grade]:
    parts = {part.name: part for part in bars.whole(dict(zip(GRADES, map(float, sums.minutes), strict=True)))}
    minutes = dict(zip(GRADES, sums.minutes, strict=True))
    return [Grade(name, evidence.grade_name(name), minutes[name], part) for name, part in parts.items()]


def _grades_finding(sums: Sums) -> str:
    share = credit_share(sums)
    return _("%(share)s were evidenced on the spot.") % {"share": percent(share)} if share is not None else ""


def _parts(read: reading.Reading, by: Slice, name, *, in_order: bool = False) -> list[Row]:
    """The values of a slice with their names, those with most hours first, or in the order of their codes."""
    found = read.parts.get(by, {})
    order = sorted(found, key=lambda code: (code == "", code if in_order else -_both(found[code]), code))
    whole = _both(read.total)
    widths = bars.lengths([None if found[code].is_withheld else _both(found[code]) for code in order])
    return [
        Row(code, name(code), found[code], width, _both(found[code]) / whole if whole else None)
        for code, width in zip(order, widths, strict=True)
    ]


def _both(sums: Sums) -> int:
    return sums.credit_minutes + sums.honour_minutes


def _term(code: str, language: str, name: str = CodeList.CATEGORY) -> str:
    if not code:
        return _("not said")
    return code_queries.label(name, code, language)


def _sex(code: str) -> str:
    return {"1": _("men"), "2": _("women")}.get(code, _("not said"))


def age_band(youngest: str) -> str:
    """A band of ages by its youngest."""
    bands = {"0": "0–13", "14": "14–17", "18": "18–24", "25": "25–34", "35": "35–44", "45": "45–59", "60": "60–69"}
    if youngest == "70":
        return _("70 and above")
    return _("%(ages)s years") % {"ages": bands[youngest]} if youngest in bands else _("not said")


def _calendar(read: reading.Reading, today: date) -> Calendar | None:
    """A year of days, by how many people served; days with few are as pale as empty ones."""
    if not read.days:
        return None
    year = next(iter(read.days)).year
    first = calendars.monday_before(date(year, 1, 1))
    halves = calendars.halves(lambda day: read.days.get(day, 0 if day <= today else None), first, date(year, 12, 31))
    return Calendar(year, halves, len(read.days))


def _cohorts(read: reading.Reading, today: date) -> tuple[list[Cohort], list[int]]:
    """Who began in the last six years that are over, and who came back."""
    last = today.year
    people = {
        (first, year): number
        for first, years in read.cohorts.items()
        for year, number in years.items()
        if last - 6 <= first < last and year <= last
    }
    found = triangle(people, last) if people else []
    return found, list(range(found[0].first_year + 1, last + 1)) if found else []
