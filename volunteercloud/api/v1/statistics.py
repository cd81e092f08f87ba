"""Figures by region, time and kind, and the measures made of them. Public; officers of a region see them exactly.

What fewer than ten people stand behind is withheld, and so is what would tell it by subtraction: its numbers are null.
"""

import hashlib
import io
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext_lazy, override
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema
from pydantic import Field as Limits

from volunteercloud.api.fields import Code
from volunteercloud.api.keys import knows
from volunteercloud.core import cells
from volunteercloud.core.actor import ActorKind
from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.statistics import disclosure, measures, periods, places, queries
from volunteercloud.domain.statistics.measures import Measure, Value
from volunteercloud.domain.statistics.models import Basis, Slice, Span
from volunteercloud.domain.statistics.patterns import AT_HOME
from volunteercloud.domain.statistics.periods import Period
from volunteercloud.domain.statistics.sums import NOTHING, Sums

router = Router(tags=["statistics"], auth=knows(Scope.OFFICE))

NATION = "nation"
CSV, JSON = "text/csv", "application/json"
SECONDS = 5  # figures are at most so old; a cache may keep them as long
MOST_REGIONS = 100

Where = Annotated[str, Limits(pattern=r"^(nation|[0-9]{2,12})$", examples=["9901"])]
When = Annotated[str, Limits(pattern=r"^(all|[0-9]{1,6}(-[0-9]{1,2}){0,2})$", examples=["2026-10"])]


class Regional(Schema):
    """Of a row with a `region_code`, said as programs say it."""

    @staticmethod
    def resolve_region(row: Any) -> str:
        return row.region_code or NATION


def region_code_of(said: str) -> str:
    return "" if said == NATION else said


class RegionFiguresOut(Schema):
    """Credit and honour minutes are never added up. All numbers are null where `is_withheld`. For the public `firsts` is told
    to tens."""

    records: int | None = Field(examples=[1200])
    people: int | None = Field(description="Different people: parts may come to more than the whole.", examples=[310])
    firsts: int | None = Field(description="People whose first service ever this was.", examples=[40])
    credit_minutes: int | None = Field(description="Grades A to C.", examples=[144000])
    honour_minutes: int | None = Field(description="Grades D and E.", examples=[18000])
    minutes: dict[str, int | None] = Field(description="By evidence grade.", examples=[{"A": 90000, "B": 54000}])
    is_withheld: bool = Field(description="Fewer than ten people, or it would tell about fewer than ten.")


class AnswerOut(Schema):
    """`as_of`: everything written before is counted; null where nothing was ever counted. `definition` explains the figures."""

    as_of: datetime | None
    is_exact: bool = Field(description="Nothing is withheld or rounded: for officers of the region.")
    region: str = Field(examples=["9901"])
    period: str = Field(examples=["2026-10"])
    definition: str = Field(examples=["/api/v1/statistics/measures"])


class TotalOut(AnswerOut):
    figures: RegionFiguresOut
    previous: RegionFiguresOut | None = Field(description="Of the time before, as long; null for all time.")


class FigurePartOut(Schema):
    value: str = Field(description="Of the dimension; empty where a record has none.", examples=["elderly"])
    figures: RegionFiguresOut


class PartsOut(AnswerOut):
    by: str = Field(examples=["category"])
    parts: list[FigurePartOut]


class FigureMomentOut(Schema):
    start: date = Field(description="The first day.", examples=["2026-10-01"])
    figures: RegionFiguresOut


class FigureSeriesOut(AnswerOut):
    span: str = Field(examples=["month"])
    moments: list[FigureMomentOut]


class ChildOut(Schema):
    """A region right below. One that ended and was taken over has no figures: they stand at `successor_code`."""

    code: str = Field(examples=["990101"])
    name: str = Field(examples=["临溪区"])
    name_latin: str
    valid_from: date
    valid_to: date | None
    successor_code: str | None
    figures: RegionFiguresOut | None


class ChildrenOut(AnswerOut):
    children: list[ChildOut]


class MeasureOut(Schema):
    """What a measure is. Values of two versions are not compared."""

    code: str = Field(examples=["registered_rate"])
    title: str = Field(examples=["Registered rate"])
    unit: str = Field(examples=["share"])
    definition: str
    formula: str
    source: str
    version: int = Field(examples=[1])
    better: str = Field(description="`up`, `down`, or empty.", examples=["up"])
    target: float | None = Field(examples=[0.13])


class ValueOut(Schema):
    """`number` is a fraction, minutes, people or fen as the unit says; null where `missing` says why, and for a mix."""

    code: str = Field(examples=["registered_rate"])
    region: str = Field(examples=["9901"])
    period: str = Field(examples=["2026"])
    number: float | None = Field(examples=[0.131])
    top: int | None = Field(description="What was divided …", examples=[1310])
    bottom: int | None = Field(description="… by what.", examples=[10000])
    parts: dict[str, int | None] = Field(description="What it is made of; null is withheld.")
    missing: str | None = Field(description="population, register, wage, nothing, withheld or period.")
    facts: dict[str, Any] = Field(description="What else was read: the count of residents, the value of an hour.")


class ValuesOut(AnswerOut):
    values: list[ValueOut]


class Asked(Schema):
    """A period is `all`, a year, a month (2026-10) or a day."""

    period: When = Field("all", description="A year, a month, a day or `all`.")


class AskedTotal(Asked):
    basis: Basis = Field(Basis.PLACE, description="Where service was given, or where the people live who gave it.")


class AskedParts(AskedTotal):
    by: Slice = Field(Slice.CATEGORY, description="By home only total, sex and age.")


class AskedSeries(Schema):
    span: Span = Span.MONTH
    since: date
    until: date = Field(description="The day after the last; at most 400 spans, the latest.")
    by: Slice = Slice.TOTAL
    value: Code = ""
    basis: Basis = Basis.PLACE


class AskedValues(Asked):
    code: list[Code] = Field([], max_length=50, description="Of the measures wanted; all if left out.")


class AskedRegions(Asked):
    region: list[Where] = Field(max_length=MOST_REGIONS, min_length=1)


@router.get("/measures", response=list[MeasureOut], summary=_("List the measures"))
def statistics_measures(request):
    """Each with its definition, formula and source, in the reader's language."""
    return [_measure(each) for each in measures.listed()]


@router.get("/measures/{code}", response=MeasureOut, summary=_("Show a measure"))
def statistics_measure(request, code: str):
    return _measure(measures.measure(code))


@router.get("/measures/{code}/values", response=ValuesOut, summary=_("Compare regions by a measure"))
def statistics_compare(request, code: str, asked: Query[AskedRegions]):
    """One measure of up to a hundred regions."""
    period, regions = _period(asked.period), [_region(each) for each in asked.region]
    found = measures.compare(request.auth.actor, regions, period, code)
    is_exact = len(disclosure.exact_among(request.auth.actor, regions)) == len(set(regions))
    said = _answer(period, ",".join(asked.region), f"measures/{code}", is_exact=is_exact)
    return _sent(request, said | {"values": [_value(each) for each in found.values()]}, "values")


@router.get("/regions/{region}", response=TotalOut, summary=_("Read the figures of a region"))
def statistics_total(request, region: Where, asked: Query[AskedTotal]):
    """`nation` is the whole country. The time before stands beside it."""
    code, period, viewer = _region(region), _period(asked.period), request.auth.actor
    now, before = queries.with_previous(viewer, code, period, asked.basis)
    said = _answer(period, region, is_exact=disclosure.sees_exact(viewer, code))
    return _sent(request, said | {"figures": _figures(now), "previous": _figures(before) if before else None})


@router.get("/regions/{region}/parts", response=PartsOut, summary=_("Read the figures of a region by kind"))
def statistics_parts(request, region: Where, asked: Query[AskedParts]):
    """By category, kind of time, sex, age, kind of organization or development goal. Where the total is withheld nothing is
    listed."""
    code, period, viewer = _region(region), _period(asked.period), request.auth.actor
    _check_kept(asked.by, asked.basis)
    found = queries.parts(viewer, code, period, asked.by, asked.basis)
    said = _answer(period, region, is_exact=disclosure.sees_exact(viewer, code)) | {"by": asked.by}
    rows = [{"value": value, "figures": _figures(sums)} for value, sums in found.items()]
    return _sent(request, said | {"parts": rows}, "parts")


@router.get(
    "/regions/{region}/series", response=FigureSeriesOut, summary=_("Read the figures of a region one after the other")
)
def statistics_series(request, region: Where, asked: Query[AskedSeries]):
    """Days, months or years in which there was any. Of single days the public is told nothing."""
    code, viewer = _region(region), request.auth.actor
    _check_kept(asked.by, asked.basis)
    _check_years(asked.since.year, asked.until.year)
    found = queries.series(viewer, code, asked.span, asked.since, asked.until, asked.by, asked.value, asked.basis)
    said = _answer(None, region, is_exact=disclosure.sees_exact(viewer, code))
    said |= {"period": f"{asked.since}/{asked.until}", "span": asked.span}
    rows = [{"start": start, "figures": _figures(sums)} for start, sums in found.items()]
    return _sent(request, said | {"moments": rows}, "moments")


@router.get("/regions/{region}/children", response=ChildrenOut, summary=_("Read the figures of the regions below"))
def statistics_children(request, region: Where, asked: Query[AskedTotal]):
    """Every region that stood right below in the period. One that ended leads to what took over from it."""
    code, period, viewer = _region(region), _period(asked.period), request.auth.actor
    below = places.below(code, period)
    found = queries.by_region(viewer, [each.code for each in below], period, asked.basis)
    said = _answer(period, region, is_exact=disclosure.sees_exact(viewer, code))
    return _sent(request, said | {"children": [_child(each, found) for each in below]}, "children")


@router.get("/regions/{region}/measures", response=ValuesOut, summary=_("Read the measures of a region"))
def statistics_values(request, region: Where, asked: Query[AskedValues]):
    """All of them, or those that are named."""
    code, period, viewer = _region(region), _period(asked.period), request.auth.actor
    codes = asked.code or [each.code for each in measures.listed()]
    found = measures.values(viewer, code, period, codes)
    said = _answer(period, region, is_exact=disclosure.sees_exact(viewer, code))
    return _sent(request, said | {"values": [_value(each) for each in found.values()]}, "values")


def _measure(measure: Measure) -> dict[str, Any]:
    texts = {name: str(getattr(measure, name)) for name in ("title", "definition", "formula", "source")}
    return {name: getattr(measure, name) for name in MeasureOut.model_fields} | texts


def _region(text: str) -> str:
    """The code, which has to be one that some region has or had. Raises `NotFound`."""
    code = "" if text == NATION else text
    places.check_known([code])
    return code


def _period(text: str) -> Period:
    if text == "all":
        return periods.ever()
    numbers = [int(each) for each in text.split("-")]
    _check_years(numbers[0])
    try:
        start = date(*[*numbers, 1, 1][:3])
    except ValueError:
        raise _no_such_time() from None
    return (periods.year, periods.month, periods.day)[len(numbers) - 1](start)


def _check_years(*years: int) -> None:
    if not all(periods.FIRST_YEAR <= year <= timezone.localdate().year + 1 for year in years):
        raise _no_such_time()


def _no_such_time() -> Refused:
    return Refused(
        "statistics.period",
        gettext_lazy("No figures are kept for such a time."),
        next_step=gettext_lazy("Ask for a year from 1980 on, a month as 2026-10, a day as 2026-10-31, or “all”."),
        field="period",
    )


def _check_kept(by: Slice, basis: Basis) -> None:
    if basis == Basis.HOME and by not in AT_HOME:
        raise Refused(
            "statistics.dimension",
            gettext_lazy("By home only the total, sex and age are kept."),
            next_step=gettext_lazy("Ask by place, or for one of these."),
            field="by",
        )


def _answer(period: Period | None, region: str, definition: str = "measures", *, is_exact: bool) -> dict[str, Any]:
    found = queries.as_of(timezone.now())
    return {
        "as_of": found.at if found else None,
        "is_exact": is_exact,
        "region": region,
        "period": _said(period) if period else "",
        "definition": f"/api/v1/statistics/{definition}",
    }


def _said(period: Period) -> str:
    lengths = {Span.EVER: 0, Span.YEAR: 4, Span.MONTH: 7, Span.DAY: 10}
    return period.start.isoformat()[: lengths[period.span]] or "all"


def _figures(sums: Sums) -> dict[str, Any]:
    if sums.is_withheld:
        return dict.fromkeys(RegionFiguresOut.model_fields) | {"minutes": dict.fromkeys("ABCDE"), "is_withheld": True}
    return {
        "records": sums.records,
        "people": sums.people,
        "firsts": sums.firsts,
        "credit_minutes": sums.credit_minutes,
        "honour_minutes": sums.honour_minutes,
        "minutes": dict(zip("ABCDE", sums.minutes, strict=True)),
        "is_withheld": False,
    }


def _child(each: places.Below, found: dict[str, Sums]) -> dict[str, Any]:
    region = each.region
    return {
        "code": region.code,
        "name": region.name,
        "name_latin": region.name_latin,
        "valid_from": region.valid_from,
        "valid_to": region.valid_to,
        "successor_code": region.successor_id,
        "figures": _figures(found.get(region.code, NOTHING)) if each.counts_for_itself else None,
    }


def _value(value: Value) -> dict[str, Any]:
    return {
        "code": value.code,
        "region": value.region_code or NATION,
        "period": _said(value.period),
        "number": value.number,
        "top": value.top,
        "bottom": value.bottom,
        "parts": value.parts,
        "missing": value.missing,
        "facts": value.facts,
    }


def _sent(request: HttpRequest, said: dict[str, Any], rows: str = "") -> HttpResponse:
    """JSON, or the rows as CSV where that is asked for, with a tag by which a program that has it already learns so."""
    is_csv = CSV in request.headers.get("Accept", "")
    text = _csv(said[rows] if rows else [said]) if is_csv else _json(said)
    tag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    is_known = tag in parse_etags(request.headers.get("If-None-Match", ""))
    response = (
        HttpResponseNotModified() if is_known else HttpResponse(text, f"{CSV if is_csv else JSON}; charset=utf-8")
    )
    response["ETag"] = tag
    # Whoever is known may see one region of several exactly, so nothing of theirs is for others.
    is_for_all = request.auth.actor.kind is ActorKind.ANONYMOUS
    response["Cache-Control"] = f"public, max-age={SECONDS}" if is_for_all else "private, no-cache"
    response["Vary"] = "Accept, Accept-Language, Authorization, Cookie, X-Session-Token"
    return response


def _json(said: dict[str, Any]) -> str:
    return json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False)


def _csv(rows: Iterable[dict[str, Any]]) -> str:
    """One line a row; what a row has inside stands in columns of its own, named after both."""
    flat = [dict(_flat(row)) for row in rows]
    columns = list(dict.fromkeys(name for row in flat for name in row))
    out = io.StringIO()
    with override(None):
        lines = cells.Lines(out)
        lines.add(columns)
        lines.add_all([row.get(name, "") for name in columns] for row in flat)
    return out.getvalue()


def _flat(row: dict[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}_")
        elif isinstance(value, list):
            yield f"{before}{name}", _json({"": value})[5:-1]
        else:
            yield f"{before}{name}", "" if value is None else value
